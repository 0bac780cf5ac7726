// The table of u_nk: read back, refused where it is none, and free energies from it against pymbar 3.1.

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "harmonic_windows.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/reduced_energies.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/common/statistics/free_energy_mbar.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::TemporaryDirectory;

const std::string data = std::string(SORET_TEST_DATA) + "/free_energy";
constexpr const char* python = "/usr/bin/python3 -W ignore";

using Numbers = std::map<std::string, double>;

Numbers numbers_in(const std::string& path) {
    Numbers numbers;
    std::ifstream file(path);
    std::string name;
    double value = 0.0;
    while (file >> name >> value) numbers[name] = value;
    return numbers;
}

/// What pymbar_numbers.py computes, by this library.
Numbers numbers_of(const std::vector<FreeEnergyWindow>& windows) {
    FreeEnergyOptions options;
    options.blocks = 8;
    options.resamples = 2;
    options.block_length_in_times = 0.0;  // numbers of pymbar are wanted, not errors
    options.false_alarm_rate = 1e-12;
    const MbarResult mbar = multistate_bennett(windows, options);
    EXPECT_EQ(mbar.reason, "");
    const ExponentialAverages averages = exponential_averages(windows, VolumeWeight::none, options);
    Numbers numbers{{"gap", mbar.eigenvalue_gap}};
    for (std::size_t k = 0; k < windows.size(); ++k) {
        const auto i = static_cast<Eigen::Index>(k);
        numbers[fmt::format("mbar_{}", k)] = mbar.free_energy[i];
        for (std::size_t l = 0; l < windows.size(); ++l) {
            const auto j = static_cast<Eigen::Index>(l);
            const Eigen::MatrixXd& c = mbar.formula_covariance;
            numbers[fmt::format("overlap_{}_{}", k, l)] = mbar.overlap(i, j);
            if (k == l) continue;
            numbers[fmt::format("mbar_error_{}_{}", k, l)] = std::sqrt(c(i, i) + c(j, j) - 2.0 * c(i, j));
        }
        if (k + 1 == windows.size()) continue;
        numbers[fmt::format("bar_{}", k)] = mbar.neighbours.steps[k].difference;
        numbers[fmt::format("bar_error_{}", k)] = mbar.neighbours.steps[k].formula_error;
        numbers[fmt::format("exponential_{}", k)] = averages.steps[k];
    }
    return numbers;
}

void expect_agreement(const Numbers& ours, const Numbers& theirs) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (const auto& [name, value] : theirs) {
        ASSERT_EQ(ours.count(name), 1U) << name;
        EXPECT_NEAR(ours.at(name), value, 1e-10) << name;
    }
}

TEST(ReducedEnergies, HaveTheFreeEnergiesOfPymbar) {
    expect_agreement(numbers_of(read_reduced_energies(data + "/u_nk.csv").windows),
                     numbers_in(data + "/pymbar-3.1.0.txt"));
}

TEST(ReducedEnergies, AreReadByPymbarWithTheSameResult) {
    if (std::system(fmt::format("{} -c 'import pymbar' >/dev/null 2>&1", python).c_str()) != 0) {
        GTEST_SKIP() << "no module pymbar for " << python;
    }
    const TemporaryDirectory directory;
    const auto check = [&](const std::string& table) {
        const std::string answer = directory.path("numbers.txt");
        const int status =
            std::system(fmt::format("{} {}/pymbar_numbers.py {} >{} 2>/dev/null", python, data, table, answer).c_str());
        ASSERT_EQ(status, 0);
        expect_agreement(numbers_of(read_reduced_energies(table).windows), numbers_in(answer));
    };
    check(data + "/u_nk.csv");
    const std::string written = directory.path("u_nk.csv");
    write_reduced_energies(written, {{0.0, 1.0 / 3.0, 0.7, 1.0}, test::growing_stiffness().samples(60, 4)});
    check(written);
}

TEST(ReducedEnergies, ReadBackWithTheSameBits) {
    const TemporaryDirectory directory;
    ReducedEnergies energies{{0.0, 0.1, 1.0 / 3.0, 1.0}, test::growing_stiffness().samples(17, 3)};
    energies.windows[1] = test::growing_stiffness().window_of({});
    energies.windows[2].reduced_energy(4, 0) = std::numeric_limits<double>::infinity();
    const std::string path = directory.path("u_nk.csv");
    write_reduced_energies(path, energies);
    const ReducedEnergies back = read_reduced_energies(path);
    EXPECT_EQ(back.stages, energies.stages);
    ASSERT_EQ(back.windows.size(), 4U);
    for (std::size_t k = 0; k < 4; ++k) {
        ASSERT_EQ(back.windows[k].samples(), energies.windows[k].samples());
        EXPECT_EQ(back.windows[k].reduced_energy, energies.windows[k].reduced_energy);
        EXPECT_EQ(back.windows[k].volume.size(), 0);
    }
}

TEST(ReducedEnergies, RefuseWhatIsNoTable) {
    const TemporaryDirectory directory;
    const std::string path = directory.path("u_nk.csv");
    const auto refusal = [&](const std::string& text) -> std::string {
        std::ofstream(path) << text;
        try {
            read_reduced_energies(path);
        } catch (const InvalidInput& error) {
            return std::string(error.what()).substr(path.size());
        }
        return "";
    };
    const std::string header = "time,fep-lambda,0.0,1.0\n";
    EXPECT_EQ(refusal(header + "0,0.0,1,2\n1,1.0,3,inf\n"), "");
    const std::string heading =
        ":1: the first line must be time,fep-lambda and at least two stages, with commas between them";
    EXPECT_EQ(refusal("time,lambda,0.0,1.0\n"), heading);
    EXPECT_EQ(refusal("time,fep-lambda,0.0\n"), heading);
    EXPECT_EQ(refusal("time,fep-lambda,0.0,0\n"), ":1: stage 0 is there twice");
    EXPECT_EQ(refusal("time,fep-lambda,0.0,x\n"), ":1: column 4 = \"x\" is not a number");
    EXPECT_EQ(refusal(header + "0,0.0,1\n"), ":2: 3 columns: must be 4, as in the first line");
    EXPECT_EQ(refusal(header + "0,0.5,1,2\n"), ":2: fep-lambda = 0.5: must be one of the stages in the first line");
    EXPECT_EQ(refusal(header + "0,0.0,1,2\n0,1.0,,2\n"), ":3: column 3 = \"\" is not a number");
    EXPECT_EQ(refusal(header + "0,0.0,1,nan\n"), ":2: column 4 = \"nan\" is not a number");
    EXPECT_EQ(refusal(header + "0,0.0,1,2\n0,1.0,1,2"), ":3: the last line has no end: the file may be cut off");
}

}  // namespace
}  // namespace soret
