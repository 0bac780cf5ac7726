#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "soret/common/statistics/ratio_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"
#include "soret/validation/simulation/structure_factor_analysis.hpp"

namespace soret {

inline constexpr std::string_view structure_factor_file = "structure_factor.csv";

/// Partial structure factors at the smallest wave vectors of a cube, over all samples and all vectors of a length:
///   S_ab(q) = sum rho_a(q) rho_b(-q) / sum N,   rho_s(q) = sum_{i of s} e^{i q.r_i}    (contracts/density_modes.hpp)
/// In a box that breathes q is that of the mean edge. Of a closed cube with two species they also give Gamma and the
/// Kirkwood-Buff integrals, without a window (structure_factor_analysis.hpp).
class StructureFactorObserver final : public Observer {
public:
    StructureFactorObserver(const StructureFactorSettings& settings, std::size_t species_count, Backend backend,
                            const Execution& execution);

    std::uint64_t every() const override { return settings_.every; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {{std::string(structure_factor_file), file_text()}}; }
    std::string name() const override { return "structure_factor"; }
    /// Columns q, vectors, S_11, S_12, .., then for each of them NAME_sem, then NAME_n_eff.
    std::string file_text() const;
    /// samples, block_length (samples), blocks; "zero_wave_vector": G and gamma of a closed cube of two species.
    nlohmann::json summary() const override;
    /// Of the complete blocks; nothing if edges or numbers have changed or nothing was seen.
    std::optional<StructureFactorBlocks> blocks() const;

private:
    using Engine = std::variant<reference::DensityModes, optimized::DensityModes>;
    struct ClosedCube {
        double edge = 0.0;
        std::vector<double> particles;
        friend bool operator==(const ClosedCube&, const ClosedCube&) = default;
    };

    StructureFactorSettings settings_;
    std::size_t species_count_;
    std::vector<StructureFactorShell> shells_;
    Engine engine_;
    RatioAccumulator sums_;
    std::optional<ClosedCube> closed_;  // that of all samples so far
    double edge_sum_ = 0.0;             // of all samples
};

/// throws   InvalidState: a box that is no cube
void check_structure_factor_box(const Box& box);

}  // namespace soret
