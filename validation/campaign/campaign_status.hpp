#pragma once

#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"

namespace soret {

/// How far a campaign is, from its directory alone: nothing is written, and of result files only the beginning is read.
struct CampaignStatus {
    struct Running {
        std::string task;
        std::string host;  ///< empty if the worker's file is not there
        std::int64_t process = 0;
        double seconds = 0.0;            ///< since it was begun
        std::optional<double> fraction;  ///< that is done, as the worker last said
        double silent = 0.0;             ///< seconds since it last said anything
        bool is_lost = false;            ///< its process on this machine is gone: the next worker takes the task over
    };
    std::size_t tasks = 0;
    std::size_t finished = 0;
    std::vector<Running> running;
    std::vector<FailedTask> failed;  ///< and not under way or finished since
    std::size_t waiting = 0;         ///< all others
    double seconds_spent = 0.0;      ///< of a core, of finished tasks
    double seconds_left = 0.0;       ///< of a core: the costs of the rest times seconds_per_cost
    double seconds_per_cost = 1.0;   ///< of finished tasks; 1 if there is none
};
CampaignStatus status_of(const Campaign& campaign);
nlohmann::json to_json(const CampaignStatus& status);

}  // namespace soret
