#include "soret/optimized/detail/sonine_tables.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

namespace {

/// The generating functions of [F_1, G_1]_12 with all roots of masses multiplied out: with D = 1 - M_2 (s + t) +
/// (M_2 - M_1) s t they are, times exp(-g^2 ((1 - s t + 2 M_1 M_2 s t y)/D - 1)),
///   D^(-5/2) (3/2 M_1 + M_2 X W/D) for vectors, W = (1 - s) (1 - t) - y (D + 2 M_1^2 s t),
///   D^(-3/2) (M_2^2 X^2 (W^2 - V(s) V(t)/3)/D^4 + 10/3 M_1 M_2 X W/D^3 + 5/2 M_1^2/D^2) for tensors,
///   V(s) = (1 - s)^2 + 2 (1 - M_2 s) M_1 s y.
struct Generators {
    SonineSeries vectors, tensors;
};

Generators generators_of_itself(double M1) {
    const double M2 = 1.0 - M1;
    const SonineSeries one(1.0);
    const SonineSeries s = SonineSeries::s(), t = SonineSeries::t(), X = SonineSeries::X(), y = SonineSeries::y();
    const SonineSeries st = s * t;
    const SonineSeries D = one - M2 * (s + t) + (M2 - M1) * st;
    const SonineSeries i = inverse(D);
    const SonineSeries i2 = i * i;
    const SonineSeries Xi = X * i;
    const SonineSeries weight = exponential(X - Xi * (one - st + (2.0 * M1 * M2) * (st * y))) * power(D, -1.5);
    const SonineSeries W = (one - s) * (one - t) - y * (D + (2.0 * M1 * M1) * st);
    const auto V = [&](const SonineSeries& z) { return (one - z) * (one - z) + (2.0 * M1) * ((one - M2 * z) * z * y); };
    const SonineSeries in_square = W * W - (1.0 / 3.0) * (V(s) * V(t));
    return {weight * (i * (SonineSeries(1.5 * M1) + M2 * (Xi * W))),
            weight * i2 *
                ((M2 * M2) * (Xi * Xi * in_square) + (10.0 / 3.0 * M1 * M2) * (Xi * W) + SonineSeries(2.5 * M1 * M1))};
}

/// Those of [F_1, G_2]_12. s comes with M_2 and t with M_1 throughout, so that equal masses say it all: with
/// D = 1 - M_2 s - M_1 t, w = 2 M_1 M_2 s t, times exp(-g^2 ((1 - w y)/D - 1)),
///   sqrt(M_1 M_2) D^(-5/2) (3/2 - (X/D) U) for vectors, U = 1 - y (D + w),
///   M_1 M_2 D^(-3/2) (X^2 (U^2 - V(M_2 s) V(M_1 t)/3)/D^4 - 10/3 X U/D^3 + 5/2/D^2) for tensors,
///   V(z) = 1 - 2 z (1 - z) y.
Generators generators_of_equal_masses() {
    const SonineSeries one(1.0);
    const SonineSeries s = 0.5 * SonineSeries::s(), t = 0.5 * SonineSeries::t();
    const SonineSeries X = SonineSeries::X(), y = SonineSeries::y();
    const SonineSeries D = one - s - t;
    const SonineSeries i = inverse(D);
    const SonineSeries Xi = X * i;
    const SonineSeries w = 2.0 * (s * t);
    const SonineSeries weight = exponential(X - Xi * (one - w * y)) * power(D, -1.5);
    const SonineSeries U = one - y * (D + w);
    const auto V = [&](const SonineSeries& z) { return one - 2.0 * (z * (one - z) * y); };
    const SonineSeries in_square = U * U - (1.0 / 3.0) * (V(s) * V(t));
    return {weight * (0.5 * (i * (SonineSeries(1.5) - Xi * U))),
            weight * (i * i) * (0.25 * (Xi * Xi * in_square - (10.0 / 3.0) * (Xi * U) + SonineSeries(2.5)))};
}

constexpr std::size_t degree = 8;  // of [S^(3), S^(3)] in M_1: at most p + q + 1
using Polynomial = std::array<LikeBrackets, degree + 1>;

/// Nodes in M_1 that make interpolation well-conditioned.
double node(std::size_t k) {
    const double turns = (static_cast<double>(k) + 0.5) / (2.0 * static_cast<double>(degree + 1));
    return 0.5 - 0.5 * portable_cosine_and_sine_of_turns(turns).cosine;
}

const Polynomial& values_at_nodes() {
    static const Polynomial values = [] {
        Polynomial at_nodes{};
        for (std::size_t k = 0; k <= degree; ++k) {
            const Generators g = generators_of_itself(node(k));
            at_nodes[k] = {collision_weights(g.vectors), collision_weights(g.tensors)};
        }
        return at_nodes;
    }();
    return values;
}

const LikeBrackets& mixed_of_equal_masses() {
    static const LikeBrackets brackets = [] {
        const Generators g = generators_of_equal_masses();
        return LikeBrackets{collision_weights(g.vectors), collision_weights(g.tensors)};
    }();
    return brackets;
}

void add(SonineBrackets& sum, double factor, const SonineBrackets& term) {
    for (std::size_t p = 0; p < sum.size(); ++p) {
        for (std::size_t q = 0; q < sum.size(); ++q) {
            for (std::size_t n = 0; n < collision_orders.size(); ++n) sum[p][q][n] += factor * term[p][q][n];
        }
    }
}

/// Lagrange's formula.
LikeBrackets of_itself(double M1) {
    LikeBrackets sum{};
    for (std::size_t k = 0; k <= degree; ++k) {
        double factor = 1.0;
        for (std::size_t j = 0; j <= degree; ++j) {
            if (j != k) factor *= (M1 - node(j)) / (node(k) - node(j));
        }
        add(sum.vectors, factor, values_at_nodes()[k].vectors);
        add(sum.tensors, factor, values_at_nodes()[k].tensors);
    }
    return sum;
}

}  // namespace

MassBrackets mass_brackets(double M1) {
    const double M2 = 1.0 - M1;
    const LikeBrackets of_1 = of_itself(M1);
    const LikeBrackets of_2 = of_itself(M2);
    MassBrackets result{{of_1.vectors, of_2.vectors, {}}, {of_1.tensors, of_2.tensors, {}}};
    const double root = 2.0 * std::sqrt(M1 * M2);
    double of_s = 1.0;  // (2 M_2)^p
    for (std::size_t p = 0; p < SonineSeries::orders; ++p) {
        double factor = root * of_s;
        for (std::size_t q = 0; q < SonineSeries::orders; ++q) {
            for (std::size_t n = 0; n < collision_orders.size(); ++n) {
                result.vectors.mixed[p][q][n] = factor * mixed_of_equal_masses().vectors[p][q][n];
                result.tensors.mixed[p][q][n] = factor * root * mixed_of_equal_masses().tensors[p][q][n];
            }
            factor *= 2.0 * M1;
        }
        of_s *= 2.0 * M2;
    }
    return result;
}

const LikeBrackets& like_brackets() {
    static const LikeBrackets brackets = [] {
        LikeBrackets sum = of_itself(0.5);
        add(sum.vectors, 1.0, mixed_of_equal_masses().vectors);
        add(sum.tensors, 1.0, mixed_of_equal_masses().tensors);
        return sum;
    }();
    return brackets;
}

}  // namespace soret::optimized
