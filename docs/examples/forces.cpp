// forces CONFIG MIXTURE.toml: energy, pressure and the largest force of a configuration, by both backends.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include <soret/soret.hpp>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: forces CONFIG MIXTURE.toml\n");
        return 2;
    }
    try {
        const soret::Mixture mixture = soret::read_mixture(argv[2]);
        const soret::ConfigurationFile file = soret::read_configuration(argv[1], soret::ReadingOptions().of(mixture));
        soret::check_configuration(file, mixture, argv[2]);

        soret::Execution execution;  // the best instruction set of this CPU, one thread
        soret::PairForcesResult fast, plain;
        soret::optimized::PairForces(mixture, execution).compute(file.state, {}, fast);
        soret::reference::PairForces(mixture, execution).compute(file.state, {}, plain);

        double largest = 0.0;
        for (std::size_t i = 0; i < file.state.size(); ++i) {
            largest = std::max(largest, std::hypot(fast.force[0][i], fast.force[1][i], fast.force[2][i]));
        }
        const double trace = fast.virial[0] + fast.virial[1] + fast.virial[2];
        const double kinetic = fast.kinetic[0] + fast.kinetic[1] + fast.kinetic[2];
        std::printf("potential energy %.15g\n", fast.potential_energy);
        std::printf("pressure %.15g\n", (kinetic + trace) / (3.0 * file.state.box.volume()));
        std::printf("largest force %.15g\n", largest);
        std::printf("%s bits\n", fast.force == plain.force ? "the same" : "different");
        return 0;
    } catch (const soret::Error& error) {  // a file, a place, a value, the allowed range
        std::fprintf(stderr, "forces: %s\n", error.what());
        return 2;
    }
}
