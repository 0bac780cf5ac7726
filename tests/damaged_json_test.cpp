// Whatever stands in place of any part of a manifest, of results.json or of a saved run gives one line or the run goes
// on: no crash, and no error of the JSON library.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "fuzz/saved_runs.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using nlohmann::json;
using testing::message_of;

using Pointer = json::json_pointer;

/// Every part of a value, itself and what it has inside.
void add_places(const json& value, const Pointer& place, std::vector<Pointer>& places) {
    places.push_back(place);
    for (const auto& [key, part] : value.items()) {
        if (!value.is_structured()) break;
        add_places(part, value.is_array() ? place / std::stoul(key) : place / key, places);
    }
}

/// How many of the replacements were refused.
std::size_t refused_replacements(const json& good, const std::function<void(const json&)>& read) {
    const std::vector<json> replacements{nullptr, false,         -1,        2.5,           1e300, UINT64_MAX,
                                         "a\nb",  json::array(), {1, 2, 3}, json::object()};
    std::vector<Pointer> places;
    add_places(good, Pointer(), places);
    std::size_t refused = 0;
    for (const Pointer& place : places) {
        for (const json& replacement : replacements) {
            json damaged = good;
            damaged[place] = replacement;
            try {
                reading_json("file", [&] { read(damaged); });
            } catch (const InvalidInput& error) {
                EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
                ++refused;
            } catch (const std::exception& error) {
                ADD_FAILURE() << place << " = " << replacement << ": " << error.what();
            }
        }
    }
    return refused;
}

json committed(const char* name) {
    return read_json_file(std::string(SORET_SOURCE_DIR) + "/validation/data/standard/" + name);
}

/// The first elements of each array inside, so that a file is small.
void shorten(json& value, std::size_t most) {
    if (value.is_array() && value.size() > most) value.erase(value.begin() + static_cast<int>(most), value.end());
    for (json& part : value) {
        if (part.is_structured()) shorten(part, most);
    }
}

State four_particles() {
    State state;
    state.box = Box({5.5, 5.5, 5.5});
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 1, {3.5, 1.5, 1.0});
    state.add(3, 0, {1.0, 4.0, 1.5});
    state.add(4, 1, {1.5, 1.0, 4.0});
    return state;
}

json saved_dynamics(const json& of_itself) {
    const MolecularDynamicsRunSettings settings = fuzz::dynamics_settings(of_itself);
    State start = four_particles();
    start.velocity = {{{0.5, -0.5, 0.25, -0.25}, {0.125, 0.25, -0.25, -0.125}, {0.5, 0.0, -0.5, 0.0}}};
    const RestraintAnchors anchors =
        of_itself.contains("restraints") ? anchors_of(start, {.spring = 10.0}) : RestraintAnchors{};
    MolecularDynamicsRun run(fuzz::mixture(), start_of_trajectory(fuzz::mixture(), start, settings.parameters, anchors),
                             settings, Backend::reference, Execution{});
    for (int step = 0; step < 5; ++step) run.advance();
    return run.to_json();
}

void restore_dynamics(const json& saved, Backend backend) {
    const auto settings = reading_json("settings", [&] { return fuzz::dynamics_settings(saved); });
    MolecularDynamicsRun run(fuzz::mixture(), saved, settings, backend, Execution{});
    if (!run.finished()) run.advance();
    run.to_json();
}

json saved_chain() {
    MonteCarloRun run(fuzz::mixture(), first_chain(four_particles()), fuzz::chain_settings(), Backend::reference,
                      Execution{});
    for (int sweep = 0; sweep < 5; ++sweep) run.sweep();
    return run.to_json();
}

TEST(DamagedJson, OfAManifestIsRefused) {
    json manifest = committed("manifest.json");
    shorten(manifest["tasks"], 2);
    EXPECT_GT(refused_replacements(manifest, [](const json& damaged) { manifest_from_json(damaged); }), 400U);
}

