#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/common/files/toml_reader.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

TomlTable parse(const std::string& text) {
    return TomlTable::parse(text, "run.toml");
}

std::string message(const std::string& text, const std::function<void(TomlTable&)>& use) {
    return testing::message_of<InvalidInput>([&] {
        TomlTable table = parse(text);
        use(table);
    });
}

TEST(TomlTable, GivesTypedValues) {
    TomlTable file = parse("a = 1.5\nb = 3\nc = true\nd = \"x\"\ne = [1, 2.5]\n[t]\nm = [[1, 2], [3, 4.0]]\n");
    EXPECT_EQ(file.number("a", any_number()), 1.5);
    EXPECT_EQ(file.number("b", any_number()), 3.0);
    EXPECT_EQ(file.integer("b", {}), 3);
    EXPECT_TRUE(file.boolean_or("c", false));
    EXPECT_EQ(file.choice("d", {"x", "y"}), "x");
    EXPECT_EQ(file.numbers("e", any_number(), 2), (std::vector<double>{1.0, 2.5}));
    TomlTable table = file.table("t");
    EXPECT_EQ(table.matrix("m", any_number(), 2), (std::vector<std::vector<double>>{{1.0, 2.0}, {3.0, 4.0}}));
    table.finish();
    file.finish();
}

