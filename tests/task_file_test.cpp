// Files of finished tasks: to the bit, small, old ones too, and damaged ones refused with their place.

#include "soret/validation/campaign/task_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/common/files/packed_doubles.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;

using nlohmann::json;

fs::path task_path() {
    static const testing::TemporaryDirectory of_the_process;
    return of_the_process.path("task.json");
}

TaskResult result_of(json values) {
    TaskResult result;
    result.task = "task";
    result.digest = digest_of(values);
    result.values = std::move(values);
    result.provenance = {{"version", "0.1.0"}, {"seed", std::uint64_t{18446744073709551615U}}};
    result.seconds = 1.25;
    return result;
}

json after_writing(const json& values) {
    write_task_file(task_path(), result_of(values));
    return read_task_file(task_path()).values;
}

/// The file of `values`, changed by the caller before it is written.
template <class Change>
std::string refusal_after(const json& values, const Change& change) {
    write_task_file(task_path(), result_of(values));
    json file = read_json_file(task_path().string());
    change(file);
    std::ofstream(task_path()) << file;
    try {
        read_task_file(task_path());
    } catch (const InvalidInput& error) {
        return error.what();
    }
    return "";
}

json series(std::size_t count, double first = 0.125) {
    json numbers = json::array();
    for (std::size_t k = 0; k < count; ++k) numbers.push_back(std::sin(first + 0.7 * static_cast<double>(k)));
    return numbers;
}

/// Numbers with random bits: normal, denormal, huge, of both signs; among them whole ones and both zeros.
rc::Gen<double> finite_doubles() {
    const auto any = rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
        const auto value = std::bit_cast<double>(bits);
        return std::isfinite(value) ? value : std::numeric_limits<double>::max();
    });
    const auto tiny = rc::gen::map(rc::gen::arbitrary<std::uint32_t>(),
                                   [](std::uint32_t bits) { return std::bit_cast<double>(std::uint64_t{bits}); });
    const auto whole =
        rc::gen::map(rc::gen::arbitrary<std::int32_t>(), [](std::int32_t n) { return static_cast<double>(n); });
    return rc::gen::oneOf(any, tiny, whole, rc::gen::element(0.0, -0.0, 131072.0, 1e300, -1e-320));
}

rc::Gen<json> leaves() {
    const auto as_json = [](auto generator) { return rc::gen::map(generator, [](const auto& v) { return json(v); }); };
    const auto arrays = rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 80), [](std::size_t count) {
        return rc::gen::container<std::vector<double>>(count, finite_doubles());
    });
    const auto tables = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 30), [](std::size_t columns) {
        const auto rows = rc::gen::container<std::vector<double>>(columns, finite_doubles());
        return rc::gen::container<std::vector<std::vector<double>>>(3, rows);
    });
    const auto integers = rc::gen::container<std::vector<std::int64_t>>(40, rc::gen::arbitrary<std::int64_t>());
    const auto texts = rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
    return rc::gen::oneOf(as_json(finite_doubles()), as_json(rc::gen::arbitrary<std::int64_t>()),
                          as_json(rc::gen::arbitrary<std::uint64_t>()), as_json(rc::gen::arbitrary<bool>()),
                          as_json(integers), as_json(arrays), as_json(tables), as_json(texts), rc::gen::just(json()));
}

rc::Gen<json> nested(int depth) {
    if (depth == 0) return leaves();
    const auto inner = nested(depth - 1);
    const auto lists =
        rc::gen::map(rc::gen::container<std::vector<json>>(3, inner), [](const auto& v) { return json(v); });
    const auto objects = rc::gen::map(rc::gen::container<std::vector<json>>(3, inner), [](const std::vector<json>& v) {
        return json{{"a", v[0]}, {"key with \"quotes\"", v[1]}, {"", v[2]}};
    });
    return rc::gen::oneOf(lists, objects, leaves());
}

/// Same types and same bits, which == of JSON values does not ask for (1 == 1.0, 0.0 == -0.0).
bool is_identical(const json& a, const json& b) {
    if (a.type() != b.type() || a.size() != b.size()) return false;
    if (a.is_number_float())
        return std::bit_cast<std::uint64_t>(a.get<double>()) == std::bit_cast<std::uint64_t>(b.get<double>());
    if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), is_identical);
    if (!a.is_object()) return a == b;
    return std::ranges::all_of(a.items(), [&](const auto& item) {
        return b.contains(item.key()) && is_identical(item.value(), b.at(item.key()));
    });
}

/// Non-negative integers are unsigned after reading, in this file as in any other.
json as_read(const json& value) {
    return json::parse(value.dump());
}

TEST(PackedDoubles, ComeBackToTheBit) {
    rc::check([] {
        const json value = *nested(3).as("value");
        RC_ASSERT(is_identical(with_plain_doubles(with_packed_doubles(value)), value));
        RC_ASSERT(is_identical(with_plain_doubles(json::parse(json_text(with_packed_doubles(value)))), as_read(value)));
    });
}

