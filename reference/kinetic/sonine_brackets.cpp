#include "soret/reference/kinetic/sonine_brackets.hpp"

#include <cmath>

#include "soret/common/sonine_series.hpp"

namespace soret::reference {

namespace {

// What the brackets of vectors and of tensors have in common. The Sonine polynomials are coefficients of powers of s in
//   (1 - s)^(-m-1) exp(-S c^2) = sum_p s^p S_m^(p)(c^2),   S = s/(1 - s), with t and T for the second function,
// and with the relative velocity g before the collision, g' after it and that of the centre of mass G, in units in
// which their distribution is exp(-G^2 - g^2),
//   c_1 = a G + b g before it,   c_k = mu G + nu g' after it,
//   (a, b) = (sqrt(M_1), -sqrt(M_2)),   (mu, nu) = (a, b) of the same particle, (sqrt(M_2), sqrt(M_1)) of the other.
// In exp(-G^2 - g^2 - S c_1^2 - T c_k^2) the square of G is completed: G = G~ + d, d = -(a b S g + mu nu T g')/i, and
//   i G~^2 + j g^2,   i = 1 + a^2 S + mu^2 T,
//   j = 1 + b^2 S + nu^2 T - (a^2 b^2 S^2 + mu^2 nu^2 T^2 + 2 a b mu nu S T cos chi)/i.          [Chapman, Cowling 9.3]
struct Collision {
    double a, b, mu, nu;
    SonineSeries inverse_i;  // 1/i
    SonineSeries factor;     // ((1 - s) (1 - t))^(-m-1) i^(-3/2) exp(-(j - 1) g^2)
    // alpha = a d + b g and beta = mu d + nu g': products in units of g^2
    SonineSeries alpha_beta, alpha2, beta2;

    Collision(double M1, double M2, BracketPartner partner, double m);
};

Collision::Collision(double M1, double M2, BracketPartner partner, double m)
    : a(std::sqrt(M1)), b(-std::sqrt(M2)), mu(a), nu(b) {
    if (partner == BracketPartner::other) {
        mu = std::sqrt(M2);
        nu = std::sqrt(M1);
    }
    const SonineSeries one(1.0);
    const SonineSeries one_less_s = one - SonineSeries::s();
    const SonineSeries one_less_t = one - SonineSeries::t();
    const SonineSeries S = SonineSeries::s() * inverse(one_less_s);
    const SonineSeries T = SonineSeries::t() * inverse(one_less_t);
    const SonineSeries cosine = one - SonineSeries::y();
    const SonineSeries i = one + (a * a) * S + (mu * mu) * T;
    inverse_i = inverse(i);
    const SonineSeries aS = (a * b) * S;
    const SonineSeries muT = (mu * nu) * T;
    const SonineSeries j_less_1 =
        (b * b) * S + (nu * nu) * T - inverse_i * (aS * aS + muT * muT + 2.0 * (aS * muT * cosine));
    factor = power(one_less_s, -m - 1.0) * power(one_less_t, -m - 1.0) * power(i, -1.5) *
             exponential(-1.0 * (SonineSeries::X() * j_less_1));
    // alpha = alpha_g g + alpha_h g', beta = beta_g g + beta_h g'
    const SonineSeries alpha_g = SonineSeries(b) - a * (aS * inverse_i);
    const SonineSeries alpha_h = -a * (muT * inverse_i);
    const SonineSeries beta_g = -mu * (aS * inverse_i);
    const SonineSeries beta_h = SonineSeries(nu) - mu * (muT * inverse_i);
    alpha_beta = alpha_g * beta_g + alpha_h * beta_h + (alpha_g * beta_h + alpha_h * beta_g) * cosine;
    alpha2 = alpha_g * alpha_g + alpha_h * alpha_h + 2.0 * (alpha_g * alpha_h * cosine);
    beta2 = beta_g * beta_g + beta_h * beta_h + 2.0 * (beta_g * beta_h * cosine);
}

}  // namespace

// The mean of c_1 . c_k over G~, whose mean square is 3/(2 i).
SonineBrackets vector_brackets(double M1, double M2, BracketPartner partner) {
    const Collision c(M1, M2, partner, 1.5);
    return collision_weights(c.factor * ((1.5 * c.a * c.mu) * c.inverse_i + SonineSeries::X() * c.alpha_beta));
}

// That of (c_1 . c_k)^2 - c_1^2 c_k^2/3.
SonineBrackets tensor_brackets(double M1, double M2, BracketPartner partner) {
    const Collision c(M1, M2, partner, 2.5);
    const SonineSeries X = SonineSeries::X();
    const SonineSeries spread = (c.a * c.mu) * c.inverse_i;
    const SonineSeries directed = X * X * (c.alpha_beta * c.alpha_beta - (1.0 / 3.0) * (c.alpha2 * c.beta2));
    return collision_weights(c.factor *
                             (directed + (10.0 / 3.0) * (spread * X * c.alpha_beta) + 2.5 * (spread * spread)));
}

}  // namespace soret::reference
