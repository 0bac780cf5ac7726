#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::optimized {

/// Bracket integrals of vectors or tensors of one pair of masses, as weights of its collision integrals.
struct PairBrackets {
    SonineBrackets of_1, of_2;  // [F_1, G_1]_12 and [F_2, G_2]_12
    SonineBrackets mixed;       // [F_1, G_2]_12
};
struct MassBrackets {
    PairBrackets vectors, tensors;
};

/// M1 = m_1/(m_1 + m_2)
MassBrackets mass_brackets(double M1);

/// [F, G]_1 of pairs of one species.
struct LikeBrackets {
    SonineBrackets vectors, tensors;
};
const LikeBrackets& like_brackets();

}  // namespace soret::optimized
