#include "soret/validation/simulation/growing_samples.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/packed_doubles.hpp"

namespace soret {

namespace {

// Stands for an overlap: JSON has no infinity, and no energy is so large.
constexpr double overlap_energy = 0x1p24;

}  // namespace

GrowingSamples::GrowingSamples(std::size_t stages, std::size_t most_blocks)
    : blocks_(stages + 2, most_blocks), visits_(stages, 0) {}

void GrowingSamples::add(std::span<const double> probabilities, std::size_t stage, double volume) {
    std::vector<double> sample(probabilities.begin(), probabilities.end());
    sample.insert(sample.end(), {volume, 1.0 / volume});
    blocks_.add(sample);
    ++visits_[stage];
    if (stage == 0) {
        if (goes_back_) ++round_trips_;
        goes_back_ = false;
        has_begun_ = true;
    }
    if (stage + 1 == stages() && has_begun_) goes_back_ = true;
}

void GrowingSamples::add_energies(std::span<const ParticleEnergy> energies, std::size_t stage, double volume) {
    stage_.push_back(stage);
    volume_.push_back(volume);
    for (const ParticleEnergy& u : energies) energies_.push_back(u.overlap ? overlap_energy : u.value());
}

std::vector<FreeEnergyWindow> GrowingSamples::windows(double temperature) const {
    std::vector<FreeEnergyWindow> windows(stages());
    const auto columns = static_cast<Eigen::Index>(stages());
    for (std::size_t k = 0; k < stages(); ++k) {
        const auto rows = static_cast<Eigen::Index>(std::count(stage_.begin(), stage_.end(), k));
        windows[k] = {Eigen::MatrixXd(rows, columns), Eigen::VectorXd(rows)};
    }
    std::vector<Eigen::Index> next(stages(), 0);
    for (std::size_t row = 0; row < stage_.size(); ++row) {
        FreeEnergyWindow& window = windows[stage_[row]];
        const Eigen::Index n = next[stage_[row]]++;
        window.volume(n) = volume_[row];
        for (std::size_t k = 0; k < stages(); ++k) {
            const double u = energies_[row * stages() + k];
            window.reduced_energy(n, static_cast<Eigen::Index>(k)) = u == overlap_energy ? INFINITY : u / temperature;
        }
    }
    return windows;
}

nlohmann::json GrowingSamples::to_json() const {
    return {{"blocks", blocks_.to_json()},
            {"visits", visits_},
            {"round_trips", round_trips_},
            {"goes_back", goes_back_},
            {"has_begun", has_begun_},
            {"stage", stage_},
            {"volume", with_packed_doubles(volume_)},
            {"energies", with_packed_doubles(energies_)}};
}

void GrowingSamples::from_json(const nlohmann::json& json) {
    GrowingSamples read(stages());
    read.blocks_ = BlockAccumulator::from_json(json.at("blocks"));
    read.visits_ = field<std::vector<std::uint64_t>>(json, "visits");
    read.round_trips_ = field<std::uint64_t>(json, "round_trips");
    read.goes_back_ = field<bool>(json, "goes_back");
    read.has_begun_ = field<bool>(json, "has_begun");
    read.stage_ = field<std::vector<std::uint64_t>>(json, "stage");
    const nlohmann::json plain{{"volume", with_plain_doubles(json.at("volume"))},
                               {"energies", with_plain_doubles(json.at("energies"))}};
    read.volume_ = field<std::vector<double>>(plain, "volume");
    read.energies_ = field<std::vector<double>>(plain, "energies");
    const std::size_t rows = read.stage_.size();
    if (read.blocks_.quantities() != stages() + 2 || read.visits_.size() != stages() || read.volume_.size() != rows ||
        read.energies_.size() != rows * stages()) {
        throw InvalidInput(fmt::format("samples of a growing particle: not of {} stages", stages()));
    }
    for (const std::uint64_t stage : read.stage_) {
        if (stage >= stages()) throw InvalidInput(fmt::format("stage = {}: must be below {}", stage, stages()));
    }
    *this = std::move(read);
}

}  // namespace soret
