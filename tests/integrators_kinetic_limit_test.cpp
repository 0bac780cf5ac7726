// Where a term m v_a v_a of the kinetic energy is too large to sum: both backends refuse in the same step, or neither.

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"

namespace soret::test {
namespace {

constexpr double heavy_mass = 2.9e6;  // v is 1.2: terms of momentum and heat current are below 2^22, too

/// Free particles, one of them so heavy and fast that m v^2 is near 2^22, in a box that breathes.
Trajectory near_the_limit(const Mixture& mixture, const IntegratorParameters& parameters, double share_of_limit) {
    State state;
    state.box = Box({6.0, 6.0, 6.0});
    const double v = std::sqrt(share_of_limit * large_terms_limit / heavy_mass);
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 1, {3.0, 3.0, 3.0});
    state.add(3, 1, {5.0, 5.0, 5.0});
    state.velocity = {std::vector<double>{v, 1.0, -1.0}, std::vector<double>{0.5, 0.0, 1.0},
                      std::vector<double>{-0.5, 2.0, 0.0}};
    return start_of_trajectory(mixture, state, parameters);
}

Mixture heavy_ghosts() {
    return Mixture({{heavy_mass, 1.0}, SpeciesMatrix(2, 0.0), SpeciesMatrix(2, 1.0), SpeciesMatrix(2, 2.5)});
}

/// What each of three steps said, until one threw.
template <class Backend>
std::vector<std::string> messages(const Trajectory& start, const IntegratorParameters& parameters,
                                  PairForcesRequest request) {
    std::vector<std::string> said;
    std::optional<typename Backend::Integrator> integrator;
    said.push_back(
        message_of<InvalidState>([&] { integrator.emplace(heavy_ghosts(), start, parameters, Execution{}); }));
    for (int step = 0; step < 3 && said.back().empty(); ++step) {
        said.push_back(message_of<InvalidState>([&] { integrator->run(1, request); }));
    }
    return said;
}

// Thermostat and box drive the velocity up and down within a step: among these starts are some that pass the limit
// only half a step from the positions, where nothing is summed, and some that pass it only at the end of a step.
TEST(IntegratorKineticLimit, RefusesInTheSameStepInBothBackends) {
    const Mixture mixture = heavy_ghosts();
    std::array<int, 5> ended_after{};  // the start, one to three steps, none
    for (const IntegratorEnsemble ensemble :
         {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt}) {
        const IntegratorParameters parameters{.timestep = 0.004,
                                              .ensemble = ensemble,
                                              .temperature = 1e4,
                                              .pressure = 0.0,
                                              .thermostat_time = 0.06,
                                              .barostat_time = 100.0};
        for (const double share : {0.90, 0.97, 0.99, 0.9999, 1.01}) {
            for (const double heating : {-60.0, -40.0, -25.0, -10.0, 0.0, 20.0}) {
                for (const double strain_rate : {-10.0, -3.0, 0.0, 3.0, 6.0, 12.0}) {
                    Trajectory start = near_the_limit(mixture, parameters, share);
                    if (has_thermostat(ensemble)) start.extended.thermostat.rate[0] = heating;
                    if (has_barostat(ensemble)) start.extended.strain_rate = strain_rate;
                    for (const PairForcesRequest request : {forces_only, PairForcesRequest{true, true, true}}) {
                        SCOPED_TRACE(::testing::Message() << name_of(ensemble) << ", " << share << ", " << heating
                                                          << ", " << strain_rate << ", virial " << request.virial);
                        const auto expected = messages<ReferenceBackend>(start, parameters, request);
                        ASSERT_EQ(messages<OptimizedBackend>(start, parameters, request), expected);
                        ++ended_after[expected.size() - (expected.back().empty() ? 0 : 1)];
                    }
                }
            }
        }
    }
    EXPECT_GT(ended_after.front(), 0);
    EXPECT_GT(ended_after[1], 0);
    EXPECT_GT(ended_after.back(), 0);
}

}  // namespace
}  // namespace soret::test
