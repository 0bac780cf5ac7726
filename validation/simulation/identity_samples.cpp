#include "soret/validation/simulation/identity_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/common/statistics/free_energy_bar.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks_of_identity = 4;
constexpr double constants_per_unit = 64.0;

bool has_finite(std::span<const double> works) {
    return std::any_of(works.begin(), works.end(), [](double w) { return std::isfinite(w); });
}

/// -ln<e^{-w}>
double exponential_difference(std::span<const double> works) {
    const double least = *std::min_element(works.begin(), works.end());
    double sum = 0.0;
    for (const double w : works) sum += portable_exp(least - w);
    return least - portable_log(sum / static_cast<double>(works.size()));
}

Eigen::VectorXd as_vector(std::span<const double> values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// 1/n for each of n samples.
Eigen::VectorXd equal_shares(std::span<const double> values) {
    const auto n = static_cast<Eigen::Index>(values.size());
    return Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n));
}

/// Means over the particles of weight, Fermi function and its square, y = w -+ C.
struct MeansOfWay {
    double weight = 0.0, fermi = 0.0, fermi_squared = 0.0;
};

MeansOfWay means_of_way(std::span<const double> works, double shift) {
    MeansOfWay sum;
    for (const double w : works) {
        const double y = w + shift;
        const double f = 1.0 / (1.0 + portable_exp(y));
        sum.weight += std::min(portable_exp(-y), largest_identity_weight);
        sum.fermi += f;
        sum.fermi_squared += f * f;
    }
    if (works.empty()) return sum;
    const auto n = static_cast<double>(works.size());
    return {sum.weight / n, sum.fermi / n, sum.fermi_squared / n};
}

/// The value of a function of the means with its error.
DifferenceValue value_of(const BlockTable& blocks, std::initializer_list<std::size_t> columns,
                         const FunctionOfMeans& function) {
    if (blocks.block_count() < fewest_blocks_of_identity) return {.reason = "fewer than 4 samples"};
    const auto as_functions = [&](std::span<const double> means) {
        return Eigen::VectorXd::Constant(1, function(means));
    };
    try {
        const JackknifeResult result = jackknife_with_chosen_blocks(blocks, as_functions, Bias::remove);
        const bool constant = std::all_of(columns.begin(), columns.end(), [&](std::size_t column) {
            return blocks.constant_value(column).has_value();
        });
        return {.estimate = result.estimate(0), .converged = result.converged, .reason = constant ? "constant" : ""};
    } catch (const InvalidState&) {
        return {.reason = "inconclusive: in a part of the run no change of identity counted: all were overlaps"};
    }
}

/// Why an exponential average is not believed; empty if it is.
std::string why_not_sampled(const BlockTable& blocks, std::size_t weight) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t k = 0; k < blocks.block_count(); ++k) {
        const double x = blocks.block(k)[weight];
        sum += x;
        squares += x * x;
    }
    const double effective = squares > 0.0 ? sum * sum / squares : 0.0;
    if (effective >= 0.5 * static_cast<double>(blocks.block_count())) return "";
    return fmt::format("inconclusive: the average rests on {:.1f} of {} blocks: must be at least half", effective,
                       blocks.block_count());
}

/// One way: ideal + sign T ln of its mean weight.
DifferenceValue exponential_value(const IdentityTable& table, std::size_t weight, double ideal, double sign) {
    const double t = table.temperature;
    DifferenceValue value = value_of(table.blocks, {weight}, [=, &table](std::span<const double> means) {
        return t * (ideal + table.bennett_constant + sign * std::log(means[weight]));
    });
    if (!value.estimate) return value;
    if (std::string reason = why_not_sampled(table.blocks, weight); !reason.empty()) return {.reason = reason};
    return value;
}

/// As far out by Student's t of an error from this many blocks as largest_identity_z is by the normal distribution.
double student_limit(double blocks) {
    return z_limit_of(std::erfc(largest_identity_z / std::sqrt(2.0)), blocks - 1.0);
}

std::string no_particles_of(std::size_t species) {
    return fmt::format("there are no particles of species {}", species + 1);
}

}  // namespace

double bennett_constant_of(std::span<const double> into_a, std::span<const double> into_b) {
    double c = 0.0;
    if (has_finite(into_a) && has_finite(into_b)) {
        const NeighbourWork work{as_vector(into_a), as_vector(into_b)};
        c = BennettEquation(work, equal_shares(into_a), equal_shares(into_b)).solve(0.0);
    } else if (has_finite(into_a)) {
        c = exponential_difference(into_a);
    } else if (has_finite(into_b)) {
        c = -exponential_difference(into_b);
    }
    return std::round(c * constants_per_unit) / constants_per_unit;
}

std::array<double, identity_quantities> identity_sample(std::span<const double> into_a, std::span<const double> into_b,
                                                        double bennett_constant) {
    const MeansOfWay a = means_of_way(into_a, -bennett_constant), b = means_of_way(into_b, bennett_constant);
    return {a.weight, b.weight, a.fermi, b.fermi, a.fermi_squared, b.fermi_squared};
}

