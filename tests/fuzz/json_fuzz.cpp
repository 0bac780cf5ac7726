// Any text is a manifest, results.json, the values of a task or a state of a checkpoint, or gives one line.
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "allocation_limit.hpp"
#include "one_line.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/packed_doubles.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/state_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const soret::fuzz::AllocationLimit limit(size);
    using namespace soret;
    using fuzz::one_line_or;
    nlohmann::json json;
    one_line_or([&] { json = json_from_text({reinterpret_cast<const char*>(bytes), size}); });
    // Each of these has a key of its own: an error costs more than a reader.
    if (!json.is_object()) return 0;
    const auto reader = [&](const char* key, const auto& read) {
        if (json.contains(key)) one_line_or([&] { reading_json("fuzz", read); });
    };
    reader("tasks", [&] { manifest_from_json(json); });
    reader("claims", [&] { to_json(results_from_json(json)); });
    reader("values", [&] { with_packed_doubles(with_plain_doubles(json.at("values"))); });
    reader("compiler", [&] { provenance_from_json(json); });
    reader("blocks_of_series", [&] { BlockTable::from_json(json); });
    reader("comoment", [&] { RunningMoments::from_json(json); });
    reader("edge_z", [&] { nemd_record_from_json(json); });
    reader("interval", [&] { flux_record_from_json(json); });
    reader("box", [&] { state_from_json(json); });
    return 0;
}
