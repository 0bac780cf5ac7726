#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

#include <nlohmann/json.hpp>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/check/ensemble_checks.hpp"
#include "soret/validation/check/planted_series.hpp"
#include "soret/validation/check/series_tests.hpp"
#include "temporary_directory.hpp"

namespace soret::testing {
namespace {

constexpr double temperature = planted_temperature;
constexpr double pressure = planted_pressure;

EnsembleSettings settings_of(EnsembleKind kind, int particles, double rate = 0.0027) {
    EnsembleSettings settings;
    settings.kind = kind;
    settings.particles = particles;
    settings.states = {{temperature, pressure, std::nullopt, std::nullopt}};
    settings.masses = {1.0, 1.0};
    settings.false_alarm_rate = rate;
    return settings;
}

std::set<std::string> causes_of(const CheckReport& report) {
    std::set<std::string> causes;
    for (const auto& cause : report.diagnosis) causes.insert(cause.at("cause").get<std::string>());
    return causes;
}

using Causes = std::set<std::string>;

// 1 000 right series, nine checks each, at a rate of 0.05: more than 80 alarms have a probability of 1e-5.
TEST(CheckEnsemble, RaisesNoMoreFalseAlarmsThanStated) {
    constexpr std::size_t count = 1000;
    std::size_t alarms = 0;
    std::size_t undecided = 0;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        const CheckReport report =
            check_ensemble({planted_series(5, 2000, seed)}, settings_of(EnsembleKind::npt, 5, 0.05));
        ASSERT_EQ(report.checks.size(), 9U);
        alarms += report.verdict() == Verdict::fail ? 1U : 0U;
        undecided += report.verdict() == Verdict::inconclusive ? 1U : 0U;
    }
    RecordProperty("alarms", static_cast<int>(alarms));
    RecordProperty("undecided", static_cast<int>(undecided));
    EXPECT_LE(static_cast<double>(alarms), 50.0 + test::z_limit * std::sqrt(1000.0 * 0.05 * 0.95));
    EXPECT_GE(alarms, 5U) << "the test has no power: its rate is much below the stated one";
}

// At the rate of the program, 0.0027: more than 12 alarms among 1 000 have a probability of 1e-5 (Poisson, mean 2.7).
// p(U) ~ Omega(U) exp(-U/T): two normal distributions of one variance whose means differ by var U (1/T_a - 1/T_b).
TEST(CheckEnsemble, RaisesNoMoreFalseAlarmsForTwoStates) {
    std::size_t alarms = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        std::vector<SeriesTable> tables(2);
        for (std::size_t k = 0; k < 2; ++k) {
            tables[k].file = k == 0 ? "a.csv" : "b.csv";
            const double mean = k == 0 ? 0.0 : 50.0 * (1.0 / 0.62 - 1.0 / 0.66);
            for (const double x : planted_normals(1000, 2 * seed + k)) {
                tables[k].columns["potential_energy"].push_back(-500.0 + mean + std::sqrt(50.0) * x);
            }
        }
        EnsembleSettings settings = settings_of(EnsembleKind::nvt, 100);
        settings.states = {{0.62, {}, {}, {}}, {0.66, {}, {}, {}}};
        const CheckReport report = check_ensemble(tables, settings);
        ASSERT_EQ(report.checks.back().id, "ratio");
        alarms += report.verdict() == Verdict::fail ? 1U : 0U;
    }
    RecordProperty("alarms", static_cast<int>(alarms));
    EXPECT_LE(alarms, 12U);
}

struct PlantedCase {
    const char* cause;
    PlantedErrors planted;
    double parameter;  ///< that the diagnosis must find
    double within;
};

// Twenty particles, 4 000 samples of memory 0.8: each of these is seen in every one of five series.
TEST(CheckEnsemble, NamesWhatIsPlanted) {
    const std::vector<PlantedCase> cases{
        {"temperature", {.temperature = 1.09}, 1.09, 0.03},
        {"temperature", {.temperature = 0.90}, 0.90, 0.03},
        {"degrees-of-freedom", {.degrees_of_freedom = 3}, 3.0, 0.0},
        {"kinetic-fluctuations", {.kinetic_deviation = 0.5}, 0.25, 0.08},
        {"barostat-fluctuations", {.volume_deviation = 0.6}, 0.6, 0.2},
        {"drift", {.drift = 2.0}, 0.1, 0.02},
        {"walk", {.walk = 0.1}, 0.1 * std::sqrt(4000.0), 4.0},
        {"pressure", {.pressure = 0.2}, 0.66, 0.1},
    };
    for (const PlantedCase& one : cases) {
        SCOPED_TRACE(one.cause);
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const CheckReport report =
                check_ensemble({planted_series(20, 4000, seed, one.planted)}, settings_of(EnsembleKind::npt, 20));
            ASSERT_EQ(report.verdict(), Verdict::fail) << seed;
            EXPECT_EQ(report.diagnosis[0].at("cause"), one.cause) << report.diagnosis.dump(1);
            EXPECT_NEAR(report.diagnosis[0].at("parameter").get<double>(), one.parameter, one.within);
        }
    }
}

