#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "soret/common/mixture.hpp"
#include "soret/common/statistics/ratio_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

inline constexpr std::string_view profile_file = "profile.csv";

/// Profiles along z in slices, by the sums of contracts/profile.hpp over all samples. With A the area of the xy plane
/// and w the width of a slice in each sample,
///   temperature   sum X_b / sum 3 N_b
///   density       sum N_b / sum A w
///   x1            sum N_1,b / sum N_b
///   pressure_zz   sum (kinetic_zz + virial_zz)_b / sum A w
/// Where no particle ever was, temperature and x1 are not numbers. The slices follow an edge that breathes.
class ProfileObserver final : public Observer {
public:
    /// box   at the start: says how many slices there are, the whole number nearest to L_z/bin; from_json() takes the
    ///       number that there was
    ProfileObserver(const ProfileSettings& settings, const Mixture& mixture, const Box& box, Backend backend);

    std::uint64_t every() const override { return settings_.every; }
    bool wants_forces() const override { return true; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {{std::string(profile_file), file_text()}}; }
    std::string name() const override { return "profile"; }
    /// Columns z (the middle of a slice, of the mean edge), temperature, density, x1, pressure_zz, then for each of the
    /// four NAME_sem, then NAME_n_eff.
    std::string file_text() const;
    /// samples, block_length (samples), blocks; whether the errors are known.
    nlohmann::json summary() const override;

private:
    using Engine = std::variant<reference::Profile, optimized::Profile>;

    void slice(std::size_t slices);

    ProfileSettings settings_;
    Mixture mixture_;
    Backend backend_;
    std::size_t slices_ = 0;
    std::optional<Engine> engine_;
    RatioAccumulator sums_;
    double edge_sum_ = 0.0;  // of all samples
};

}  // namespace soret
