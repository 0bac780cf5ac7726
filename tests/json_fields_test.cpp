// JSON from outside: what is damaged, too deep, too large or of another type gives one line, whatever it is.

#include "soret/common/files/json_fields.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "temporary_directory.hpp"

namespace soret {
namespace {

using nlohmann::json;
using testing::message_of;

template <class T>
std::string refusal(const json& value) {
    return message_of<InvalidInput>([&] { field<T>({{"key", value}}, "key"); });
}

std::string text_refusal(const std::string& text) {
    return message_of<InvalidInput>([&] { json_from_text(text); });
}

std::string cbor_refusal(const std::string& bytes) {
    return message_of<InvalidInput>([&] { json_from_cbor(bytes); });
}

std::string repeated(const std::string& piece, std::size_t times) {
    std::string text;
    for (std::size_t k = 0; k < times; ++k) text += piece;
    return text;
}

TEST(JsonField, OfAWholeNumberIsOneThatFits) {
    EXPECT_EQ(field<std::int32_t>({{"key", -7}}, "key"), -7);
    EXPECT_EQ(field<std::uint64_t>({{"key", UINT64_MAX}}, "key"), UINT64_MAX);
    const std::string end = ": is of another type than expected";
    EXPECT_EQ(refusal<std::uint64_t>(-1), "key = -1" + end);
    EXPECT_EQ(refusal<std::int64_t>(UINT64_MAX), "key = 18446744073709551615" + end);
    EXPECT_EQ(refusal<std::int32_t>(2147483648), "key = 2147483648" + end);
    EXPECT_EQ(refusal<int>(2.5), "key = 2.5" + end);
    EXPECT_EQ(refusal<std::uint64_t>(1e300), "key = 1e+300" + end);
    EXPECT_EQ(refusal<int>(true), "key = true" + end);
    EXPECT_EQ(message_of<InvalidInput>([] { field<int>(json::array(), "key"); }), "key is missing");
}

TEST(JsonField, OfArraysIsOfTheLengthAndTypeInside) {
    using Rows = std::array<std::vector<std::int32_t>, 2>;
    EXPECT_EQ(field<Rows>({{"key", {{1, 2}, {3}}}}, "key"), (Rows{{{1, 2}, {3}}}));
    const std::string end = ": is of another type than expected";
    EXPECT_EQ(refusal<Rows>({{1, 2}, {4294967296}}), "key = [[1,2],[4294967296]]" + end);
    EXPECT_EQ(refusal<Rows>({{1, 2}}), "key = [[1,2]]" + end);
    EXPECT_EQ(refusal<Rows>({{1}, {2}, {3}}), "key = [[1],[2],[3]]" + end);
    EXPECT_EQ(refusal<std::vector<double>>({{"a", 1.0}}), "key = {\"a\":1.0}" + end);
    EXPECT_EQ(refusal<std::vector<double>>({1.0, "2"}), "key = [1.0,\"2\"]" + end);
    EXPECT_EQ(refusal<std::vector<bool>>({1}), "key = [1]" + end);
}

TEST(JsonField, ThatIsRefusedIsShownInOneShortLine) {
    EXPECT_EQ(refusal<int>("\n\xff" + std::string(1000, 'x')),
              "key = \"\\n\\ufffd" + std::string(48, 'x') + "...: is of another type than expected");
}

TEST(JsonText, ThatIsDamagedIsRefusedWithItsPlace) {
    EXPECT_EQ(json_from_text(" {\"a\": [1, 2.5, null, \"\u00e9\"]} "), (json{{"a", {1, 2.5, nullptr, "\u00e9"}}}));
    EXPECT_EQ(text_refusal("{\"a\": [1, 2"), "not JSON: ends too early, after 11 bytes");
    EXPECT_EQ(text_refusal("{\"a\": 1} 2"), "not JSON: damaged at byte 10 of 10");
    EXPECT_EQ(text_refusal("[1e999]"), "not JSON: 1e999 at byte 6 is out of the range of a double");
    EXPECT_EQ(text_refusal("[\"\xff\"]"), "not JSON: damaged at byte 3 of 5");
    EXPECT_EQ(text_refusal(""), "not JSON: is empty");
}

TEST(JsonText, DeeperThanTheStackIsRefused) {
    EXPECT_NO_THROW(json_from_text(repeated("[", deepest_json) + repeated("]", deepest_json)));
    for (const char* open : {"[", "{\"a\":"}) {
        EXPECT_EQ(text_refusal(repeated(open, 1'000'000)).find("not JSON: arrays and objects more than 100 deep"), 0U);
    }
}

TEST(JsonFile, ThatIsNoneIsNamedOnceWithTheReason) {
    const testing::TemporaryDirectory directory;
    const auto refusal_of = [&](const std::string& path) {
        return message_of<InvalidInput>([&] { read_json_file(path); }, directory.path());
    };
    EXPECT_EQ(read_json_file(directory.file("a.json", "\xef\xbb\xbf[1,\r\n2]\r\n")), (json{1, 2}));
    EXPECT_EQ(refusal_of(directory.file("a.json", "[1e999]")),
              "a.json: not JSON: 1e999 at byte 6 is out of the range of a double");
    EXPECT_EQ(refusal_of(directory.file("a.json", "")), "a.json: is empty");
    EXPECT_EQ(refusal_of(directory.file("a.json", " \n")), "a.json: not JSON: ends too early, after 2 bytes");
    EXPECT_EQ(refusal_of(directory.path("none.json")), "none.json: cannot be read: No such file or directory");
    std::filesystem::create_directory(directory.path("d.json"));
    EXPECT_EQ(refusal_of(directory.path("d.json")), "d.json: is a directory: must be a file");
    EXPECT_EQ(refusal_of("/dev/null"), "/dev/null: is a device: must be a file or a pipe");
}

TEST(JsonCbor, ThatIsDamagedIsRefused) {
    const json value{{"a", {1, 2.5, nullptr, "text"}}};
    std::string bytes;
    json::to_cbor(value, bytes);
    EXPECT_EQ(json_from_cbor(bytes), value);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_EQ(cbor_refusal(bytes.substr(0, length)),
                  length == 0 ? "not CBOR: is empty" : fmt::format("not CBOR: ends too early, after {} bytes", length));
    }
    EXPECT_EQ(cbor_refusal("\x81\x61\xff"), "not CBOR: has a text that is not UTF-8");
    EXPECT_EQ(cbor_refusal("\xa1\x61\xff\x01"), "not CBOR: has a text that is not UTF-8");
    EXPECT_EQ(cbor_refusal("\x41\x01"), "not CBOR: has bytes where a text or a number must be");
}

TEST(JsonCbor, DeeperThanTheStackIsRefused) {
    EXPECT_EQ(cbor_refusal(repeated("\x81", 1'000'000)).find("not CBOR: arrays and objects more than 100 deep"), 0U);
    EXPECT_EQ(cbor_refusal(repeated("\x9f", 1'000'000)).find("not CBOR: arrays and objects more than 100 deep"), 0U);
    EXPECT_EQ(cbor_refusal(repeated("\x7f", 1'000'000)), "not CBOR: has a text in pieces inside pieces");
    EXPECT_EQ(cbor_refusal(repeated("\x5f", 1'000'000)), "not CBOR: has a text in pieces inside pieces");
}

TEST(ReadingJson, MakesOneLineOfWhateverIsWrong) {
    const auto refusal_of = [](const auto& read) {
        return message_of<InvalidInput>([&] { reading_json("file.json", read); });
    };
    EXPECT_EQ(reading_json("file.json", [] { return 7; }), 7);
    EXPECT_EQ(refusal_of([] { return json(1).at("key").get<int>(); }), "file.json: cannot use at() with number");
    EXPECT_EQ(refusal_of([] { return json("text").get<double>(); }), "file.json: type must be number, but is string");
    EXPECT_EQ(refusal_of([]() -> int { throw InvalidState("edge\n= 1"); }), "file.json: edge = 1");
}

}  // namespace
}  // namespace soret
