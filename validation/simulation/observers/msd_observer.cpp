#include "soret/validation/simulation/observers/msd_observer.hpp"

#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/simulation/observers/estimate_rows.hpp"

namespace soret {

namespace {

constexpr std::size_t most_blocks = 64;
constexpr std::size_t fewest_blocks = 4;

std::variant<reference::MeanSquareDisplacement, optimized::MeanSquareDisplacement> engine_of(const State& state,
                                                                                             std::size_t species_count,
                                                                                             Backend backend) {
    using Engine = std::variant<reference::MeanSquareDisplacement, optimized::MeanSquareDisplacement>;
    return with_backend(backend, [&]<class B>(B) {
        return Engine(std::in_place_type<typename B::MeanSquareDisplacement>, state.species, species_count);
    });
}

}  // namespace

MsdObserver::MsdObserver(const MsdSettings& settings, const State& state, std::size_t species_count, double timestep,
                         Backend backend)
    : settings_(settings),
      particles_(state.species_counts(species_count)),
      timestep_(timestep),
      engine_(engine_of(state, species_count, backend)) {}

void MsdObserver::observe(const ObservedStep& step) {
    const auto displacements = std::visit([&](auto& engine) { return engine.add(step.state); }, engine_);
    for (const LagDisplacement& displacement : displacements) {
        const auto place = sums_.try_emplace(displacement.lag, particles_.size(), most_blocks).first;
        place->second.add(displacement.by_species);
    }
}

nlohmann::json MsdObserver::to_json() const {
    nlohmann::json frames = nlohmann::json::array();
    return std::visit(
        [&](const auto& engine) -> nlohmann::json {
            for (const MsdFrame& frame : engine.frames()) {
                frames.push_back({{"sample", frame.sample}, {"position", frame.position}});
            }
            nlohmann::json sums = nlohmann::json::array();
            for (const auto& [lag, accumulator] : sums_) sums.push_back({lag, accumulator.to_json()});
            const Vector3& edges = engine.box().edges();
            return {{"samples", engine.samples()},
                    {"box", {edges.x, edges.y, edges.z}},
                    {"frames", frames},
                    {"sums", sums}};
        },
        engine_);
}

void MsdObserver::from_json(const nlohmann::json& saved) {
    const auto samples = field<std::uint64_t>(saved, "samples");
    std::vector<MsdFrame> frames;
    for (const nlohmann::json& frame : saved.at("frames")) {
        frames.push_back(
            {field<std::uint64_t>(frame, "sample"), field<std::array<std::vector<double>, 3>>(frame, "position")});
        for (const auto& axis : frames.back().position) {
            const std::int64_t expected = std::accumulate(particles_.begin(), particles_.end(), std::int64_t{0});
            if (axis.size() != static_cast<std::size_t>(expected)) {
                throw InvalidInput(fmt::format("{} coordinates: must be {}", axis.size(), expected));
            }
        }
    }
    check_msd_frames(frames, samples);
    sums_.clear();
    for (const nlohmann::json& sum : saved.at("sums")) {
        std::uint64_t lag = 0;
        if (!read_value(sum.at(0), lag)) throw InvalidInput(fmt::format("lag = {}: is not one", shown(sum.at(0))));
        sums_.emplace(lag, BlockAccumulator::from_json(sum.at(1)));
    }
    if (samples == 0) return;  // no box yet
    const auto edges = field<std::array<double, 3>>(saved, "box");
    const Box box({edges[0], edges[1], edges[2]});
    std::visit([&](auto& engine) { engine.restore(samples, box, frames); }, engine_);
}

std::string MsdObserver::file_text() const {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::string text = "t";
    for (const char* what : {"", "_sem", "_n_eff"}) {
        for (std::size_t s = 0; s < particles_.size(); ++s) text += fmt::format(",msd_{}{}", s + 1, what);
    }
    text += "\n";
    for (const auto& [lag, accumulator] : sums_) {
        const BlockTable table = accumulator.blocks();
        EstimateRow row;
        for (std::size_t s = 0; s < particles_.size(); ++s) {
            Estimate estimate{table.mean()[s], unknown, unknown};
            if (table.block_count() >= fewest_blocks) estimate = block_average(table, s).mean;
            if (particles_[s] == 0) estimate = {unknown, unknown, unknown};
            row.add(estimate);
        }
        text += number_text(static_cast<double>(lag * settings_.every) * timestep_) + row.text() + "\n";
    }
    return text;
}

std::vector<MsdObserver::Row> MsdObserver::rows() const {
    std::vector<Row> rows;
    for (const auto& [lag, accumulator] : sums_) {
        std::vector<double> means = accumulator.blocks().mean();
        means.resize(particles_.size());
        rows.push_back({static_cast<double>(lag * settings_.every) * timestep_, std::move(means)});
    }
    return rows;
}

nlohmann::json MsdObserver::summary() const {
    std::size_t converged = 0;
    for (const auto& [lag, accumulator] : sums_) {
        const BlockTable table = accumulator.blocks();
        bool known = table.block_count() >= fewest_blocks;
        for (std::size_t s = 0; s < particles_.size() && known; ++s) {
            known = particles_[s] == 0 || block_average(table, s).converged;
        }
        converged += known ? 1 : 0;
    }
    const std::uint64_t samples = std::visit([](const auto& engine) { return engine.samples(); }, engine_);
    return {{"samples", samples}, {"lags", sums_.size()}, {"converged_lags", converged}};
}

}  // namespace soret
