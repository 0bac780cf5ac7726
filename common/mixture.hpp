#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace soret {

enum class Truncation {
    shifted,        ///< u(r) - u(r_c) for r < r_c: LJTS
    plain,          ///< u(r) for r < r_c; tail corrections are reported apart
    force_shifted,  ///< u(r) - u(r_c) - (r - r_c) u'(r_c): neither energy nor force jumps at r_c
};

std::string_view name_of(Truncation truncation);

/// Square table of a pair property by species.
class SpeciesMatrix {
public:
    SpeciesMatrix() = default;
    SpeciesMatrix(std::size_t species_count, double value)
        : count_(species_count), values_(species_count * species_count, value) {}
    double& operator()(std::size_t a, std::size_t b) { return values_[a * count_ + b]; }
    double operator()(std::size_t a, std::size_t b) const { return values_[a * count_ + b]; }
    std::size_t species_count() const { return count_; }
    friend bool operator==(const SpeciesMatrix&, const SpeciesMatrix&) = default;

private:
    std::size_t count_ = 0;
    std::vector<double> values_;
};

/// What the user wrote. Everything else is derived from it.
struct MixtureParameters {
    std::vector<double> mass;  ///< > 0, one a species           [m]
    SpeciesMatrix epsilon;     ///< >= 0, symmetric; 0 means the pair does not interact [eps]
    SpeciesMatrix sigma;       ///< > 0, symmetric               [sigma]
    SpeciesMatrix cutoff;      ///< > 0, symmetric, absolute     [sigma]
    Truncation truncation = Truncation::shifted;
    std::vector<std::string> names{};  ///< of the species, for files; none or one a species
    friend bool operator==(const MixtureParameters&, const MixtureParameters&) = default;
};

/// Longest name of a species [characters].
inline constexpr std::size_t longest_species_name = 32;

/// Constants of one pair of species, computed once so that both backends start from the same numbers.
///   u(r) = 4 eps [(s/r)^12 - (s/r)^6] - shift + slope (r_c - r)           for r < r_c
///   shift = u_LJ(r_c) or 0; slope = u_LJ'(r_c) if force-shifted, else 0
struct PairParameters {
    double cutoff2 = 0.0;  ///< r_c^2; 0 if the pair does not interact
    double sigma2 = 1.0;
    double epsilon4 = 0.0;   ///< 4 eps
    double epsilon24 = 0.0;  ///< 24 eps
    double shift = 0.0;      ///< u_LJ(r_c), 0 for plain truncation
    double slope = 0.0;      ///< u_LJ'(r_c) for force-shifted truncation, else 0
    double cutoff = 0.0;     ///< r_c
};

/// A checked set of species and their pair potentials.
class Mixture {
public:
    /// throws   InvalidArgument: no species, a table of the wrong size, a value out of range, a table that is not
    /// symmetric, another number of names, a name that is not one word, a number, or there twice
    explicit Mixture(MixtureParameters parameters);

    std::size_t species_count() const { return parameters_.mass.size(); }
    double mass(std::size_t species) const { return parameters_.mass[species]; }
    const MixtureParameters& parameters() const { return parameters_; }
    Truncation truncation() const { return parameters_.truncation; }
    const std::vector<std::string>& names() const { return parameters_.names; }
    const PairParameters& pair(std::size_t a, std::size_t b) const { return pairs_[a * species_count() + b]; }
    /// Largest r_c of any interacting pair; 0 if none interacts.
    double largest_cutoff() const { return largest_cutoff_; }

    friend bool operator==(const Mixture& a, const Mixture& b) { return a.parameters_ == b.parameters_; }

private:
    MixtureParameters parameters_;
    std::vector<PairParameters> pairs_;
    double largest_cutoff_ = 0.0;
};

/// How sigma of two species is combined: (sigma_a + sigma_b)/2, or sqrt(sigma_a sigma_b).
enum class Mixing { lorentz_berthelot, geometric };

std::string_view name_of(Mixing mixing);

/// sigma_ab = (sigma_a + sigma_b)/2, or sqrt(sigma_a sigma_b) if mixing is geometric; eps_ab = k12 sqrt(eps_a eps_b).
MixtureParameters lorentz_berthelot(const std::vector<double>& mass, const std::vector<double>& epsilon,
                                    const std::vector<double>& sigma, double cutoff, double k12 = 1.0,
                                    Truncation truncation = Truncation::shifted,
                                    Mixing mixing = Mixing::lorentz_berthelot);

/// The mixture of Gittus and Bresme (2023): eps_11 = 0.6, eps_22 = 1, everything else 1, LJTS at 2.5.    [P, Methods]
Mixture paper_mixture();

/// Long-range corrections of a plain cutoff (Allen and Tildesley, Computer Simulation of Liquids, section 2.8):
///   U = sum_ab N_a N_b/V (8 pi/3) eps s^3 [ (s/r_c)^9/3 - (s/r_c)^3 ],  W = sum over pairs of r.f beyond r_c
struct TailCorrection {
    double energy = 0.0;
    double virial = 0.0;  ///< trace: sum of r . f
};

/// Zero unless the truncation is plain.
TailCorrection tail_correction(const Mixture& mixture, const std::vector<double>& particles_by_species, double volume);

}  // namespace soret
