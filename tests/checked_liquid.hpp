#pragma once

// A liquid of tests/data/check with our numbers, and the files in which other codes would write them.

#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "command_line.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/optimized/pair_forces.hpp"
#include "soret/validation/check/column_names.hpp"
#include "soret/validation/check/forces_check.hpp"

namespace soret::testing {

inline const std::string check_data = std::string(SORET_TEST_DATA) + "/check/";
inline const std::string all_columns = "id type x y z vx vy vz fx fy fz c_pe";  ///< of a dump

/// A configuration and all numbers of it: what another code would have that is right.
struct CheckedLiquid {
    State state;  ///< in the order of ids
    Mixture mixture = paper_mixture();
    PairForcesResult result;

    explicit CheckedLiquid(State of) : state(std::move(of)) {
        optimized::PairForces(mixture, Execution{}).compute(state, PairForcesRequest{}, result);
    }
    CheckedLiquid() : CheckedLiquid(read_configuration(check_data + "liquid.data").state.sorted_by_id()) {}

    double pressure(std::size_t k) const { return (result.kinetic[k] + result.virial[k]) / state.box.volume(); }
};

/// Numbers as printf's %.{digits}g writes them.
struct Printing {
    int digits = 17;
    std::string operator()(double value) const { return fmt::format("{:.{}g}", value, digits); }
};

/// A LAMMPS dump of these columns; `position` prints coordinates and velocities, `number` all else.
inline std::string dump_text(const CheckedLiquid& liquid, const std::string& columns, const Printing& position,
                             const Printing& number, std::int64_t step = 0) {
    const State& state = liquid.state;
    const Vector3& e = state.box.edges();
    std::string text = fmt::format(
        "ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\nITEM: BOX BOUNDS pp pp pp\n0 {:.17g}\n0 {:.17g}\n0 {:.17g}\n"
        "ITEM: ATOMS {}\n",
        step, state.size(), e.x, e.y, e.z, columns);
    std::vector<std::string_view> names;
    split_words(columns, names);
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (const std::string_view name : names) {
            const std::size_t axis = name == "type" || name == "c_pe" ? 0 : static_cast<std::size_t>(name.back() - 'x');
            if (name == "id") {
                text += std::to_string(state.id[i]);
            } else if (name == "type") {
                text += std::to_string(state.species[i] + 1);
            } else if (name == "c_pe") {
                text += number(liquid.result.particle_energy[i]);
            } else if (name[0] == 'v') {
                text += position(state.velocity[axis][i]);
            } else if (name[0] == 'f') {
                text += number(liquid.result.force[axis][i]);
            } else {
                text += position(state.position[axis][i]);
            }
            text += name == names.back() ? '\n' : ' ';
        }
    }
    return text;
}

/// All numbers in the JSON of `soret forces --forces`.
inline std::string json_text_of(const CheckedLiquid& liquid, const Printing& number) {
    const auto list = [&](const auto& values) {
        std::vector<std::string> words;
        for (const double value : values) words.push_back(number(value));
        return fmt::format("[{}]", fmt::join(words, ", "));
    };
    std::vector<std::string> forces;
    for (std::size_t i = 0; i < liquid.state.size(); ++i) {
        const auto& f = liquid.result.force;
        forces.push_back(list(std::array<double, 3>{f[0][i], f[1][i], f[2][i]}));
    }
    SymmetricTensor pressure{};
    for (std::size_t k = 0; k < 6; ++k) pressure[k] = liquid.pressure(k);
    return fmt::format(
        "{{\"n\": {}, \"forces\": [{}], \"particle_energies\": {}, \"potential_energy\": {}, \"kinetic_energy\": {}, "
        "\"virial\": {}, \"pressure\": {}, \"pressure_tensor\": {}, \"heat_current\": {}, \"mass_current_1\": {}}}\n",
        liquid.state.size(), fmt::join(forces, ", "), list(liquid.result.particle_energy),
        number(liquid.result.potential_energy), number(liquid.result.kinetic_energy()), list(liquid.result.virial),
        number((pressure[0] + pressure[1] + pressure[2]) / 3.0), list(pressure), list(liquid.result.heat_current),
        list(liquid.result.mass_current[0]));
}

/// The report on results for a configuration, both as texts.
inline CheckReport checked(const TemporaryDirectory& directory, const std::string& configuration,
                           const std::string& results, const std::string& columns = "", bool units_as_is = false,
                           const Mixture& mixture = paper_mixture(), std::optional<double> limit = std::nullopt) {
    ReadingOptions reading;
    reading.units_as_is = units_as_is;
    const ConfigurationFile file = parse_configuration(configuration, "CONFIG", reading);
    const std::string path = directory.file("RESULTS", results);
    return check_forces(
        {file, configuration, path, mixture, Backend::optimized, Execution{}, column_map_from(columns), limit});
}

/// Configuration with all digits, and velocities.
inline std::string whole_configuration(const CheckedLiquid& liquid) {
    return dump_text(liquid, "id type x y z vx vy vz", {}, {});
}

inline const CheckLine* line_named(const CheckReport& report, const std::string& id) {
    for (const CheckLine& line : report.checks) {
        if (line.id == id) return &line;
    }
    return nullptr;
}

/// Everything that fails, for the message of a test.
inline std::string summary_of(const CheckReport& report) {
    std::string text = report.cannot_compare;
    for (const CheckLine& line : report.checks) {
        text += fmt::format("\n{} {}: {}", name_of(line.verdict), line.id, line.text);
    }
    for (const auto& cause : report.diagnosis) text += "\n" + cause.dump();
    for (const std::string& note : report.notes) text += "\n" + note;
    return text;
}

inline bool passes(const CheckReport& report) {
    return report.cannot_compare.empty() && report.verdict() == Verdict::pass;
}

inline bool fails(const CheckReport& report) {
    return report.cannot_compare.empty() && report.verdict() == Verdict::fail;
}

}  // namespace soret::testing
