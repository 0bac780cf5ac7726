#pragma once

#include <string>
#include <vector>

namespace soret::testing {

/// The blocks of a page that are to be typed, in their order.
inline std::vector<std::string> shell_blocks(const std::string& page) {
    std::vector<std::string> blocks;
    const std::string begin = "\n```sh\n", end = "\n```\n";
    for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
        at += begin.size();
        const std::size_t to = page.find(end, at);
        blocks.push_back(page.substr(at, to - at));
        at = to;
    }
    return blocks;
}

}  // namespace soret::testing
