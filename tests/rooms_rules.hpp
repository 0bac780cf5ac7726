#pragma once

// The rules of the house, as functions from source texts to violations, so that each can be tested against a planted
// one.

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace soret::rooms {

/// A file by its path relative to the source tree, with forward slashes.
struct SourceFile {
    std::string path;
    std::string text;
};
using SourceTree = std::vector<SourceFile>;

/// One line each: "path:line: what is wrong".
using Violations = std::vector<std::string>;

inline bool starts_with(std::string_view text, std::string_view beginning) {
    return text.substr(0, beginning.size()) == beginning;
}

inline bool is_in_one_of(const std::string& path, const std::vector<std::string>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& b) { return starts_with(path, b); });
}

inline bool is_cpp(const std::string& path) {
    const std::string extension = std::filesystem::path(path).extension().string();
    return extension == ".hpp" || extension == ".cpp";
}

inline std::string violation(const SourceFile& file, std::size_t offset, const std::string& what) {
    const auto end = file.text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, file.text.size()));
    return file.path + ":" + std::to_string(1 + std::count(file.text.begin(), end, '\n')) + ": " + what;
}

/// The text with comments, and if wanted the contents of string and character literals, as blanks: offsets and lines
/// stay.
inline std::string code_of(const std::string& text, bool blank_literals = true) {
    std::string code = text;
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t k = from; k < std::min(to, code.size()); ++k) {
            if (code[k] != '\n') code[k] = ' ';
        }
    };
    const auto after = [&](std::string_view mark, std::size_t from) {
        const std::size_t found = text.find(mark, from);
        return found == std::string::npos ? text.size() : found + mark.size();
    };
    std::size_t k = 0;
    while (k < text.size()) {
        std::size_t end = k + 1;
        if (text.compare(k, 2, "//") == 0) {
            end = std::min(text.find('\n', k), text.size());
            blank(k, end);
        } else if (text.compare(k, 2, "/*") == 0) {
            end = after("*/", k + 2);
            blank(k, end);
        } else if (text.compare(k, 2, "R\"") == 0) {
            const std::size_t parenthesis = text.find('(', k);
            std::string close(1, ')');
            close.append(text, k + 2, parenthesis - k - 2).push_back('"');
            end = after(close, k + 2);
            if (blank_literals) blank(k + 2, end - 1);
        } else if (text[k] == '"' ||
                   (text[k] == '\'' && !(k > 0 && std::isxdigit(static_cast<unsigned char>(text[k - 1]))))) {
            while (end < text.size() && text[end] != text[k] && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
            if (blank_literals) blank(k + 1, end);
            ++end;
        }
        k = end;
    }
    return code;
}

/// Every match of a pattern in the code of the files below the given places, but for the excepted ones.
inline Violations matches(const SourceTree& tree, const std::regex& pattern, const std::string& what,
                          const std::vector<std::string>& places, const std::vector<std::string>& exceptions = {}) {
    Violations found;
    for (const SourceFile& file : tree) {
        if (!is_cpp(file.path) || !is_in_one_of(file.path, places) || is_in_one_of(file.path, exceptions)) continue;
        const std::string code = code_of(file.text);
        for (auto m = std::sregex_iterator(code.begin(), code.end(), pattern); m != std::sregex_iterator(); ++m) {
            found.push_back(violation(file, static_cast<std::size_t>(m->position()), what + ": " + m->str()));
        }
    }
    return found;
}

