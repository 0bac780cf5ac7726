#pragma once

#include <array>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace soret {

/// What a filter of Boost.Iostreams makes of all bytes; nothing if that is more than `most` bytes.
/// throws   std::ios_base::failure: the filter cannot read them
template <class Filter>
std::optional<std::string> filtered(const Filter& filter, const std::string& bytes, std::uint64_t most) {
    boost::iostreams::filtering_streambuf<boost::iostreams::input> stream;
    stream.push(filter);
    stream.push(boost::iostreams::array_source(bytes.data(), bytes.size()));
    std::string result;
    std::array<char, 1 << 16> block;
    for (std::streamsize got = 0; (got = stream.sgetn(block.data(), block.size())) > 0;) {
        result.append(block.data(), static_cast<std::size_t>(got));
        if (result.size() > most) return std::nullopt;
    }
    return result;
}

}  // namespace soret
