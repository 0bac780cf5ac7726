#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/execution.hpp"

namespace soret {

/// Where a result comes from: all that somebody needs to make it again. Nothing in it enters a digest.
struct Provenance {
    std::string version;          ///< of this library
    std::string commit;           ///< of its sources, "unknown" outside a git checkout
    std::string compiler;         ///< name and version
    std::string flags;            ///< of the compiler, without those for warnings
    std::string instruction_set;  ///< that the optimised kernels used
    int threads = 1;
    std::optional<std::uint64_t> seed;  ///< none where no random number was drawn
    std::string digest_algorithm;
};

/// Version of this library, as major.minor.patch.
std::string version();

Provenance provenance(const Execution& execution, std::optional<std::uint64_t> seed = std::nullopt);

/// An object with the names of the members as keys; seed is null where there is none.
nlohmann::json to_json(const Provenance& provenance);

/// throws   InvalidInput: a key is missing or of another type; the message names the key
Provenance provenance_from_json(const nlohmann::json& object);

}  // namespace soret