inline void append(Violations& all, const Violations& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// What each room may include besides itself, and besides headers of the standard library without a dot in the name.
struct RoomRule {
    std::set<std::string> rooms;
    std::vector<std::string> libraries;  ///< beginnings of paths
    std::set<std::string> forbidden_standard;
};

inline const std::map<std::string, RoomRule>& room_rules() {
    // No kernel reads a clock, the environment or a file; chance comes from random_streams.hpp only.
    static const std::set<std::string> outside_world{"chrono",     "ctime",  "fstream", "iostream",
                                                     "filesystem", "cstdio", "random",  "syncstream"};
    static const std::set<std::string> also_no_threads = [] {
        std::set<std::string> all = outside_world;
        all.insert({"thread", "mutex", "shared_mutex", "atomic", "future", "execution", "condition_variable", "barrier",
                    "latch", "semaphore", "experimental/simd"});
        return all;
    }();
    static const std::map<std::string, RoomRule> rules{
        {"common",
         {{},
          {"Eigen/", "unsupported/Eigen/", "boost/", "Random123/", "fmt/", "toml++/", "nlohmann/", "soret_version.hpp",
           "xxhash.h", "unistd.h", "fcntl.h", "sched.h", "sys/"},
          {"random"}}},
        // Quadrature is for what is not on the exact path: collision integrals. Spherical harmonics are of steinhardt,
        // whose reference is held to its twin within a stated error, not to the bit.
        {"reference",
         {{"common"},
          {"boost/math/quadrature/", "fmt/", "boost/math/special_functions/spherical_harmonic.hpp"},
          also_no_threads}},
        {"optimized",
         {{"common"},
          // The transform and quadrature are not for the exact path: correlate_series(), collision integrals.
          {"boost/math/quadrature/", "fmt/", "xsimd/", "immintrin.h", "sys/mman.h", "unsupported/Eigen/FFT"},
          outside_world}},
        {"validation",
         {{"common", "reference", "optimized"},
          {"Eigen/", "boost/", "fmt/", "toml++/", "nlohmann/", "CLI/", "pybind11/", "xxhash.h", "unistd.h", "fcntl.h",
           "signal.h", "sys/"},
          {"random"}}}};
    return rules;
}

/// A room includes only what its row of room_rules() allows.
inline Violations forbidden_includes(const SourceTree& tree) {
    static const std::regex include(R"(#\s*include\s*([<"])([^>"]+)[>"])");
    Violations found;
    for (const SourceFile& file : tree) {
        const std::string room = file.path.substr(0, file.path.find('/'));
        const auto rule = room_rules().find(room);
        if (!is_cpp(file.path) || rule == room_rules().end()) continue;
        const std::string code = code_of(file.text, false);
        for (auto m = std::sregex_iterator(code.begin(), code.end(), include); m != std::sregex_iterator(); ++m) {
            std::string target = (*m)[2];
            bool ours = starts_with(target, "soret/");
            if (ours) {
                target = target.substr(6);
            } else if ((*m)[1] == "\"" || starts_with(target, ".")) {
                ours = true;
                target = (std::filesystem::path(file.path).parent_path() / target).lexically_normal().generic_string();
            }
            const std::string target_room = target.substr(0, target.find('/'));
            const bool standard = !ours && target.find_first_of("./") == std::string::npos;
            const bool allowed = ours ? target_room == room || rule->second.rooms.count(target_room) > 0
                                      : (standard || is_in_one_of(target, rule->second.libraries)) &&
                                            rule->second.forbidden_standard.count(target) == 0;
            if (!allowed) {
                const auto offset = static_cast<std::size_t>(m->position());
                found.push_back(violation(file, offset, room + " must not include " + (*m)[2].str()));
            }
        }
    }
    return found;
}

/// What each room inside validation may include of validation besides itself: arrows go one way.
inline const std::map<std::string, std::set<std::string>>& rooms_inside_validation() {
    static const std::map<std::string, std::set<std::string>> rooms{
        {"simulation", {}},
        {"campaign", {"simulation"}},
        {"routes", {"simulation", "campaign"}},
        {"planning", {"simulation", "campaign", "routes"}},
        {"claims", {"simulation", "campaign"}},
        {"report", {"simulation", "campaign", "claims"}},
        {"check", {"simulation", "campaign"}},
        {"program", {"simulation", "campaign", "routes", "planning", "claims", "report", "check"}},
        {"python", {"simulation", "campaign", "routes", "planning", "claims", "report", "check", "program"}}};
    return rooms;
}

