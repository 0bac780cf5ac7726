#include "soret/validation/simulation/observers/flux_observer.hpp"

#include <array>
#include <numeric>

#include <fmt/format.h>

#include "soret/validation/simulation/green_kubo/onsager_matrix.hpp"
#include "soret/validation/simulation/observers/estimate_rows.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr std::size_t most_blocks = 32;
constexpr std::size_t fewest_blocks = 4;

/// What a run says by itself, by the names in transport.json. Further species add theirs.
constexpr std::array<const char*, 12> names_of_all{"L_11",           "L_1q",           "L_q1",
                                                   "L_qq",           "L_1q_less_L_q1", "thermal_conductivity",
                                                   "delta_lambda",   "viscosity",      "viscosity_traceless",
                                                   "bulk_viscosity", "temperature",    "pressure"};

/// Of them, those with a running integral in correlations.csv.
constexpr std::array<std::size_t, 7> running_of_all{0, 1, 2, 3, 7, 8, 9};

/// The columns of correlations.csv that hold functions, for any number of species.
constexpr std::array<const char*, 7> functions_of_all{"c_11",    "c_1q",     "c_q1",      "c_qq",
                                                      "c_shear", "c_normal", "c_pressure"};

struct Place {
    Backend backend;
    double volume;
    std::vector<std::int64_t> particles;  // by species
    double time;                          // of the lag

    std::size_t species() const { return particles.size(); }
};

/// "12" for L_12; "1_12" where a number has two digits.
std::string pair_name(std::size_t a, std::size_t b, std::size_t species) {
    return fmt::format(fmt::runtime(species < 10 ? "{}{}" : "{}_{}"), a + 1, b + 1);
}

/// "12", "13", .., then "2q", "q2", "3q", ..: the further functions of more than two species.
std::vector<std::string> further_pairs(std::size_t species) {
    std::vector<std::string> pairs(flux_functions(species) - flux_function_count);
    const auto place = [&](std::size_t function) -> std::string& { return pairs[function - flux_function_count]; };
    for (std::size_t a = 0; a < species && species > 2; ++a) {
        for (std::size_t b = 0; b < species; ++b) {
            if (a + b > 0) place(mass_mass_function(a, b, species)) = pair_name(a, b, species);
        }
        if (a == 0) continue;
        place(mass_heat_function(a, species)) = fmt::format("{}q", a + 1);
        place(heat_mass_function(a, species)) = fmt::format("q{}", a + 1);
    }
    return pairs;
}

std::vector<std::string> quantity_names(std::size_t species) {
    std::vector<std::string> names(names_of_all.begin(), names_of_all.end());
    for (const std::string& pair : further_pairs(species)) names.push_back("L_" + pair);
    return names;
}

/// Species that are there, but for the last: their currents are independent.
std::vector<int> independent_species(const Place& place) {
    std::vector<int> there;
    for (std::size_t s = 0; s < place.species(); ++s) {
        if (place.particles[s] > 0) there.push_back(static_cast<int>(s));
    }
    if (!there.empty()) there.pop_back();
    return there;
}

/// Nothing if the Onsager coefficients of mass are those of no liquid.
std::optional<HeatConduction> conduction(std::span<const double> means, const Place& place) {
    const std::vector<int> independent = independent_species(place);
    if (place.species() > 2 && !independent.empty()) {
        return heat_conduction(onsager_matrix(means, place.volume, place.species()), independent);
    }
    OnsagerCoefficients onsager = onsager_coefficients(means, place.volume);
    if (independent.empty()) {
        onsager.L11 = 0.0;  // nothing diffuses
    } else if (!(onsager.L11 > 0.0)) {
        return std::nullopt;
    }
    ThermalConductivity conductivity;
    with_backend(place.backend, [&]<class B>(B) {
        B::Transport::thermal_conductivities(std::span(&onsager, 1), std::span(&conductivity, 1));
    });
    return HeatConduction{conductivity.lambda, conductivity.delta_lambda};
}

/// In the order of quantity_names().
/// known   becomes false where there is no conduction()
Eigen::VectorXd quantities(std::span<const double> means, const Place& place, bool& known) {
    const OnsagerCoefficients onsager = onsager_coefficients(means, place.volume);
    const auto heat = conduction(means, place);
    known = known && heat;
    const auto [conductivity, delta_lambda] = heat.value_or(HeatConduction{});
    const PressureIntegrals integrals = pressure_integrals(means, place.volume, place.time);
    Viscosities viscosities;
    with_backend(place.backend,
                 [&]<class B>(B) { B::Transport::viscosities(std::span(&integrals, 1), std::span(&viscosities, 1)); });
    const std::size_t further = flux_functions(place.species()) - flux_function_count;
    Eigen::VectorXd values(static_cast<Eigen::Index>(names_of_all.size() + further));
    values.head(names_of_all.size()) << onsager.L11, onsager.L1q, onsager.Lq1, onsager.Lqq, onsager.L1q - onsager.Lq1,
        conductivity, delta_lambda, viscosities.off_diagonal, viscosities.traceless, viscosities.bulk,
        onsager.temperature, means[pressure_column];
    for (std::size_t k = 0; k < further; ++k) {
        values[static_cast<Eigen::Index>(names_of_all.size() + k)] =
            onsager_coefficient(1.0 / place.volume, means[green_kubo_column(flux_function_count + k)]);
    }
    return values;
}

JackknifeResult jackknifed(const GreenKubo& fluxes, std::size_t lag, Place place, bool& known) {
    place.time = fluxes.times()[lag];
    return jackknife(fluxes.integrals(lag),
                     [&](std::span<const double> means) { return quantities(means, place, known); });
}

