#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// What is measured. Two quantities of one name are the same; quantities.hpp has those of this library.
struct Quantity {
    std::string name;   ///< begins the name of a curve: "mutual_diffusion"
    std::string words;  ///< for a reader: "mutual diffusion coefficient D_12"
    std::string unit;   ///< "1" if it has none
    /// The route whose curve has the quantity's name alone. Every other route stands in the name of its curve.
    std::string customary_route = {};

    bool operator==(const Quantity& other) const { return name == other.name; }
    std::strong_ordering operator<=>(const Quantity& other) const { return name <=> other.name; }
};

/// The way on which a curve was found.
struct RouteName {
    std::string route;       ///< "semigrand", "green_kubo", "nemd", ...
    std::string gamma = {};  ///< the route to Gamma that it is made with, where it needs one: S_T of "green_kubo"
    std::string part = {};   ///< which of the route's data alone: "fluctuation", "slope"; empty: all of them

    auto operator<=>(const RouteName&) const = default;
};

/// "green_kubo_semigrand", "semigrand_slope": the parts that there are, joined by '_'.
std::string name_of(const RouteName& route);

/// What was varied on purpose, apart from the composition.
struct Study {
    enum class Of {
        main,             ///< nothing: the main study of a route
        size,             ///< the number of particles; a curve for each
        gradient,         ///< the gradient of temperature, which is the curve's axis
        lateral_edge,     ///< the edge of the box across a flow, which is the curve's axis
        thermostat,       ///< runs with a thermostat where the main ones have none
        infinite_system,  ///< corrected for the size of the box
        published_size,   ///< corrected to the size of the published values, published_particles
        field,            ///< the strength of a field, which is the curve's axis
    };
    Of of = Of::main;
    int particles = 0;  ///< where they are not those of the main study; else 0

    bool is_main() const { return *this == Study{}; }
    auto operator<=>(const Study&) const = default;
};

std::string_view name_of(Study::Of of);

/// Size of the systems that published values are of.
inline constexpr int published_particles = 5000;

/// What a curve is of, how it was found, and in which study.
struct CurveKey {
    Quantity quantity;
    RouteName by;
    Study study = {};

    /// Of the main study, from all data of its route: what claims are made about.
    bool is_main() const { return study.is_main() && by.part.empty(); }
    auto operator<=>(const CurveKey&) const = default;
};

/// The name in files and on the command line: "gamma_semigrand", "thermal_conductivity_nemd", "density_n500".
std::string name_of(const CurveKey& key);

/// What the points of a curve are along.
struct Axis {
    std::string name = "x1";  ///< of the member of a row in results.json
    std::string unit = "1";

    bool operator==(const Axis&) const = default;
};

namespace axes {
inline const Axis composition{};  ///< mole fraction of species 1
inline const Axis gradient{"gradient", "eps/(k_B sigma)"};
inline const Axis lateral_edge{"edge", "sigma"};
inline const Axis field{"field", "1/sigma"};
}  // namespace axes

struct CurvePoint {
    double x = 0.0;  ///< as measured, along the axis of the curve
    Estimate estimate;

    bool operator==(const CurvePoint&) const = default;
};

/// A measured quantity along an axis, in ascending order.
struct Curve {
    std::vector<CurvePoint> points;
    Axis axis = {};
    /// Of the errors of different points, points x points row by row; what stands on the diagonal is not used. Empty:
    /// the points are independent, or nothing is known.
    std::vector<double> covariance = {};

    bool operator==(const Curve&) const = default;
};

/// Of the errors of points i and j; the square of an error for i = j.
double covariance_of_points(const Curve& curve, std::size_t i, std::size_t j);

using Curves = std::map<CurveKey, Curve>;

/// returns   null if the curve is not there or has no points
const Curve* find_curve(const Curves& curves, const CurveKey& key);

/// Keys of the curves of a quantity that have points and are main, in the order of their routes.
std::vector<CurveKey> main_curves(const Curves& curves, const Quantity& quantity);

/// The error that two curves share at one place of their axis.
struct CurveCovariance {
    CurveKey one, other;
    double x = 0.0;
    double covariance = 0.0;

    bool operator==(const CurveCovariance&) const = default;
};

/// returns   0 where none is known
double covariance_of(const std::vector<CurveCovariance>& covariances, const CurveKey& one, const CurveKey& other,
                     double x);

/// A single number that a campaign finds.
struct NumberKey {
    std::string name;
    std::string route = {};  ///< empty if it is of no single one

    auto operator<=>(const NumberKey&) const = default;
};

/// The name in files and on the command line: "gamma_integral_difference/semigrand".
std::string name_of(const NumberKey& key);

using Numbers = std::map<NumberKey, Estimate>;

/// {"NAME": [{"x1", "value", "sem", "n_eff"}, ...], ...}, with the name of the curve's axis for "x1".
nlohmann::json to_json(const Curves& curves);
/// {"NAME": {"quantity", "words", "unit", "route", ..., "axis", "covariance"}, ...}: what to_json leaves out; the
/// last only where there is one.
nlohmann::json keys_to_json(const Curves& curves);
/// throws   InvalidInput: not what both write
Curves curves_from_json(const nlohmann::json& rows, const nlohmann::json& keys);

nlohmann::json to_json(const Numbers& numbers);
Numbers numbers_from_json(const nlohmann::json& json);

}  // namespace soret
