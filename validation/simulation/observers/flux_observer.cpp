#include "soret/validation/simulation/observers/flux_observer.hpp"

#include <array>

#include <fmt/format.h>

#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr std::size_t most_blocks = 32;
constexpr std::size_t fewest_blocks = 4;

/// What a run says by itself, by the names in transport.json.
constexpr std::array<const char*, 12> quantity_names{"L_11",           "L_1q",           "L_q1",
                                                     "L_qq",           "L_1q_less_L_q1", "thermal_conductivity",
                                                     "delta_lambda",   "viscosity",      "viscosity_traceless",
                                                     "bulk_viscosity", "temperature",    "pressure"};

/// Of them, those with a running integral in correlations.csv.
constexpr std::array<std::size_t, 7> running{0, 1, 2, 3, 7, 8, 9};

/// In correlations.csv; the others only take the mean off the pressure.
constexpr std::size_t written_functions = pressure_pressure + 1;

struct Place {
    Backend backend;
    double volume;
    bool one_substance;
    double time;  // of the lag
};

Eigen::VectorXd quantities(std::span<const double> means, const Place& place) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, place.volume);
    OnsagerCoefficients coupled = onsager;
    if (place.one_substance || !(onsager.L11 > 0.0)) coupled.L11 = 0.0;  // nothing diffuses, or it is lost in the noise
    const PressureIntegrals integrals = pressure_integrals(means, place.volume, place.time);
    ThermalConductivity conductivity;
    Viscosities viscosities;
    with_backend(place.backend, [&](auto backend) {
        using Transport = typename decltype(backend)::Transport;
        Transport::thermal_conductivities(std::span(&coupled, 1), std::span(&conductivity, 1));
        Transport::viscosities(std::span(&integrals, 1), std::span(&viscosities, 1));
    });
    Eigen::VectorXd values(static_cast<Eigen::Index>(quantity_names.size()));
    values << onsager.L11, onsager.L1q, onsager.Lq1, onsager.Lqq, onsager.L1q - onsager.Lq1, conductivity.lambda,
        conductivity.delta_lambda, viscosities.off_diagonal, viscosities.traceless, viscosities.bulk,
        onsager.temperature, means[pressure_column];
    return values;
}

JackknifeResult jackknifed(const GreenKubo& fluxes, std::size_t lag, Place place) {
    place.time = fluxes.times()[lag];
    return jackknife(fluxes.integrals(lag), [&](std::span<const double> means) { return quantities(means, place); });
}

/// Without species 1, or with nothing else.
bool is_one_substance(const State& state, const Mixture& mixture) {
    const std::int64_t first = state.species_counts(mixture.species_count())[0];
    return first == 0 || first == static_cast<std::int64_t>(state.size());
}

std::string header() {
    std::string text = "t,c_11,c_1q,c_q1,c_qq,c_shear,c_normal,c_pressure";
    for (const char* suffix : {"", "_sem"}) {
        for (const std::size_t k : running) text += fmt::format(",{}{}", quantity_names[k], suffix);
    }
    return text + "\n";
}

std::string correlations_text(const GreenKubo& fluxes, const Place& place) {
    std::string text = header();
    for (std::size_t lag = 0; lag < fluxes.times().size(); ++lag) {
        text += fmt::format("{}", fluxes.times()[lag]);
        const std::vector<double> means = fluxes.correlations(lag).mean();
        for (std::size_t f = 0; f < written_functions; ++f) text += fmt::format(",{}", means[f]);
        const JackknifeResult result = jackknifed(fluxes, lag, place);
        std::string errors;
        for (const std::size_t k : running) {
            const Estimate estimate = result.estimate(static_cast<Eigen::Index>(k));
            text += fmt::format(",{}", estimate.value);
            errors += fmt::format(",{}", estimate.standard_error);
        }
        text += errors + "\n";
    }
    return text;
}

}  // namespace

FluxObserver::FluxObserver(const FluxSettings& settings, const Mixture& mixture, const State& state, double timestep,
                           Backend backend)
    : settings_(settings),
      backend_(backend),
      particles_(state.size()),
      one_substance_(is_one_substance(state, mixture)),
      volume_(state.box.volume()),
      series_({static_cast<double>(settings.every) * timestep, settings.correlation_time}, backend, most_blocks) {}

void FluxObserver::observe(const ObservedStep& step) {
    series_.add(fluxes_of(*step.totals, volume_), kinetic_temperature(step.totals->kinetic_energy(), particles_));
}

std::vector<ResultFile> FluxObserver::files() const {
    nlohmann::json transport{{"interval", series_.sampling().interval},
                             {"correlation_time", settings_.correlation_time},
                             {"upper_limit", nullptr},
                             {"block_length", series_.block_length()},
                             {"blocks", series_.blocks().size()},
                             {"simulated_time", nullptr}};
    for (const char* name : quantity_names) transport[name] = nullptr;
    std::string correlations = header();
    if (series_.blocks().size() >= fewest_blocks) {
        const std::array<FluxRecord, 1> records{record()};
        const GreenKubo fluxes(records);
        const Place place{backend_, volume_, one_substance_, 0.0};
        const std::size_t lag = fluxes.lag_at(settings_.correlation_time);
        const JackknifeResult result = jackknifed(fluxes, lag, place);
        for (std::size_t k = 0; k < quantity_names.size(); ++k) {
            transport[quantity_names[k]] = result.estimate(static_cast<Eigen::Index>(k));
        }
        transport["upper_limit"] = fluxes.times()[lag];
        transport["simulated_time"] = fluxes.simulated_time();
        correlations = correlations_text(fluxes, place);
    }
    return {{std::string(correlations_file), correlations}, {std::string(transport_file), transport.dump(1) + "\n"}};
}

nlohmann::json FluxObserver::summary() const {
    return {
        {"samples", series_.samples()}, {"block_length", series_.block_length()}, {"blocks", series_.blocks().size()}};
}

}  // namespace soret
