#include "soret/common/contracts/kirkwood_buff.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr KirkwoodBuffPolynomial truncated{1.0};
constexpr KirkwoodBuffPolynomial finite_volume{1.0, -1.5, 0.0, 0.5};
constexpr KirkwoodBuffPolynomial krueger_vlugt{1.0, 0.0, 0.0, -23.0 / 8.0, 3.0 / 4.0, 9.0 / 8.0};

// (1 - a x + y)(1 + a x + a^2 x^2 + a^3 x^3), y = a x^3 - b x^5 + c x^7: without y it is 1 - a^4 x^4.
constexpr KirkwoodBuffPolynomial santos_polynomial() {
    const double a = 35.0 / 16.0, b = 21.0 / 16.0, c = 5.0 / 16.0;
    const double a2 = a * a, a3 = a2 * a, a4 = a3 * a;
    KirkwoodBuffPolynomial u{1.0};
    u[3] = a;
    u[4] = a2 - a4;
    u[5] = a3 - b;
    u[6] = a4 - a * b;
    u[7] = c - a2 * b;
    u[8] = a * c - a3 * b;
    u[9] = a2 * c;
    u[10] = a3 * c;
    return u;
}
constexpr KirkwoodBuffPolynomial santos = santos_polynomial();

void check_value(std::string_view what, double value, bool in_range, std::string_view range) {
    if (in_range && std::isfinite(value)) return;
    throw InvalidState(fmt::format("kirkwood_buff: {} = {}: must be {}", what, value, range));
}

}  // namespace

std::string_view name_of(KirkwoodBuffWeight weight) {
    switch (weight) {
        case KirkwoodBuffWeight::truncated: return "truncated";
        case KirkwoodBuffWeight::finite_volume: return "finite_volume";
        case KirkwoodBuffWeight::krueger_vlugt: return "krueger_vlugt";
        case KirkwoodBuffWeight::santos: break;
    }
    return "santos";
}

const KirkwoodBuffPolynomial& polynomial_of(KirkwoodBuffWeight weight) {
    switch (weight) {
        case KirkwoodBuffWeight::truncated: return truncated;
        case KirkwoodBuffWeight::finite_volume: return finite_volume;
        case KirkwoodBuffWeight::krueger_vlugt: return krueger_vlugt;
        case KirkwoodBuffWeight::santos: break;
    }
    return santos;
}

void check_pair_distances(const PairDistances& distances, ClosedBoxCorrection correction) {
    check_radial_bins(distances.bins);
    check_value("volume", distances.volume, distances.volume > 0.0, "> 0");
    const double diameter = 2.0 * distances.bins.r_max;
    constexpr double rounding = 1.0 + 0x1p-40;  // of a volume made of edges
    if (diameter * diameter * diameter > distances.volume * rounding) {
        throw InvalidState(
            fmt::format("kirkwood_buff: r_max = {}: must be at most half the edge of a cube of the volume {}",
                        distances.bins.r_max, distances.volume));
    }
    const std::size_t species = distances.particles.size();
    if (species == 0) throw InvalidState("kirkwood_buff: 0 species: must be at least 1");
    const bool corrected = correction == ClosedBoxCorrection::ganguly_van_der_vegt;
    for (std::size_t s = 0; s < species; ++s) {
        const double n = distances.particles[s];
        check_value(fmt::format("particles of species {}", s + 1), n, n >= (corrected ? 2.0 : 1.0),
                    corrected ? ">= 2, to be corrected" : ">= 1");
    }
    const std::size_t expected = species_pair_count(species) * distances.bins.bins;
    if (distances.pairs.size() != expected) {
        throw InvalidState(
            fmt::format("kirkwood_buff: {} numbers of pairs: must be {}", distances.pairs.size(), expected));
    }
    for (std::size_t k = 0; k < expected; ++k) {
        check_value(fmt::format("pairs in bin {} of row {}", k % distances.bins.bins, k / distances.bins.bins),
                    distances.pairs[k], distances.pairs[k] >= 0.0, ">= 0");
    }
}

void check_kirkwood_buff_integrals(const KirkwoodBuffIntegrals& integrals, const PairDistances& distances) {
    const std::size_t bins = distances.bins.bins;
    for (std::size_t k = 0; k < integrals.g.size(); ++k) {
        if (std::isfinite(integrals.g[k])) continue;
        throw InvalidState(
            fmt::format("kirkwood_buff: g in bin {} of row {} = {}: must be finite, with more particles in the box "
                        "than are missing",
                        k % bins, k / bins, integrals.g[k]));
    }
    for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
        const std::vector<double>& G = integrals.of(weight);
        for (std::size_t k = 0; k < G.size(); ++k) {
            if (std::isfinite(G[k])) continue;
            throw InvalidState(fmt::format("kirkwood_buff: {} integral to bin {} of row {} = {}: must be finite",
                                           name_of(weight), k % bins, k / bins, G[k]));
        }
    }
}

void check_binary_kirkwood_buff(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> results) {
    if (states.size() != results.size()) {
        throw InvalidArgument(
            fmt::format("kirkwood_buff: {} results for {} states: must be as many", results.size(), states.size()));
    }
    for (const BinaryKirkwoodBuff& s : states) {
        check_value("x1", s.x1, s.x1 >= 0.0 && s.x1 <= 1.0, "in [0, 1]");
        check_value("number density", s.number_density, s.number_density > 0.0, "> 0");
        check_value("G_11", s.G11, true, "finite");
        check_value("G_12", s.G12, true, "finite");
        check_value("G_22", s.G22, true, "finite");
    }
}

void check_kirkwood_buff_relations(std::span<const KirkwoodBuffRelations> results) {
    for (const KirkwoodBuffRelations& r : results) {
        check_value("thermodynamic factor", r.gamma, r.gamma > 0.0, "> 0: a mixture with less is not stable");
        for (const double n : {r.n11, r.n12, r.n21, r.n22})
            check_value("excess coordination number", n, true, "finite");
        check_value("first-order thermodynamic factor", r.gamma_first_order, true, "finite");
    }
}

}  // namespace soret