TEST(PackedDoubles, AreLongSeriesOfFiniteDoublesOnly) {
    EXPECT_TRUE(with_packed_doubles(series(fewest_packed_doubles)).is_object());
    EXPECT_TRUE(with_packed_doubles(series(fewest_packed_doubles - 1)).is_array());
    EXPECT_EQ(with_packed_doubles({series(20), series(20), series(20)}).at("shape"), json({3, 20}));
    EXPECT_EQ(with_packed_doubles({{series(20), series(20)}, {series(20), series(20)}}).at("shape"), json({2, 2, 20}));
    const json ragged = {series(20), series(20), series(19)};
    EXPECT_EQ(with_packed_doubles(ragged), ragged);
    json with_an_integer = series(40);
    with_an_integer[17] = 3;
    EXPECT_EQ(with_packed_doubles(with_an_integer), with_an_integer);
    json with_nan = series(40);
    with_nan[17] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(with_packed_doubles(with_nan).is_array());
    EXPECT_THROW(with_packed_doubles({{"values", {{"doubles", 1}}}}), InvalidArgument);
}

// Made by Python: base64.b64encode(zlib.compress(bytes(b[8 * i + s] for s in range(8) for i in range(40)), 9)) with
// b = struct.pack("<40d", *[0.5 * k for k in range(40)]).
TEST(PackedDoubles, AreReadAsWrittenElsewhere) {
    json expected = json::array();
    for (int k = 0; k < 40; ++k) expected.push_back(0.5 * k);
    const json packed = {
        {"shape", {40}},
        {"doubles", "eNpjYBghoAEKH3z4wcDCwSMgJCImISUjp6CopKyiqqauoamlraOrp29gYGhoZGRszGBvb+9ABAAAS40TWg=="}};
    EXPECT_TRUE(is_identical(with_plain_doubles(packed), expected));
}

TEST(JsonText, HasOneKeyOrOneArrayALine) {
    const json value = {{"name", "x"},
                        {"numbers", std::vector<int>(100, 123)},
                        {"short", {{"a", 1}, {"b", {1, 2}}}},
                        {"long", {{"list", {{{"numbers", std::vector<int>(60, 1)}}, 7}}}}};
    std::string numbers = "123", ones = "1";
    for (int k = 1; k < 100; ++k) numbers += ",123";
    for (int k = 1; k < 60; ++k) ones += ",1";
    EXPECT_EQ(json_text(value), "{\n \"long\": {\n  \"list\": [\n   {\n    \"numbers\": [" + ones +
                                    "]\n   },\n   7\n  ]\n },\n \"name\": \"x\",\n \"numbers\": [" + numbers +
                                    "],\n \"short\": {\"a\":1,\"b\":[1,2]}\n}\n");
    EXPECT_EQ(json_text(json::object()), "{}\n");
    EXPECT_EQ(json_text(json::array({json::array()})), "[[]]\n");
}

TEST(TaskFile, KeepsAResultToTheBit) {
    const TaskResult result =
        result_of({{"series", series(96)}, {"sums", {series(40), series(3)}}, {"whole", 131072.0}});
    write_task_file(task_path(), result);
    const TaskResult read = read_task_file(task_path());
    EXPECT_EQ(read.task, result.task);
    EXPECT_TRUE(is_identical(read.values, result.values));
    EXPECT_EQ(read.digest, result.digest);
    EXPECT_EQ(read.provenance, result.provenance);
    EXPECT_EQ(read.seconds, result.seconds);
}

TEST(TaskFile, OfFormat1IsRead) {
    const json values = {{"series", series(96)}, {"departure", nullptr}, {"doubles", "a key like any other then"}};
    std::ofstream(task_path()) << json{
        {"format", 1},
        {"task", "task"},
        {"values", values},
        {"digest", digest_of(values)},
        {"provenance", json::object()},
        {"seconds", 2.0}}.dump(1);
    EXPECT_TRUE(is_identical(read_task_file(task_path()).values, values));
}

/// Two blocks of 9 + 1 correlation functions at 96 times, as many digits as there are: a run of the route green_kubo.
TEST(TaskFile, OfAGreenKuboRunHasAtMost20kB) {
    json blocks = json::array(), displacements = json::array();
    for (int block = 0; block < 2; ++block) {
        json sums = json::array();
        for (int k = 0; k < 9; ++k) {
            json sum = json::array();
            for (int lag = 0; lag < 96; ++lag) {
                sum.push_back(std::pow(10.0, k - 2.0) * std::sin(1.0 + lag * (0.37 + 0.01 * k) + block) * 1e4);
            }
            sums.push_back(sum);
        }
        json counts = json::array();
        for (int lag = 0; lag < 96; ++lag) counts.push_back(131072.0 - lag);
        blocks.push_back({{"sums", sums}, {"counts", counts}, {"samples", 131072}, {"pressure", 60753.15711046277}});
    }
    for (int k = 1; k <= 30; ++k) {
        displacements.push_back({{"time", 1.0 * k}, {"by_species", {std::sqrt(0.3 * k), std::sqrt(0.7 * k)}}});
    }
    const json values = {{"fluxes", {{"blocks", blocks}, {"interval", 0.04}}}, {"displacements", displacements}};
    EXPECT_TRUE(is_identical(after_writing(values), as_read(values)));
    EXPECT_LE(fs::file_size(task_path()), 20000U);
}

