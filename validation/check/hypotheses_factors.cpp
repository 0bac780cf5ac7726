// A factor that all numbers of a quantity have: sign, double counting, units.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret::diagnosis {

namespace {

/// A factor that has a meaning.
struct KnownFactor {
    double value = 0.0;
    std::string meaning;
    bool units = false;
    double tolerance = 0.0;  ///< relative: constants of substances are quoted with few digits
};

/// kelvin in one unit of energy                                                           [CODATA 2018]
struct EnergyUnit {
    std::string_view name;
    double kelvin;
};
constexpr std::array<EnergyUnit, 5> energy_units{
    {{"K", 1.0}, {"kJ/mol", 120.27236}, {"kcal/mol", 503.21955}, {"eV", 11604.518}, {"hartree", 315775.02}}};
/// sigma of argon in one unit of length                                                   [Rahman 1964: 3.405 A]
struct LengthUnit {
    std::string_view name;
    double sigma;
};
constexpr std::array<LengthUnit, 2> length_units{{{"A", 3.405}, {"nm", 0.3405}}};
constexpr double epsilon_of_argon = 119.8;  // [K]; others take 116 to 121                  [Rahman 1964]
constexpr double spread_of_argon = 4e-3;

std::vector<KnownFactor> plain_factors(const Problem& problem) {
    const auto n = static_cast<double>(problem.state().size());
    const double volume = problem.state().box.volume();
    return {{2.0, "every pair counted twice", false, 0.0},
            {0.5, "half of it", false, 0.0},
            {-1.0, "the other sign", false, 0.0},
            {-2.0, "the other sign and twice", false, 0.0},
            {-0.5, "the other sign and half", false, 0.0},
            {3.0, "the trace for its third, or a sum for a mean of three", false, 0.0},
            {1.0 / 3.0, "a third of it", false, 0.0},
            {4.0, "four times", false, 0.0},
            {0.25, "a quarter", false, 0.0},
            {1.0 / n, "per particle", false, 0.0},
            {n, "times the number of particles", false, 0.0},
            {1.0 / volume, "per volume", false, 0.0},
            {volume, "times the volume", false, 0.0}};
}

/// Dimension of a quantity: energy times length to this power.
int power_of_length(CheckedQuantity quantity) {
    switch (quantity) {
        case CheckedQuantity::forces: return -1;
        case CheckedQuantity::pressure_tensor: return -3;
        default: return 0;
    }
}

std::vector<KnownFactor> unit_factors(CheckedQuantity quantity) {
    std::vector<KnownFactor> factors;
    const int power = power_of_length(quantity);
    for (const EnergyUnit& to : energy_units) {
        for (const EnergyUnit& from : energy_units) {
            if (&to == &from) continue;
            const double ratio = from.kelvin / to.kelvin;
            for (const int shift : {0, 1, -1}) {
                if (shift != 0 && power == 0) continue;
                const double lengths = std::pow(10.0, shift * power);
                factors.push_back({ratio * lengths,
                                   fmt::format("{} given in {}{}", from.name, to.name,
                                               shift == 0  ? ""
                                               : shift > 0 ? ", nm in A"
                                                           : ", A in nm"),
                                   true, 2e-6});
            }
        }
        const double epsilon = epsilon_of_argon / to.kelvin;
        factors.push_back({epsilon, fmt::format("epsilon of argon in {}", to.name), true, spread_of_argon});
        for (const LengthUnit& length : length_units) {
            if (power == 0) continue;
            factors.push_back({epsilon * std::pow(length.sigma, power),
                               fmt::format("epsilon and sigma of argon in {} and {}", to.name, length.name), true,
                               2.0 * spread_of_argon});
        }
    }
    for (const double ten : {10.0, 0.1, 100.0, 0.01, 1000.0, 0.001}) {
        factors.push_back({ten, "a power of ten, as between nm and A", true, 0.0});
    }
    return factors;
}

/// The factor of one quantity.
struct QuantityFactor {
    std::size_t quantity = 0;
    double value = 1.0;
    double tolerance = 0.0;  // of value
    std::optional<KnownFactor> known;
};

/// Least squares; nothing if theirs are not a multiple of the numbers.
std::optional<QuantityFactor> factor_of(const Problem& problem, const Numbers& before, std::size_t q) {
    const ComparedQuantity& quantity = problem.comparison().quantities[q];
    double theirs_by_ours = 0.0;
    double ours2 = 0.0;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) continue;
        const double ours = before[q][k] * problem.weight(q, k);
        theirs_by_ours += quantity.theirs[k] * problem.weight(q, k) * ours;
        ours2 += ours * ours;
    }
    if (!(ours2 > 0.0) || theirs_by_ours == 0.0) return std::nullopt;
    QuantityFactor factor{q, theirs_by_ours / ours2, std::numeric_limits<double>::infinity(), std::nullopt};
    double rest = 0.0;
    double difference = 0.0;
    bool exact = true;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) continue;
        const double limit = limit_of_hypothesis * quantity.limit[k] * std::max(1.0, std::abs(factor.value));
        const double e = quantity.theirs[k] - factor.value * before[q][k];
        rest += e * e;
        difference += std::pow(quantity.theirs[k] - before[q][k], 2.0);
        exact = exact && std::abs(e) <= limit;
        if (before[q][k] != 0.0) factor.tolerance = std::min(factor.tolerance, limit / std::abs(before[q][k]));
    }
    if (!exact && rest > (1.0 - nearly_all) * difference) return std::nullopt;
    if (!exact) factor.tolerance = std::max(factor.tolerance, 1e-3 * std::abs(factor.value));
    return factor;
}

