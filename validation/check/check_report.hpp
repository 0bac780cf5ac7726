#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/verdict.hpp"

namespace soret {

/// One line of a table of checks.
struct CheckLine {
    std::string id;  ///< for --accept, baselines and JUnit; unique: "forces", "density/0.500", "finite-difference"
    std::string quantity;  ///< what the JSON calls `quantity`
    Verdict verdict = Verdict::inconclusive;
    std::string text;       ///< one sentence: what was found, with numbers
    nlohmann::json fields;  ///< the keys of the JSON beside quantity and verdict
    bool accepted = false;  ///< a known difference, by --accept or the baseline: shown, and does not count
};

/// What any `soret check` has found. The table, JSON, JUnit and Markdown are written from it alone.
struct CheckReport {
    std::string title;  ///< "soret check forces water.data results.dump"
    std::vector<CheckLine> checks;
    nlohmann::json diagnosis;        ///< list, best first; null where the command has none
    std::vector<std::string> notes;  ///< readings taken, columns left alone: a sentence each
    nlohmann::json more;             ///< further keys of the JSON: input, provenance
    std::string cannot_compare;      ///< not empty: exit code 2, with this line

    /// fail if any line that is not accepted fails, else inconclusive if any such is, else pass
    Verdict verdict() const;
};

}  // namespace soret
