#include "soret/common/provenance.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <soret_version.hpp>

#include "soret/common/digest.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

extern const char* const source_commit;  // in the file that common/write_commit.cmake makes

namespace {

std::string compiler_name() {
#if defined(__clang__)
    return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
    return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
    return "unknown";
#endif
}

}  // namespace

std::string version() {
    return SORET_VERSION;
}

Provenance provenance(const Execution& execution, std::optional<std::uint64_t> seed) {
    return {.version = version(),
            .commit = source_commit,
            .compiler = compiler_name(),
            .flags = SORET_COMPILER_FLAGS,
            .instruction_set = std::string(name_of(execution.instruction_set)),
            .threads = execution.threads,
            .seed = seed,
            .digest_algorithm = std::string(Digest::algorithm)};
}

nlohmann::json to_json(const Provenance& provenance) {
    nlohmann::json object{{"version", provenance.version},
                          {"commit", provenance.commit},
                          {"compiler", provenance.compiler},
                          {"flags", provenance.flags},
                          {"instruction_set", provenance.instruction_set},
                          {"threads", provenance.threads},
                          {"seed", nullptr},
                          {"digest_algorithm", provenance.digest_algorithm}};
    if (provenance.seed) object["seed"] = *provenance.seed;
    return object;
}

Provenance provenance_from_json(const nlohmann::json& object) {
    return reading_json("provenance", [&] {
        Provenance result{.version = field<std::string>(object, "version"),
                          .commit = field<std::string>(object, "commit"),
                          .compiler = field<std::string>(object, "compiler"),
                          .flags = field<std::string>(object, "flags"),
                          .instruction_set = field<std::string>(object, "instruction_set"),
                          .threads = field<int>(object, "threads"),
                          .seed = std::nullopt,
                          .digest_algorithm = field<std::string>(object, "digest_algorithm")};
        if (!field<nlohmann::json>(object, "seed").is_null()) result.seed = field<std::uint64_t>(object, "seed");
        return result;
    });
}

}  // namespace soret
