#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/execution.hpp"

namespace soret {

/// Middle of the sorted values, or the mean of the two there.
double median_of(std::vector<double> values);

/// A row of `soret bench --suite`: one number, measured several times, and what it should reach.
struct SuiteRow {
    std::string group;  ///< what --only names
    std::string quantity;
    std::string unit;
    std::vector<double> values;              ///< by repetition
    std::optional<double> at_least = {};     ///< the bar, from below
    std::optional<double> at_most = {};      ///< the same from above
    std::optional<double> over_lammps = {};  ///< where a rate of LAMMPS was measured in turn with it: median ratio
    std::optional<double> lammps_bar = {};   ///< what that should reach

    double median() const;
    /// Whether every bar that it has is reached by the medians.
    bool reaches() const;
};

struct SuiteOptions {
    Execution execution;  ///< one thread; rows of two threads take two
    std::uint64_t seed = 1;
    std::vector<std::string> only;          ///< groups; empty: all
    std::string lammps = "lmp -sf opt";     ///< program and options
    std::vector<std::uint64_t> sizes = {};  ///< beside LAMMPS; empty: those that have a bar
};

/// The names of the groups in the order of the table.
const std::vector<std::string>& suite_groups();

/// What the suite measured.
struct SuiteResult {
    std::vector<SuiteRow> rows;
    std::optional<std::string> lammps = {};      ///< its version; nothing: it is not installed, or was not wanted
    std::optional<std::string> difference = {};  ///< what must be equal and is not: nothing after that is timed
};

/// Times, in the paper's liquid at x_1 = 0.5, what the project promises of its speed. What is timed is compared with
/// the reference before, to the bit; larger systems are copies of smaller ones, whose energy is that of their parts
/// exactly. What is compared in a row is timed in turn. Single threads are timed by the time of the process, two
/// threads and what is beside them by the clock.
/// throws   InvalidArgument: a group that is none, a size beyond 8 000 that is no cube times a smaller one
///          InvalidInput: LAMMPS is there and fails
SuiteResult run_suite(const SuiteOptions& options);

nlohmann::json to_json(const SuiteResult& result);
std::string suite_table(const SuiteResult& result);

}  // namespace soret
