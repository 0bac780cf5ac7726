// Many pairs that a code does not see, too many to tell which ones.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"
#include "soret/validation/check/pair_scan.hpp"

namespace soret::diagnosis {

namespace {

/// Whether the differences may be those of attractive pairs that are missing: forces still add up to 0, no particle has
/// a lower energy, and nothing is wrong that does not come from pairs. Noise has none of the first two.
bool may_miss_attraction(const Problem& problem, const Numbers& before) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (const std::size_t q : failing(problem, before)) {
        if (quantities[q].quantity == CheckedQuantity::kinetic_energy ||
            quantities[q].quantity == CheckedQuantity::mass_current_1)
            return false;
    }
    bool forces = false;
    bool energies = false;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const ComparedQuantity& rows = quantities[q];
        if (rows.quantity == CheckedQuantity::forces) {
            if (rows.components != 3) return false;
            forces = true;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                double total = 0.0;
                double limit = 0.0;
                for (std::size_t k = axis; k < rows.theirs.size(); k += 3) {
                    total += rows.theirs[k] - before[q][k];
                    limit += rows.limit[k];
                }
                if (!(std::abs(total) <= limit_of_hypothesis * limit)) return false;
            }
        } else if (rows.quantity == CheckedQuantity::particle_energies) {
            energies = true;
            for (std::size_t k = 0; k < rows.theirs.size(); ++k) {
                if (!(rows.theirs[k] - before[q][k] >= -limit_of_hypothesis * rows.limit[k])) return false;
            }
        }
    }
    return forces && energies;
}

/// Takes away of each pair beyond a distance a part between none and all, so that least is left to explain. Forces
/// alone might be made of such parts by accident; the energies say how much is missing around each particle.
/// returns   the share of the weighted squares that goes away
double share_of_parts(const Problem& problem, const TheirCode& base, double beyond) {
    Residual residual(problem, base, true);
    if (!residual.usable() || !(residual.squares() > 0.0)) return 0.0;
    struct Part {
        std::size_t i, j;
        PairTerm term;
        double missing = 0.0;
    };
    std::vector<Part> parts;
    const PairTerms terms(base.pairs, false);
    for (const TablePair& pair : problem.near_pairs().pairs) {
        const auto term = pair.distance > beyond ? terms(pair) : std::nullopt;
        if (term) parts.push_back({static_cast<std::size_t>(pair.i), static_cast<std::size_t>(pair.j), *term});
    }
    if (parts.empty()) return 0.0;
    const double before = residual.squares();
    const auto change = [&](const Part& part, double added) {
        return residual.change(part.i, added * part.term.force, added * part.term.energy) +
               residual.change(part.j, -added * part.term.force, added * part.term.energy);
    };
    constexpr std::size_t most_updates = 1'000'000;
    constexpr std::size_t most_sweeps = 200;
    const std::size_t sweeps = std::min(most_sweeps, most_updates / parts.size() + 1);
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
        if (residual.squares() < 0.5 * (1.0 - nearly_all) * before) break;
        for (Part& part : parts) {
            // A parabola through the changes of the whole pair taken out and put in.
            const double out = change(part, -1.0);
            const double in = change(part, 1.0);
            if (!(out + in > 0.0)) continue;
            const double missing = std::clamp(part.missing + 0.5 * (in - out) / (in + out), 0.0, 1.0);
            const double added = part.missing - missing;
            residual.add(part.i, added * part.term.force, added * part.term.energy);
            residual.add(part.j, -added * part.term.force, added * part.term.energy);
            part.missing = missing;
        }
    }
    return 1.0 - residual.squares() / before;
}

}  // namespace

void many_pairs_missing(const Problem& problem, const TheirCode& base, const Numbers& before,
                        std::vector<Candidate>& candidates) {
    if (!may_miss_attraction(problem, before)) return;
    const double cutoff = Mixture(base.pairs.mixture).largest_cutoff();
    for (const double part : {0.96, 0.92, 0.88, 0.84, 0.8}) {
        const double share = share_of_parts(problem, base, part * cutoff);
        if (share < nearly_all) continue;
        Candidate candidate;
        candidate.cause = "missing-pairs";
        candidate.text = fmt::format(
            "many pairs are missing, all beyond r = {:.4g}: their forces add up to 0, no particle has a lower energy, "
            "and what is missing is between none and all of each pair",
            part * cutoff);
        candidate.parameter = part * cutoff;
        candidate.code = base;
        candidate.numbers = before;
        candidate.may_be_one_of_two = false;
        candidate.by_signs = true;
        candidate.share_by_signs = share;
        candidates.push_back(std::move(candidate));
        return;
    }
}

}  // namespace soret::diagnosis
