#include "soret/validation/check/lammps_preset.hpp"

#include <cstdlib>

#include <fmt/format.h>

namespace soret {

bool is_program(const std::string& word) {
    return std::system(fmt::format("command -v {} > /dev/null 2>&1", word).c_str()) == 0;
}

ProgramCommand lammps_command(const std::string& program) {
    const std::string run = fmt::format(
        "'{}' -in {{input}} -var config {{config}} -var output {{output}} -var totals {{totals}} -log none", program);
    if (!is_program("mpirun")) return {run, {}, lammps_input, program};
    return {
        fmt::format("if [ {{threads}} = 1 ]; then {0}; else mpirun --allow-run-as-root --oversubscribe -np {{threads}} "
                    "{0}; fi",
                    run),
        {},
        lammps_input,
        program};
}

std::string lammps_potential(const Mixture& mixture) {
    const bool shifts_forces = mixture.truncation() == Truncation::force_shifted;
    std::string text = "units lj\natom_style atomic\nread_data ${config}\n";
    text += fmt::format("pair_style {} {:.17g}\n", shifts_forces ? "lj/smooth/linear" : "lj/cut",
                        mixture.largest_cutoff() > 0.0 ? mixture.largest_cutoff() : 1.0);
    if (!shifts_forces) {
        text += fmt::format("pair_modify shift {}\n", mixture.truncation() == Truncation::shifted ? "yes" : "no");
    }
    const std::size_t species = mixture.species_count();
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            const PairParameters& pair = mixture.pair(a, b);
            text += fmt::format("pair_coeff {} {} {:.17g} {:.17g} {:.17g}\n", a + 1, b + 1,
                                mixture.parameters().epsilon(a, b), mixture.parameters().sigma(a, b), pair.cutoff);
        }
    }
    return text;
}

std::string lammps_input(const Mixture& mixture) {
    return lammps_potential(mixture) +
           "compute energy all pe/atom\n"
           "compute virial all pressure NULL virial\n"
           "dump forces all custom 1 ${output} id fx fy fz c_energy\n"
           "dump_modify forces sort id format float %.17g\n"
           "thermo_style custom step pe c_virial[1] c_virial[2] c_virial[3]\n"
           "thermo_modify norm no\n"
           "run 0\n"
           "print '{\"potential_energy\": $(pe:%.17g), \"virial_xx\": $(c_virial[1]*vol:%.17g), \"virial_yy\": "
           "$(c_virial[2]*vol:%.17g), \"virial_zz\": $(c_virial[3]*vol:%.17g)}' file ${totals} screen no\n";
}

}  // namespace soret
