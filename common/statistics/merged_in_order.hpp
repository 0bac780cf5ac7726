#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "soret/common/errors.hpp"

namespace soret {

/// Merges partial results in the order of their keys (the numbers of their tasks), whatever the order in which they
/// were finished: the result has the same bits every time.
/// parts    at least one, each with its key; T has merge(const T&)
/// throws   InvalidArgument: no parts, two parts with one key
template <class T>
T merged_in_order(std::vector<std::pair<std::uint64_t, T>> parts) {
    if (parts.empty()) throw InvalidArgument("merged in order: 0 parts: must be at least 1");
    std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].first == parts[i - 1].first) {
            throw InvalidArgument(fmt::format("merged in order: key {} occurs twice: must be unique", parts[i].first));
        }
    }
    T result = std::move(parts.front().second);
    for (std::size_t i = 1; i < parts.size(); ++i) result.merge(parts[i].second);
    return result;
}

}  // namespace soret
