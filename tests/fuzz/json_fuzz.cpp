// Any JSON is a manifest, results.json or a state of a checkpoint, or gives one line.
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/simulation/state_json.hpp"

namespace {

template <class F>
void one_line_or(F f) {
    try {
        f();
    } catch (const soret::Error&) {
        return;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto json = nlohmann::json::parse(bytes, bytes + size, nullptr, false);
    if (json.is_discarded()) return 0;
    one_line_or([&] { soret::manifest_from_json(json); });
    one_line_or([&] { soret::results_from_json(json); });
    try {
        soret::state_from_json(json);
    } catch (const nlohmann::json::exception&) {  // of a checkpoint: its reader makes one line of it
    } catch (const soret::Error&) {
    }
    return 0;
}
