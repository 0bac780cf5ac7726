#include "soret/validation/check/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr int baseline_format = 1;

bool is_known(Verdict now, Verdict then) {
    if (now == Verdict::fail) return then == Verdict::fail;
    return now == Verdict::inconclusive && then != Verdict::pass;
}

}  // namespace

Baseline baseline_of(const CheckReport& report) {
    Baseline baseline;
    for (const CheckLine& line : report.checks) baseline[line.id] = line.verdict;
    return baseline;
}

nlohmann::json baseline_json(const CheckReport& report) {
    nlohmann::json verdicts = nlohmann::json::object();
    for (const auto& [id, verdict] : baseline_of(report)) verdicts[id] = name_of(verdict);
    return {{"format", baseline_format}, {"title", report.title}, {"verdicts", verdicts}};
}

Baseline baseline_from_json(const nlohmann::json& json) {
    const int format = field<int>(json, "format");
    if (format != baseline_format) throw InvalidInput(fmt::format("format = {}: must be {}", format, baseline_format));
    const auto verdicts = field<nlohmann::json>(json, "verdicts");
    if (!verdicts.is_object()) throw InvalidInput("verdicts: must be an object of ids and verdicts");
    Baseline baseline;
    for (const auto& [id, verdict] : verdicts.items()) {
        baseline[id] = verdict_from(field<std::string>(verdicts, id.c_str()));
    }
    return baseline;
}

void compare_with(const Baseline& baseline, CheckReport& report) {
    std::vector<std::string> mended;
    Baseline left = baseline;
    for (CheckLine& line : report.checks) {
        const auto known = baseline.find(line.id);
        line.fields["baseline"] = nullptr;
        if (known == baseline.end()) continue;
        left.erase(line.id);
        line.fields["baseline"] = name_of(known->second);
        if (is_known(line.verdict, known->second)) line.accepted = true;
        if (line.verdict == Verdict::pass && known->second == Verdict::fail) mended.push_back(line.id);
    }
    std::vector<std::string> vanished;
    for (const auto& [id, verdict] : left) vanished.push_back(id);
    report.more["vanished"] = vanished;
    if (!vanished.empty()) {
        report.notes.push_back(
            fmt::format("not checked any more, though the baseline has them: {}", fmt::join(vanished, ", ")));
    }
    if (!mended.empty()) {
        report.notes.push_back(fmt::format(
            "failed in the baseline and pass now: {}; --bless makes that the new baseline", fmt::join(mended, ", ")));
    }
}

}  // namespace soret