/// The known factor nearest to it within the tolerances.
std::optional<KnownFactor> known_near(const QuantityFactor& factor, const std::vector<KnownFactor>& known,
                                      bool many_numbers) {
    std::optional<KnownFactor> best;
    for (const KnownFactor& one : known) {
        const bool of_a_substance = one.tolerance > 1e-4;
        const double of_substance = many_numbers || !of_a_substance ? one.tolerance * std::abs(one.value) : 0.0;
        const double distance = std::abs(factor.value - one.value);
        if (distance > std::max(factor.tolerance, of_substance)) continue;
        if (!best || distance < std::abs(factor.value - best->value)) best = one;
    }
    return best;
}

/// Energies and forces whose factors differ by a length of some Angstrom: units of some substance.
bool differ_by_a_length(const Problem& problem, const std::vector<QuantityFactor>& factors) {
    double energy = 0.0;
    double force = 0.0;
    for (const QuantityFactor& factor : factors) {
        const CheckedQuantity quantity = problem.comparison().quantities[factor.quantity].quantity;
        if (quantity == CheckedQuantity::forces) force = factor.value;
        if (quantity == CheckedQuantity::particle_energies || quantity == CheckedQuantity::potential_energy)
            energy = factor.value;
    }
    if (force == 0.0 || energy == 0.0) return false;
    const double sigma = energy / force;
    return (sigma > 2.0 && sigma < 6.0) || (sigma > 0.2 && sigma < 0.6);
}

/// Whether the value is one that was fitted: it has no meaning, or is known to few digits.
bool is_fitted(const QuantityFactor& factor) {
    return !factor.known || factor.known->tolerance > 1e-4;
}

