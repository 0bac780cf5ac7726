#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

/// What half a crystal has become.
enum class Fate { undecided, frozen, melted };
std::string_view name_of(Fate fate);

/// Where <Q_6>, of 12 nearest neighbours, decides. The SI has 0.496 and 0.375 for boxes of 10 648 particles; <Q_6> of
/// the liquid alone, 0.37 to 0.375 where species 2 melts, hardly tells from the latter. Here the limits lie a part of
/// the distance between the values of both phases within it, at the temperature of the run.                  [SI 2.9]
struct BondOrderLimits {
    double melted_below = 0.0;
    double frozen_above = 1.0;

    static constexpr double part = 0.15;
    /// throws   InvalidState: <Q_6> of the crystal alone is not above that of the liquid alone
    static BondOrderLimits between(double liquid, double crystal);
};
/// It must have been there in as many samples, one after the other.
inline constexpr std::size_t deciding_samples = 4;

/// <Q_6> of a run, sample by sample. Always by the optimised backend, so that a run ends at the same step and has the
/// same bits in both; the reference agrees with it as contracts/steinhardt.hpp says.
class BondOrderObserver final : public Observer {
public:
    BondOrderObserver(std::uint64_t every, const BondOrderLimits& limits, const Execution& execution);

    std::uint64_t every() const override { return every_; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {}; }
    std::string name() const override { return "bond_order"; }
    nlohmann::json summary() const override;

    const std::vector<double>& values() const { return values_; }
    /// By the last samples.
    Fate fate() const;

private:
    std::uint64_t every_;
    BondOrderLimits limits_;
    Execution execution_;
    std::vector<double> values_;
};

/// <Q_6> of one configuration.
double mean_bond_order(const State& state, const Execution& execution);

}  // namespace soret
