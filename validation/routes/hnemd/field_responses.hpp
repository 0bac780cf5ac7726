#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/routes/replicas.hpp"

namespace soret {

/// Coefficients that a heat field tells: L_11 by the noise of J_1, L'_1q and L'_qq by response.
enum FieldCoefficient : Eigen::Index { field_11, field_1q, field_qq, field_coefficients };

/// What the runs at one composition under one strength of the field say, both signs and all axes together.
struct FieldPoint {
    double x1 = 0.0;     ///< N_1/N
    double field = 0.0;  ///< |F_q|, or |F_m| of a mass field
    std::size_t runs = 0;
    nlohmann::json first;                             ///< what the first run says besides its blocks
    std::vector<std::array<double, 3>> temperatures;  ///< by run, along the field, then across
    std::size_t driven_too_far = 0;                   ///< runs in which the field was found to be too large
    std::optional<std::string> excess;                ///< what the first of them says: no liquid near equilibrium
    ReplicaAgreements replicas;  ///< of onsager_11, mass_current, heat_current and, where runs have it, pressure
    Eigen::Vector3d values;      ///< FieldCoefficient; of a mass field L_11 by noise, L_11 and L'_q1 by response
    Eigen::Matrix3d covariance;  ///< of their errors, from blocks of all runs
    double blocks = 0.0;
};

/// Takes the numbers of a point out of one run after the other.
class FieldRuns {
public:
    /// throws   InvalidInput: a result that run_under_field() does not write
    void add(const TaskResult& run);
    bool empty() const { return sums_.runs == 0; }
    /// throws   InvalidInput: fewer than four blocks
    FieldPoint point(double temperature) const;

private:
    FieldPoint sums_;
    std::vector<Eigen::Vector4d> blocks_;  // J_1 and J'_q as if the field were positive
    std::vector<std::size_t> blocks_of_runs_;
    std::vector<Estimate> pressures_;
    double volume_ = 0.0;
    double interval_ = 0.0;
};
/// The same of runs in memory.
FieldPoint field_point(const std::vector<const TaskResult*>& runs, double temperature);

/// The way to zero field: each coefficient at each composition is Y (1 + a F^2); a of L_11 and of L'_1q common to all
/// compositions or, where there are five of them and a slope is known, a straight line in x_1; that of L'_qq, which is
/// known a hundred times better, of each composition alone; weighted least squares over all points together.
struct ZeroField {
    static constexpr Eigen::Index common_curvatures = 2;  // field_11, field_1q

    std::vector<double> compositions;
    bool has_slopes = false;  ///< a is a + slope (x_1 - 1/2)
    /// Y: field_coefficients of the first composition, then of the next, ...; then the a of L_11 and L'_1q, then those
    /// of L'_qq by composition, then the slopes of L_11 and L'_1q.
    Eigen::VectorXd values;
    Eigen::MatrixXd covariance;  ///< of values
    double chi_squared = 0.0;
    int degrees_of_freedom = 0;

    Eigen::Vector3d coefficients(std::size_t composition) const;
    Eigen::Matrix3d covariance_of(std::size_t composition) const;
    /// The common a of L_11 or L'_1q, at x_1 = 1/2.
    Estimate curvature(FieldCoefficient coefficient) const;
    /// By how much it grows from x_1 = 0 to 1; nothing without slopes.
    std::optional<Estimate> slope(FieldCoefficient coefficient) const;
    /// Independent parts of the errors of coefficients(), in columns, that go with common a and slopes: all that two
    /// compositions have in common.
    Eigen::Matrix<double, 3, Eigen::Dynamic> shared_errors(std::size_t composition) const;
    /// Of a chi^2 at least as large; nothing without degrees of freedom.
    std::optional<double> p_value() const;
};

/// Where there is one field only, a is one that was found before, with its error.
struct KnownCurvature {
    Eigen::Vector3d value;
    Eigen::Vector3d standard_error;
    bool beside_fields = false;  ///< taken also where several fields tell, as one more measurement
    double slope_error = 0.0;    ///< standard error of slopes that are 0 before fields are looked at; 0: no slopes
    /// Slopes of L_11 and L'_1q that several fields told before, for where there is one field only; errors of 0: none.
    Eigen::Vector2d found_slope = Eigen::Vector2d::Zero();
    Eigen::Vector2d found_slope_error = Eigen::Vector2d::Zero();
};

/// What is known of a box before its own fields are looked at: of 250 particles that which the tier standard found. Of
/// a larger box a is larger, at most as the square of its edge: anything from a to that is as likely. Slopes are 0 with
/// an error as large as what the a of L'_qq, which every composition tells by itself, changes by from x_1 = 0 to 1.
KnownCurvature curvature_known_of(int particles);

/// The same of any mixture. Of one that nothing was found of, a is 0 with a standard error of
/// curvature_of_unknown_mixtures times the square of the box edge in all coefficients, as one more measurement beside
/// the fields: 0.5 sigma^2 for the paper's box of 6.8 sigma, whose a are -0.29 to 0.42 sigma^2 and grow as the square
/// of the edge. Slopes are 0 with 0.4 times that error, as in the paper's mixture.
/// edge   of the box   [sigma]
KnownCurvature curvature_known_of(const StateLine& line, int particles, double edge);
inline constexpr double curvature_of_unknown_mixtures = 0.011;  ///< times edge^2

/// points   of one size, under heat fields
/// throws   InvalidArgument: no points; one field only and no known curvature
ZeroField zero_field(const std::vector<FieldPoint>& points, const std::optional<KnownCurvature>& known);

}  // namespace soret