/// Inside validation each room includes only those that rooms_inside_validation() allows, and no file is outside of
/// them.
inline Violations arrows_against_the_grain(const SourceTree& tree) {
    static const std::regex include(R"re(#\s*include\s*"soret/validation/([^/"]+)/[^"]*")re");
    static const std::regex place(R"(validation/([^/]+)/.*)");
    Violations found;
    for (const SourceFile& file : tree) {
        if (!is_cpp(file.path) || !starts_with(file.path, "validation/")) continue;
        if (file.path == "validation/soret.hpp") continue;  // the header of everything
        std::smatch where;
        const auto room = std::regex_match(file.path, where, place) ? rooms_inside_validation().find(where[1])
                                                                    : rooms_inside_validation().end();
        if (room == rooms_inside_validation().end()) {
            found.push_back(file.path + ": is in no room of validation");
            continue;
        }
        const std::string code = code_of(file.text, false);
        for (auto m = std::sregex_iterator(code.begin(), code.end(), include); m != std::sregex_iterator(); ++m) {
            const std::string target = (*m)[1];
            if (target == room->first || room->second.count(target) > 0) continue;
            found.push_back(violation(file, static_cast<std::size_t>(m->position()),
                                      "validation/" + room->first + " must not include validation/" + target));
        }
    }
    return found;
}

/// Within a room arrows go one way: contracts include the rest of common, not the other way round; kernels include
/// kernels only.
inline Violations arrows_within_a_room(const SourceTree& tree) {
    static const std::regex include(R"re(#\s*include\s*"soret/([^"]+)")re");
    Violations found;
    for (const SourceFile& file : tree) {
        const bool below_contracts = starts_with(file.path, "common/") && !starts_with(file.path, "common/contracts/");
        const bool kernel = starts_with(file.path, "optimized/kernels/");
        if (!is_cpp(file.path) || !(below_contracts || kernel)) continue;
        const std::string code = code_of(file.text, false);
        for (auto m = std::sregex_iterator(code.begin(), code.end(), include); m != std::sregex_iterator(); ++m) {
            const std::string target = (*m)[1];
            if (below_contracts ? !starts_with(target, "common/contracts/")
                                : starts_with(target, "optimized/kernels/")) {
                continue;
            }
            found.push_back(violation(file, static_cast<std::size_t>(m->position()), "must not include " + target));
        }
    }
    return found;
}

/// A component is a contract: it has a header and a source in both backends, a test and a benchmark. A source in a
/// backend's room, or a header that names a backend concept, is of a component. Other headers and subdirectories are
/// private.
inline Violations incomplete_components(const SourceTree& tree) {
    static const std::regex contract(R"(common/contracts/(\w+)\.hpp)");
    static const std::regex twin(R"((reference|optimized)/(\w+)\.(hpp|cpp))");
    static const std::regex concept_name(R"(\w+Backend\s*<)");
    std::set<std::string> paths;
    std::set<std::string> contracts;
    for (const SourceFile& file : tree) {
        paths.insert(file.path);
        std::smatch m;
        if (std::regex_match(file.path, m, contract)) contracts.insert(m[1]);
    }
    Violations found;
    for (const std::string& name : contracts) {
        for (const std::string& needed :
             {"reference/" + name + ".hpp", "reference/" + name + ".cpp", "optimized/" + name + ".hpp",
              "optimized/" + name + ".cpp", "tests/" + name + "_test.cpp", "bench/" + name + "_bench.cpp"}) {
            if (paths.count(needed) == 0) found.push_back("component " + name + " has no " + needed);
        }
    }
    for (const SourceFile& file : tree) {
        std::smatch m;
        if (!std::regex_match(file.path, m, twin) || contracts.count(m[2]) > 0) continue;
        if (m[3] == "cpp" || std::regex_search(file.text, concept_name)) {
            found.push_back(file.path + ": has no contract common/contracts/" + m[2].str() + ".hpp");
        }
    }
    return found;
}

/// Chance comes from the streams of random_streams.hpp only.
inline Violations foreign_randomness(const SourceTree& tree) {
    static const std::regex foreign(
        R"(\bstd::(mt19937\w*|minstd_rand\w*|random_device|default_random_engine|)"
        R"(philox\w*|\w+_distribution|random_shuffle|shuffle|ranges::shuffle|sample|rand|srand)\b|)"
        R"(\b[ds]?rand(48)?\s*\(|boost::random|r123::|Eigen::\w+::Random\b)");
    static const std::regex unrepeatable(R"(\brandom_device\b)");
    Violations found = matches(tree, foreign, "randomness outside random_streams.hpp",
                               {"common/", "reference/", "optimized/", "validation/"}, {"common/random_streams.hpp"});
    append(found,
           matches(tree, unrepeatable, "a seed that changes from run to run", {"tests/", "bench/"}, {"tests/rooms_"}));
    return found;
}

/// Functions of the C library whose bits differ between machines stay out of both backends, but for the one reference
/// that is not compared bit by bit.
inline Violations functions_with_machine_dependent_bits(const SourceTree& tree) {
    static const std::regex functions(R"((^|[^\w.>])((std|xsimd)::)?(exp|exp2|exp10|expm1|log|log2|log10|log1p|)"
                                      R"(pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|)"
                                      R"(erf|erfc|tgamma|lgamma|fma|rsqrt|reciprocal)f?\s*\()");
    static const std::regex fused(R"(\b_mm\d*_f(n?m(add|sub))\w*|\bxsimd::(fma|fms|fnma|fnms)\b|\b__builtin_fmaf?\b)");
    // The spherical harmonics of Boost.Math take angles.
    Violations found = matches(tree, functions, "bits differ between machines", {"reference/", "optimized/"},
                               {"reference/steinhardt.cpp"});
    append(found, matches(tree, fused, "fused multiply-add", {"reference/", "optimized/"}));
    return found;
}

/// Kernels and contracts read no clock, no environment and no file, and print nothing.
inline Violations kernels_that_see_the_outside_world(const SourceTree& tree) {
    static const std::regex outside(R"(\bgetenv\b|std::chrono|\bclock(_gettime)?\s*\(|std::time\b|)"
                                    R"(\b__?rdtsc\w*|\b(f|p)?open\s*\(|\bi?o?fstream\b|)"
                                    R"(std::filesystem|std::c(out|err|log)\b|\bf?printf\s*\(|fmt::print\b)");
    Violations found =
        matches(tree, outside, "a kernel sees the outside world", {"reference/", "optimized/", "common/contracts/"});
    static const std::regex include(R"(#\s*include\s*<(chrono|ctime|fstream|iostream|filesystem|cstdio|unistd\.h)>)");
    append(found, matches(tree, include, "a kernel sees the outside world", {"common/contracts/"}));
    return found;
}

/// Flags that change bits, or make a build that runs on one machine only.
inline Violations forbidden_flags(const SourceTree& tree) {
    static const std::regex flags(R"(-ffast-math|-Ofast|-m(arch|tune)=native|-funsafe-math-optimizations|)"
                                  R"(-fassociative-math|-freciprocal-math|-ffp-contract=(fast|on)|)"
                                  R"(optimize\s*\(\s*"|fp_contract\s*\(\s*(on|fast)|STDC FP_CONTRACT ON)");
    Violations found;
    bool contraction_is_off = false;
    for (const SourceFile& file : tree) {
        if (starts_with(file.path, "tests/rooms_")) continue;
        const bool is_build_file = file.path == "cmake/SoretRoom.cmake";
        if (is_build_file) contraction_is_off = file.text.find("-ffp-contract=off") != std::string::npos;
        for (auto m = std::sregex_iterator(file.text.begin(), file.text.end(), flags); m != std::sregex_iterator();
             ++m) {
            found.push_back(violation(file, static_cast<std::size_t>(m->position()), "flag " + m->str()));
        }
    }
    if (!contraction_is_off) found.push_back("cmake/SoretRoom.cmake: does not set -ffp-contract=off");
    return found;
}

inline constexpr std::size_t longest_line = 120;

/// No line of a source, a script or a build file is longer than longest_line characters (UTF-8).
inline Violations long_lines(const SourceTree& tree) {
    Violations found;
    for (const SourceFile& file : tree) {
        std::size_t start = 0;
        while (start < file.text.size()) {
            const std::size_t end = std::min(file.text.find('\n', start), file.text.size());
            const auto line = std::string_view(file.text).substr(start, end - start);
            const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
                return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // the first byte of a character
            });
            if (static_cast<std::size_t>(characters) > longest_line) {
                found.push_back(violation(file, start, std::to_string(characters) + " characters"));
            }
            start = end + 1;
        }
    }
    return found;
}

/// Every stream has a number of its own, written out, and a name.
inline Violations faults_of_the_stream_registry(const SourceFile& file) {
    static const std::regex enumeration(R"(enum\s+class\s+RandomStream[^{]*\{([^}]*)\})");
    static const std::regex entry(R"(\s*(\w+)\s*(=\s*(\w+))?\s*)");
    const std::string code = code_of(file.text);
    std::smatch body;
    if (!std::regex_search(code, body, enumeration)) return {file.path + ": has no enum class RandomStream"};
    Violations found;
    std::map<unsigned long, std::string> taken;
    std::string list = body[1];
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string item = list.substr(0, comma);
        list.erase(0, std::min(comma + 1, list.size()));
        std::smatch m;
        if (!std::regex_match(item, m, entry)) continue;
        const std::string name = m[1];
        if (!m[3].matched) {
            found.push_back(file.path + ": stream " + name + " has no number written out");
            continue;
        }
        const auto [place, is_new] = taken.emplace(std::stoul(m[3], nullptr, 0), name);
        if (!is_new)
            found.push_back(file.path + ": streams " + place->second + " and " + name + " have the same number");
        if (file.text.find("return \"" + name + "\"") == std::string::npos) {
            found.push_back(file.path + ": stream " + name + " has no name in name_of()");
        }
    }
    if (taken.empty()) found.push_back(file.path + ": RandomStream has no entries");
    return found;
}

}  // namespace soret::rooms
