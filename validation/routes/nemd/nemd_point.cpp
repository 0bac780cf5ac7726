#include "soret/validation/routes/nemd/nemd_point.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

namespace {

constexpr double correlation_times_in_a_block = 5.0;
constexpr double distance_from_slabs = 1.0;  // of a window                                         [sigma]
constexpr std::size_t fewest_slices = 3;
constexpr std::size_t fewest_blocks = 4;

NemdBlock& operator+=(NemdBlock& sum, const NemdBlock& next) {
    const auto add = [](std::vector<double>& a, const std::vector<double>& b) {
        for (std::size_t k = 0; k < a.size(); ++k) a[k] += b[k];
    };
    add(sum.kinetic, next.kinetic);
    add(sum.number, next.number);
    add(sum.number_1, next.number_1);
    add(sum.pressure_zz, next.pressure_zz);
    sum.pressure += next.pressure;
    sum.flux_hot += next.flux_hot;
    sum.flux_cold += next.flux_cold;
    return sum;
}

/// Columns of a sample of the jackknife; three vectors by slice come before them.
enum Scalar : std::size_t { pressure_scalar = 0, flux_hot_scalar = 1, flux_cold_scalar = 2, scalars = 3 };

std::vector<double> sample_of(const NemdBlock& sum, double blocks) {
    std::vector<double> sample;
    for (const auto* part : {&sum.kinetic, &sum.number, &sum.number_1}) {
        for (const double value : *part) sample.push_back(value / blocks);
    }
    sample.insert(sample.end(), {sum.pressure / blocks, sum.flux_hot / blocks, sum.flux_cold / blocks});
    return sample;
}

/// Profiles from the means of a table.
struct Profiles {
    std::span<const double> means;
    std::size_t slices;