void IdentityTable::merge(const IdentityTable& other) {
    const auto is_as = [&](const char* what, auto own, auto others) {
        if (own == others) return;
        throw InvalidArgument(
            fmt::format("changes of identity: {} = {}: must be {} as in the first run", what, others, own));
    };
    is_as("species a", a, other.a);
    is_as("species b", b, other.b);
    is_as("particles of a", particles_a, other.particles_a);
    is_as("particles of b", particles_b, other.particles_b);
    is_as("temperature", temperature, other.temperature);
    is_as("Bennett's constant", bennett_constant, other.bennett_constant);
    blocks.merge(other.blocks);
}

nlohmann::json IdentityTable::to_json() const {
    return {{"species", {a, b}},
            {"particles", {particles_a, particles_b}},
            {"temperature", temperature},
            {"bennett_constant", bennett_constant},
            {"blocks", blocks.to_json()}};
}

IdentityTable IdentityTable::from_json(const nlohmann::json& json) {
    const auto species = field<std::array<std::size_t, 2>>(json, "species");
    const auto particles = field<std::array<std::int64_t, 2>>(json, "particles");
    IdentityTable table{.a = species[0],
                        .b = species[1],
                        .particles_a = particles[0],
                        .particles_b = particles[1],
                        .temperature = field<double>(json, "temperature"),
                        .bennett_constant = field<double>(json, "bennett_constant"),
                        .blocks = BlockTable::from_json(json.at("blocks"))};
    if (table.blocks.quantities() != identity_quantities) {
        throw InvalidInput(fmt::format("changes of identity: {} quantities: must be {}", table.blocks.quantities(),
                                       std::size_t{identity_quantities}));
    }
    return table;
}

ChemicalPotentialDifference chemical_potential_difference(const IdentityTable& table) {
    const BlockTable& blocks = table.blocks;
    const double t = table.temperature, c = table.bennett_constant;
    const auto n_a = static_cast<double>(table.particles_a), n_b = static_cast<double>(table.particles_b);
    const double ideal_into_a = std::log((n_a + 1.0) / n_b), ideal_into_b = std::log(n_a / (n_b + 1.0));
    const double ideal = 0.5 * (ideal_into_a + ideal_into_b);

    ChemicalPotentialDifference result;
    result.into_a = table.particles_b > 0 ? exponential_value(table, weight_into_a, ideal_into_a, -1.0)
                                          : DifferenceValue{.reason = no_particles_of(table.b)};
    result.into_b = table.particles_a > 0 ? exponential_value(table, weight_into_b, ideal_into_b, 1.0)
                                          : DifferenceValue{.reason = no_particles_of(table.a)};
    if (table.particles_a == 0 || table.particles_b == 0) {
        const std::string reason = no_particles_of(table.particles_b == 0 ? table.b : table.a);
        result.mean = result.bar = result.hysteresis = {.reason = reason};
        return result;
    }
    result.hysteresis_of_ideal_mixture = t * (ideal_into_a - ideal_into_b);
    if (!result.into_a.estimate || !result.into_b.estimate) {
        const DifferenceValue& missing = result.into_a.estimate ? result.into_b : result.into_a;
        result.mean = result.hysteresis = {.reason = missing.reason};
    } else {
        const std::initializer_list<std::size_t> weights{weight_into_a, weight_into_b};
        result.mean = value_of(blocks, weights, [=](std::span<const double> means) {
            return t * (ideal + c + 0.5 * std::log(means[weight_into_b] / means[weight_into_a]));
        });
        result.hysteresis = value_of(blocks, weights, [=](std::span<const double> means) {
            return t * (ideal_into_a - ideal_into_b - std::log(means[weight_into_a]) - std::log(means[weight_into_b]));
        });
    }
    result.bar = value_of(blocks, {fermi_into_a, fermi_into_b}, [=](std::span<const double> means) {
        return t * (ideal + c + std::log(means[fermi_into_b] / means[fermi_into_a]));
    });
    if (result.bar.estimate) {
        const std::vector<double> m = blocks.mean();
        result.bar_lean = 0.5 * (m[fermi_squared_into_b] / m[fermi_into_b] - m[fermi_squared_into_a] / m[fermi_into_a]);
        result.overlap = (m[fermi_into_a] - m[fermi_squared_into_a]) + (m[fermi_into_b] - m[fermi_squared_into_b]);
        if (*result.overlap < smallest_identity_overlap) {
            result.bar = {.reason = fmt::format("inconclusive: both ways overlap by {:.2g}: must be at least {}",
                                                *result.overlap, smallest_identity_overlap)};
        }
    }
    if (result.hysteresis.estimate && result.hysteresis.estimate->standard_error > 0.0) {
        const double known = result.hysteresis_of_ideal_mixture;
        const double allowed = 4.0 * t / (n_a + n_b);
        const double beyond = std::fabs(result.hysteresis.estimate->value - known) - allowed;
        result.z = std::max(0.0, beyond / result.hysteresis.estimate->standard_error);
        result.z_limit = student_limit(result.hysteresis.estimate->effective_samples);
        if (*result.z > *result.z_limit) {
            result.inconclusive =
                fmt::format("inconclusive: both ways differ by {:.4g} +- {:.2g}, far from {:.4g} to {:.4g}",
                            result.hysteresis.estimate->value, result.hysteresis.estimate->standard_error,
                            known - allowed, known + allowed);
            result.mean = result.bar = {.reason = result.inconclusive};
        }
    }
    if (!result.mean.estimate && !result.bar.estimate) result.inconclusive = result.bar.reason;
    return result;
}

}  // namespace soret
