#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace soret {

/// A packed file may unpack to this many times its size and largest_unpacked_start more: a text of numbers packs to a
/// third, one that repeats itself to a twentieth. What is larger is made to fill memories.
inline constexpr std::uint64_t largest_expansion = 200;
inline constexpr std::uint64_t largest_unpacked_start = std::uint64_t{1} << 20;

/// Whether the content begins as a file of gzip, bzip2, xz, zstd, compress or zip does.
bool is_compressed(std::string_view content);

/// The content of a file packed by gzip, bzip2 or xz; one that is several such files after each other is unpacked
/// whole.
/// throws   InvalidInput: packed by something else, damaged, cut off, or too large unpacked; the file is not named
std::string unpacked(const std::string& content);

}  // namespace soret
