// Any content of a checkpoint, as CBOR or as JSON, is a run that goes on or gives one line.
#include <cstdint>
#include <string_view>

#include "allocation_limit.hpp"
#include "one_line.hpp"
#include "saved_runs.hpp"
#include "soret/common/files/json_fields.hpp"

namespace {

using namespace soret;
using namespace soret::fuzz;

void go_on(MolecularDynamicsRun run) {
    if (!run.finished()) run.advance();
    run.to_json();
    run.result();
    for (const auto& file : run.observers().files()) must(!file.text.empty());
}

void go_on(MonteCarloRun run) {
    if (!run.finished()) run.sweep();
    run.to_json();
    run.result();
}

void restore(const nlohmann::json& saved) {
    const bool plain = saved.contains("plain");
    const Backend backend = plain ? Backend::reference : Backend::optimized;
    if (saved.contains("chain")) {
        go_on(MonteCarloRun(mixture(), saved, chain_settings(), backend, Execution{}));
    } else {
        const auto settings = reading_json("fuzz", [&] { return dynamics_settings(saved); });
        go_on(MolecularDynamicsRun(mixture(), saved, settings, backend, Execution{}));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const AllocationLimit limit(size, 1 << 18);
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    one_line_or<Error>([&] { restore(text.starts_with('{') ? json_from_text(text) : json_from_cbor(text)); });
    return 0;
}
