#pragma once

#include <cstdint>
#include <variant>

#include "soret/validation/routes/nemd/nemd_point.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

/// How a flow is observed.
struct FlowSettings {
    std::uint64_t sample_every = 25;  ///< steps
    std::uint64_t samples = 1;        ///< of a block
    double timestep = 0.004;          ///< [tau]
};

/// Block means of the profiles between two slabs and of the heat that they exchange, for reduce_nemd().
class FlowObserver final : public Observer {
public:
    /// start   says how many slices there are: the whole number nearest to L_z
    FlowObserver(const FlowSettings& settings, const Mixture& mixture, const State& start, Backend backend);

    std::uint64_t every() const override { return settings_.sample_every; }
    bool wants_start() const override { return true; }
    bool wants_forces() const override { return true; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {}; }
    std::string name() const override { return "flow"; }
    nlohmann::json summary() const override { return {{"blocks", record_.blocks.size()}}; }

    const NemdRecord& record() const { return record_; }

private:
    using Engine = std::variant<reference::Profile, optimized::Profile>;

    NemdBlock empty_block() const;
    void add_sample(const ObservedStep& step);

    FlowSettings settings_;
    std::size_t slices_;
    Engine engine_;
    NemdRecord record_;         // of the blocks that are whole
    NemdBlock block_;           // under way
    std::uint64_t sample_ = 0;  // of it
    EnergyGiven given_before_;  // the block
};

}  // namespace soret
