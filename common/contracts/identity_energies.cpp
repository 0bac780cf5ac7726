#include "soret/common/contracts/identity_energies.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

void check_identity_change(std::int32_t from, std::int32_t to, std::size_t species_count) {
    for (const std::int32_t s : {from, to}) {
        if (s < 0 || static_cast<std::size_t>(s) >= species_count) {
            throw InvalidArgument(fmt::format("species {}: must be in [0, {})", s, species_count));
        }
    }
    if (from == to) throw InvalidArgument(fmt::format("species {}: must become another one", from));
}

ParticleEnergy identity_energy(const ParticleEnergy& before, const ParticleEnergy& after, std::size_t i) {
    if (before.overlap) {
        throw InvalidState(
            fmt::format("particle {} is nearly on top of another: a change of its identity has no energy", i));
    }
    if (after.overlap) return {0, true};
    return {after.quanta - before.quanta, false};
}

}  // namespace soret
