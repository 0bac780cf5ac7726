#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "soret/validation/campaign/task.hpp"

namespace soret {

/// What one process knows of the tasks of a campaign: which are finished, under way here or elsewhere, given up, and
/// which can be begun. Taking one costs the logarithm of how many there are.
class TaskBoard {
public:
    enum class Standing { open, here, elsewhere, finished, given_up };

    /// tasks      in an order in which they can be run
    /// chosen     places of those that are to be run; empty: all
    /// is_there   results that can be read without waiting for their tasks here
    TaskBoard(const std::vector<const Task*>& tasks, const std::vector<std::size_t>& chosen,
              std::function<bool(const std::string&)> is_there);

    const Task& task(std::size_t place) const { return *tasks_[place]; }
    Standing standing(std::size_t place) const { return entries_[place].standing; }
    std::optional<std::size_t> place_of(const std::string& id) const;
    const std::vector<std::size_t>& chosen() const { return chosen_; }

    /// The first task that can be begun at or behind the cursor, else before it; those that others need come first.
    /// fits   whether a task may be begun
    std::optional<std::size_t> next(std::size_t cursor, const std::function<bool(const Task&)>& fits) const;
    void set(std::size_t place, Standing standing);

    std::vector<std::size_t> chosen_in(Standing standing) const;
    const std::set<std::size_t>& elsewhere() const { return elsewhere_; }
    /// Chosen tasks that are open and need one that is given up.
    std::vector<std::size_t> blocked() const;
    /// A task that this one needs and that is not finished; empty if there is none.
    std::string missing_need(std::size_t place) const;

private:
    struct Entry {
        Standing standing = Standing::open;
        bool chosen = false;
        bool awaited = false;
        std::size_t needs_left = 0;
        std::vector<std::size_t> dependents;
    };
    void settle(std::size_t place);

    std::vector<const Task*> tasks_;
    std::function<bool(const std::string&)> is_there_;
    std::vector<Entry> entries_;
    std::vector<std::size_t> chosen_;
    std::unordered_map<std::string, std::size_t> places_;
    std::set<std::size_t> ready_awaited_, ready_others_, elsewhere_;
};

}  // namespace soret
