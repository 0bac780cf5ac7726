#include "soret/validation/routes/fep/potentials.hpp"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/replicas.hpp"
#include "soret/validation/simulation/growing_estimates.hpp"

namespace soret {

namespace {

/// whole, ideal, excess, published, <V>_N
constexpr std::size_t potentials_and_volume = 5;
using ValuesOfReplica = std::array<Estimate, potentials_and_volume>;

ValuesOfReplica values_of(const nlohmann::json& values, double of_species, double temperature) {
    const auto weights = field<std::vector<double>>(values, "weights");
    if (weights.size() < 2) throw InvalidInput("weights: must be of at least two stages");
    const GrowingMeans means(BlockTable::from_json(field<nlohmann::json>(values, "blocks")),
                             {weights.front(), weights.back()}, temperature);
    const std::array<FunctionOfMeans, potentials_and_volume> functions{
        means.whole(of_species), means.ideal(of_species), means.excess(), means.published(), means.volume()};
    const JackknifeResult result = jackknife_with_chosen_blocks(
        means.blocks(),
        [&](std::span<const double> of) {
            Eigen::VectorXd all(functions.size());
            for (std::size_t k = 0; k < functions.size(); ++k) all[static_cast<Eigen::Index>(k)] = functions[k](of);
            return all;
        },
        Bias::remove);
    ValuesOfReplica estimates;
    for (std::size_t k = 0; k < estimates.size(); ++k) estimates[k] = result.estimate(static_cast<Eigen::Index>(k));
    return estimates;
}

}  // namespace

double GrownPotential::to_composition(double temperature) const {
    return temperature * std::log(of_species / particles * (particles + 1.0) / (of_species + 1.0));
}

GibbsPoint GrownPotential::gibbs_point(double temperature) const {
    GibbsPoint point;
    point.of = species == 1 ? GibbsPoint::Of::potential_1 : GibbsPoint::Of::potential_2;
    point.x1 = (x1 * particles + (species == 1 ? 0.5 : 0.0)) / (particles + 0.5);
    point.value = whole;
    point.value.value -= temperature * std::log((of_species + 1.0) / (particles + 1.0));
    return point;
}

GrownPotential grown_potential(const std::vector<const TaskResult*>& results, double temperature) {
    GrownPotential potential;
    std::array<std::vector<Estimate>, potentials_and_volume> replicas;
    for (const TaskResult* result : results) {
        reading_json("task " + result->task, [&] {
            const nlohmann::json& values = result->values;
            const auto counts = field<std::array<double, 2>>(values, "particles");
            const double of_species = counts.at(field<std::size_t>(values, "species") - 1);
            const double particles = counts[0] + counts[1];
            const bool first = potential.particles == 0.0;
            if (!first && (particles != potential.particles || of_species != potential.of_species)) {
                throw InvalidInput("its particles are not those of the other replicas");
            }
            potential.x1 = counts[0] / particles;
            potential.species = field<int>(values, "species");
            potential.particles = particles;
            potential.of_species = of_species;
            const auto reason = field<nlohmann::json>(values, "reason");
            if (!reason.is_null()) {
                potential.unknown.push_back(fmt::format("{} ({})", result->task, reason.get<std::string>()));
                return;
            }
            const ValuesOfReplica known = values_of(values, of_species, temperature);
            for (std::size_t k = 0; k < known.size(); ++k) replicas[k].push_back(known[k]);
        });
    }
    potential.excess_of_replicas = replicas[2];
    if (!potential.is_known()) return potential;
    potential.whole = mean_of_replicas(replicas[0]);
    potential.ideal = mean_of_replicas(replicas[1]);
    potential.excess = mean_of_replicas(replicas[2]);
    potential.published = mean_of_replicas(replicas[3]);
    potential.volume = mean_of_replicas(replicas[4]);
    potential.volume.value /= potential.particles;
    potential.volume.standard_error /= potential.particles;
    return potential;
}

}  // namespace soret
