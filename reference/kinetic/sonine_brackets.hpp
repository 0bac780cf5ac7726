#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::reference {

/// Which particle the second function of a bracket integral [F_1, G_k]_12 belongs to.
enum class BracketPartner { itself, other };

/// [S_3/2^(p)(c_1^2) c_1, S_3/2^(q)(c_k^2) c_k]_12 for p, q <= 3, M_i = m_i/(m_1 + m_2).
SonineBrackets vector_brackets(double M1, double M2, BracketPartner partner);
/// [S_5/2^(p)(c_1^2) (c_1 c_1 - c_1^2/3), S_5/2^(q)(c_k^2) (c_k c_k - c_k^2/3)]_12 for p, q <= 2.
SonineBrackets tensor_brackets(double M1, double M2, BracketPartner partner);

}  // namespace soret::reference
