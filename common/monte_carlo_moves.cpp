#include "soret/common/monte_carlo_moves.hpp"

#include <algorithm>

#include "soret/common/errors.hpp"

namespace soret {

const std::vector<TurnsOfSweep>& sweep_of(MonteCarloEnsemble ensemble) {
    using enum MonteCarloMove;
    using enum Turns;
    // The identity changes right after the displacement of the same particle, while its neighbours are known.
    static const std::vector<TurnsOfSweep> nvt{{one_for_each_particle, {displacement}}};
    static const std::vector<TurnsOfSweep> npt{{one_for_each_particle, {displacement}}, {one, {volume}}};
    static const std::vector<TurnsOfSweep> semi_grand{{one_for_each_particle, {displacement, identity}},
                                                      {one, {volume}}};
    static const std::vector<TurnsOfSweep> grand_canonical{{one_for_each_particle, {displacement, identity, exchange}}};
    // Identities go across the box in one turn, where molecular dynamics waits for diffusion.
    static const std::vector<TurnsOfSweep> nvt_swap{{one_for_each_particle, {displacement, swap}}};
    static const std::vector<TurnsOfSweep> npt_swap{{one_for_each_particle, {displacement, swap}}, {one, {volume}}};
    // The box comes before the growing particle: at the end of a sweep it is the one in which the stages were chosen.
    static const std::vector<TurnsOfSweep> growing{
        {one_for_each_particle, {displacement}}, {one, {volume}}, {of_growing_particle, {growing_displacement, stage}}};
    static const std::vector<TurnsOfSweep> growing_fixed{
        {one_for_each_particle, {displacement}}, {one, {volume}}, {of_growing_particle, {growing_displacement}}};
    static const std::vector<TurnsOfSweep> grand_canonical_biased{
        {one_for_each_particle, {displacement, identity, biased_exchange}}};
    switch (ensemble) {
        case MonteCarloEnsemble::nvt: return nvt;
        case MonteCarloEnsemble::npt: return npt;
        case MonteCarloEnsemble::semi_grand: return semi_grand;
        case MonteCarloEnsemble::grand_canonical: return grand_canonical;
        case MonteCarloEnsemble::nvt_swap: return nvt_swap;
        case MonteCarloEnsemble::npt_swap: return npt_swap;
        case MonteCarloEnsemble::growing: return growing;
        case MonteCarloEnsemble::growing_fixed: return growing_fixed;
        case MonteCarloEnsemble::grand_canonical_biased: return grand_canonical_biased;
    }
    throw InvalidArgument("ensemble: unknown");
}

std::vector<MonteCarloMove> moves_of(MonteCarloEnsemble ensemble) {
    std::vector<MonteCarloMove> moves;
    for (const TurnsOfSweep& row : sweep_of(ensemble)) moves.insert(moves.end(), row.moves.begin(), row.moves.end());
    return moves;
}

bool has_move(MonteCarloEnsemble ensemble, MonteCarloMove move) {
    const std::vector<MonteCarloMove> moves = moves_of(ensemble);
    return std::find(moves.begin(), moves.end(), move) != moves.end();
}

}  // namespace soret