TEST(CheckEnsemble, NamesNothingInARightSeries) {
    const CheckReport report = check_ensemble({planted_series(20, 4000, 77)}, settings_of(EnsembleKind::npt, 20));
    EXPECT_EQ(report.verdict(), Verdict::pass) << to_string(report.diagnosis);
    EXPECT_EQ(report.diagnosis, nlohmann::json::array());
}

TEST(CheckEnsemble, SeesATemperatureThatCountsThreeDegreesTooMany) {
    SeriesTable table = planted_series(20, 4000, 3);
    for (double& t : table.columns["temperature"]) t *= 57.0 / 60.0;
    const CheckReport report = check_ensemble({table}, settings_of(EnsembleKind::nvt, 20));
    EXPECT_EQ(causes_of(report), Causes{"degrees-of-freedom"});
    EXPECT_NEAR(report.diagnosis[0].at("parameter").get<double>(), 3.0, 1e-9);
}

// The species and axes of 20 particles, 8 of them of mass 1 and 12 of mass 2.5: shares 3 N_s (1 - m_s/M)/F.
TEST(CheckEnsemble, ChecksTheSharesOfSpeciesAndAxes) {
    const auto table_with = [](double light_factor) {
        SeriesTable table;
        table.file = "series.csv";
        const double all_mass = 8.0 + 12.0 * 2.5;
        const double light_share = 8.0 * (1.0 - 1.0 / all_mass) / 19.0;
        const std::vector<double> light = planted_kinetic_energy(3000, 23, 0.62, 4);
        const std::vector<double> heavy = planted_kinetic_energy(3000, 34, 0.62, 5);
        for (std::size_t k = 0; k < light.size(); ++k) {
            const double of_light = light_factor * light[k] * light_share * 57.0 / 23.0;
            const double of_heavy = heavy[k] * (1.0 - light_share) * 57.0 / 34.0;
            table.columns["kinetic_energy_1"].push_back(of_light);
            table.columns["kinetic_energy_2"].push_back(of_heavy);
            table.columns["kinetic_energy"].push_back(of_light + of_heavy);
            table.columns["x1"].push_back(0.4);
        }
        return table;
    };
    EnsembleSettings settings = settings_of(EnsembleKind::nve, 20);
    settings.masses = {1.0, 2.5};
    const CheckReport right = check_ensemble({table_with(1.0)}, settings);
    EXPECT_EQ(right.verdict(), Verdict::pass) << right.diagnosis.dump(1);
    const CheckReport wrong = check_ensemble({table_with(1.15)}, settings);
    EXPECT_EQ(causes_of(wrong), Causes{"equipartition"});
    // Without the correction for the centre of mass the share of the heavy ones would be off by 2 %.
    settings.masses = {1.0, 1.0};
    const auto measured = [](const CheckReport& report) {
        return report.checks[0].fields.at("measured").get<double>();
    };
    EXPECT_NEAR(measured(check_ensemble({table_with(1.0)}, settings)) - measured(right), 37.0 / 38.0 / 0.95 - 1.0,
                1e-3);
}

TEST(CheckEnsemble, SeesAFlyingIceCube) {
    const auto check = [](double momentum) {
        return check_ensemble({planted_series(20, 2000, 9, {.momentum = momentum})},
                              settings_of(EnsembleKind::npt, 20));
    };
    EXPECT_EQ(check(1e-6).verdict(), Verdict::pass);
    EXPECT_EQ(causes_of(check(0.05)), Causes{"flying-ice-cube"});
}

TEST(CheckEnsemble, TakesEnergiesPerParticleForSuch) {
    SeriesTable table = planted_series(20, 4000, 77);
    for (const char* name : {"kinetic_energy", "potential_energy", "conserved"}) {
        for (double& value : table.columns[name]) value /= 20.0;
    }
    const CheckReport report = check_ensemble({table}, settings_of(EnsembleKind::npt, 20));
    EXPECT_EQ(report.verdict(), Verdict::pass) << report.diagnosis.dump(1);
    EXPECT_NE(report.notes.at(0).find("per particle"), std::string::npos);
}

TEST(CheckEnsemble, IsUndecidedOnAShortSeries) {
    const CheckReport report = check_ensemble({planted_series(5, 64, 1)}, settings_of(EnsembleKind::npt, 5));
    EXPECT_EQ(report.verdict(), Verdict::inconclusive);
}

