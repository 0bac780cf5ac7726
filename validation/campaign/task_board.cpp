#include "soret/validation/campaign/task_board.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace soret {

TaskBoard::TaskBoard(const std::vector<const Task*>& tasks, const std::vector<std::size_t>& chosen,
                     std::function<bool(const std::string&)> is_there)
    : tasks_(tasks), is_there_(std::move(is_there)), entries_(tasks.size()), chosen_(chosen) {
    if (chosen_.empty()) {
        chosen_.resize(tasks.size());
        std::iota(chosen_.begin(), chosen_.end(), std::size_t{0});
    }
    for (const std::size_t place : chosen_) entries_[place].chosen = true;
    for (std::size_t place = 0; place < tasks.size(); ++place) places_.emplace(tasks[place]->id, place);
    for (std::size_t place = 0; place < tasks.size(); ++place) {
        for (const std::string& id : tasks[place]->needs) {
            if (is_there_(id)) continue;
            ++entries_[place].needs_left;
            const auto needed = places_.find(id);
            if (needed == places_.end()) continue;
            entries_[needed->second].awaited = true;
            entries_[needed->second].dependents.push_back(place);
        }
    }
    for (const std::size_t place : chosen_) settle(place);
}

std::optional<std::size_t> TaskBoard::place_of(const std::string& id) const {
    const auto place = places_.find(id);
    return place == places_.end() ? std::nullopt : std::optional(place->second);
}

std::optional<std::size_t> TaskBoard::next(std::size_t cursor, const std::function<bool(const Task&)>& fits) const {
    for (const auto* ready : {&ready_awaited_, &ready_others_}) {
        const auto first = ready->lower_bound(cursor);
        const auto fitting = [&](std::size_t place) { return fits(task(place)); };
        auto found = std::find_if(first, ready->end(), fitting);
        if (found != ready->end()) return *found;
        found = std::find_if(ready->begin(), first, fitting);
        if (found != first) return *found;
    }
    return std::nullopt;
}

void TaskBoard::set(std::size_t place, Standing standing) {
    Entry& entry = entries_[place];
    if (entry.standing == standing) return;
    const bool was_finished = entry.standing == Standing::finished;
    entry.standing = standing;
    settle(place);
    if (was_finished == (standing == Standing::finished)) return;
    for (const std::size_t dependent : entry.dependents) {
        entries_[dependent].needs_left += was_finished ? 1 : std::size_t(-1);
        settle(dependent);
    }
}

// Puts a task into the sets where it belongs.
void TaskBoard::settle(std::size_t place) {
    const Entry& entry = entries_[place];
    if (!entry.chosen) return;
    auto& ready = entry.awaited ? ready_awaited_ : ready_others_;
    if (entry.standing == Standing::open && entry.needs_left == 0) {
        ready.insert(place);
    } else {
        ready.erase(place);
    }
    if (entry.standing == Standing::elsewhere) {
        elsewhere_.insert(place);
    } else {
        elsewhere_.erase(place);
    }
}

std::vector<std::size_t> TaskBoard::chosen_in(Standing standing) const {
    std::vector<std::size_t> found;
    std::ranges::copy_if(chosen_, std::back_inserter(found),
                         [&](std::size_t place) { return entries_[place].standing == standing; });
    return found;
}

std::vector<std::size_t> TaskBoard::blocked() const {
    std::vector<bool> hopeless(entries_.size(), false);
    for (std::size_t place = 0; place < entries_.size(); ++place) {
        const Entry& entry = entries_[place];
        if (entry.standing == Standing::given_up) hopeless[place] = true;
        if (!hopeless[place]) continue;
        for (const std::size_t dependent : entry.dependents) {
            if (entries_[dependent].standing == Standing::open) hopeless[dependent] = true;
        }
    }
    std::vector<std::size_t> blocked;
    for (const std::size_t place : chosen_) {
        if (hopeless[place] && entries_[place].standing == Standing::open) blocked.push_back(place);
    }
    return blocked;
}

std::string TaskBoard::missing_need(std::size_t place) const {
    for (const std::string& id : tasks_[place]->needs) {
        if (is_there_(id)) continue;
        const auto needed = place_of(id);
        if (!needed || entries_[*needed].standing != Standing::finished) return id;
    }
    return {};
}

}  // namespace soret