TEST(DamagedJson, OfAManifestWithMoreMassesThanRowsTakesNoMatrixOfThem) {
    json manifest = committed("manifest.json");
    shorten(manifest["tasks"], 2);
    manifest["mixture"]["mass"] = std::vector<double>(400000, 1.0);  // squared, a matrix of 1.3 TB
    EXPECT_THROW(manifest_from_json(manifest), InvalidInput);
}

TEST(DamagedJson, OfResultsIsRefused) {
    json results = committed("results.json");
    results["details"] = results["fits"] = json::object();
    shorten(results, 3);
    for (const char* key : {"curves", "curve_keys"}) {
        const json all = results[key];
        results[key] = json::object();
        for (const char* name : {"gamma_semigrand", "onsager_ratio"}) results[key][name] = all.at(name);
    }
    EXPECT_GT(refused_replacements(results, [](const json& damaged) { to_json(results_from_json(damaged)); }), 1000U);
}

TEST(DamagedJson, OfASavedRunOfMolecularDynamicsIsRefusedOrGoesOn) {
    const json one{{"rate", {0.0}}};
    const std::vector<json> kinds{
        {{"observers", {{"rdf", 0}, {"msd", 0}, {"profile", 0}}}, {"extended", {{"thermostat", one}}}},
        {{"extended", {{"thermostat", one}, {"barostat", one}}}},
        {{"observers", {{"flow", 0}}}},
        {{"restraints", 0}}};
    for (const json& kind : kinds) {
        SCOPED_TRACE(kind.dump());
        const json saved = saved_dynamics(kind);
        for (const Backend backend : {Backend::reference, Backend::optimized}) {
            EXPECT_NO_THROW(restore_dynamics(saved, backend));
            EXPECT_GT(refused_replacements(saved, [&](const json& damaged) { restore_dynamics(damaged, backend); }),
                      900U);
        }
    }
}

TEST(DamagedJson, OfASavedChainIsRefusedOrGoesOn) {
    const json saved = saved_chain();
    for (const Backend backend : {Backend::reference, Backend::optimized}) {
        const auto restore = [&](const json& damaged) {
            MonteCarloRun run(fuzz::mixture(), damaged, fuzz::chain_settings(), backend, Execution{});
            if (!run.finished()) run.sweep();
            run.to_json();
        };
        EXPECT_NO_THROW(restore(saved));
        EXPECT_GT(refused_replacements(saved, restore), 900U);
    }
}

TEST(DamagedJson, OfASavedRunWithAGrowingParticleIsRefusedOrGoesOn) {
    MonteCarloRunSettings settings = fuzz::chain_settings();
    settings.parameters.ensemble = MonteCarloEnsemble::growing;
    settings.parameters.growing = GrowingParameters{.species = 1, .stages = {0.0, 0.5, 1.0}, .turns_per_sweep = 2};
    MonteCarloChain start = first_chain(four_particles());
    start.largest_log_volume_step = 1e-3;  // the box must not shrink below 5
    MonteCarloRun run(fuzz::mixture(), start, settings, Backend::reference, Execution{});
    for (int sweep = 0; sweep < 5; ++sweep) run.sweep();
    const json saved = run.to_json();
    for (const Backend backend : {Backend::reference, Backend::optimized}) {
        const auto restore = [&](const json& damaged) {
            MonteCarloRun restored(fuzz::mixture(), damaged, settings, backend, Execution{});
            if (!restored.finished()) restored.sweep();
            restored.result();
            restored.to_json();
        };
        EXPECT_NO_THROW(restore(saved));
        EXPECT_GT(refused_replacements(saved, restore), 900U);
    }
}

TEST(DamagedJson, OfMeanSquareDisplacementsWithoutAFrameIsRefused) {
    json saved = saved_dynamics({{"observers", {{"msd", 0}}}});
    json& frames = saved.at("observers").at("msd").at("frames");
    ASSERT_GT(frames.size(), 2U);
    frames.erase(1);
    EXPECT_EQ(message_of<InvalidInput>([&] { restore_dynamics(saved, Backend::optimized); }),
              "saved run: msd: msd: 5 frames after 6 samples: must be the 6 that later lags begin with");
}

}  // namespace
}  // namespace soret
