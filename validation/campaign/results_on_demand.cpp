#include "soret/validation/campaign/results_on_demand.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

ResultsOnDemand::ResultsOnDemand(const TaskResults& results)
    : find_([&results](const std::string& task) -> HeldResult {
          const auto found = results.find(task);
          if (found == results.end()) return nullptr;
          return HeldResult(HeldResult(), &found->second);  // owns nothing
      }) {}

HeldResult ResultsOnDemand::at(const std::string& task) const {
    HeldResult result = find(task);
    if (!result) throw InvalidInput(fmt::format("task {} is not finished", task));
    return result;
}

}  // namespace soret