/// Of quantity_names(), those with a running integral.
std::vector<std::size_t> running(std::size_t species) {
    std::vector<std::size_t> running(running_of_all.begin(), running_of_all.end());
    const std::size_t all = quantity_names(species).size();
    for (std::size_t k = names_of_all.size(); k < all; ++k) running.push_back(k);
    return running;
}

std::string header(std::size_t species) {
    std::string text = "t";
    for (const char* function : functions_of_all) text += fmt::format(",{}", function);
    for (const std::string& pair : further_pairs(species)) text += ",c_" + pair;
    const std::vector<std::string> names = quantity_names(species);
    for (const char* suffix : {"", "_sem"}) {
        for (const std::size_t k : running(species)) text += fmt::format(",{}{}", names[k], suffix);
    }
    return text + "\n";
}

std::string correlations_text(const GreenKubo& fluxes, const Place& place) {
    const std::size_t species = place.species();
    std::string text = header(species);
    for (std::size_t lag = 0; lag < fluxes.times().size(); ++lag) {
        text += number_text(fluxes.times()[lag]);
        const std::vector<double> means = fluxes.correlations(lag).mean();
        for (std::size_t f = 0; f < functions_of_all.size(); ++f) text += "," + number_text(means[f]);
        for (std::size_t f = flux_function_count; f < flux_functions(species); ++f) {
            text += "," + number_text(means[green_kubo_column(f)]);
        }
        bool known = true;
        const JackknifeResult result = jackknifed(fluxes, lag, place, known);
        std::string errors;
        for (const std::size_t k : running(species)) {
            const Estimate estimate = result.estimate(static_cast<Eigen::Index>(k));
            text += "," + number_text(estimate.value);
            errors += "," + number_text(estimate.standard_error);
        }
        text += errors + "\n";
    }
    return text;
}

/// Why there are no coefficients of diffusion.
void add_diffusion(std::size_t species, nlohmann::json& transport) {
    const std::string reason =
        species > 2
            ? fmt::format(
                  "of {} species these are matrices, which need the matrix of thermodynamic factors: no "
                  "kind of run gives it",
                  species)
            : "needs the thermodynamic factor, which a box with fixed numbers of particles does not give: soret "
              "validate has it";
    for (const char* name : {"mutual_diffusion_coefficient", "thermal_diffusion_coefficient", "soret_coefficient"}) {
        transport[name] = nullptr;
        transport[fmt::format("{}_reason", name)] = reason;
    }
}

}  // namespace

FluxObserver::FluxObserver(const FluxSettings& settings, const Mixture& mixture, const State& state, double timestep,
                           Backend backend)
    : settings_(settings),
      backend_(backend),
      particles_(state.species_counts(mixture.species_count())),
      volume_(state.box.volume()),
      series_({static_cast<double>(settings.every) * timestep, settings.correlation_time, mixture.species_count()},
              backend, most_blocks) {}

void FluxObserver::observe(const ObservedStep& step) {
    const std::span<const std::array<double, 3>> currents(step.totals->mass_current);
    const double temperature = kinetic_temperature(step.totals->kinetic_energy(), step.state.size());
    series_.add(fluxes_of(*step.totals, volume_), temperature,
                particles_.size() > 2 ? currents.subspan(1) : currents.first(0));
}

FluxRecord FluxObserver::record() const {
    return flux_record(series_, static_cast<std::size_t>(std::accumulate(particles_.begin(), particles_.end(), 0LL)),
                       volume_);
}

std::vector<ResultFile> FluxObserver::files() const {
    nlohmann::json transport{{"interval", series_.sampling().interval},
                             {"correlation_time", settings_.correlation_time},
                             {"upper_limit", nullptr},
                             {"block_length", series_.block_length()},
                             {"blocks", series_.blocks().size()},
                             {"simulated_time", nullptr}};
    const std::vector<std::string> names = quantity_names(particles_.size());
    for (const std::string& name : names) transport[name] = nullptr;
    add_diffusion(particles_.size(), transport);
    std::string correlations = header(particles_.size());
    if (series_.blocks().size() >= fewest_blocks) {
        const std::array<FluxRecord, 1> records{record()};
        const GreenKubo fluxes(records);
        const Place place{backend_, volume_, particles_, 0.0};
        const std::size_t lag = fluxes.lag_at(settings_.correlation_time);
        bool known = true;
        const JackknifeResult result = jackknifed(fluxes, lag, place, known);
        for (std::size_t k = 0; k < names.size(); ++k) {
            transport[names[k]] = result.estimate(static_cast<Eigen::Index>(k));
        }
        for (const char* name : {"thermal_conductivity", "delta_lambda"}) {
            if (known) continue;
            transport[name] = nullptr;
            transport[fmt::format("{}_reason", name)] =
                "the Onsager coefficients of mass are not positive in all parts of the run: it is too short";
        }
        transport["upper_limit"] = fluxes.times()[lag];
        transport["simulated_time"] = fluxes.simulated_time();
        correlations = correlations_text(fluxes, place);
    } else {
        transport["reason"] = fmt::format("{} full blocks of {} samples: must be at least {}", series_.blocks().size(),
                                          series_.block_length(), fewest_blocks);
    }
    return {{std::string(correlations_file), correlations}, {std::string(transport_file), transport.dump(1) + "\n"}};
}

nlohmann::json FluxObserver::summary() const {
    return {
        {"samples", series_.samples()}, {"block_length", series_.block_length()}, {"blocks", series_.blocks().size()}};
}

}  // namespace soret
