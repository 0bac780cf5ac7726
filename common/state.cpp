#include "soret/common/state.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& order) {
    std::vector<T> picked;
    if (values.empty()) return picked;
    picked.reserve(order.size());
    for (const std::size_t i : order) picked.push_back(values[i]);
    return picked;
}

double edge_of(const Box& box, std::size_t axis) {
    const Vector3& e = box.edges();
    return axis == 0 ? e.x : axis == 1 ? e.y : e.z;
}

std::vector<std::size_t> order_by_id(const State& state) {
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return state.id[a] < state.id[b]; });
    return order;
}

}  // namespace

void State::add(std::int64_t new_id, std::int32_t new_species, const Vector3& any_position) {
    const std::array<double, 3> r{any_position.x, any_position.y, any_position.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const WrappedCoordinate wrapped = wrap(r[axis], edge_of(box, axis));
        position[axis].push_back(wrapped.position);
        image[axis].push_back(wrapped.image);
    }
    species.push_back(new_species);
    id.push_back(new_id);
}

void State::remove(std::size_t i) {
    const auto fill = [i](auto& values) {
        if (values.empty()) return;  // particles without velocities
        values[i] = values.back();
        values.pop_back();
    };
    for (std::size_t axis = 0; axis < 3; ++axis) {
        fill(position[axis]);
        fill(velocity[axis]);
        fill(image[axis]);
    }
    fill(species);
    fill(id);
}

void State::round_velocities() {
    for (auto& axis : velocity) {
        for (double& v : axis) {
            if (std::fabs(v) < 512.0) v = on_position_grid(v);
        }
    }
}

State State::permuted(const std::vector<std::size_t>& order) const {
    State result;
    result.box = box;
    result.origin = origin;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        result.position[axis] = pick(position[axis], order);
        result.velocity[axis] = pick(velocity[axis], order);
        result.image[axis] = pick(image[axis], order);
    }
    result.species = pick(species, order);
    result.id = pick(id, order);
    return result;
}

State State::sorted_by_id() const {
    return permuted(order_by_id(*this));
}

std::vector<std::int64_t> State::species_counts(std::size_t species_count) const {
    std::vector<std::int64_t> counts(species_count, 0);
    for (const std::int32_t s : species) ++counts[static_cast<std::size_t>(s)];
    return counts;
}

void check_state(const State& state, const Mixture& mixture) {
    const std::size_t n = state.size();
    static constexpr std::array<char, 3> axis_name{'x', 'y', 'z'};
    bool sizes_agree = state.id.size() == n;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        sizes_agree = sizes_agree && state.position[axis].size() == n && state.image[axis].size() == n &&
                      (state.velocity[axis].size() == n || !state.has_velocities());
    }
    if (!sizes_agree) throw InvalidState(fmt::format("arrays of unequal length in a state of {} particles", n));

    const double needed = 2.0 * mixture.largest_cutoff();
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double edge = edge_of(state.box, axis);
        if (edge < needed) {
            throw InvalidState(fmt::format("cutoff = {} needs box edges of at least {}, but the {} edge is {}",
                                           mixture.largest_cutoff(), needed, axis_name[axis], edge));
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double x = state.position[axis][i];
            if (!(x >= 0.0 && x < edge && is_on_position_grid(x))) {
                throw InvalidState(fmt::format("{} of particle {} = {}: must be a multiple of 2^-42 in [0, {})",
                                               axis_name[axis], state.id[i], x, edge));
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (state.species[i] < 0 || static_cast<std::size_t>(state.species[i]) >= mixture.species_count()) {
            throw InvalidState(fmt::format("species of particle {} = {}: must be in [1, {}]", state.id[i],
                                           state.species[i] + 1, mixture.species_count()));
        }
    }
    std::vector<std::int64_t> ids = state.id;
    std::sort(ids.begin(), ids.end());
    if (!ids.empty() && ids.front() < 1) throw InvalidState(fmt::format("particle id {}: must be >= 1", ids.front()));
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice != ids.end()) throw InvalidState(fmt::format("particle id {} appears twice: must be unique", *twice));
}

void check_velocities(const State& state, double limit) {
    static constexpr std::array<char, 3> axis_name{'x', 'y', 'z'};
    if (!state.has_velocities() && state.size() > 0) throw InvalidState("the particles have no velocities");
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < state.velocity[axis].size(); ++i) {
            const double v = state.velocity[axis][i];
            if (!(std::fabs(v) < limit)) {
                throw InvalidState(fmt::format("velocity {} of particle {} = {}: must be below {} in magnitude",
                                               axis_name[axis], state.id[i], v, limit));
            }
            if (on_position_grid(v) != v) {
                throw InvalidState(fmt::format("velocity {} of particle {} = {}: must be a multiple of 2^-42",
                                               axis_name[axis], state.id[i], v));
            }
        }
    }
}

}  // namespace soret
