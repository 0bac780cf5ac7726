#include "soret/validation/simulation/observers/structure_factor_observer.hpp"

#include <numbers>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/observers/estimate_rows.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"

namespace soret {

namespace {

std::variant<reference::DensityModes, optimized::DensityModes> engine_of(const StructureFactorSettings& settings,
                                                                         std::size_t species_count, Backend backend,
                                                                         const Execution& execution) {
    using Engine = std::variant<reference::DensityModes, optimized::DensityModes>;
    return with_backend(backend, [&]<class B>(B) {
        return Engine(std::in_place_type<typename B::DensityModes>, species_count,
                      wave_vectors_up_to(settings.largest_square), execution);
    });
}

nlohmann::json json_of(const ZeroWaveVector& limit) {
    nlohmann::json json = limit.value ? nlohmann::json(*limit.value) : nlohmann::json{{"value", nullptr}};
    if (!limit.value) json["reason"] = "no polynomial in q^2 describes the structure factors within their errors";
    json["degree"] = limit.degree;
    json["p_value"] = limit.p_value;
    return json;
}

nlohmann::json limits_summary(const StructureFactorBlocks& blocks) {
    try {
        const StructureFactorLimits limits = structure_factor_limits(blocks);
        return {{"shells", limits.shells},
                {"gamma", json_of(limits.gamma)},
                {"G", {{"11", json_of(limits.G[0])}, {"12", json_of(limits.G[1])}, {"22", json_of(limits.G[2])}}}};
    } catch (const Error& error) {  // few blocks or wave vectors, another number of species
        return {{"reason", error.what()}};
    }
}

}  // namespace

void check_structure_factor_box(const Box& box) {
    const Vector3& L = box.edges();
    if (L.x == L.y && L.y == L.z) return;
    throw InvalidState(fmt::format("structure_factor: edges {} x {} x {}: must be those of a cube", L.x, L.y, L.z));
}

StructureFactorObserver::StructureFactorObserver(const StructureFactorSettings& settings, std::size_t species_count,
                                                 Backend backend, const Execution& execution)
    : settings_(settings),
      species_count_(species_count),
      shells_(structure_factor_shells(settings.largest_square)),
      engine_(engine_of(settings, species_count, backend, execution)),
      sums_(std::vector<std::size_t>(shells_.size() * species_pair_count(species_count), 0), 1) {}

void StructureFactorObserver::observe(const ObservedStep& step) {
    check_structure_factor_box(step.state.box);
    const std::vector<CosineAndSine> modes =
        std::visit([&](const auto& engine) { return engine.of(step.state); }, engine_);
    std::vector<double> particles;
    for (const std::int64_t n : step.state.species_counts(species_count_)) particles.push_back(static_cast<double>(n));
    const ClosedCube cube{step.state.box.edges().x, particles};
    if (sums_.sample_count() == 0) closed_ = cube;
    if (closed_ && *closed_ != cube) closed_.reset();
    edge_sum_ += cube.edge;

    std::vector<double> numerators(shells_.size() * species_pair_count(species_count_));
    for (std::size_t a = 0; a < species_count_; ++a) {
        for (std::size_t b = a; b < species_count_; ++b) {
            double* const of_pair = numerators.data() + species_pair(a, b, species_count_) * shells_.size();
            std::size_t vector = 0;
            for (std::size_t shell = 0; shell < shells_.size(); ++shell) {
                double sum = 0.0;
                for (std::size_t k = 0; k < shells_[shell].vectors; ++k, ++vector) {
                    const CosineAndSine& p = modes[vector * species_count_ + a];
                    const CosineAndSine& q = modes[vector * species_count_ + b];
                    sum += p.cosine * q.cosine + p.sine * q.sine;
                }
                of_pair[shell] = sum / static_cast<double>(shells_[shell].vectors);
            }
        }
    }
    const double all[1] = {static_cast<double>(step.state.size())};
    sums_.add(numerators, all);
}

nlohmann::json StructureFactorObserver::to_json() const {
    nlohmann::json saved{{"sums", sums_.to_json()}, {"edge_sum", edge_sum_}};
    if (closed_) saved["closed_cube"] = {{"edge", closed_->edge}, {"particles", closed_->particles}};
    return saved;
}

void StructureFactorObserver::from_json(const nlohmann::json& saved) {
    sums_.from_json(saved.at("sums"));
    edge_sum_ = field<double>(saved, "edge_sum");
    closed_.reset();
    if (!saved.contains("closed_cube")) return;
    const nlohmann::json& cube = saved.at("closed_cube");
    closed_ = {field<double>(cube, "edge"), field<std::vector<double>>(cube, "particles")};
    if (closed_->particles.size() != species_count_) {
        throw InvalidInput(
            fmt::format("closed_cube: {} species: must be {}", closed_->particles.size(), species_count_));
    }
}

std::optional<StructureFactorBlocks> StructureFactorObserver::blocks() const {
    if (!closed_) return std::nullopt;
    StructureFactorBlocks blocks{closed_->edge, closed_->particles, settings_.largest_square,
                                 sums_.block_means(0, shells_.size() * species_pair_count(species_count_))};
    double particles = 0.0;
    for (const double n : closed_->particles) particles += n;
    for (std::vector<double>& block : blocks.S) {
        for (double& S : block) S /= particles;
    }
    return blocks;
}

std::string StructureFactorObserver::file_text() const {
    std::string text = "q,vectors";
    for (const char* what : {"", "_sem", "_n_eff"}) {
        for (std::size_t a = 0; a < species_count_; ++a) {
            for (std::size_t b = a; b < species_count_; ++b) {
                text += fmt::format(",S_{}{}", pair_label(a, b, species_count_), what);
            }
        }
    }
    text += "\n";
    if (sums_.sample_count() == 0) return text;
    const double edge = edge_sum_ / static_cast<double>(sums_.sample_count());
    for (std::size_t shell = 0; shell < shells_.size(); ++shell) {
        EstimateRow row;
        for (std::size_t pair = 0; pair < species_pair_count(species_count_); ++pair) {
            row.add(sums_.ratio(pair * shells_.size() + shell));
        }
        const double q = 2.0 * std::numbers::pi / edge * std::sqrt(static_cast<double>(shells_[shell].square));
        text += fmt::format("{},{}{}\n", number_text(q), 2 * shells_[shell].vectors, row.text());
    }
    return text;
}

nlohmann::json StructureFactorObserver::summary() const {
    nlohmann::json summary{
        {"samples", sums_.sample_count()}, {"block_length", sums_.block_length()}, {"blocks", sums_.complete_blocks()}};
    if (const auto of_closed_cube = blocks()) summary["zero_wave_vector"] = limits_summary(*of_closed_cube);
    return summary;
}

}  // namespace soret
