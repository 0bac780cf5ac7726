#include "soret/validation/simulation/observers/profile_observer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/simulation/observers/estimate_rows.hpp"

#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr std::array<std::string_view, 4> columns{"temperature", "density", "x1", "pressure_zz"};

// Relative bias of the errors, a mean over all slices, above which they are not called known.
constexpr double most_bias = 0.2;
constexpr std::size_t fewest_blocks = 8;

std::size_t slices_in(const Box& box, double bin) {
    return static_cast<std::size_t>(std::max(1.0, std::round(box.edges().z / bin)));
}

std::variant<reference::Profile, optimized::Profile> engine_of(const Mixture& mixture, std::size_t slices,
                                                               Backend backend) {
    using Engine = std::variant<reference::Profile, optimized::Profile>;
    return with_backend(backend,
                        [&]<class B>(B) { return Engine(std::in_place_type<typename B::Profile>, mixture, slices); });
}

// Rows of the numerators are the columns of the file. Denominators: the particles of each slice, then the volume of
// one.
std::vector<std::size_t> denominators_of(std::size_t slices) {
    std::vector<std::size_t> denominators;
    for (const bool by_particles : {true, false, true, false}) {
        for (std::size_t b = 0; b < slices; ++b) denominators.push_back(by_particles ? b : slices);
    }
    return denominators;
}

}  // namespace

ProfileObserver::ProfileObserver(const ProfileSettings& settings, const Mixture& mixture, const Box& box,
                                 Backend backend)
    : settings_(settings), mixture_(mixture), backend_(backend), sums_(denominators_of(1), 2) {
    slice(slices_in(box, settings.bin));
}

void ProfileObserver::slice(std::size_t slices) {
    slices_ = slices;
    engine_ = engine_of(mixture_, slices, backend_);
    sums_ = RatioAccumulator(denominators_of(slices), slices + 1);
}

void ProfileObserver::observe(const ObservedStep& step) {
    const ProfileSums sums = std::visit(
        [&](const auto& engine) { return engine.sums(step.state, *step.force_z, step.totals->virial[2]); }, *engine_);
    std::vector<double> numerators(columns.size() * slices_);
    std::vector<double> denominators(slices_ + 1);
    for (std::size_t b = 0; b < slices_; ++b) {
        std::int64_t particles = 0;
        for (const auto& of_species : sums.number) particles += of_species[b];
        denominators[b] = static_cast<double>(particles);
        numerators[b] = sums.kinetic[b] / 3.0;
        numerators[slices_ + b] = denominators[b];
        numerators[2 * slices_ + b] = static_cast<double>(sums.number[0][b]);
        numerators[3 * slices_ + b] = sums.kinetic_zz[b] + sums.virial_zz[b];
    }
    denominators[slices_] = step.state.box.volume() / static_cast<double>(slices_);
    sums_.add(numerators, denominators);
    edge_sum_ += step.state.box.edges().z;
}

nlohmann::json ProfileObserver::to_json() const {
    return {{"slices", slices_}, {"sums", sums_.to_json()}, {"edge_sum", edge_sum_}};
}

void ProfileObserver::from_json(const nlohmann::json& saved) {
    slice(field<std::size_t>(saved, "slices"));
    sums_.from_json(saved.at("sums"));
    edge_sum_ = field<double>(saved, "edge_sum");
}

std::string ProfileObserver::file_text() const {
    std::string text = "z";
    for (const char* what : {"", "_sem", "_n_eff"}) {
        for (const std::string_view column : columns) text += fmt::format(",{}{}", column, what);
    }
    text += "\n";
    if (sums_.sample_count() == 0) return text;
    const double width = edge_sum_ / static_cast<double>(sums_.sample_count()) / static_cast<double>(slices_);
    for (std::size_t b = 0; b < slices_; ++b) {
        EstimateRow row;
        for (std::size_t column = 0; column < columns.size(); ++column) row.add(sums_.ratio(column * slices_ + b));
        text += number_text((static_cast<double>(b) + 0.5) * width) + row.text() + "\n";
    }
    return text;
}

nlohmann::json ProfileObserver::summary() const {
    const bool enough = sums_.complete_blocks() >= fewest_blocks;
    return {{"samples", sums_.sample_count()},
            {"block_length", sums_.block_length()},
            {"blocks", sums_.complete_blocks()},
            {"converged", enough && sums_.error_is_low_by(0, columns.size() * slices_) < most_bias}};
}

}  // namespace soret
