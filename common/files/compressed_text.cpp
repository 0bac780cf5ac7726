#include "soret/common/files/compressed_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <boost/iostreams/filter/bzip2.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/filtered_bytes.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

namespace io = boost::iostreams;
using namespace std::string_view_literals;

// LZMA_MEMLIMIT_ERROR of liblzma, which Boost sets a limit of 100 MB and has no name for.
constexpr int memory_limit_error = 6;

struct Packing {
    std::string_view start;
    std::string_view name;
    bool readable;
};

constexpr std::array<Packing, 6> packings{{{"\x1f\x8b"sv, "gzip", true},
                                           {"BZh"sv, "bzip2", true},
                                           {"\xfd"
                                            "7zXZ\0"sv,
                                            "xz", true},
                                           {"\x28\xb5\x2f\xfd"sv, "zstd", false},
                                           {"\x1f\x9d"sv, "compress", false},
                                           {"PK\x03\x04"sv, "zip", false}}};

const Packing* packing_of(std::string_view content) {
    const auto found = std::find_if(packings.begin(), packings.end(),
                                    [&](const Packing& packing) { return content.starts_with(packing.start); });
    // A title may begin with these three letters: a packed file goes on with its level.
    if (found != packings.end() && found->name == "bzip2" && (content.size() < 10 || content.substr(4, 4) != "1AY&")) {
        return nullptr;
    }
    return found == packings.end() ? nullptr : &*found;
}

std::string damaged(std::string_view packing) {
    return fmt::format("is packed by {} and damaged or cut off", packing);
}

}  // namespace

bool is_compressed(std::string_view content) {
    return packing_of(content) != nullptr;
}

std::string unpacked(const std::string& content) {
    const Packing& packing = *packing_of(content);
    if (!packing.readable) {
        throw InvalidInput(
            fmt::format("is packed by {}: must be unpacked, or packed by gzip, bzip2 or xz", packing.name));
    }
    const std::uint64_t limit = std::min(largest_text_file, largest_unpacked(content.size()));
    std::optional<std::string> text;
    try {
        text = packing.name == "gzip"    ? filtered(io::gzip_decompressor(), content, limit)
               : packing.name == "bzip2" ? filtered(io::bzip2_decompressor(), content, limit)
                                         : filtered(io::lzma_decompressor(), content, limit);
    } catch (const io::lzma_error& error) {
        if (error.error() != memory_limit_error) throw InvalidInput(damaged(packing.name));
        throw InvalidInput(
            "is packed by xz with a dictionary that needs more than 100 MB of memory: must be packed by xz -9 or less");
    } catch (const std::ios_base::failure&) {
        throw InvalidInput(damaged(packing.name));
    }
    if (text) return *std::move(text);
    throw InvalidInput(
        fmt::format("is packed by {} and has more than {} bytes unpacked, the most that is taken from a file of {} "
                    "bytes",
                    packing.name, limit, content.size()));
}

}  // namespace soret