void add_factors(const Problem& problem, const TheirCode& base, const std::vector<QuantityFactor>& factors,
                 const std::string& cause, double tried, std::vector<Candidate>& candidates) {
    TheirCode code = base;
    std::string text;
    std::vector<double> fitted_values;
    for (const QuantityFactor& factor : factors) {
        const CheckedQuantity quantity = problem.comparison().quantities[factor.quantity].quantity;
        code.report.factor[static_cast<std::size_t>(quantity)] *= factor.value;
        text += fmt::format("{}their {} are {:.10g} times ours{}", text.empty() ? "" : "; ", name_of(quantity),
                            factor.value, factor.known ? " (" + factor.known->meaning + ")" : "");
        const bool there = std::any_of(fitted_values.begin(), fitted_values.end(), [&](double other) {
            return std::abs(other - factor.value) <= factor.tolerance + 1e-6 * std::abs(other);
        });
        if (is_fitted(factor) && !there) fitted_values.push_back(factor.value);
    }
    const bool sign = cause == "sign";
    candidates.push_back(candidate_of(problem, std::move(code), cause,
                                      sign ? std::nullopt : std::optional(factors[0].value), std::move(text)));
    candidates.back().fitted = static_cast<int>(fitted_values.size());
    candidates.back().tried = tried;
}

/// A factor that one quantity has for certain, for all that fail: others may have a second mistake besides.
void add_common_factors(const Problem& problem, const TheirCode& base, const Numbers& before,
                        const std::vector<QuantityFactor>& factors, double tried, std::vector<Candidate>& candidates) {
    const std::vector<std::size_t> wrong = failing(problem, before);
    for (const QuantityFactor& one : factors) {
        const bool of_many_numbers = problem.comparison().quantities[one.quantity].theirs.size() > 6;
        if (wrong.size() < 2 || is_fitted(one) || !of_many_numbers) continue;
        std::vector<QuantityFactor> all{one};
        for (const std::size_t q : wrong) {
            if (q == one.quantity) continue;
            all.push_back(one);
            all.back().quantity = q;
        }
        add_factors(problem, base, all,
                    one.value == -1.0  ? "sign"
                    : one.known->units ? "units"
                                       : "factor",
                    tried, candidates);
    }
}

void add_factors_of_quantities(const Problem& problem, const TheirCode& base, const Numbers& before,
                               std::vector<Candidate>& candidates) {
    std::vector<QuantityFactor> factors;
    const std::vector<KnownFactor> plain = plain_factors(problem);
    std::size_t tried = plain.size();
    std::size_t numbers = 0;
    for (const std::size_t q : failing(problem, before)) numbers += problem.comparison().quantities[q].theirs.size();
    const bool many_numbers = numbers > 6;  // more than one tensor
    for (const std::size_t q : failing(problem, before)) {
        auto factor = factor_of(problem, before, q);
        if (!factor) continue;
        const ComparedQuantity& quantity = problem.comparison().quantities[q];
        factor->known = known_near(*factor, plain, false);
        if (!factor->known) {
            const std::vector<KnownFactor> units = unit_factors(quantity.quantity);
            tried = plain.size() + units.size();
            factor->known = known_near(*factor, units, many_numbers);
        }
        if (factor->known && std::abs(factor->known->value - factor->value) <= factor->tolerance)
            factor->value = factor->known->value;
        if (is_fitted(*factor)) {
            factor->value = roundest_between(factor->value - factor->tolerance, factor->value + factor->tolerance);
        }
        factors.push_back(*factor);
    }
    if (factors.empty()) return;
    add_common_factors(problem, base, before, factors, static_cast<double>(tried), candidates);
    const bool units =
        differ_by_a_length(problem, factors) ||
        std::any_of(factors.begin(), factors.end(), [](const auto& f) { return f.known && f.known->units; });
    if (units) return add_factors(problem, base, factors, "units", static_cast<double>(tried), candidates);
    // Different factors are different mistakes.
    while (!factors.empty()) {
        const QuantityFactor first = factors[0];
        const auto others = std::stable_partition(factors.begin(), factors.end(), [&](const QuantityFactor& other) {
            return std::abs(other.value - first.value) <= first.tolerance + other.tolerance;
        });
        const std::vector<QuantityFactor> alike(factors.begin(), others);
        factors.erase(factors.begin(), others);
        add_factors(problem, base, alike, first.value == -1.0 ? "sign" : "factor", static_cast<double>(tried),
                    candidates);
    }
}

