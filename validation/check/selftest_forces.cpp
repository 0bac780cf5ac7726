#include <unistd.h>

#include <filesystem>
#include <functional>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/check/forces_check.hpp"
#include "soret/validation/check/planted_error.hpp"
#include "soret/validation/check/reference_data.hpp"

namespace soret {

namespace {

/// A file of results that goes with it.
class PlantedFile {
public:
    explicit PlantedFile(const nlohmann::json& results)
        : path_(std::filesystem::temp_directory_path() / fmt::format("soret-selftest-{}.json", ::getpid())) {
        write_file_atomically(path_.string(), results.dump());
    }
    PlantedFile(const PlantedFile&) = delete;
    PlantedFile& operator=(const PlantedFile&) = delete;
    ~PlantedFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

using Results = nlohmann::json;

// The results that the reference `name` states for the dense liquid, with a change, checked as those of another code.
CheckReport with_planted_results(const std::string& name, const std::function<void(Results&)>& plant) {
    const Mixture mixture = paper_mixture();
    const nlohmann::json dense = json_from_text(reference_text("configurations/paper_dense"));
    const auto text = field<std::string>(dense, "configuration");
    const ConfigurationFile configuration = parse_configuration(text, "paper_dense.data", ReadingOptions{}.of(mixture));
    Results results = json_from_text(reference_text("configurations/" + name)).at("results");
    plant(results);
    const PlantedFile file(results);
    return check_forces({configuration, text, file.path(), mixture, Backend::optimized, Execution{}, {}, std::nullopt});
}

void scale(nlohmann::json& value, double factor) {
    if (value.is_number()) {
        value = factor * value.get<double>();
    } else if (value.is_array()) {
        for (nlohmann::json& element : value) scale(element, factor);
    }
}

}  // namespace

std::vector<PlantedError> planted_forces() {
    const auto results = [](const char* name, std::function<void(Results&)> plant) {
        return [name, plant = std::move(plant)] { return with_planted_results(name, plant); };
    };
    const auto scaled = [&](const char* key, double factor) {
        return results("paper_dense", [key, factor](Results& one) { scale(one.at(key), factor); });
    };
    const char* dense = "paper_dense";
    return {
        {"forces/right", "nothing", Verdict::pass, "", results(dense, [](Results&) {})},
        {"forces/not-shifted", "energies that are not shifted at the cutoff", Verdict::fail, "not-shifted",
         results("paper_dense_plain", [](Results&) {})},
        {"forces/smoothing", "forces that go to 0 at the cutoff", Verdict::fail, "smoothing",
         results("paper_dense_force_shifted", [](Results&) {})},
        {"forces/sign", "forces of the other sign", Verdict::fail, "sign", scaled("forces", -1.0)},
        {"forces/factor", "each pair counted twice in the energy", Verdict::fail, "factor",
         scaled("potential_energy", 2.0)},
        {"forces/energy-split", "particle energies twice as large", Verdict::fail, "energy-split",
         scaled("particle_energies", 2.0)},
        {"forces/virial-sign", "a virial of the other sign", Verdict::fail, "virial-sign", scaled("virial", -1.0)},
        {"forces/units", "forces in kJ/mol", Verdict::fail, "units", scaled("forces", 4.184)},
        {"forces/single-particle", "one force off by a millionth", Verdict::fail, "single-particle",
         results(dense, [](Results& one) { scale(one.at("forces").at(77), 1.000001); })},
        {"forces/two-exchanged", "the forces of two particles exchanged", Verdict::fail, "single-particle",
         results(dense, [](Results& one) { std::swap(one.at("forces").at(3), one.at("forces").at(4)); })},
    };
}

}  // namespace soret
