#include "soret/validation/routes/nemd/flow_observer.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr double slice_width = 1.0;  // about                                                          [sigma]

std::variant<reference::Profile, optimized::Profile> engine_of(const Mixture& mixture, std::size_t slices,
                                                               Backend backend) {
    using Engine = std::variant<reference::Profile, optimized::Profile>;
    return with_backend(backend,
                        [&]<class B>(B) { return Engine(std::in_place_type<typename B::Profile>, mixture, slices); });
}

}  // namespace

FlowObserver::FlowObserver(const FlowSettings& settings, const Mixture& mixture, const State& start, Backend backend)
    : settings_(settings),
      slices_(static_cast<std::size_t>(std::max(1.0, std::round(start.box.edges().z / slice_width)))),
      engine_(engine_of(mixture, slices_, backend)) {
    const double interval = static_cast<double>(settings.sample_every) * settings.timestep;
    record_ = {start.box.edges().z, static_cast<double>(settings.samples) * interval, {}};
    block_ = empty_block();
}

NemdBlock FlowObserver::empty_block() const {
    const std::vector<double> zeros(slices_, 0.0);
    return {zeros, zeros, zeros, zeros, 0.0, 0.0, 0.0};
}

void FlowObserver::add_sample(const ObservedStep& step) {
    const double share = 1.0 / static_cast<double>(settings_.samples);
    const double volume = step.state.box.volume();
    const double slice_volume = volume / static_cast<double>(slices_);
    const PairForcesTotals& totals = *step.totals;
    block_.pressure += share * ((totals.kinetic[2] + totals.virial[2]) / volume);
    const ProfileSums sums = std::visit(
        [&](const auto& engine) { return engine.sums(step.state, *step.force_z, totals.virial[2]); }, engine_);
    for (std::size_t b = 0; b < slices_; ++b) {
        const double first = static_cast<double>(sums.number[0][b]);
        block_.number_1[b] += share * first;
        block_.number[b] += share * (first + static_cast<double>(sums.number[1][b]));
        block_.kinetic[b] += share * (sums.kinetic[b] / 3.0);
        block_.pressure_zz[b] += share * ((sums.kinetic_zz[b] + sums.virial_zz[b]) / slice_volume);
    }
}

void FlowObserver::observe(const ObservedStep& step) {
    if (step.step == 0) {
        given_before_ = step.extended->energy_given;
        return;
    }
    add_sample(step);
    if (++sample_ < settings_.samples) return;
    const Vector3 edges = step.state.box.edges();
    const double twice_area_time = 2.0 * (edges.x * edges.y) * record_.block_time;
    const EnergyGiven& given = step.extended->energy_given;
    block_.flux_hot = (given.hot - given_before_.hot) / twice_area_time;
    block_.flux_cold = (given_before_.cold - given.cold) / twice_area_time;
    given_before_ = given;
    record_.blocks.push_back(std::move(block_));
    block_ = empty_block();
    sample_ = 0;
}

nlohmann::json FlowObserver::to_json() const {
    NemdRecord all = record_;
    all.blocks.push_back(block_);
    return {{"record", soret::to_json(all)},
            {"sample", sample_},
            {"given_before", {given_before_.hot, given_before_.cold, given_before_.rest}}};
}

void FlowObserver::from_json(const nlohmann::json& saved) {
    record_ = nemd_record_from_json(saved.at("record"));
    if (record_.blocks.empty() || record_.blocks.front().number.size() != slices_) {
        throw InvalidInput(fmt::format("record: must have at least one block, of {} slices", slices_));
    }
    block_ = std::move(record_.blocks.back());
    record_.blocks.pop_back();
    sample_ = field<std::uint64_t>(saved, "sample");
    const auto given = field<std::array<double, 3>>(saved, "given_before");
    given_before_ = {given[0], given[1], given[2]};
}

}  // namespace soret