TEST(CheckEnsemble, SeesVolumesThatVaryTooLittleForHowTheyAnswerToThePressure) {
    const auto table_at = [](double p, double deviation, std::uint64_t seed) {
        SeriesTable table;
        table.file = "series.csv";
        for (const double x : planted_normals(4000, seed)) {  // var V = 4: d<V>/dP = -4/T
            table.columns["volume"].push_back(125.0 - 4.0 / temperature * (p - pressure) + 2.0 * deviation * x);
        }
        return table;
    };
    EnsembleSettings settings = settings_of(EnsembleKind::npt, 100);
    settings.states.push_back({temperature, 0.9, {}, {}});
    EXPECT_EQ(check_ensemble({table_at(pressure, 1.0, 1), table_at(0.9, 1.0, 2)}, settings).verdict(), Verdict::pass);
    const CheckReport report = check_ensemble({table_at(pressure, 0.6, 1), table_at(0.9, 0.6, 2)}, settings);
    EXPECT_EQ(causes_of(report), Causes{"barostat-fluctuations"});
    EXPECT_NEAR(report.diagnosis[0].at("parameter").get<double>(), 0.36, 0.1);
}

TEST(CheckEnsemble, SaysWhatItNeeds) {
    EnsembleSettings settings = settings_of(EnsembleKind::npt, 20);
    settings.states[0].pressure.reset();
    EXPECT_EQ(message_of<InvalidInput>([&] { check_ensemble({planted_series(20, 100, 1)}, settings); }),
              "--pressure is missing: must be given for npt");
    settings = settings_of(EnsembleKind::nvt, 20);
    settings.states.push_back(settings.states[0]);
    EXPECT_EQ(message_of<InvalidInput>([&] {
                  check_ensemble({planted_series(20, 100, 1), planted_series(20, 100, 2)}, settings);
              }),
              "planted series: must be of another set point");
    EXPECT_EQ(message_of<InvalidArgument>([] { ensemble_kind_from("nph"); }),
              "kind = nph: must be one of nve, nvt, npt, gcmc, semigrand");
    SeriesTable bare;
    bare.file = "bare.csv";
    bare.columns["x1"].assign(100, 0.5);
    EXPECT_NE(check_ensemble({bare}, settings_of(EnsembleKind::nvt, 20)).cannot_compare, "");
}

TEST(SeriesTable, IsReadWithNamesOfSoretOfLammpsOrOfTheUser) {
    const TemporaryDirectory directory;
    const auto rows = [](const std::string& heading, const std::string& row) {
        std::string text = heading + "\n";
        for (int k = 0; k < 64; ++k) text += row + "\n";
        return text;
    };
    const SeriesTable own =
        read_series(directory.file("a.csv", rows("step,time,temperature,x1", "1,nan,0.6,0.5")), {}, 0);
    EXPECT_EQ(own.at("temperature"), std::vector<double>(64, 0.6));
    EXPECT_EQ(own.left_alone, std::vector<std::string>{"time"});
    const SeriesTable lmp =
        read_series(directory.file("b.txt", rows("# Step Temp  PotEng foo", " 1 0.6 -3.5 2")), {}, 0);
    EXPECT_EQ(lmp.at("potential_energy").front(), -3.5);
    EXPECT_EQ(lmp.left_alone, std::vector<std::string>{"foo"});
    const SeriesTable mapped =
        read_series(directory.file("c.csv", rows("a, \"KE (kJ)\"", "1, 2")), {{"kinetic_energy", "KE (kJ)"}}, 0);
    EXPECT_EQ(mapped.at("kinetic_energy").front(), 2.0);
    const auto message = [&](const std::string& text, const SeriesColumns& map, std::size_t skip = 0) {
        return message_of<InvalidInput>([&] { read_series(directory.file("bad.csv", text), map, skip); },
                                        directory.path());
    };
    EXPECT_EQ(message(rows("a,b", "1,2,3"), {}), "bad.csv:2: 3 values: must be 2, one for each column");
    EXPECT_EQ(message(rows("step,x1", "1,two"), {}), "bad.csv:2: x1 = \"two\": is not a number");
    EXPECT_EQ(message(rows("a,b", "1,2"), {{"volume", "V"}}), "bad.csv:1: column volume = \"V\": must be one of a, b");
    EXPECT_EQ(message(rows("a,b", "1,2"), {{"volme", "b"}}).rfind("columns = volme: must be one of conserved", 0), 0U);
    EXPECT_EQ(message(rows("a,b", "1,2"), {}, 1), "bad.csv:65: 63 samples: must be at least 64");
    EXPECT_EQ(message(rows("Temp,temperature", "1,2"), {}).rfind("bad.csv: two columns are temperature", 0), 0U);
}

}  // namespace
}  // namespace soret::testing
