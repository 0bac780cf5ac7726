#pragma once

// Everything that a program needs to use soret as a library; docs/api.md says what is in it and what may change. A
// program that is compiled often includes the headers that it uses instead: this one takes seconds.

// What is simulated, and how numbers and their errors are kept.
#include "soret/common/box.hpp"
#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/state.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/verdict.hpp"

// Equations of state of Lennard-Jones fluids and mixtures.
#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/equations_of_state/thol.hpp"

// Files.
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/mixture_file.hpp"

// Every component, as soret::reference::NAME and soret::optimized::NAME, with its contract.
#include "soret/validation/simulation/backend.hpp"

// Whole simulations.
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

// What a campaign has found.
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/campaign/results.hpp"