    double temperature(std::size_t b) const { return means[b] / means[slices + b]; }
    double x1(std::size_t b) const { return means[2 * slices + b] / means[slices + b]; }
    double scalar(Scalar which) const { return means[3 * slices + which]; }
};

struct Line {
    double middle;  // value at the mean of the points
    double slope;
};

using Window = std::vector<std::size_t>;  // slices, ascending

template <class F>
Line line_through(const Window& window, double width, F value) {
    const double n = static_cast<double>(window.size());
    const double centre = 0.5 * static_cast<double>(window.front() + window.back());
    double sum = 0.0;
    double moment = 0.0;
    double norm = 0.0;
    for (const std::size_t b : window) {
        const double z = (static_cast<double>(b) - centre) * width;
        sum += value(b);
        moment += z * value(b);
        norm += z * z;
    }
    return {sum / n, moment / norm};
}

/// The middle of a slice.
double middle(std::size_t b, double width) {
    return (static_cast<double>(b) + 0.5) * width;
}

/// The slices of one half about where the temperature is the one wanted, all of them off the slabs.
Window window_in(double low, double high, double half_width, double width, const Profiles& profiles,
                 double temperature) {
    const auto about = [&](double centre) {
        Window window;
        for (std::size_t b = 0; b < profiles.slices; ++b) {
            if (std::fabs(middle(b, width) - centre) <= half_width) window.push_back(b);
        }
        if (window.size() < fewest_slices) {
            throw InvalidState(fmt::format("profile: {} slices in a window of {} on each side: must be at least {}",
                                           window.size(), half_width, fewest_slices));
        }
        return window;
    };
    Window window = about(0.5 * (low + high));
    for (int turn = 0; turn < 8; ++turn) {
        const Line line = line_through(window, width, [&](std::size_t b) { return profiles.temperature(b); });
        const double from = 0.5 * (middle(window.front(), width) + middle(window.back(), width));
        const double wanted = from + (temperature - line.middle) / line.slope;
        if (!std::isfinite(wanted)) break;
        const Window next = about(std::clamp(wanted, low + half_width, high - half_width));
        if (next == window) break;
        window = next;
    }
    return window;
}

struct Slopes {
    Line temperature[2], x1[2];  // in the lower and the upper half
};

Slopes slopes_of(const Profiles& profiles, const std::array<Window, 2>& windows, double width) {
    Slopes slopes{};
    for (std::size_t half = 0; half < 2; ++half) {
        slopes.temperature[half] =
            line_through(windows[half], width, [&](std::size_t b) { return profiles.temperature(b); });
        slopes.x1[half] = line_through(windows[half], width, [&](std::size_t b) { return profiles.x1(b); });
    }
    return slopes;
}

/// Order of the values of the jackknife.
constexpr std::array<Estimate NemdPoint::*, 11> members{&NemdPoint::soret,
                                                        &NemdPoint::conductivity,
                                                        &NemdPoint::x1,
                                                        &NemdPoint::temperature,
                                                        &NemdPoint::temperature_slope,
                                                        &NemdPoint::composition_slope,
                                                        &NemdPoint::heat_flux,
                                                        &NemdPoint::pressure,
                                                        &NemdPoint::flux_difference,
                                                        &NemdPoint::temperature_difference,
                                                        &NemdPoint::composition_difference};

Eigen::VectorXd values_of(const Profiles& profiles, const std::array<Window, 2>& windows, double width) {
    const Slopes s = slopes_of(profiles, windows, width);
    // The upper half goes from hot to cold.
    const double dT = 0.5 * (s.temperature[0].slope - s.temperature[1].slope);
    const double dx = 0.5 * (s.x1[0].slope - s.x1[1].slope);
    const double x1 = 0.5 * (s.x1[0].middle + s.x1[1].middle);
    const double hot = profiles.scalar(flux_hot_scalar);
    const double cold = profiles.scalar(flux_cold_scalar);
    const double flux = 0.5 * (hot + cold);
    Eigen::VectorXd values(static_cast<Eigen::Index>(members.size()));
    values << -dx / dT / (x1 * (1.0 - x1)), flux / dT, x1, 0.5 * (s.temperature[0].middle + s.temperature[1].middle),
        dT, dx, flux, profiles.scalar(pressure_scalar), hot - cold, s.temperature[0].slope + s.temperature[1].slope,
        s.x1[0].slope + s.x1[1].slope;
    return values;
}

/// Into how many blocks of at least so many correlation times a run is cut: a divisor of what it has.
std::size_t blocks_of_a_run(const NemdRecord& record, std::size_t runs, double correlation_time) {
    const std::size_t stored = record.blocks.size();
    const double time = static_cast<double>(stored) * record.block_time;
    std::size_t best = 1;
    for (std::size_t k = 1; k <= stored; ++k) {
        if (stored % k != 0) continue;
        const bool long_enough = time >= static_cast<double>(k) * correlation_times_in_a_block * correlation_time;
        const bool too_few = runs * best < fewest_blocks;
        if (long_enough || too_few) best = k;
    }
    return best;
}

void check(std::span<const NemdRecord> records) {
    if (records.empty() || records.front().blocks.empty()) throw InvalidInput("no blocks of profiles");
    const NemdRecord& first = records.front();
    for (const NemdRecord& record : records) {
        if (record.blocks.size() != first.blocks.size() || record.edge_z != first.edge_z ||
            record.block_time != first.block_time ||
            record.blocks.front().number.size() != first.blocks.front().number.size()) {
            throw InvalidInput("runs at one state differ in box, slices or blocks");
        }
    }
}

/// Analysis of variance of the blocks' own values.
/// correction   of the squared error of a run's mean from its blocks
std::vector<std::pair<std::string, SeriesAgreement>> agreements(const JackknifeResult& result, std::size_t runs,
                                                                double correction) {
    constexpr std::pair<const char*, Estimate NemdPoint::*> compared[] = {
        {"soret", &NemdPoint::soret},
        {"thermal_conductivity", &NemdPoint::conductivity},
        {"pressure", &NemdPoint::pressure}};
    std::vector<std::pair<std::string, SeriesAgreement>> all;
    for (const auto& [name, member] : compared) {
        const auto column = std::find(members.begin(), members.end(), member) - members.begin();
        const Eigen::VectorXd values = result.pseudo_values.col(column);
        const std::span<const double> of_blocks(values.data(), static_cast<std::size_t>(values.size()));
        all.emplace_back(name, series_agreement(of_blocks, runs, correction));
    }
    return all;
}

BlockTable table_of(std::span<const NemdRecord> records, std::size_t blocks_of_run) {
    const std::size_t joined = records.front().blocks.size() / blocks_of_run;
    std::vector<BlockTable> series;
    for (const NemdRecord& record : records) {
        const std::size_t quantities = 3 * record.blocks.front().number.size() + scalars;
        BlockAccumulator accumulator(quantities, blocks_of_run + blocks_of_run % 2 + 2);
        for (std::size_t k = 0; k < blocks_of_run; ++k) {
            NemdBlock sum = record.blocks[k * joined];
            for (std::size_t j = 1; j < joined; ++j) sum += record.blocks[k * joined + j];
            accumulator.add(sample_of(sum, static_cast<double>(joined)));
        }
        series.push_back(accumulator.blocks());
        if (series.size() > 1) series.front().merge(series.back());
    }
    return series.front();
}

}  // namespace

nlohmann::json to_json(const NemdRecord& record) {
    nlohmann::json blocks = nlohmann::json::array();
    for (const NemdBlock& block : record.blocks) {
        blocks.push_back({{"kinetic", block.kinetic},
                          {"number", block.number},
                          {"number_1", block.number_1},
                          {"pressure_zz", block.pressure_zz},
                          {"pressure", block.pressure},
                          {"flux_hot", block.flux_hot},
                          {"flux_cold", block.flux_cold}});
    }
    return {{"edge_z", record.edge_z}, {"block_time", record.block_time}, {"blocks", blocks}};
}

