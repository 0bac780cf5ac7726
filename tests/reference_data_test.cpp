#include <gtest/gtest.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "soret/common/equations_of_state/thol.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/check/reference_making.hpp"
#include "temporary_directory.hpp"

namespace soret::testing {
namespace {

nlohmann::json embedded(const std::string& name) {
    return nlohmann::json::parse(reference_text(name));
}

TEST(ReferenceData, AreWhatTheResultsGive) {
    const std::string standard = std::string(SORET_SOURCE_DIR) + "/validation/data/standard/";
    const nlohmann::json made =
        state_line_reference(read_json_file(standard + "results.json"), read_json_file(standard + "manifest.json"));
    const auto difference = first_difference(embedded("state_line"), made);
    EXPECT_FALSE(difference) << difference.value_or("")
                             << ": soret reference make validation/data/standard validation/reference/state_line.json";
}

TEST(ReferenceData, HaveTheSameNumbersInDecimalAndHexadecimal) {
    std::size_t numbers = 0;
    const nlohmann::json state_line = embedded("state_line");
    for (const auto& [name, rows] : state_line.at("curves").items()) {
        for (const auto& row : rows) {
            for (const std::string key : {"value", "sem"}) {
                const std::string hex = row.at(key + "_hex");
                EXPECT_EQ(std::strtod(hex.c_str(), nullptr), row.at(key).get<double>()) << name;
                ++numbers;
            }
        }
    }
    EXPECT_GT(numbers, 1000U);
    EXPECT_EQ(hexadecimal(1.5), "0x1.8p+0");
}

// Outside truth: an equation fitted to other people's simulations, which it meets within some 1 % of T rho.
TEST(ReferenceData, OfOneSubstanceAgreeWithTheEquationOfThol) {
    const ReferenceValues reference = reference_named("pure_lennard_jones");
    for (const auto& single : reference.quantities.at("pressure").singles) {
        const double t = single.state.at("temperature");
        const double density = single.state.at("density");
        const double expected = TholEquation().at_density(t, density).pressure;
        EXPECT_NEAR(single.estimate.value, expected, 4.42 * single.estimate.standard_error + 0.01 * t * density);
    }
}

TEST(ReferenceData, OfNistAreThoseOfItsTable) {
    const ReferenceValues reference = reference_named("nist_coexistence");
    const ReferenceValue liquid = reference.at("density_liquid", {{"temperature", 0.7}}, std::nullopt);
    EXPECT_EQ(liquid.estimate.value, 0.84341);
    EXPECT_EQ(liquid.estimate.standard_error, 0.0000368);
    EXPECT_EQ(reference.quantities.at("saturation_pressure").singles.size(), 11U);
}

TEST(ReferenceData, AreTheFilesOfTheSource) {
    const std::string root = std::string(SORET_SOURCE_DIR) + "/validation/reference/";
    ASSERT_GE(embedded_files().size(), 10U);
    for (const EmbeddedFile& file : embedded_files()) {
        EXPECT_EQ(file.text, content_of(root + std::string(file.name) + ".json")) << file.name;
        const nlohmann::json json = embedded(std::string(file.name));
        for (const char* key : {"title", "source", "licence", "kind"}) EXPECT_TRUE(json.at(key).is_string()) << key;
    }
}

}  // namespace
}  // namespace soret::testing
