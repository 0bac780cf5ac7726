#include "soret/reference/profile.hpp"

#include <algorithm>

#include "soret/common/order_independent_sum.hpp"

namespace soret::reference {

namespace {

double checked(const OrderIndependentTotal& total) {
    if (!total.in_range()) refuse_profile_term();
    return from_quanta(total.quanta());
}

}  // namespace

Profile::Profile(const Mixture& mixture, std::size_t bins) : mixture_(mixture), bins_(bins) {
    check_profile_bins(bins);
}

ProfileSums Profile::sums(const State& state, const std::vector<double>& force_z, double virial_zz) const {
    check_profile_input(state, force_z);
    const double L = state.box.edges().z;
    const double M = static_cast<double>(bins_);
    const double w = L / M;
    ProfileSums result;
    result.number.assign(mixture_.species_count(), std::vector<std::int64_t>(bins_, 0));
    std::vector<OrderIndependentTotal> X(bins_);
    std::vector<OrderIndependentTotal> X_zz(bins_);
    std::vector<OrderIndependentTotal> Phi(bins_);
    std::vector<OrderIndependentTotal> D(bins_);
    for (std::size_t i = 0; i < state.size(); ++i) {
        const double z = state.position[2][i];
        const std::size_t b = std::min(static_cast<std::size_t>(z * (M / L)), bins_ - 1);
        const auto species = static_cast<std::size_t>(state.species[i]);
        const double m = mixture_.mass(species);
        ++result.number[species][b];
        for (const auto& axis : state.velocity) X[b].add(m * (axis[i] * axis[i]));
        X_zz[b].add(m * (state.velocity[2][i] * state.velocity[2][i]));
        const double d = (static_cast<double>(b) + 1.0) * w - z;
        Phi[b].add(force_z[i]);
        D[b].add(force_z[i] * d);
    }

    WideQuanta below = 0;  // A_b
    std::vector<double> A(bins_);
    double S = 0.0;
    for (std::size_t b = 0; b < bins_; ++b) {
        A[b] = from_quanta(below);
        S += checked(D[b]) + w * A[b];
        checked(Phi[b]);
        below += Phi[b].quanta();
    }
    for (std::size_t b = 0; b < bins_; ++b) {
        result.kinetic.push_back(checked(X[b]));
        result.kinetic_zz.push_back(checked(X_zz[b]));
        result.virial_zz.push_back(w * ((virial_zz + S) / L - A[b]) - checked(D[b]));
    }
    return result;
}

}  // namespace soret::reference
