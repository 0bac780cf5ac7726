#include "soret/validation/check/pair_table.hpp"

#include <algorithm>
#include <cmath>

namespace soret::diagnosis {

namespace {

/// A particle of the box or an image of it.
struct Site {
    Vector3 position;
    std::int32_t row = 0;
    std::array<std::int8_t, 3> image{};  // edges added to the particle
};

/// The particles and those images of them that are within the radius of the box.
std::vector<Site> sites_around(const State& state, double radius) {
    const Vector3 e = state.box.edges();
    const std::array<double, 3> edges{e.x, e.y, e.z};
    std::vector<Site> sites;
    for (std::size_t row = 0; row < state.size(); ++row) {
        sites.push_back({state.position_of(row), static_cast<std::int32_t>(row), {}});
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const int most = static_cast<int>(std::ceil(radius / edges[axis]));
        const std::size_t count = sites.size();
        for (std::size_t k = 0; k < count; ++k) {
            for (int image = -most; image <= most; ++image) {
                Site copy = sites[k];
                double& x = axis == 0 ? copy.position.x : axis == 1 ? copy.position.y : copy.position.z;
                x += image * edges[axis];
                if (image == 0 || x < -radius || x > edges[axis] + radius) continue;
                copy.image[axis] = static_cast<std::int8_t>(image);
                sites.push_back(copy);
            }
        }
    }
    return sites;
}

/// Cells of at least the radius over the box and what is within the radius of it.
class Cells {
public:
    Cells(const Box& box, double radius, const std::vector<Site>& sites) : radius_(radius) {
        const Vector3 e = box.edges();
        const std::array<double, 3> edges{e.x, e.y, e.z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            count_[axis] = std::max(1, static_cast<int>((edges[axis] + 2.0 * radius) / radius));
            width_[axis] = (edges[axis] + 2.0 * radius) / count_[axis];
        }
        rows_.resize(static_cast<std::size_t>(count_[0]) * static_cast<std::size_t>(count_[1]) *
                     static_cast<std::size_t>(count_[2]));
        for (std::size_t k = 0; k < sites.size(); ++k) rows_[index_of(place_of(sites[k].position))].push_back(k);
    }

    template <class F>
    void for_each_near(const Vector3& position, F&& f) const {
        const std::array<int, 3> middle = place_of(position);
        std::array<int, 3> place{};
        for (place[0] = std::max(0, middle[0] - 1); place[0] <= std::min(count_[0] - 1, middle[0] + 1); ++place[0]) {
            for (place[1] = std::max(0, middle[1] - 1); place[1] <= std::min(count_[1] - 1, middle[1] + 1);
                 ++place[1]) {
                for (place[2] = std::max(0, middle[2] - 1); place[2] <= std::min(count_[2] - 1, middle[2] + 1);
                     ++place[2]) {
                    for (const std::size_t k : rows_[index_of(place)]) f(k);
                }
            }
        }
    }

private:
    std::array<int, 3> place_of(const Vector3& r) const {
        const std::array<double, 3> x{r.x, r.y, r.z};
        std::array<int, 3> place{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            place[axis] = std::clamp(static_cast<int>((x[axis] + radius_) / width_[axis]), 0, count_[axis] - 1);
        }
        return place;
    }
    std::size_t index_of(const std::array<int, 3>& place) const {
        return static_cast<std::size_t>((place[0] * count_[1] + place[1]) * count_[2] + place[2]);
    }

    double radius_;
    std::array<int, 3> count_{};
    std::array<double, 3> width_{};
    std::vector<std::vector<std::size_t>> rows_;
};

/// Whether the first image that is not 0 is that of the lower side, so that of a particle and two opposite images of
/// itself one pair is taken.
bool taken_of_own_images(const std::array<std::int8_t, 3>& image) {
    for (const std::int8_t one : image) {
        if (one != 0) return one > 0;
    }
    return false;
}

}  // namespace

PairTable pairs_within(const State& state, double radius, double inner_radius) {
    PairTable table;
    table.radius = radius;
    table.inner_radius = inner_radius;
    const std::vector<Site> sites = sites_around(state, radius);
    const Cells cells(state.box, radius, sites);
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Vector3 own = state.position_of(i);
        cells.for_each_near(own, [&](std::size_t k) {
            const Site& site = sites[k];
            const auto j = static_cast<std::size_t>(site.row);
            if (j < i || (j == i && !taken_of_own_images(site.image))) return;
            const Vector3 r = own - site.position;
            const double r2 = dot(r, r);
            if (r2 >= radius * radius) return;
            table.pairs.push_back({static_cast<std::int32_t>(i), site.row, site.image, r, std::sqrt(r2)});
        });
    }
    const auto outer = std::stable_partition(table.pairs.begin(), table.pairs.end(),
                                             [&](const TablePair& pair) { return pair.distance < inner_radius; });
    table.inner_count = static_cast<std::size_t>(outer - table.pairs.begin());
    return table;
}

}  // namespace soret::diagnosis
