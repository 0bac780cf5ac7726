#include "soret/common/contracts/soft_core.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

void check_soft_core_stages(std::span<const double> stages) {
    if (stages.empty()) throw InvalidArgument("soft core: 0 stages: must be at least 1");
    for (std::size_t k = 0; k < stages.size(); ++k) {
        if (stages[k] >= 0.0 && stages[k] <= 1.0) continue;
        throw InvalidArgument(fmt::format("soft core: stages[{}] = {}: must be in [0, 1]", k, stages[k]));
    }
}

}  // namespace soret
