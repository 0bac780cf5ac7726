#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/rdf.hpp"
#include "soret/common/mixture.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

/// Radial distribution functions: `rdf` of [observe].
struct RdfSettings {
    std::uint64_t every = 0;  ///< production steps or sweeps between two samples; 0: none
    RadialBins bins;
};

/// Partial structure factors: `structure_factor` of [observe]; in a cube.
struct StructureFactorSettings {
    std::uint64_t every = 0;  ///< production steps or sweeps between two samples; 0: none
    int largest_square = 12;  ///< of n.n, q = 2 pi n/L; 1 to 1024
};

/// Mean-square displacements: `msd` of [observe]; molecular dynamics in a box that does not breathe.
struct MsdSettings {
    std::uint64_t every = 0;  ///< production steps between two samples; 0: none
};

/// Profiles along z: `profile` of [observe]; molecular dynamics.
struct ProfileSettings {
    std::uint64_t every = 0;  ///< production steps between two samples; 0: none
    double bin = 1.0;         ///< width wanted of a slice                                             [sigma]
};

/// Correlations of the fluxes: `fluxes` of [observe]; molecular dynamics in a box that does not breathe, without slabs.
struct FluxSettings {
    std::uint64_t every = 0;         ///< production steps between two samples; 0: none
    double correlation_time = 10.0;  ///< longest lag wanted                                               [tau]
};

/// Changes of identity of single particles, for differences of chemical potentials: `identity` of [observe]; runs that
/// hold composition and temperature.
struct IdentitySettings {
    std::uint64_t every = 0;   ///< production steps or sweeps between two samples; 0: none
    double temperature = 0.0;  ///< that of the ensemble                                             [eps/k_B]
    /// C of bar by pair of species (12, 13, .., 23, ..), the same for runs that are merged; empty: of the first sample.
    /// Near the excess part of (mu_a - mu_b)/T it is best.
    std::vector<double> bennett_constants = {};
};

/// What a run observes besides its thermodynamic quantities.
struct ObservableSettings {
    RdfSettings rdf;
    StructureFactorSettings structure_factor;
    MsdSettings msd;
    ProfileSettings profile;
    FluxSettings fluxes;
    IdentitySettings identity = {};
    /// Makes an observer of the caller's own; empty: there is none.
    std::function<std::unique_ptr<Observer>(const Mixture&, const State& start, Backend)> own = {};

    /// As a checkpoint must agree with it; what is not observed is not in it.
    nlohmann::json parameters() const;
};

}  // namespace soret
