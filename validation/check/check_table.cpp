#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "soret/validation/check/check_documents.hpp"
#include "soret/validation/simulation/terminal.hpp"

namespace soret {

namespace {

// A byte that is not UTF-8 becomes the replacement character, a number that JSON cannot write null.
nlohmann::json valid_json(const nlohmann::json& json) {
    return nlohmann::json::parse(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void make_printable(std::string& text) {
    text = valid_json(text).get<std::string>();
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }, '?');
}

}  // namespace

std::string status_of(const CheckLine& line) {
    const std::string verdict(name_of(line.verdict));
    if (line.verdict == Verdict::pass) return verdict;
    if (line.accepted) return verdict + (line.fields.contains("baseline") ? ", known" : ", accepted");
    return verdict + (line.fields.contains("baseline") ? ", new" : "");
}

CheckReport printable(CheckReport report) {
    make_printable(report.title);
    make_printable(report.cannot_compare);
    for (std::string& note : report.notes) make_printable(note);
    for (CheckLine& line : report.checks) {
        for (std::string* text : {&line.id, &line.quantity, &line.text}) make_printable(*text);
        line.fields = valid_json(line.fields);
    }
    report.diagnosis = valid_json(report.diagnosis);
    report.more = valid_json(report.more);
    return report;
}

nlohmann::json to_json(const CheckReport& report) {
    nlohmann::json json = report.more.is_object() ? report.more : nlohmann::json::object();
    const bool compared = report.cannot_compare.empty();
    json["verdict"] = compared ? name_of(report.verdict()) : "cannot-compare";
    if (!compared) json["cannot_compare"] = report.cannot_compare;
    json["title"] = report.title;
    json["checks"] = nlohmann::json::array();
    for (const CheckLine& line : report.checks) {
        nlohmann::json check = line.fields.is_object() ? line.fields : nlohmann::json::object();
        // The `id` of a check of forces is that of a particle.
        if (!check.contains("id")) check["id"] = line.id;
        check.update({{"check", line.id},
                      {"quantity", line.quantity},
                      {"verdict", name_of(line.verdict)},
                      {"accepted", line.accepted},
                      {"text", line.text}});
        json["checks"].push_back(check);
    }
    json["diagnosis"] = report.diagnosis.is_null() ? nlohmann::json::array() : report.diagnosis;
    json["notes"] = report.notes;
    return json;
}

std::string check_table(const CheckReport& report, bool colours) {
    std::size_t id_width = 5;
    std::size_t status_width = 7;
    for (const CheckLine& line : report.checks) {
        id_width = std::max(id_width, line.id.size());
        status_width = std::max(status_width, status_of(line).size());
    }
    std::string table =
        fmt::format("{}\n\n{:<{}}  {:<{}}  {}\n", report.title, "check", id_width, "verdict", status_width, "found");
    for (const CheckLine& line : report.checks) {
        const std::string words = fmt::format("{:<{}}", status_of(line), status_width);
        table += fmt::format(
            "{:<{}}  {}  {}\n", line.id, id_width,
            line.accepted ? coloured_as_accepted(words, colours) : coloured(line.verdict, words, colours), line.text);
    }
    if (!report.diagnosis.empty()) table += "\ndiagnosis:\n";
    for (const auto& cause : report.diagnosis) {
        table += fmt::format("  {}: {}\n", cause.value("cause", "?"), cause.value("text", ""));
    }
    if (!report.notes.empty()) table += "\n";
    for (const std::string& note : report.notes) table += fmt::format("note: {}\n", note);
    return table + fmt::format("\nverdict: {}\n", coloured(report.verdict(), colours));
}

}  // namespace soret
