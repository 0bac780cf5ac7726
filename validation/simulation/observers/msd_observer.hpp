#pragma once

#include <map>
#include <string_view>
#include <variant>
#include <vector>

#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

inline constexpr std::string_view msd_file = "msd.csv";

/// Mean-square displacements by species, with the start of the production as the first sample. The errors are those of
/// block averages over the time origins of a lag.
class MsdObserver final : public Observer {
public:
    /// state      the rows that all steps have
    /// timestep   [tau]
    MsdObserver(const MsdSettings& settings, const State& state, std::size_t species_count, double timestep,
                Backend backend);

    std::uint64_t every() const override { return settings_.every; }
    bool wants_start() const override { return true; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {{std::string(msd_file), file_text()}}; }
    std::string name() const override { return "msd"; }
    /// Columns t, msd_1, .., then msd_1_sem, .., then msd_1_n_eff, ..: a row a lag.
    std::string file_text() const;
    /// samples, lags; whether the errors of all lags are known.
    nlohmann::json summary() const override;

    /// A row a lag.
    struct Row {
        double time;                     ///< [tau]
        std::vector<double> by_species;  ///< mean over the time origins in full blocks
    };
    std::vector<Row> rows() const;

private:
    using Engine = std::variant<reference::MeanSquareDisplacement, optimized::MeanSquareDisplacement>;

    MsdSettings settings_;
    std::vector<std::int64_t> particles_;  // by species
    double timestep_;
    Engine engine_;
    std::map<std::uint64_t, BlockAccumulator> sums_;  // by lag
};

}  // namespace soret