TEST(TomlTable, GivesTextsOfAnyNumberAndTellsTables) {
    TomlTable file = parse("a = [\"x\", \"y\"]\nb = []\nc = [1]\nd = { e = 1 }\n");
    EXPECT_EQ(file.optional_strings("a", 0), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(file.optional_strings("a", 2), (std::vector<std::string>{"x", "y"}));
    EXPECT_THROW(file.optional_strings("a", 3), InvalidInput);
    for (const char* key : {"b", "c"}) {
        const std::string text = testing::message_of<InvalidInput>([&] { file.optional_strings(key, 0); });
        EXPECT_NE(text.find("must be a list of one or more texts in quotes"), std::string::npos) << text;
    }
    EXPECT_TRUE(file.is_table("d"));
    EXPECT_FALSE(file.is_table("a"));
    EXPECT_FALSE(file.is_table("nothing"));
}

TEST(TomlTable, GivesTheDefaultForAKeyThatIsNotThere) {
    TomlTable file = parse("");
    EXPECT_EQ(file.number_or("a", 2.0, any_number()), 2.0);
    EXPECT_EQ(file.integer_or("a", 2, {}), 2);
    EXPECT_EQ(file.choice_or("a", "x", {"x", "y"}), "x");
    EXPECT_FALSE(file.optional_number("a", any_number()));
    EXPECT_FALSE(file.optional_integer("a", {}));
    EXPECT_FALSE(file.optional_string("a"));
    EXPECT_FALSE(file.optional_numbers("a", any_number()));
    EXPECT_FALSE(file.optional_table("a"));
}

TEST(TomlTable, NamesPlaceKeyValueAndRange) {
    EXPECT_EQ(message("\n[ensemble]\nkind = \"nvt\"\ntemperature = -0.62\n",
                      [](TomlTable& file) { file.table("ensemble").number("temperature", greater_than(0.0)); }),
              "run.toml:4: ensemble.temperature = -0.62: must be > 0");
    EXPECT_EQ(message("x1 = 2", [](TomlTable& file) { file.number("x1", between(0.0, 1.0)); }),
              "run.toml:1: x1 = 2: must be in [0, 1]");
    EXPECT_EQ(message("seed = -1", [](TomlTable& file) { file.integer("seed", {.least = 0}); }),
              "run.toml:1: seed = -1: must be >= 0");
    EXPECT_EQ(message("a = [1, 2, -3]", [](TomlTable& file) { file.numbers("a", at_least(0.0)); }),
              "run.toml:1: a = [1, 2, -3]: element 3 must be >= 0");
    EXPECT_EQ(message("a = [[1, 2], [3, -1]]", [](TomlTable& file) { file.matrix("a", at_least(0.0), 2); }),
              "run.toml:1: a = [[...], [...]]: element [2][2] = -1 must be >= 0");
    EXPECT_EQ(message("kind = \"nvx\"",
                      [](TomlTable& file) {
                          file.choice("kind", {"nve", "nvt", "npt"});
                      }),
              "run.toml:1: kind = \"nvx\": must be \"nve\", \"nvt\" or \"npt\"");
}

TEST(TomlTable, RejectsAnotherType) {
    EXPECT_EQ(message("t = \"hot\"", [](TomlTable& file) { file.number("t", greater_than(0.0)); }),
              "run.toml:1: t = \"hot\": must be a number > 0");
    EXPECT_EQ(message("n = 2.5", [](TomlTable& file) { file.integer("n", {.least = 1, .most = 9}); }),
              "run.toml:1: n = 2.5: must be an integer in [1, 9]");
    EXPECT_EQ(message("a = 1", [](TomlTable& file) { file.numbers("a", any_number(), 3); }),
              "run.toml:1: a = 1: must be a list of 3 numbers");
    EXPECT_EQ(message("a = []", [](TomlTable& file) { file.numbers("a", any_number()); }),
              "run.toml:1: a = []: must be a list of one or more numbers");
    EXPECT_EQ(message("a = [1, \"b\"]", [](TomlTable& file) { file.numbers("a", greater_than(0)); }),
              "run.toml:1: a = [1, \"b\"]: element 2 must be a number > 0");
    EXPECT_EQ(message("a = 1", [](TomlTable& file) { file.boolean_or("a", true); }),
              "run.toml:1: a = 1: must be true or false");
    EXPECT_EQ(message("a = 1979-05-27", [](TomlTable& file) { file.table("a"); }),
              "run.toml:1: a = a date or time: must be a table");
    EXPECT_EQ(message("a = \"two\\nlines\"", [](TomlTable& file) { file.number("a", any_number()); }),
              "run.toml:1: a = \"two?lines\": must be a finite number");
}

TEST(TomlTable, RejectsAnIntegerThatIsNone) {
    EXPECT_EQ(message("n = true", [](TomlTable& file) { file.integer("n", {}); }),
              "run.toml:1: n = true: must be an integer");
}

TEST(TomlTable, RejectsNaNAndInfinityWhateverTheRange) {
    for (const std::string value : {"nan", "inf", "-inf"}) {
        EXPECT_EQ(message("a = " + value, [](TomlTable& file) { file.number("a", any_number()); }),
                  "run.toml:1: a = " + value + ": must be finite");
        EXPECT_EQ(message("a = [" + value + "]", [](TomlTable& file) { file.numbers("a", any_number()); }),
                  "run.toml:1: a = [" + value + "]: element 1 must be finite");
    }
}

TEST(TomlTable, NamesTheTableOfAMissingKey) {
    EXPECT_EQ(message("\n[length]\nequilibration = 0\n",
                      [](TomlTable& file) { file.table("length").integer("production", {.least = 1}); }),
              "run.toml:2: length.production is missing: must be an integer >= 1");
    EXPECT_EQ(message("a = 1", [](TomlTable& file) { file.table("system"); }),
              "run.toml: system is missing: must be a table");
    EXPECT_EQ(message("",
                      [](TomlTable& file) {
                          file.choice("kind", {"nve", "nvt"});
                      }),
              "run.toml: kind is missing: must be \"nve\" or \"nvt\"");
}

TEST(TomlTable, RejectsTheFirstKeyThatNobodyAskedFor) {
    const auto use = [](TomlTable& file) {
        TomlTable table = file.table("numerics");
        table.integer_or("threads", 1, {});
        table.integer_or("seed", 1, {});
        table.finish();
    };
    EXPECT_EQ(message("[numerics]\nthreads = 2\nsede = 3\nafter = 1\n", use),
              "run.toml:3: numerics.sede = 3: unknown key: did you mean seed? must be one of seed, threads");
    EXPECT_EQ(message("[numerics]\nthreads = 2\n", use), "no error");
}

TEST(TomlTable, RejectsAKeyThatAnotherMakesMeaningless) {
    EXPECT_EQ(message("kind = \"nve\"\npressure = 0.46",
                      [](TomlTable& file) { file.must_not_have("pressure", "kind = \"nve\" does not use it"); }),
              "run.toml:2: pressure = 0.46: kind = \"nve\" does not use it");
}

TEST(TomlTable, NamesTheLineOfASyntaxError) {
    const std::string text = message("a = 1\nb = = 2\n", [](TomlTable&) {});
    EXPECT_TRUE(text.starts_with("run.toml:2: is not TOML: ")) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_NE(message("a = 1\na = 2\n", [](TomlTable&) {}), "no error");
    EXPECT_NE(message(std::string(100000, '['), [](TomlTable&) {}), "no error");
}

TEST(TomlTable, NamesTheKeyOfANumberThatNoComputerHas) {
    const auto nothing = [](TomlTable&) {};
    EXPECT_EQ(message("a = 1\n  n = 99999999999999999999 # many\n", nothing),
              "run.toml:2: n = 99999999999999999999: must be in [-9223372036854775808, 9223372036854775807]");
    EXPECT_EQ(message("t = 1e999\r\n", nothing), "run.toml:1: t = 1e999: must be within the range of a double");
    EXPECT_EQ(message("a = [\n99999999999999999999]\n", nothing).find("run.toml:2: is not TOML: "), 0U);
    EXPECT_EQ(message("n = 9223372036854775807\r\n", [](TomlTable& file) { file.integer("n", {.most = 9}); }),
              "run.toml:1: n = 9223372036854775807: must be <= 9");
}

TEST(TomlTable, NamesAMisspeltTableBeforeItMissesOne) {
    const auto use = [](TomlTable& file) {
        file.knows({"length", "system"});
        file.table("system");
        file.table("length");
    };
    EXPECT_EQ(message("[system]\n[length]\n", use), "no error");
    EXPECT_EQ(message("[system]\n[lenght]\n", use),
              "run.toml:2: lenght = {...}: unknown key: did you mean length? must be one of length, system");
    EXPECT_EQ(message("[system]\n", use), "run.toml: length is missing: must be a table");
}

TEST(TomlTable, NamesWhatAMissingKeyMayBeCalledThere) {
    const auto use = [](TomlTable& file) {
        file.has("pressures");
        file.number("pressure", any_number());
    };
    EXPECT_EQ(message("n = 3\npresure = 0.4\n", use),
              "run.toml: pressure is missing: must be a finite number; did you mean it by presure in line 2?");
    EXPECT_EQ(message("n = 3\npressures = 0.4\n", use), "run.toml: pressure is missing: must be a finite number");
}

TEST(TomlTable, ShowsTextOfAnyLanguage) {
    EXPECT_EQ(message("kind = \"\u65e5\u672c\"\n", [](TomlTable& file) { file.choice("kind", {"nve"}); }),
              "run.toml:1: kind = \"\u65e5\u672c\": must be \"nve\"");
    using std::string_view;
    EXPECT_EQ(displayed(string_view("\u00b5 \u65e5 \U0001f600")), "\"\u00b5 \u65e5 \U0001f600\"");
    // Control characters of one and of two bytes, bytes of Latin-1, a character cut off, a surrogate, a slash
    // that is too long, a character beyond the last one.
    EXPECT_EQ(displayed(string_view("\x1b\x7f\xc2\x9b")), "\"????\"");
    EXPECT_EQ(displayed(string_view("caf\xe9 \xe6\x97")), "\"caf? ??\"");
    EXPECT_EQ(displayed(string_view("\xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80")), "\"??? ?? ????\"");
    // Forty characters, not forty bytes.
    std::string forty;
    for (int k = 0; k < 40; ++k) forty += "\u672c";
    EXPECT_EQ(displayed(string_view(forty)), "\"" + forty + "\"");
    EXPECT_EQ(displayed(string_view(forty + "\u672c")), "\"" + forty + "...\"");
}

TEST(TomlTable, TakesPathsRelativeToTheFile) {
    TomlTable file = TomlTable::parse("a = \"b.toml\"\nc = \"/d\"", "dir/run.toml");
    EXPECT_EQ(file.optional_path("a"), "dir/b.toml");
    EXPECT_EQ(file.optional_path("c"), "/d");
    EXPECT_EQ(TomlTable::parse("a = \"b\"", "run.toml").optional_path("a"), "b");
}

}  // namespace
}  // namespace soret
