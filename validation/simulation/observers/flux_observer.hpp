#pragma once

#include <string_view>

#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

inline constexpr std::string_view correlations_file = "correlations.csv";
inline constexpr std::string_view transport_file = "transport.json";

/// Correlations of the fluxes of a run in a box that does not breathe, and the transport coefficients that need nothing
/// else: Onsager coefficients, thermal conductivity, viscosities. Of more than two species the Onsager coefficients are
/// those of all mass currents and heat. The total momentum must be zero.
class FluxObserver final : public Observer {
public:
    /// state      the start
    /// timestep   [tau]
    /// throws     InvalidArgument: a correlation time out of range
    FluxObserver(const FluxSettings& settings, const Mixture& mixture, const State& state, double timestep,
                 Backend backend);

    std::uint64_t every() const override { return settings_.every; }
    bool wants_currents() const override { return true; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override { return series_.to_json(); }
    void from_json(const nlohmann::json& saved) override { series_.from_json(saved); }
    std::string name() const override { return "fluxes"; }
    /// correlations.csv: a row a lag; transport.json. With fewer than four full blocks nothing but the names of the
    /// columns, and nulls. What is null has a reason beside it.
    std::vector<ResultFile> files() const override;
    /// samples, block_length (samples), blocks.
    nlohmann::json summary() const override;

    FluxRecord record() const;

private:
    FluxSettings settings_;
    Backend backend_;
    std::vector<std::int64_t> particles_;  // by species
    double volume_;
    FluxSeries series_;
};

}  // namespace soret