NemdRecord nemd_record_from_json(const nlohmann::json& json) {
    NemdRecord record{field<double>(json, "edge_z"), field<double>(json, "block_time"), {}};
    for (const nlohmann::json& block : field<nlohmann::json>(json, "blocks")) {
        record.blocks.push_back(
            {field<std::vector<double>>(block, "kinetic"), field<std::vector<double>>(block, "number"),
             field<std::vector<double>>(block, "number_1"), field<std::vector<double>>(block, "pressure_zz"),
             field<double>(block, "pressure"), field<double>(block, "flux_hot"), field<double>(block, "flux_cold")});
        const NemdBlock& read = record.blocks.back();
        const std::size_t slices = record.blocks.front().number.size();
        for (const auto* part : {&read.kinetic, &read.number, &read.number_1, &read.pressure_zz}) {
            if (part->size() != slices || slices == 0) {
                throw InvalidInput(
                    fmt::format("blocks: {} values by slice: must be {} and not 0", part->size(), slices));
            }
        }
    }
    return record;
}

NemdPoint reduce_nemd(std::span<const NemdRecord> records, const NemdReading& reading) {
    check(records);
    const NemdRecord& first = records.front();
    const std::size_t slices = first.blocks.front().number.size();
    const double width = first.edge_z / static_cast<double>(slices);
    const std::size_t blocks_of_run = blocks_of_a_run(first, records.size(), reading.correlation_time);
    const BlockTable table = table_of(records, blocks_of_run);
    const std::vector<double> means = table.mean();
    const Profiles all{means, slices};

    const double half = 0.5 * first.edge_z;
    const double low = 0.5 * reading.slab_width;
    const double gap = half - reading.slab_width;
    const double window = std::min(reading.window, 0.5 * gap - distance_from_slabs);
    const std::array<Window, 2> windows{
        window_in(low, low + gap, window, width, all, reading.temperature),
        window_in(half + low, half + low + gap, window, width, all, reading.temperature)};

    const JackknifeResult result = jackknife(table, [&](std::span<const double> of) {
        return values_of({of, slices}, windows, width);
    });
    NemdPoint point;
    point.runs = records.size();
    point.time = static_cast<double>(records.size() * first.blocks.size()) * first.block_time;
    point.block_time = first.block_time * static_cast<double>(first.blocks.size() / blocks_of_run);
    point.window = window;
    point.slices = windows[0].size() + windows[1].size();
    const double missed = blocks_of_run == 1 ? 1.0
                                             : missed_by_blocks(reading.correlation_time, point.block_time,
                                                                table.block_count(), table.series_count());
    for (std::size_t k = 0; k < members.size(); ++k) {
        Estimate& estimate = point.*members[k];
        estimate = result.estimate(static_cast<Eigen::Index>(k));
        estimate.standard_error *= std::sqrt(missed);
    }
    if (blocks_of_run > 1) {
        const double correction = missed_by_blocks(reading.correlation_time, point.block_time, blocks_of_run);
        point.replicas = agreements(result, records.size(), correction);
    }
    for (std::size_t b = 0; b < slices; ++b) {
        point.z.push_back(middle(b, width));
        point.temperature_profile.push_back(all.temperature(b));
        point.x1_profile.push_back(all.x1(b));
        double pressure = 0.0;
        for (const NemdRecord& record : records) {
            for (const NemdBlock& block : record.blocks) pressure += block.pressure_zz[b];
        }
        point.pressure_profile.push_back(pressure / static_cast<double>(records.size() * first.blocks.size()));
    }
    return point;
}

NemdMean over_gradients(std::span<const NemdPoint> points) {
    double sum = 0.0;
    std::vector<double> weights;
    for (const NemdPoint& point : points) {
        const double slope = point.temperature_slope.value;
        weights.push_back(point.time * slope * slope);
        if (!(weights.back() > 0.0)) throw InvalidArgument("a flow of no time or no gradient has no weight");
        sum += weights.back();
    }
    if (points.empty()) throw InvalidArgument("no flows to take the mean of");
    for (double& weight : weights) weight /= sum;
    const auto mean_of = [&](Estimate NemdPoint::*member) {
        std::vector<Estimate> values;
        for (const NemdPoint& point : points) values.push_back(point.*member);
        return linear_combination(weights, values);
    };
    return {mean_of(&NemdPoint::soret), mean_of(&NemdPoint::conductivity), mean_of(&NemdPoint::x1)};
}

}  // namespace soret
