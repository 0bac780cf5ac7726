#include "soret/validation/check/check_report.hpp"

namespace soret {

Verdict CheckReport::verdict() const {
    std::vector<Verdict> counted;
    for (const CheckLine& line : checks) {
        if (!line.accepted) counted.push_back(line.verdict);
    }
    return combined(counted);
}

}  // namespace soret
