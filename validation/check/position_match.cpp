#include "soret/validation/check/position_match.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace soret {

namespace {

using Rows = std::array<std::vector<double>, 3>;
using Three = std::array<double, 3>;

double nearest(double d, double edge) {
    return d - edge * std::nearbyint(d / edge);
}

class Matcher {
public:
    Matcher(const State& state, const Rows& our_error) : state_(state), our_error_(our_error) {
        const Vector3& e = state.box.edges();
        edge_ = {e.x, e.y, e.z};
        const Vector3& o = state.origin;
        origin_ = {o.x, o.y, o.z};
    }

    std::optional<PositionMatch> match(const ResultsFrame& frame, std::vector<std::size_t> particle_of_row) {
        bool scaled = false;
        const auto columns = position_columns(frame, scaled);
        if (!columns) return std::nullopt;
        PositionMatch match;
        match.particle_of_row = std::move(particle_of_row);
        read(frame, *columns, scaled, match);
        Three low = origin_;
        if (frame.box && !scaled) low = frame.box->low;
        const std::array<std::pair<Three, std::string>, 3> shifts{
            {{{0.0, 0.0, 0.0}, ""},
             {{origin_[0] - low[0], origin_[1] - low[1], origin_[2] - low[2]}, "relative to the corners of both boxes"},
             {mean_shift(match), "shifted by one vector"}}};
        std::size_t chosen = 0;
        while (chosen < shifts.size() && !compare(shifts[chosen].first, match)) ++chosen;
        match.agrees = chosen < shifts.size();
        if (!match.agrees) chosen = 0;
        match.reading = shifts[chosen].second;
        apply(shifts[chosen].first, match);
        if (!match.agrees) match.is_permuted = is_permutation(match);
        return match;
    }

private:
    // Positions that are exact as printed are no source of errors, but may be roundings of ours for all that.
    void read(const ResultsFrame& frame, const std::array<const PrintedColumn*, 3>& columns, bool scaled,
              PositionMatch& match) const {
        const bool exact = are_exact({*columns[0], *columns[1], *columns[2]});
        for (std::size_t a = 0; a < 3; ++a) {
            const PrintedColumn& column = *columns[a];
            const double factor = scaled ? (frame.box ? frame.box->edge[a] : edge_[a]) : 1.0;
            const double low = scaled ? origin_[a] : 0.0;
            const bool is_float = are_single_precision({&column});
            match.theirs[a].resize(state_.size());
            match.error[a].resize(state_.size());
            match.limit[a].resize(state_.size());
            for (std::size_t row = 0; row < column.values.size(); ++row) {
                const std::size_t i = match.particle_of_row[row];
                match.theirs[a][i] = column.values[row] * factor + low;
                match.error[a][i] = column.half_unit(column.values[row]) * factor;
                if (is_float) match.error[a][i] += 0x1p-24 * (std::fabs(column.values[row]) * factor + edge_[a]);
                match.limit[a][i] = limit(a, i, match.error[a][i]);
                if (exact) match.error[a][i] = 0.0;
            }
        }
    }

    double limit(std::size_t a, std::size_t i, double their_error) const {
        return our_error_[a][i] + their_error + 0x1p-50 * (std::fabs(ours(a, i)) + edge_[a]);
    }

    double ours(std::size_t a, std::size_t i) const { return state_.position[a][i] + origin_[a]; }

    // Mean of the differences, taken relative to that of the first particle.
    Three mean_shift(const PositionMatch& match) const {
        Three shift{};
        for (std::size_t a = 0; a < 3; ++a) {
            const double first = ours(a, 0) - match.theirs[a][0];
            double sum = 0.0;
            for (std::size_t i = 0; i < state_.size(); ++i) {
                sum += nearest(ours(a, i) - match.theirs[a][i] - first, edge_[a]);
            }
            shift[a] = first + sum / static_cast<double>(state_.size());
        }
        return shift;
    }

