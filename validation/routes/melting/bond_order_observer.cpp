#include "soret/validation/routes/melting/bond_order_observer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/optimized/steinhardt.hpp"

namespace soret {

std::string_view name_of(Fate fate) {
    constexpr std::array<std::string_view, 3> names{"undecided", "frozen", "melted"};
    return names[static_cast<std::size_t>(fate)];
}

double mean_bond_order(const State& state, const Execution& execution) {
    SteinhardtResult result;
    optimized::Steinhardt({}, execution).compute(state, result);
    return result.own.mean_q6;
}

BondOrderLimits BondOrderLimits::between(double liquid, double crystal) {
    if (!(crystal > liquid)) {
        throw InvalidState(
            fmt::format("bond order: <Q_6> of the crystal alone is {:.4f}, of the liquid alone {:.4f}: must "
                        "be above it",
                        crystal, liquid));
    }
    const double inset = part * (crystal - liquid);
    return {liquid + inset, crystal - inset};
}

BondOrderObserver::BondOrderObserver(std::uint64_t every, const BondOrderLimits& limits, const Execution& execution)
    : every_(every), limits_(limits), execution_(execution) {}

void BondOrderObserver::observe(const ObservedStep& step) {
    values_.push_back(mean_bond_order(step.state, execution_));
}

nlohmann::json BondOrderObserver::to_json() const {
    return {{"values", values_}};
}

void BondOrderObserver::from_json(const nlohmann::json& saved) {
    values_ = field<std::vector<double>>(saved, "values");
}

nlohmann::json BondOrderObserver::summary() const {
    return {{"samples", values_.size()}, {"fate", std::string(name_of(fate()))}};
}

Fate BondOrderObserver::fate() const {
    if (values_.size() < deciding_samples) return Fate::undecided;
    const auto last = values_.end() - static_cast<std::ptrdiff_t>(deciding_samples);
    if (std::all_of(last, values_.end(), [&](double q6) { return q6 > limits_.frozen_above; })) return Fate::frozen;
    if (std::all_of(last, values_.end(), [&](double q6) { return q6 < limits_.melted_below; })) return Fate::melted;
    return Fate::undecided;
}

}  // namespace soret
