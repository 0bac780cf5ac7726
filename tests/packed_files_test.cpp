// Packed configurations: which packers are read, and which files are refused and why.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/bzip2.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/compressed_text.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::message_of;

template <class Filter>
std::string packed(const std::string& text, Filter filter) {
    std::string result;
    boost::iostreams::filtering_streambuf<boost::iostreams::input> stream;
    stream.push(filter);
    stream.push(boost::iostreams::array_source(text.data(), text.size()));
    boost::iostreams::copy(stream, boost::iostreams::back_inserter(result));
    return result;
}

TEST(PackedFiles, AreUnpackedByGzipBzip2AndXz) {
    namespace io = boost::iostreams;
    const testing::TemporaryDirectory directory;
    const std::string text =
        "title\n2 atoms\n2 atom types\n0 8 xlo xhi\n0 8 ylo yhi\n0 8 zlo zhi\n\nAtoms\n1 1 1 2 3\n2 2 4 5 6\n";
    const State expected = parse_configuration(text, "plain").state;
    const std::string half = text.substr(0, 40), rest = text.substr(40);
    const std::vector<std::string> files{packed(text, io::gzip_compressor()),
                                         packed(text, io::bzip2_compressor()),
                                         packed(text, io::lzma_compressor()),
                                         packed(half, io::gzip_compressor()) + packed(rest, io::gzip_compressor()),
                                         packed(half, io::bzip2_compressor()) + packed(rest, io::bzip2_compressor()),
                                         packed(half, io::lzma_compressor()) + packed(rest, io::lzma_compressor())};
    for (std::size_t k = 0; k < files.size(); ++k) {
        SCOPED_TRACE(k);
        const State state = read_configuration(directory.file("packed", files[k])).state;
        EXPECT_EQ(state.species, expected.species);
        EXPECT_EQ(state.position, expected.position);
        const std::string cut = files[k].substr(0, files[k].size() - 9);
        const std::string what =
            message_of<InvalidInput>([&] { read_configuration(directory.file("cut", cut)); }, directory.path());
        EXPECT_EQ(what.rfind("cut: is packed by", 0), 0U) << what;
    }
}

TEST(PackedFiles, ThatAreBombsOrOfOtherPackersAreRefused) {
    namespace io = boost::iostreams;
    const std::string zeros(std::size_t{1} << 24, '0');
    for (const std::string& bomb : {packed(zeros, io::gzip_compressor()), packed(zeros, io::bzip2_compressor())}) {
        const std::string what = message_of<InvalidInput>([&] { unpacked(bomb); });
        EXPECT_NE(what.find("bytes unpacked, the most that is taken"), std::string::npos) << what;
    }
    const testing::TemporaryDirectory directory;
    for (const auto& [start, name] : std::vector<std::pair<std::string, std::string>>{
             {"\x28\xb5\x2f\xfd", "zstd"}, {"\x1f\x9d", "compress"}, {"PK\x03\x04", "zip"}}) {
        EXPECT_EQ(message_of<InvalidInput>([&] { read_configuration(directory.file("a", start + "....")); },
                                           directory.path()),
                  "a: is packed by " + name + ": must be unpacked, or packed by gzip, bzip2 or xz");
    }
    EXPECT_FALSE(is_compressed("BZh is a title\n"));
}

// xz announces the memory that unpacking takes: "title" with a dictionary of 1.5 GiB in 64 bytes.
TEST(PackedFiles, WithALargeDictionaryAreRefused) {
    const std::array<unsigned char, 64> bytes{
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
        0x25, 0x00, 0x00, 0x00, 0x3b, 0x78, 0x7b, 0x41, 0x01, 0x00, 0x05, 0x74, 0x69, 0x74, 0x6c, 0x65,
        0x0a, 0x00, 0x00, 0x00, 0xac, 0x1e, 0xf9, 0xf8, 0x13, 0xbf, 0x55, 0x20, 0x00, 0x01, 0x1e, 0x06,
        0xc1, 0x2f, 0xa4, 0x1d, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a};
    const std::string large(bytes.begin(), bytes.end());
    EXPECT_EQ(
        message_of<InvalidInput>([&] { unpacked(large); }),
        "is packed by xz with a dictionary that needs more than 100 MB of memory: must be packed by xz -9 or less");
    namespace io = boost::iostreams;
    EXPECT_EQ(unpacked(packed("title\n", io::lzma_compressor(io::lzma_params(9)))), "title\n");
}

}  // namespace
}  // namespace soret
