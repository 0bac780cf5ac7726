#include "soret/common/files/compressed_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/filter/bzip2.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

namespace io = boost::iostreams;
using namespace std::string_view_literals;

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
    const std::uint64_t limit =
        std::min(largest_text_file, largest_expansion * content.size() + largest_unpacked_start);
    std::string text;
    try {
        io::filtering_streambuf<io::input> stream;
        if (packing.name == "gzip") stream.push(io::gzip_decompressor());
        if (packing.name == "bzip2") stream.push(io::bzip2_decompressor());
        if (packing.name == "xz") stream.push(io::lzma_decompressor());
        stream.push(io::array_source(content.data(), content.size()));
        std::array<char, 1 << 16> block;
        for (std::streamsize got = 0; (got = stream.sgetn(block.data(), block.size())) > 0;) {
            text.append(block.data(), static_cast<std::size_t>(got));
            if (text.size() > limit) {
                throw InvalidInput(fmt::format(
                    "is packed by {} and has more than {} bytes unpacked, the most that is taken from a file "
                    "of {} bytes",
                    packing.name, limit, content.size()));
            }
        }
    } catch (const std::ios_base::failure&) {
        throw InvalidInput(fmt::format("is packed by {} and damaged or cut off", packing.name));
    }
    return text;
}

}  // namespace soret
