#pragma once

// No physics loop over particles or pairs in common: a kernel that both backends share would make the twins one.

#include <cctype>
#include <regex>
#include <string>
#include <vector>

#include "rooms_rules.hpp"

namespace soret::rooms {

/// A loop in a text: the range of its head in parentheses and of its body. An algorithm with a lambda has its arguments
/// as both.
struct Loop {
    std::size_t begin = 0;
    std::size_t body = 0;
    std::size_t end = 0;
};

/// One past the bracket that closes the one at `open`; the end of the text if none does.
inline std::size_t closing(const std::string& code, std::size_t open) {
    int depth = 0;
    for (std::size_t k = open; k < code.size(); ++k) {
        if (code[k] == '(' || code[k] == '{' || code[k] == '[') ++depth;
        if (code[k] == ')' || code[k] == '}' || code[k] == ']') --depth;
        if (depth == 0) return k + 1;
    }
    return code.size();
}

/// One past the statement that begins at `from`: a block, or what ends with a semicolon or with the block of an inner
/// loop.
inline std::size_t end_of_statement(const std::string& code, std::size_t from) {
    std::size_t k = from;
    while (k < code.size()) {
        if (code[k] == ';') return k + 1;
        if (code[k] == '{') return closing(code, k);
        k = code[k] == '(' || code[k] == '[' ? closing(code, k) : k + 1;
    }
    return k;
}

inline std::vector<Loop> loops_of(const std::string& code) {
    static const std::regex head(R"(\b(for|while|do|(std::)?(ranges::)?(for_each\w*|transform\w*|)"
                                 R"(accumulate|generate\w*|inner_product))\b(?=\s*[({]))");
    std::vector<Loop> loops;
    for (auto m = std::sregex_iterator(code.begin(), code.end(), head); m != std::sregex_iterator(); ++m) {
        const std::string word = (*m)[1];
        const auto begin = static_cast<std::size_t>(m->position());
        const std::size_t open = code.find_first_of("({", begin);
        if (word == "for" || word == "while") {
            const std::size_t body = closing(code, open);
            loops.push_back({begin, body, end_of_statement(code, body)});
        } else {
            loops.push_back({begin, open, closing(code, open)});
        }
    }
    return loops;
}

/// Loops in common that read positions, velocities or images of particles, or take displacements or distances of pairs,
/// and any use of the constants of a pair potential there. The containers themselves, tables by species, files and
/// digests may loop.
inline Violations physics_loops_in_common(const SourceTree& tree) {
    static const std::vector<std::string> containers{"common/box.", "common/state.", "common/mixture.",
                                                     "common/digest.", "common/files/"};
    static const std::regex particle_arrays(
        R"(\bminimum_image\s*\(|\b(position|velocity)_of\s*\(|)"
        R"((\.|->)(position|velocity|force)\s*\[|\b(positions?|velocit(y|ies)|forces?)\s*[\[(])");
    static const std::regex over_particles(R"(\bsize\s*\(\s*\)|particle|\bn\b|\bcount\b|neighbou?rs?\b)");
    static const std::regex over_species(R"(species)");
    static const std::regex distance(R"(\br2\b|\brij\b|distance|\bcutoff2?\b|displacement|pair_energy|pair_force)");
    static const std::regex potential(R"((\.|->)epsilon(4|24)\b)");
    Violations found;
    for (const SourceFile& file : tree) {
        if (!is_cpp(file.path) || !starts_with(file.path, "common/") || is_in_one_of(file.path, containers)) continue;
        const std::string code = code_of(file.text);
        const std::vector<Loop> loops = loops_of(code);
        const auto text = [&](std::size_t from, std::size_t to) { return code.substr(from, to - from); };
        const auto is_over_particles = [&](const Loop& loop) {
            const std::string head = text(loop.begin, loop.body);
            return std::regex_search(head, over_particles) && !std::regex_search(head, over_species);
        };
        for (const Loop& loop : loops) {
            const std::string whole = text(loop.begin, loop.end);
            if (std::regex_search(whole, particle_arrays)) {
                found.push_back(violation(file, loop.begin, "a loop over particles in common"));
                continue;
            }
            for (const Loop& inner : loops) {
                const bool nested = inner.begin >= loop.body && inner.end <= loop.end && inner.begin != loop.begin;
                if (nested && is_over_particles(loop) && is_over_particles(inner) &&
                    std::regex_search(whole, distance)) {
                    found.push_back(violation(file, loop.begin, "a loop over pairs in common"));
                    break;
                }
            }
        }
        for (auto m = std::sregex_iterator(code.begin(), code.end(), potential); m != std::sregex_iterator(); ++m) {
            found.push_back(
                violation(file, static_cast<std::size_t>(m->position()), "a pair potential in common: " + m->str()));
        }
    }
    return found;
}

}  // namespace soret::rooms
