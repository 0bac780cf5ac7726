#include "soret/validation/simulation/field_meter.hpp"

#include "soret/common/files/json_fields.hpp"

namespace soret {

FieldMeter::FieldMeter(const Mixture& mixture, const IntegratorParameters& parameters)
    : mixture_(mixture), parameters_(parameters) {}

FieldMeter::Ways FieldMeter::ways_of(const State& state) const {
    const Vector3& edges = state.box.edges();
    const Axes edge{edges.x, edges.y, edges.z};
    Ways ways;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t a = 0; a < 3; ++a) {
            const double r = state.position[a][i] + static_cast<double>(state.image[a][i]) * edge[a];
            if (state.species[i] == 0) ways.of_mass[a] += mixture_.mass(0) * r;
            if (a == parameters_.field.axis) ways.of_all += r;
        }
    }
    return ways;
}

FieldMeter::Axes FieldMeter::temperatures_of(const State& state) const {
    const std::size_t species_count = mixture_.species_count();
    std::vector<double> number(species_count, 0.0);
    for (const std::int32_t s : state.species) number[static_cast<std::size_t>(s)] += 1.0;
    double freedoms = 0.0;
    for (const double n : number) freedoms += n > 0.0 ? n - 1.0 : 0.0;
    Axes temperatures{};
    for (std::size_t a = 0; a < 3; ++a) {
        std::vector<double> sum(species_count, 0.0);
        for (std::size_t i = 0; i < state.size(); ++i) {
            sum[static_cast<std::size_t>(state.species[i])] += state.velocity[a][i];
        }
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto s = static_cast<std::size_t>(state.species[i]);
            const double relative = state.velocity[a][i] - sum[s] / number[s];
            temperatures[a] += mixture_.mass(s) * (relative * relative);
        }
        temperatures[a] = freedoms > 0.0 ? temperatures[a] / freedoms : 0.0;
    }
    return temperatures;
}

double FieldMeter::imbalance_of(const State& state) const {
    const Vector3& edges = state.box.edges();
    const std::size_t axis = parameters_.field.axis;
    const double middle = 0.5 * (axis == 0 ? edges.x : axis == 1 ? edges.y : edges.z);
    double difference = 0.0;
    for (const double x : state.position[axis]) difference += x < middle ? 1.0 : -1.0;
    return difference * difference / static_cast<double>(state.size());
}

void FieldMeter::begin(const State& state, const FieldVariables& field) {
    ways_ = ways_of(state);
    work_ = field.work;
    heat_ = field.heat;
    current_.reset();
}

std::optional<std::array<double, field_quantities>> FieldMeter::sample(const State& state, const FieldVariables& field,
                                                                       const PairForcesTotals& totals, double time) {
    const SyntheticField& driving = parameters_.field;
    const double volume = state.box.volume();
    const double particles = static_cast<double>(state.size());
    const Ways now = ways_of(state);
    Axes current{};
    for (std::size_t a = 0; a < 3; ++a) current[a] = (now.of_mass[a] - ways_.of_mass[a]) / (volume * time);
    const double work = field.work - work_;
    const double heat = field.heat - heat_;

    double heat_current = 0.0;
    if (driving.heat != 0.0) {
        const double by_mass = driving.mass * (now.of_mass[driving.axis] - ways_.of_mass[driving.axis]);
        const double by_number = parameters_.temperature * driving.heat * (now.of_all - ways_.of_all);
        heat_current = (work - by_mass - by_number) / (driving.heat * volume * time);
    } else {
        heat_current = totals.heat_current[driving.axis];
        for (std::size_t s = 0; s < driving.enthalpy.size(); ++s) {
            heat_current -= driving.enthalpy[s] * totals.mass_current[s][driving.axis];
        }
        heat_current /= volume;
    }

    std::optional<std::array<double, field_quantities>> sample;
    if (current_) {
        const Axes temperature = temperatures_of(state);
        sample.emplace();
        for (std::size_t a = 0; a < 3; ++a) {
            (*sample)[field_mass_current + a] = current[a];
            (*sample)[field_current_lag + a] = current[a] * (*current_)[a];
            (*sample)[field_temperature + a] = temperature[a];
        }
        (*sample)[field_heat_current] = heat_current;
        (*sample)[field_power] = work / (particles * time);
        (*sample)[field_heat_taken] = -heat / (particles * time);
        (*sample)[field_imbalance] = imbalance_of(state);
    }
    ways_ = now;
    work_ = field.work;
    heat_ = field.heat;
    current_ = current;
    return sample;
}

nlohmann::json FieldMeter::to_json() const {
    return {{"ways", {ways_.of_mass[0], ways_.of_mass[1], ways_.of_mass[2], ways_.of_all}},
            {"work", work_},
            {"heat", heat_},
            {"current", current_ ? nlohmann::json(*current_) : nlohmann::json(nullptr)}};
}

void FieldMeter::from_json(const nlohmann::json& saved) {
    const auto ways = field<std::array<double, 4>>(saved, "ways");
    ways_ = {{ways[0], ways[1], ways[2]}, ways[3]};
    work_ = field<double>(saved, "work");
    heat_ = field<double>(saved, "heat");
    current_.reset();
    if (!saved.at("current").is_null()) current_ = field<Axes>(saved, "current");
}

}  // namespace soret