    bool compare(const Three& shift, const PositionMatch& match) const {
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t i = 0; i < state_.size(); ++i) {
                const double d = nearest(match.theirs[a][i] + shift[a] - ours(a, i), edge_[a]);
                if (std::fabs(d) > match.limit[a][i])
                    return false;  // nan is no other configuration, it fails by itself
            }
        }
        return true;
    }

    // The image nearest to ours.
    void apply(const Three& shift, PositionMatch& match) const {
        double squares = 0.0;
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t i = 0; i < state_.size(); ++i) {
                const double d = nearest(match.theirs[a][i] + shift[a] - ours(a, i), edge_[a]);
                match.theirs[a][i] = ours(a, i) + d;
                squares += d * d;
            }
        }
        match.mean_square = squares / static_cast<double>(state_.size());
    }

    // Every position of theirs is that of another particle of ours, and none is taken twice.
    bool is_permutation(const PositionMatch& match) const {
        static constexpr double cell = 0.25;  // much more than any printing, much less than a distance
        std::array<std::int64_t, 3> cells{};
        for (std::size_t a = 0; a < 3; ++a) {
            cells[a] = std::max<std::int64_t>(1, static_cast<std::int64_t>(edge_[a] / cell));
        }
        const auto wrapped = [&](double x, std::size_t a) {
            const double inside = x - origin_[a] - edge_[a] * std::floor((x - origin_[a]) / edge_[a]);
            return std::min(static_cast<std::int64_t>(inside / edge_[a] * static_cast<double>(cells[a])), cells[a] - 1);
        };
        const auto number = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
            const auto inside = [](std::int64_t k, std::int64_t m) { return (k % m + m) % m; };
            return (inside(x, cells[0]) * cells[1] + inside(y, cells[1])) * cells[2] + inside(z, cells[2]);
        };
        std::unordered_multimap<std::int64_t, std::size_t> in_cell;
        in_cell.reserve(state_.size());
        for (std::size_t i = 0; i < state_.size(); ++i) {
            in_cell.emplace(number(wrapped(ours(0, i), 0), wrapped(ours(1, i), 1), wrapped(ours(2, i), 2)), i);
        }
        std::vector<bool> taken(state_.size(), false);
        for (std::size_t k = 0; k < state_.size(); ++k) {
            if (!std::isfinite(match.theirs[0][k] + match.theirs[1][k] + match.theirs[2][k])) return false;
            bool found = false;
            for (int n = 0; n < 27 && !found; ++n) {
                const auto range = in_cell.equal_range(number(wrapped(match.theirs[0][k], 0) + n % 3 - 1,
                                                              wrapped(match.theirs[1][k], 1) + n / 3 % 3 - 1,
                                                              wrapped(match.theirs[2][k], 2) + n / 9 - 1));
                for (auto it = range.first; it != range.second && !found; ++it) {
                    if (taken[it->second] || !is_at(match, k, it->second)) continue;
                    taken[it->second] = true;
                    found = true;
                }
            }
            if (!found) return false;
        }
        return true;
    }

    bool is_at(const PositionMatch& match, std::size_t k, std::size_t i) const {
        for (std::size_t a = 0; a < 3; ++a) {
            const double d = nearest(match.theirs[a][k] - ours(a, i), edge_[a]);
            if (std::fabs(d) > limit(a, i, match.error[a][k])) return false;
        }
        return true;
    }

    const State& state_;
    const Rows& our_error_;
    Three edge_{};
    Three origin_{};
};

}  // namespace

std::optional<std::array<const PrintedColumn*, 3>> position_columns(const ResultsFrame& frame, bool& scaled) {
    for (const char* suffix : {"", "u", "s"}) {
        std::array<const PrintedColumn*, 3> found{};
        for (std::size_t a = 0; a < 3; ++a) {
            for (const PrintedColumn& column : frame.particles) {
                if (column.name == std::string(1, "xyz"[a]) + suffix) found[a] = &column;
            }
        }
        scaled = *suffix == 's';
        if (found[0] != nullptr && found[1] != nullptr && found[2] != nullptr) return found;
    }
    return std::nullopt;
}

std::optional<PositionMatch> match_positions(const State& state, const Rows& our_error, const ResultsFrame& frame,
                                             std::vector<std::size_t> particle_of_row) {
    return Matcher(state, our_error).match(frame, std::move(particle_of_row));
}

}  // namespace soret