/// A code whose pair interactions are a multiple.
TheirCode scaled(TheirCode code, double factor) {
    PairSums sums = *code.sums;
    sums.add(factor - 1.0, *code.sums);
    code.pairs.scale *= factor;
    code.sums = std::make_shared<const PairSums>(std::move(sums));
    return code;
}

/// Pairs counted twice, or half, in some sums while others are right.
void add_factors_beside_right_ones(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const auto add = [&](TheirCode code, double factor, std::string_view what) {
        candidates.push_back(candidate_of(problem, std::move(code), "factor", factor,
                                          fmt::format("{} is {} times ours{}", what, factor,
                                                      factor == 2.0 ? ": every pair is counted twice in it" : "")));
        candidates.back().tried = 6.0;
    };
    const bool virial = problem.comparison().find(CheckedQuantity::virial) != nullptr;
    const bool pressure = problem.comparison().find(CheckedQuantity::pressure_tensor) != nullptr;
    const bool heat = problem.comparison().find(CheckedQuantity::heat_current) != nullptr;
    for (const double factor : {2.0, 0.5}) {
        TheirCode code = base;
        code.report.virial_in_pressure *= factor;
        if (pressure) add(code, factor, "the virial in their pressure");
        code.report.virial_in_virial *= factor;
        if (pressure && virial) add(code, factor, "their virial, in the pressure as well,");
        if (!heat) continue;
        code = scaled(base, factor);
        code.report.heat[0] /= factor;
        code.report.heat[2] /= factor;
        add(std::move(code), factor, "all that comes from pairs but the heat current");
    }
}

/// The pair interaction as a whole: energies, forces and virial alike, also within the pressure.
void add_factors_of_pairs(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    for (const double factor : {2.0, 0.5, -1.0}) {
        const bool sign = factor < 0.0;
        candidates.push_back(candidate_of(problem, scaled(base, factor), sign ? "sign" : "factor",
                                          sign ? std::nullopt : std::optional(factor),
                                          fmt::format("all that comes from pairs is {} times ours{}", factor,
                                                      factor == 2.0 ? ": every pair is counted twice" : "")));
        candidates.back().tried = 3.0;
    }
    add_factors_beside_right_ones(problem, base, candidates);
    TheirCode code = base;
    code.report.factor[static_cast<std::size_t>(CheckedQuantity::forces)] *= -1.0;
    code.report.virial_in_virial *= -1.0;
    code.report.virial_in_pressure *= -1.0;
    code.report.heat[2] *= -1.0;
    candidates.push_back(candidate_of(problem, std::move(code), "sign", std::nullopt,
                                      "their forces have the other sign, and all that is made of them"));
    candidates.back().tried = 3.0;
}

/// The other sign of the forces along one axis or two.
void add_signs_of_axes(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const ComparedQuantity* forces = problem.comparison().find(CheckedQuantity::forces);
    if (forces == nullptr || forces->components < 2) return;
    constexpr std::array<std::string_view, 3> names{"x", "y", "z"};
    constexpr unsigned all_axes = 7;
    for (unsigned axes = 1; axes < all_axes; ++axes) {
        TheirCode code = base;
        std::string which;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if ((axes >> axis & 1U) == 0) continue;
            code.report.force_signs[axis] = -1.0;
            which += fmt::format("{}{}", which.empty() ? "" : " and ", names[axis]);
        }
        candidates.push_back(candidate_of(problem, std::move(code), "sign", std::nullopt,
                                          fmt::format("their forces along {} have the other sign", which)));
        candidates.back().tried = static_cast<double>(all_axes - 1);
    }
}

}  // namespace

void sign_or_factor(const Problem& problem, const TheirCode& base, const Numbers& before,
                    std::vector<Candidate>& candidates) {
    if (base.pairs.scale == 1.0) add_factors_of_pairs(problem, base, candidates);
    add_factors_of_quantities(problem, base, before, candidates);
    if (base.report.force_signs == std::array<double, 3>{1.0, 1.0, 1.0}) add_signs_of_axes(problem, base, candidates);
}

}  // namespace soret::diagnosis
