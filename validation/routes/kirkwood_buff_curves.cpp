#include "soret/validation/routes/kirkwood_buff_curves.hpp"

#include <array>
#include <utility>

#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

using OfRelations = double KirkwoodBuffRelations::*;

const std::array<std::pair<Quantity, OfRelations>, 8>& quantities_of_relations() {
    using R = KirkwoodBuffRelations;
    static const std::array<std::pair<Quantity, OfRelations>, 8> all{
        {{quantity::thermodynamic_factor, &R::gamma},
         {quantity::thermodynamic_factor_first_order, &R::gamma_first_order},
         {quantity::excess_coordination_11, &R::n11},
         {quantity::excess_coordination_12, &R::n12},
         {quantity::excess_coordination_22, &R::n22},
         {quantity::kirkwood_buff_f_11, &R::f11},
         {quantity::kirkwood_buff_f_12, &R::f12},
         {quantity::kirkwood_buff_f_22, &R::f22}}};
    return all;
}

}  // namespace

const std::vector<Quantity>& kirkwood_buff_quantities() {
    static const std::vector<Quantity> all = [] {
        std::vector<Quantity> quantities;
        for (const auto& [quantity, relation] : quantities_of_relations()) quantities.push_back(quantity);
        quantities.push_back(quantity::kirkwood_buff_ratio);
        return quantities;
    }();
    return all;
}

void add_kirkwood_buff_points(const RouteName& by, const Study& study, double x1,
                              const KirkwoodBuffEstimates& estimates, Curves& curves) {
    for (const auto& [quantity, relation] : quantities_of_relations()) {
        curves[{quantity, by, study}].points.push_back({x1, estimates.estimate(relation)});
    }
    curves[{quantity::kirkwood_buff_ratio, by, study}].points.push_back({x1, estimates.ratio_of_f()});
}

}  // namespace soret
