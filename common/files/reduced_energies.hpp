#pragma once

#include <string>
#include <vector>

#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret {

/// u_nk of a free-energy calculation and the coupling stage zeta of each of its K windows.
struct ReducedEnergies {
    std::vector<double> stages;             ///< K, all different
    std::vector<FreeEnergyWindow> windows;  ///< K, without volumes
};

/// The table that alchemlyb has of u_nk, as comma-separated values: a line a sample,
///   time,fep-lambda,ZETA_0,ZETA_1,...
///   n,zeta of the sample's own window,u_0,u_1,...
/// window after window. Numbers read back with the same bits; +infinity is inf. For alchemlyb, as its documentation
/// asks: read_csv(PATH, index_col=[0, 1]), columns as float, attrs temperature and energy_unit = "kT". pymbar takes the
/// columns from the third on, transposed, and the numbers of lines of each zeta as N_k.
/// throws   InvalidArgument: not one window a stage, a stage twice
std::string reduced_energies_text(const ReducedEnergies& energies);
/// throws   also InvalidInput: the file cannot be written
void write_reduced_energies(const std::string& path, const ReducedEnergies& energies);

/// throws   InvalidInput: `FILE:LINE: what is wrong`
ReducedEnergies read_reduced_energies(const std::string& path);

}  // namespace soret
