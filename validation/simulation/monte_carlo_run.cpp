#include "soret/validation/simulation/monte_carlo_run.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/growing_particle_json.hpp"
#include "soret/validation/simulation/state_json.hpp"

namespace soret {

namespace {

std::variant<reference::MonteCarlo, optimized::MonteCarlo> engine_of(Backend backend, const Mixture& mixture,
                                                                     const MonteCarloChain& chain,
                                                                     const MonteCarloParameters& parameters,
                                                                     const Execution& execution) {
    using Engine = std::variant<reference::MonteCarlo, optimized::MonteCarlo>;
    return with_backend(backend, [&]<class B>(B) {
        return Engine(std::in_place_type<typename B::MonteCarlo>, mixture, chain, parameters, execution);
    });
}

MoveCount difference(const MoveCount& now, const MoveCount& before) {
    return {now.attempted - before.attempted, now.accepted - before.accepted};
}

double fraction(const MoveCount& count) {
    if (count.attempted == 0) return 0.0;
    return static_cast<double>(count.accepted) / static_cast<double>(count.attempted);
}

// Larger steps where more than the target is accepted, smaller ones where less; unchanged at the target.
double adapted(double step, const MoveCount& count, double target, double most) {
    const double factor = std::min(2.0, 0.5 + 0.5 * fraction(count) / target);
    return std::min(step * factor, most);
}

nlohmann::json count_to_json(const MoveCount& count) {
    return {count.attempted, count.accepted};
}

nlohmann::json counts_to_json(const MoveCounts& counts) {
    nlohmann::json json;
    for (const MonteCarloMove move : every_monte_carlo_move)
        json[std::string(name_of(move))] = count_to_json(counts[move]);
    return json;
}

MoveCounts counts_from_json(const nlohmann::json& json) {
    MoveCounts counts;
    for (const MonteCarloMove move : every_monte_carlo_move) {
        // Chains written before there was a move made none of it.
        const bool is_new = move >= MonteCarloMove::exchange;
        if (is_new && !json.contains(std::string(name_of(move)))) continue;
        const auto count = field<std::array<std::uint64_t, 2>>(json, std::string(name_of(move)).c_str());
        counts[move] = {count[0], count[1]};
    }
    return counts;
}

nlohmann::json names_of(const std::vector<MonteCarloMove>& moves) {
    nlohmann::json names = nlohmann::json::array();
    for (const MonteCarloMove move : moves) names.push_back(name_of(move));
    return names;
}

bool exchanges_particles(const MonteCarloRunSettings& settings) {
    return exchanges_particles(settings.parameters.ensemble);
}

std::optional<NumberHistogram> number_histogram_of(const Mixture& mixture, const MonteCarloRunSettings& settings) {
    if (!exchanges_particles(settings)) return std::nullopt;
    return NumberHistogram(mixture.species_count(), settings.parameters.temperature, settings.most_blocks);
}

std::optional<GrowingSamples> growing_samples_of(const MonteCarloRunSettings& settings) {
    const MonteCarloParameters& parameters = settings.parameters;
    if (!has_move(parameters.ensemble, MonteCarloMove::stage) || !parameters.growing) return std::nullopt;
    return GrowingSamples(parameters.growing->stages.size(), settings.most_blocks);
}

constexpr const char* saved_run = "saved run";

}  // namespace

double MonteCarloSample::particles() const {
    std::int64_t sum = 0;
    for (const std::int64_t n : species_counts) sum += n;
    return static_cast<double>(sum);
}

double MonteCarloSample::x1() const {
    const double n = particles();
    return n > 0.0 ? static_cast<double>(species_counts[0]) / n : std::numeric_limits<double>::quiet_NaN();
}

std::size_t AcceptanceTable::column_of(MonteCarloMove move) const {
    const auto found = std::find(moves.begin(), moves.end(), move);
    if (found == moves.end()) throw std::out_of_range(fmt::format("the ensemble has no move {}", name_of(move)));
    return static_cast<std::size_t>(found - moves.begin());
}

void check_measures_pressure(const Mixture& mixture) {
    if (mixture.parameters().truncation != Truncation::plain) return;
    throw InvalidArgument(
        "truncation = plain: the virial lacks the impulse of the jump at the cutoff, so the pressure measured would "
        "not be the one set: use shifted or force-shifted");
}

void check_settings(const Mixture& mixture, const MonteCarloRunSettings& settings) {
    const bool pressure_is_set = has_move(settings.parameters.ensemble, MonteCarloMove::volume);
    if (pressure_is_set && settings.pressure_every > 0) check_measures_pressure(mixture);
    if (!(settings.target_acceptance > 0.0 && settings.target_acceptance < 1.0)) {
        throw InvalidArgument(fmt::format("target_acceptance = {}: must be in (0, 1)", settings.target_acceptance));
    }
    if (settings.equilibration + settings.production < settings.production) {
        throw InvalidArgument(
            fmt::format("production = {}: too many sweeps together with the equilibration", settings.production));
    }
}

MonteCarloRun::MonteCarloRun(const Mixture& mixture, const MonteCarloChain& start,
                             const MonteCarloRunSettings& settings, Backend backend, const Execution& execution)
    : mixture_(mixture),
      settings_(settings),
      backend_(backend),
      execution_(execution),
      engine_(engine_of(backend, mixture, with_growing_particle(start, settings.parameters), settings.parameters,
                        execution)),
      displacement_(start.largest_displacement),
      log_volume_step_(start.largest_log_volume_step),
      adapted_at_(start.counts),
      moves_(moves_of(settings.parameters.ensemble)),
      samples_(exchanges_particles(settings) ? other_counts + mixture.species_count() - 1 : std::size_t{other_counts},
               settings.most_blocks),
      acceptance_(moves_.size(), settings.most_blocks),
      pressure_(exchanges_particles(settings) ? 3 : 2, settings.most_blocks),
      numbers_(number_histogram_of(mixture, settings)),
      growing_(growing_samples_of(settings)),
      observers_(settings.observables, mixture, start.state, 0.0, backend, execution) {
    check_settings(mixture, settings);
}

MonteCarloRun::MonteCarloRun(const Mixture& mixture, const nlohmann::json& saved, const MonteCarloRunSettings& settings,
                             Backend backend, const Execution& execution)
    : MonteCarloRun(mixture, reading_json(saved_run, [&] { return chain_from_json(saved.at("chain")); }), settings,
                    backend, execution) {
    reading_json(saved_run, [&] {
        const MonteCarloChain start = chain();
        if (!exchanges_particles(settings) && start.turns_per_sweep != start.state.size()) {
            throw InvalidInput(fmt::format("turns_per_sweep = {}: must be the number of particles, {}",
                                           start.turns_per_sweep, start.state.size()));
        }
        if (start.growing && !saved.at("chain").contains("growing")) throw InvalidInput("chain.growing is missing");
        done_ = field<std::uint64_t>(saved, "done");
        adapted_at_ = counts_from_json(saved.at("adapted_at"));
        samples_ = BlockAccumulator::from_json(saved.at("samples"));
        const nlohmann::json& acceptance = saved.at("acceptance");
        if (acceptance.at("moves") != names_of(moves_)) {
            throw InvalidInput(fmt::format("acceptance.moves = {}: must be {}", shown(acceptance.at("moves")),
                                           names_of(moves_).dump()));
        }
        acceptance_ = BlockAccumulator::from_json(acceptance.at("blocks"));
        pressure_ = BlockAccumulator::from_json(saved.at("pressure"));
        if (numbers_) numbers_->from_json(saved.at("numbers"));
        if (growing_) growing_->from_json(saved.at("growing"));
        observers_.from_json(saved.at("observers"));
    });
}

void MonteCarloRun::sweep() {
    if (step_sizes_rest()) std::visit([](auto& engine) { engine.freeze_weights(); }, engine_);
    const MoveCounts before = std::visit([](const auto& engine) { return engine.counts(); }, engine_);
    std::visit([](auto& engine) { engine.sweep(); }, engine_);
    pressure_now_.reset();
    const bool counts = in_production();
    ++done_;
    if (counts) {
        take_sample(before);
    } else {
        adapt_step_sizes();
    }
}

// In the last tenth of the equilibration the step sizes rest, and the weights of a growing particle, so that the
// production starts from a chain in balance.
bool MonteCarloRun::step_sizes_rest() const {
    return done_ >= settings_.equilibration - settings_.equilibration / 10;
}

// The intervals between two adaptations grow with the run: their noise falls.
void MonteCarloRun::adapt_step_sizes() {
    if (done_ > settings_.equilibration - settings_.equilibration / 10) return;
    const MoveCounts counts = std::visit([](const auto& engine) { return engine.counts(); }, engine_);
    const auto since = [&](MonteCarloMove move) { return difference(counts[move], adapted_at_[move]); };
    const MoveCount displacement = since(MonteCarloMove::displacement);
    const MoveCount volume = since(MonteCarloMove::volume);
    const bool displacement_due = displacement.attempted >= 500 + 20 * done_;
    const bool volume_due = volume.attempted >= 20 + done_ / 10;
    if (!displacement_due && !volume_due) return;

    // A particle that jumps further than a fifth of the box explores nothing better.
    const double largest_step = chain().state.box.shortest_edge() / 5.0;
    if (displacement_due) {
        displacement_ = adapted(displacement_, displacement, settings_.target_acceptance, largest_step);
        adapted_at_[MonteCarloMove::displacement] = counts[MonteCarloMove::displacement];
    }
    if (volume_due) {
        log_volume_step_ = adapted(log_volume_step_, volume, settings_.target_acceptance, 0.5);
        adapted_at_[MonteCarloMove::volume] = counts[MonteCarloMove::volume];
    }
    std::visit([&](auto& engine) { engine.set_step_sizes(displacement_, log_volume_step_); }, engine_);
}

void MonteCarloRun::take_sample(const MoveCounts& before) {
    const MonteCarloSample now = sample();
    std::vector<double> quantities{static_cast<double>(now.species_counts[0]), now.potential_energy, now.volume};
    if (exchanges_particles(settings_)) {
        quantities.insert(quantities.end(), now.species_counts.begin() + 1, now.species_counts.end());
    }
    samples_.add(quantities);

    const MoveCounts counts = std::visit([](const auto& engine) { return engine.counts(); }, engine_);
    std::vector<double> acceptance;
    for (const MonteCarloMove move : moves_) acceptance.push_back(fraction(difference(counts[move], before[move])));
    acceptance_.add(acceptance);

    if (growing_) take_growing_sample();
    observers_.observe(production_sweep(), [this] { return chain().state; });

    if (settings_.pressure_every == 0 || production_sweep() % settings_.pressure_every != 0) return;
    const double pressure = evaluate_pressure();
    std::vector<double> of_pressure{pressure, now.potential_energy + pressure * now.volume};
    if (exchanges_particles(settings_)) of_pressure.push_back(now.particles());
    if (numbers_) numbers_->add(now.species_counts, now.potential_energy);
    pressure_.add(of_pressure);
    pressure_now_ = pressure;
}

void MonteCarloRun::take_growing_sample() {
    std::visit(
        [this](const auto& engine) {
            growing_->add(engine.stage_probabilities(), engine.growing()->stage, engine.volume());
        },
        engine_);
    if (settings_.pressure_every == 0 || production_sweep() % settings_.pressure_every != 0) return;
    const MonteCarloChain present = chain();
    growing_->add_energies(growing_energies(present), present.growing->stage, present.state.box.volume());
}

std::vector<ParticleEnergy> MonteCarloRun::growing_energies(const MonteCarloChain& present) const {
    const GrowingParameters& growing = *settings_.parameters.growing;
    std::vector<ParticleEnergy> energies;
    with_backend(backend_, [&]<class B>(B) {
        typename B::SoftCore(mixture_, present.state, growing.stages, execution_)
            .at(present.growing->position, growing.species, energies);
    });
    return energies;
}

double MonteCarloRun::evaluate_pressure() const {
    const State state = chain().state;
    if (state.size() == 0) return 0.0;
    PairForcesResult forces;
    with_backend(backend_, [&]<class B>(B) {
        typename B::PairForces pair_forces(mixture_, execution_);
        pair_forces.compute(state, {.energies = false, .virial = true, .currents = false}, forces);
    });
    const double trace = (forces.virial[0] + forces.virial[1]) + forces.virial[2];
    const double n = static_cast<double>(state.size());
    return (n * settings_.parameters.temperature + trace / 3.0) / state.box.volume();
}

MonteCarloSample MonteCarloRun::sample() const {
    return std::visit(
        [&](const auto& engine) {
            return MonteCarloSample{.species_counts = engine.species_counts(),
                                    .potential_energy = from_quanta(engine.energy()),
                                    .volume = engine.volume(),
                                    .pressure = pressure_now_};
        },
        engine_);
}

MonteCarloChain MonteCarloRun::chain() const {
    return std::visit([](const auto& engine) { return engine.chain(); }, engine_);
}

MonteCarloRunResult MonteCarloRun::result() const {
    return {.samples = samples_.blocks(),
            .acceptance = {moves_, acceptance_.blocks()},
            .pressure = pressure_.blocks(),
            .chain = chain(),
            .numbers = numbers_,
            .growing = growing_};
}

void MonteCarloRun::check_energy() const {
    const MonteCarloChain present = chain();
    const State& state = present.state;
    const WideQuanta running = std::visit([](const auto& engine) { return engine.energy(); }, engine_);
    TotalEnergy anew = with_backend(
        backend_, [&]<class B>(B) { return typename B::ParticleEnergies(mixture_, state, execution_).total(); });
    if (present.growing) anew.quanta += growing_energies(present)[present.growing->stage].quanta;
    if (anew.overlap || anew.quanta != running) {
        throw std::logic_error(fmt::format("after sweep {} the running energy is {}, but the sum over all pairs {}",
                                           done_, from_quanta(running), anew.value()));
    }
}

nlohmann::json MonteCarloRun::to_json() const {
    const nlohmann::json acceptance{{"moves", names_of(moves_)}, {"blocks", acceptance_.to_json()}};
    nlohmann::json json{{"chain", chain_to_json(chain())},
                        {"done", done_},
                        {"adapted_at", counts_to_json(adapted_at_)},
                        {"samples", samples_.to_json()},
                        {"acceptance", acceptance},
                        {"pressure", pressure_.to_json()},
                        {"observers", observers_.to_json()}};
    if (numbers_) json["numbers"] = numbers_->to_json();
    if (growing_) json["growing"] = growing_->to_json();
    return json;
}

MonteCarloRunResult run_monte_carlo(const Mixture& mixture, const MonteCarloChain& start,
                                    const MonteCarloRunSettings& settings, Backend backend, const Execution& execution,
                                    const std::function<bool(const MonteCarloRun&)>& after_sweep) {
    MonteCarloRun run(mixture, start, settings, backend, execution);
    while (!run.finished()) {
        run.sweep();
        if (after_sweep && !after_sweep(run)) break;
    }
    return run.result();
}

nlohmann::json chain_to_json(const MonteCarloChain& chain) {
    nlohmann::json json = state_to_json(chain.state);
    if (chain.growing) json["growing"] = growing_to_json(*chain.growing);
    json.update({{"sweep", chain.sweep},
                 {"turn", chain.turn},
                 {"turns_per_sweep", chain.turns_per_sweep},
                 {"first_new_id", chain.first_new_id},
                 {"largest_displacement", chain.largest_displacement},
                 {"largest_log_volume_step", chain.largest_log_volume_step},
                 {"counts", counts_to_json(chain.counts)},
                 {"digest", chain.digest}});
    return json;
}

MonteCarloChain chain_from_json(const nlohmann::json& json) {
    return reading_json("saved chain", [&] {
        MonteCarloChain chain;
        chain.state = state_from_json(json);
        chain.sweep = field<std::uint64_t>(json, "sweep");
        chain.turn = field<std::uint64_t>(json, "turn");
        chain.turns_per_sweep = field<std::uint64_t>(json, "turns_per_sweep");
        if (json.contains("first_new_id")) {
            chain.first_new_id = field<std::int64_t>(json, "first_new_id");
        } else if (!chain.state.id.empty()) {  // written before there were exchanges: no particle has come or gone
            chain.first_new_id = *std::max_element(chain.state.id.begin(), chain.state.id.end()) + 1;
        }
        chain.largest_displacement = field<double>(json, "largest_displacement");
        chain.largest_log_volume_step = field<double>(json, "largest_log_volume_step");
        chain.counts = counts_from_json(json.at("counts"));
        chain.digest = field<std::uint64_t>(json, "digest");
        if (json.contains("growing")) chain.growing = growing_from_json(json.at("growing"));
        return chain;
    });
}

}  // namespace soret