TEST(TaskFile, DamagedIsRefusedWithFileAndPlace) {
    const json values = {{"fluxes", {{"blocks", {{{"sums", {series(3), series(96)}}}}}}}};
    const auto packed = [](json& file) -> json& { return file["values"]["fluxes"]["blocks"][0]["sums"][1]; };
    const std::string place = task_path().string() + ": fluxes/blocks/0/sums/1/doubles: ";
    const auto text = [&](const auto& change) {
        return refusal_after(values, [&](json& file) {
            auto& letters = packed(file)["doubles"].get_ref<std::string&>();
            change(letters);
        });
    };
    const std::string not_base64 = place + "not base64; the file is damaged";
    EXPECT_EQ(text([](std::string& t) { t[5] = '!'; }), not_base64);
    EXPECT_EQ(text([](std::string& t) {
                  t[5] = '\x80';
                  t[6] = '\xff';
                  t.erase(5, 2);
                  t.insert(5, "é");
              }),
              not_base64);
    EXPECT_EQ(text([](std::string& t) { t[5] = '='; }), not_base64);
    EXPECT_EQ(text([](std::string& t) { t.pop_back(); }), not_base64);
    EXPECT_EQ(text([](std::string& t) { t = "===="; }), not_base64);
    const std::string not_zlib = place + "not a zlib stream; the file is damaged";
    EXPECT_EQ(text([](std::string& t) { t.clear(); }), not_zlib);
    EXPECT_EQ(text([](std::string& t) { t[0] = t[0] == 'A' ? 'B' : 'A'; }), not_zlib);
    EXPECT_EQ(text([](std::string& t) { t.resize(t.size() / 8 * 4); }), not_zlib);
    EXPECT_EQ(text([](std::string& t) { t[t.size() / 2] = t[t.size() / 2] == 'A' ? 'B' : 'A'; }), not_zlib);

    const auto shape = [&](const json& wrong) {
        return refusal_after(values, [&](json& file) { packed(file)["shape"] = wrong; });
    };
    for (const char* wrong : {"[95]", "[]", "[0]", "[96,0]", "[2,49]", "[9223372036854775808,2,96]"}) {
        EXPECT_EQ(shape(json::parse(wrong)),
                  fmt::format("{}shape = {}: 768 bytes of numbers must be 8 times its product; the file is damaged",
                              place, wrong));
    }
    EXPECT_EQ(shape(json::parse("[-96]")),
              place + "shape = [-96]: is of another type than expected; the file is damaged");
    EXPECT_EQ(shape(std::vector<int>(1'000'000, 1)).find(place + "shape = [1,1,"), 0U);
    EXPECT_EQ(shape("many"), place + "shape = \"many\": is of another type than expected; the file is damaged");
    EXPECT_EQ(refusal_after(values, [&](json& file) { packed(file).erase("shape"); }),
              place + "shape is missing; the file is damaged");
    EXPECT_EQ(refusal_after(values, [&](json& file) { packed(file)["doubles"] = 7; }),
              place + "doubles = 7: is of another type than expected; the file is damaged");

    EXPECT_EQ(refusal_after(values, [](json& file) { file["format"] = 3; }),
              task_path().string() + ": format = 3: must be 1 or 2");
    const std::string wrong_digest =
        refusal_after(values, [](json& file) { file["values"]["fluxes"]["blocks"][0]["sums"][0][1] = 0.25; });
    EXPECT_NE(wrong_digest.find("the values have "), std::string::npos) << wrong_digest;
}

// Two MiB of zeros in two kB are refused; what is written is never packed so small.
TEST(TaskFile, IsNoBomb) {
    const std::string bomb = "eNrtwTEBAAAAwqD1T20MH6" + std::string(2710, 'A') + "vgYB4AAB";
    EXPECT_EQ(
        refusal_after({{"numbers", series(96)}}, [&](json& file) { file["values"]["numbers"]["doubles"] = bomb; }),
        task_path().string() + ": numbers/doubles: more than 1459576 bytes unpacked; the file is damaged");
    const json zeros = std::vector<double>(262144, 0.0);
    EXPECT_TRUE(with_packed_doubles({{"zeros", zeros}}).at("zeros").is_array());
    EXPECT_TRUE(with_packed_doubles({{"zeros", std::vector<double>(131072, 0.0)}}).at("zeros").is_object());
    EXPECT_EQ(after_writing({{"zeros", zeros}}).at("zeros"), zeros);
}

}  // namespace
}  // namespace soret
