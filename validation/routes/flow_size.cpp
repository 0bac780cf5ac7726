#include "soret/validation/routes/flow_size.hpp"

#include <cmath>
#include <optional>

#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/near_point.hpp"

namespace soret {

namespace {

CurveKey infinite_diffusion(const std::string& route) {
    return {quantity::mutual_diffusion, {route}, {Study::Of::infinite_system}};
}

struct Diffusion {
    Estimate infinite;  // D_12 of an infinite system
    Estimate viscosity;
};

std::optional<Diffusion> diffusion_near(const Curves& curves, double x1) {
    for (const std::string& route : preferred_onsager_routes) {
        const Curve* infinite = find_curve(curves, infinite_diffusion(route));
        const Curve* viscosities = viscosities_of(curves, route);
        if (infinite == nullptr || viscosities == nullptr) continue;
        const auto diffusion = near(*infinite, x1);
        const auto viscosity = near(*viscosities, x1);
        if (diffusion && viscosity) return Diffusion{diffusion->estimate, viscosity->estimate};
    }
    return std::nullopt;
}

/// D_12(box, z)/D_12(published), if both are positive.
std::optional<Estimate> ratio_of_diffusion(const FlowBox& box, const Diffusion& diffusion, double temperature) {
    const double volume = box.edges[0] * box.edges[1] * box.edges[2];
    const double published_edge = std::cbrt(volume * published_particles / box.particles);
    const double lacks = yeh_hummer_correction(temperature, box.edges, 2, diffusion.viscosity).value;
    const double published_lacks = yeh_hummer_correction(temperature, published_edge, diffusion.viscosity).value;
    const double in_box = diffusion.infinite.value - lacks;
    const double published = diffusion.infinite.value - published_lacks;
    if (!(in_box > 0.0 && published > 0.0)) return std::nullopt;
    const double ratio = in_box / published;
    const double by_diffusion = (1.0 - ratio) / published * diffusion.infinite.standard_error;
    const double by_viscosity =
        (lacks - ratio * published_lacks) / published * diffusion.viscosity.standard_error / diffusion.viscosity.value;
    return Estimate{ratio, std::hypot(by_diffusion, by_viscosity), diffusion.infinite.effective_samples};
}

void add_flows(Reduction& reduction, const StateLine& state_line, Backend) {
    for (const FlowBox& box : reduction.flow_boxes) {
        const CurveKey key{quantity::soret_coefficient, {box.route}};
        const Curve* soret = find_curve(reduction.curves, key);
        const auto diffusion = diffusion_near(reduction.curves, box.x1);
        if (soret == nullptr || !diffusion || !(diffusion->viscosity.value > 0.0)) continue;
        const auto in_box = near(*soret, box.x1);
        const auto ratio = ratio_of_diffusion(box, *diffusion, state_line.temperature);
        if (!in_box || !ratio) continue;
        const Estimate& flow = in_box->estimate;
        const double error = std::hypot(ratio->value * flow.standard_error, flow.value * ratio->standard_error);
        reduction.curves[{key.quantity, key.by, {Study::Of::published_size}}].points.push_back(
            {box.x1, {ratio->value * flow.value, error, flow.effective_samples}});
    }
}

void add_yield_of_flows(Yield& yield) {
    for (const std::string& route : preferred_onsager_routes) {
        if (!yield.curves.contains(infinite_diffusion(route))) continue;
        for (const std::string& flows : yield.flows) {
            yield.curves.insert({quantity::soret_coefficient, {flows}, {Study::Of::published_size}});
        }
    }
}

}  // namespace

JointReduction flows_at_published_size() {
    return {add_yield_of_flows, add_flows};
}

}  // namespace soret
