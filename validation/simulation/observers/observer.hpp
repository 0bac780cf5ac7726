#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// The name and the text of a file.
struct ResultFile {
    std::string name;
    std::string text;
};

/// A step or sweep of the production as an observer sees it.
struct ObservedStep {
    std::uint64_t step = 0;  ///< of the production; 0 is its start
    const State& state;      ///< rows in the same order at every step; a Markov chain has no velocities
    const PairForcesTotals* totals = nullptr;  ///< energies and virial of the step; none of a Markov chain
    /// F_z of each row, if somebody wants_forces(); none of a Markov chain
    const std::vector<double>* force_z = nullptr;
    const ExtendedVariables* extended = nullptr;  ///< none of a Markov chain
};

/// Something that is measured while a run goes on. Its sums are part of the checkpoint: a resumed run ends with the
/// same bits. A pure function of the steps that it sees.
class Observer {
public:
    virtual ~Observer() = default;

    virtual std::uint64_t every() const = 0;  ///< steps or sweeps between two samples, >= 1
    /// Whether it also wants the start of the production.
    virtual bool wants_start() const { return false; }
    virtual bool wants_forces() const { return false; }
    virtual bool wants_currents() const { return false; }  ///< in ObservedStep::totals
    /// throws   InvalidState: a state that cannot be measured
    virtual void observe(const ObservedStep& step) = 0;

    /// All sums; values read back have the same bits.
    virtual nlohmann::json to_json() const = 0;
    /// throws   Error, nlohmann::json::exception: not what to_json writes; reading_json() makes one line of both
    virtual void from_json(const nlohmann::json& saved) = 0;

    /// The files of its results.
    virtual std::vector<ResultFile> files() const = 0;
    /// What summary.json says of it, under name().
    virtual std::string name() const = 0;
    virtual nlohmann::json summary() const = 0;
};

}  // namespace soret
