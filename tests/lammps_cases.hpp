#pragma once

// Configurations that LAMMPS evaluated: tests/data/lammps.

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/mixture.hpp"

namespace soret::test {

/// A configuration that LAMMPS evaluated, and what it found.
struct LammpsCase {
    std::string name;
    ConfigurationFile file;
    nlohmann::json values;
    Mixture mixture;
};

inline LammpsCase lammps_case(const std::string& system, const std::string& moment) {
    const std::string base = std::string(SORET_TEST_DATA) + "/lammps/" + system;
    const nlohmann::json json = nlohmann::json::parse(std::ifstream(base + ".json"));
    MixtureParameters parameters;
    parameters.mass = json.at("mass").get<std::vector<double>>();
    parameters.epsilon = SpeciesMatrix(2, 0.0);
    parameters.sigma = SpeciesMatrix(2, 0.0);
    parameters.cutoff = SpeciesMatrix(2, json.at("cutoff"));
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            parameters.epsilon(a, b) = json.at("epsilon")[a][b];
            parameters.sigma(a, b) = json.at("sigma")[a][b];
        }
    }
    const std::string suffix = moment == "initial" ? ".dump" : "." + moment + ".dump";
    return {system + ", " + moment, read_configuration(base + suffix), json.at(moment), Mixture(parameters)};
}

inline std::vector<LammpsCase> lammps_cases() {
    std::vector<LammpsCase> cases;
    for (const char* system : {"paper_n500", "asymmetric_n840"}) {
        for (const char* moment : {"initial", "after_nve"}) cases.push_back(lammps_case(system, moment));
    }
    return cases;
}

}  // namespace soret::test
