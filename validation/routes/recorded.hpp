#pragma once

#include "soret/common/statistics/block_average.hpp"

namespace soret {

/// A mean as the results of tasks have it: effective_samples without an upper bound. What is made of it bounds it where
/// it is shown; here it stays as it was found, so that a task of any campaign gives the same digest again.
inline Estimate recorded(const BlockAverage& average) {
    return {average.mean.value, average.mean.standard_error, average.unbounded_effective_samples};
}

}  // namespace soret
