#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/green_kubo/flux_series.hpp"

namespace soret {

/// The correlations of one run.
struct FluxRecord {
    FluxSampling sampling;
    std::size_t particles = 0;
    double volume = 0.0;            ///< [sigma^3]
    std::vector<FluxBlock> blocks;  ///< of equal length
};

FluxRecord flux_record(const FluxSeries& series, std::size_t particles, double volume);
nlohmann::json to_json(const FluxRecord& record);
/// throws   InvalidInput: not what to_json writes
FluxRecord flux_record_from_json(const nlohmann::json& json);

/// Columns of GreenKubo::integrals() and GreenKubo::correlations(): the numbers of FluxFunction, then these; then the
/// further functions of more than two species.
enum GreenKuboColumn : std::size_t {
    temperature_column = flux_function_count,
    pressure_column,
    green_kubo_columns,
};

/// The column of a correlation function.
constexpr std::size_t green_kubo_column(std::size_t function) {
    return function < flux_function_count ? function : function - flux_function_count + green_kubo_columns;
}

/// What runs of the same state say together. Blocks are stretches of runs; all of them count as independent.
class GreenKubo {
public:
    /// throws   InvalidInput: no runs, or runs that differ in sampling, particles, volume or block length
    explicit GreenKubo(std::span<const FluxRecord> runs);

    double volume() const { return volume_; }
    std::size_t block_count() const;
    double simulated_time() const;                               ///< in the blocks                        [tau]
    const std::vector<double>& times() const { return times_; }  ///< of the lags, ascending            [tau]
    /// The last lag that is not beyond a time.
    /// throws   InvalidArgument: a negative time
    std::size_t lag_at(double time) const;

    /// Block means of the time integrals of all correlation functions from 0 to a lag, as in correlation_integrals(),
    /// and of temperature and pressure. One series a run.
    BlockTable integrals(std::size_t lag) const;
    /// The same for several lags, the columns of each in turn: for what depends on more than one of them.
    BlockTable integrals(std::span<const std::size_t> lags) const;
    /// Block means of the correlation functions at a lag, and of temperature and pressure.
    BlockTable correlations(std::size_t lag) const;

private:
    /// [function][lag]
    using Functions = std::vector<std::vector<double>>;
    /// Means and running integrals.
    struct Block {
        Functions means;
        Functions integrals;
        double temperature;
        double pressure;
    };

    std::size_t columns() const;  // of one lag
    static void append(const Functions& functions, const Block& block, std::size_t lag, std::vector<double>& row);
    template <class Values>
    BlockTable table(std::size_t columns, const Values& values) const;

    CorrelatorSettings correlator_;
    double interval_;
    double volume_;
    std::uint64_t block_length_;
    std::vector<double> times_;
    std::vector<std::vector<Block>> runs_;  // [run][block]
};

/// From means of integrals().
OnsagerCoefficients onsager_coefficients(std::span<const double> means, double volume);
/// Pressure integrals; the mean is taken off the pressure here.
/// time   of the lag                                                                                  [tau]
PressureIntegrals pressure_integrals(std::span<const double> means, double volume, double time);

}  // namespace soret
