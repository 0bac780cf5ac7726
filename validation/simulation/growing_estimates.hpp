#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/growing_samples.hpp"

namespace soret {

/// Chemical potentials as functions of the means of a chain with a growing particle and frozen weights, Lambda = 1.
///   f_k - f_0   = T [(eta_k - eta_0) - ln(<p_k>/<p_0>)]
///   excess      f_{K-1} - f_0
///   ideal       T ln[(N_s + 1) <1/V>_0]: 1/<1/V>_0 is the volume <V>_N of the N full particles alone
///   published   the excess less T ln(<V>_{K-1}/<V>_0): averages with the volume weight [SI 18]
/// <q>_k = <p_k q>/<p_k>, the mean at stage k.
class GrowingMeans {
public:
    /// blocks        columns p_0, ..., p_{K-1}, V, 1/V, as of GrowingSamples::blocks()
    /// weights       K: eta_k
    /// throws        InvalidArgument: numbers that do not fit
    GrowingMeans(BlockTable blocks, std::vector<double> weights, double temperature);

    const BlockTable& blocks() const { return blocks_; }
    std::size_t stages() const { return weights_.size(); }

    FunctionOfMeans difference(std::size_t k) const;
    FunctionOfMeans excess() const { return difference(stages() - 1); }
    FunctionOfMeans published() const;
    /// of_species   N_s, without the growing particle
    FunctionOfMeans ideal(double of_species) const;
    FunctionOfMeans whole(double of_species) const;
    FunctionOfMeans volume() const;  ///< <V>_N

private:
    BlockTable blocks_;
    std::vector<double> weights_;
    double temperature_;
};

/// The columns p_0, p_{K-1}, V, 1/V of such blocks: all that the potentials are made of, for GrowingMeans with the
/// weights of these two stages.
/// stages   K
BlockTable first_and_last_stage(const BlockTable& blocks, std::size_t stages);

/// Why the free energies are not known; empty if they are.
///   - a stage was visited in fewer than 1 % of its even share of the sweeps
///   - fewer than ten round trips
std::string why_unknown(const GrowingSamples& samples);

/// The excess from the energies at all stages, grouped by stage: "exponential", "exponential_published", "bar" and
/// "mbar", each a value with its error or null with its reason, and the "overlap" matrix; all null, with
/// "windows_reason", where a stage has too few samples. These errors take windows for independent, those of one chain
/// are not.
nlohmann::json estimates_of_windows(const GrowingSamples& samples, double temperature);

}  // namespace soret
