#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace soret {

/// A packed file may unpack to this many times its size and largest_unpacked_start more: a text of numbers packs to a
/// third, one that repeats itself to a twentieth. What is larger is made to fill memories.
inline constexpr std::uint64_t largest_expansion = 200;
inline constexpr std::uint64_t largest_unpacked_start = std::uint64_t{1} << 20;

/// The most bytes that are taken out of so many packed ones.
constexpr std::uint64_t largest_unpacked(std::uint64_t packed) {
    return largest_expansion * packed + largest_unpacked_start;
}

/// Whether the content begins as a file of gzip, bzip2, xz, zstd, compress or zip does.
bool is_compressed(std::string_view content);

/// The content of a file packed by gzip, bzip2 or xz; one that is several such files after each other is unpacked
/// whole.
/// throws   InvalidInput: packed by something else, damaged, cut off, too large unpacked, or by xz with a dictionary
///          that needs more than 100 MB (the presets of xz need up to 65 MiB); the file is not named
std::string unpacked(const std::string& content);

}  // namespace soret
