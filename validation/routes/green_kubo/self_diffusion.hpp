#pragma once

#include <array>
#include <optional>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

/// Slopes of mean-square displacements are taken between these times.            [tau, of GreenKuboUnits], [SI eq. 20]
inline constexpr double first_displacement_time = 10.0;
inline constexpr double last_displacement_time = 60.0;

/// D = (<r^2>(t_2) - <r^2>(t_1))/(6 (t_2 - t_1)) of a species, t_1 and t_2 the first and the last time of the record
/// that lie between those limits; the mean of the runs, its error from their scatter.                  [sigma^2/tau]
class SelfDiffusion {
public:
    /// time_unit   of the two limits   [tau]
    explicit SelfDiffusion(double time_unit = 1.0) : time_unit_(time_unit) {}

    /// run   a result with "displacements": rows of "time" and, by species, mean-square displacements
    void add(const TaskResult& run);
    /// returns   nothing with fewer than two runs that reach so far
    std::optional<Estimate> of(std::size_t species) const;

private:
    double time_unit_;
    std::array<std::vector<double>, 2> slopes_;  // by species and run
};

}  // namespace soret
