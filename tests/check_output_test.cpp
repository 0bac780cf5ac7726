#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command_line.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/check/baseline.hpp"
#include "soret/validation/check/check_documents.hpp"
#include "soret/validation/program/check_output.hpp"

namespace soret::testing {
namespace {

CheckLine line(const std::string& id, Verdict verdict, const std::string& text = "found") {
    return {id, id.substr(0, id.find('/')), verdict, text, nlohmann::json::object(), false};
}

CheckReport report_of(std::vector<CheckLine> lines) {
    CheckReport report;
    report.title = "soret check forces liquid.data results.dump";
    report.checks = std::move(lines);
    return report;
}

CheckReport mixed_report() {
    CheckReport report = report_of({line("forces", Verdict::pass, "within 1e-12"),
                                    line("virial", Verdict::fail, "off by 3 <eps> & \"more\" | 1"),
                                    line("pressure", Verdict::inconclusive, "too few digits")});
    report.checks[1].fields["largest_difference"] = 3.0;
    report.diagnosis = {{{"cause", "virial-sign"}, {"text", "every component has the other sign"}}};
    report.notes = {"column foo is left alone"};
    report.more["input"] = "liquid.data";
    return report;
}

/// A present() that says nothing on the terminal.
int present_quietly(const CheckReport& report, const CheckOutputOptions& options) {
    CommonOptions common;
    common.quiet = true;
    return present(report, options, common);
}

/// What Python's own reader of XML makes of a file: the text that an expression of `root` gives.
std::string by_python(const TemporaryDirectory& directory, const std::string& file, const std::string& expression) {
    const std::string script =
        "import sys, xml.etree.ElementTree as E\nroot = E.parse(sys.argv[1]).getroot()\n"
        "sys.stdout.write(str(" +
        expression + "))\n";
    const std::string command =
        "python3 " + directory.file("read.py", script) + " " + file + " >" + directory.path("python");
    EXPECT_EQ(std::system(command.c_str()), 0) << expression;
    return content_of(directory.path("python"));
}

TEST(CheckOutput, EndsWithTheVerdictOfWhatCounts) {
    EXPECT_EQ(present_quietly(report_of({line("a", Verdict::pass)}), {}), 0);
    EXPECT_EQ(present_quietly(report_of({line("a", Verdict::fail), line("b", Verdict::inconclusive)}), {}), 1);
    EXPECT_EQ(present_quietly(report_of({line("a", Verdict::pass), line("b", Verdict::inconclusive)}), {}), 3);
    CheckOutputOptions accepting;
    accepting.accept = {"a", "inconclusive"};
    EXPECT_EQ(present_quietly(report_of({line("a", Verdict::fail), line("b", Verdict::inconclusive)}), accepting), 0);
    accepting.accept = {"density"};
    EXPECT_EQ(present_quietly(report_of({line("density/0.5", Verdict::fail), line("b", Verdict::fail)}), accepting), 1);
    EXPECT_EQ(present_quietly(report_of({line("density/0.5", Verdict::fail), line("b", Verdict::pass)}), accepting), 0);
}

TEST(CheckOutput, RefusesToAcceptWhatNoCheckIsCalled) {
    CheckOutputOptions options;
    options.accept = {"forxes"};
    EXPECT_EQ(
        message_of<InvalidArgument>([&] { present_quietly(mixed_report(), options); }),
        "accept = forxes: must be inconclusive or a check of this report, one of forces, virial, pressure, or the "
        "part of one before its /");
}

TEST(CheckOutput, HasEveryFieldInItsJson) {
    CheckReport report = mixed_report();
    report.checks[2].accepted = true;
    const nlohmann::json json = to_json(report);
    EXPECT_EQ(json.at("verdict"), "fail");
    EXPECT_EQ(json.at("input"), "liquid.data");
    EXPECT_EQ(json.at("notes"), nlohmann::json({"column foo is left alone"}));
    EXPECT_EQ(json.at("diagnosis").at(0).at("cause"), "virial-sign");
    const nlohmann::json expected{{"id", "virial"},
                                  {"check", "virial"},
                                  {"quantity", "virial"},
                                  {"verdict", "fail"},
                                  {"text", "off by 3 <eps> & \"more\" | 1"},
                                  {"accepted", false},
                                  {"largest_difference", 3.0}};
    EXPECT_EQ(json.at("checks").at(1), expected);
    EXPECT_EQ(json.at("checks").at(2).at("accepted"), true);
    EXPECT_EQ(to_json(report_of({})).at("diagnosis"), nlohmann::json::array());
}

TEST(CheckOutput, IsJUnitToAStandardReader) {
    const TemporaryDirectory directory;
    CheckOutputOptions options;
    options.junit = directory.path("junit.xml");
    options.accept = {"forces", "density"};
    CheckReport report = mixed_report();
    report.checks.push_back(line("density/0.5", Verdict::fail, "known"));
    EXPECT_EQ(present_quietly(report, options), 1);
    const auto read = [&](const std::string& expression) { return by_python(directory, *options.junit, expression); };
    EXPECT_EQ(read("root.tag"), "testsuites");
    EXPECT_EQ(read("[root[0].get(k) for k in ('tests', 'failures', 'errors', 'skipped')]"), "['4', '1', '1', '1']");
    EXPECT_EQ(read("[t.get('name') for t in root.iter('testcase')]"),
              "['forces', 'virial', 'pressure', 'density/0.5']");
    EXPECT_EQ(read("[[c.tag for c in t] for t in root.iter('testcase')]"),
              "[['system-out'], ['failure'], ['error'], ['skipped']]");
    EXPECT_EQ(read("root.find('.//failure').get('message')"), "off by 3 <eps> & \"more\" | 1");
    EXPECT_EQ(read("root.find('.//error').get('type')"), "inconclusive");
    EXPECT_EQ(read("root.find('.//skipped').get('message')"), "fail, accepted: known");
    EXPECT_NE(read("root[0].find('system-out').text").find("virial-sign: every component"), std::string::npos);
}

TEST(CheckOutput, IsReadableWhateverBytesAnotherProgramWrote) {
    const TemporaryDirectory directory;
    CheckOutputOptions options;
    options.junit = directory.path("junit.xml");
    options.markdown = directory.path("pull.md");
    CommonOptions common;
    common.quiet = true;
    common.json = directory.path("check.json");
    CheckReport report = mixed_report();
    report.title = "file \xff\x01";
    report.checks[1].text = "column \x1b[31m \xc3";
    report.checks[1].fields["column"] = "\xfe";
    report.checks[1].fields["number"] = std::nan("");
    EXPECT_EQ(present(report, options, common), 1);
    EXPECT_EQ(by_python(directory, *options.junit, "root[0].get('name')"), "file \xef\xbf\xbd?");
    EXPECT_EQ(json_of(*common.json).at("checks").at(1).at("text"), "column ?[31m \xef\xbf\xbd");
    EXPECT_TRUE(json_of(*common.json).at("checks").at(1).at("number").is_null());
}

TEST(CheckOutput, TellsAPullRequestWhatFailsFirst) {
    CheckReport report = mixed_report();
    report.checks.push_back(line("density/0.5", Verdict::fail, "known"));
    report.checks[3].accepted = true;
    EXPECT_EQ(markdown_document(report),
              "## soret check forces liquid.data results.dump: fail\n"
              "\n### Failed\n\n| check | verdict | found |\n|---|---|---|\n"
              "| virial | fail | off by 3 &lt;eps&gt; &amp; \"more\" \\| 1 |\n"
              "\n### What is wrong\n\n* **virial-sign**: every component has the other sign\n"
              "\n### Undecided\n\n| check | verdict | found |\n|---|---|---|\n"
              "| pressure | inconclusive | too few digits |\n"
              "\n### Known differences\n\n| check | verdict | found |\n|---|---|---|\n"
              "| density/0.5 | fail, accepted | known |\n"
              "\n<details><summary>Passed</summary>\n\n| check | verdict | found |\n|---|---|---|\n"
              "| forces | pass | within 1e-12 |\n\n</details>\n"
              "\n* column foo is left alone\n");
}

TEST(CheckOutput, SaysOfARightResultWhereItsDifferencesComeFrom) {
    CheckReport report = report_of({line("forces", Verdict::pass, "within the digits")});
    report.diagnosis = {{{"cause", "printed-digits"}, {"text", "six digits"}}};
    const std::string document = markdown_document(report);
    EXPECT_EQ(document.find("What is wrong"), std::string::npos) << document;
    EXPECT_NE(document.find("Where the differences come from"), std::string::npos) << document;
}

TEST(CheckOutput, ColoursVerdictsOnlyWhereAsked) {
    const std::string plain = check_table(mixed_report(), false);
    EXPECT_EQ(plain.find('\033'), std::string::npos);
    EXPECT_NE(plain.find("virial    fail"), std::string::npos) << plain;
    EXPECT_NE(plain.find("\nverdict: fail\n"), std::string::npos);
    EXPECT_NE(check_table(mixed_report(), true).find("\033[1;31mfail"), std::string::npos);
}

TEST(CheckBaseline, TakesWhatFailsAsBeforeForKnown) {
    CheckReport report =
        report_of({line("same", Verdict::fail), line("worse", Verdict::fail), line("undecided", Verdict::inconclusive),
                   line("new", Verdict::fail), line("mended", Verdict::pass), line("decided", Verdict::fail)});
    compare_with({{"same", Verdict::fail},
                  {"worse", Verdict::pass},
                  {"undecided", Verdict::fail},
                  {"mended", Verdict::fail},
                  {"decided", Verdict::inconclusive},
                  {"gone", Verdict::pass}},
                 report);
    std::vector<std::string> status;
    for (const CheckLine& one : report.checks) status.push_back(status_of(one));
    EXPECT_EQ(status, (std::vector<std::string>{"fail, known", "fail, new", "inconclusive, known", "fail, new", "pass",
                                                "fail, new"}));
    EXPECT_EQ(report.more.at("vanished"), nlohmann::json({"gone"}));
    ASSERT_EQ(report.notes.size(), 2U);
    EXPECT_NE(report.notes[0].find("gone"), std::string::npos);
    EXPECT_NE(report.notes[1].find("mended"), std::string::npos);
    EXPECT_TRUE(report.checks[3].fields.at("baseline").is_null());
}

TEST(CheckBaseline, IsWrittenWhenBlessedAndNeverOtherwise) {
    const TemporaryDirectory directory;
    CheckOutputOptions options;
    options.baseline = directory.path("baseline.json");
    const CheckReport report = report_of({line("a", Verdict::pass), line("b", Verdict::fail)});
    const std::string missing = message_of<InvalidInput>([&] { present_quietly(report, options); }, directory.path());
    EXPECT_EQ(missing, "baseline.json: is missing: --bless writes what is found as a new baseline");
    EXPECT_FALSE(std::filesystem::exists(*options.baseline));
    options.bless = true;
    EXPECT_EQ(present_quietly(report, options), 0);
    const std::string blessed = content_of(*options.baseline);
    options.bless = false;
    EXPECT_EQ(present_quietly(report, options), 0);
    EXPECT_EQ(present_quietly(report_of({line("a", Verdict::fail), line("b", Verdict::fail)}), options), 1);
    EXPECT_EQ(content_of(*options.baseline), blessed);
    options.baseline = std::nullopt;
    options.bless = true;
    EXPECT_EQ(message_of<InvalidInput>([&] { present_quietly(report, options); }), "bless: needs --baseline FILE");
}

TEST(CheckBaseline, ThatIsDamagedIsRefusedInOneLine) {
    const TemporaryDirectory directory;
    CheckOutputOptions options;
    const std::vector<std::pair<const char*, const char*>> cases{
        {"{", "not JSON: ends too early, after 1 bytes"},
        {"{]", "damaged at byte 2"},
        {"[]", "format"},
        {R"({"format": 2, "verdicts": {}})", "format = 2: must be 1"},
        {R"({"format": 1, "verdicts": 3})", "verdicts"},
        {R"({"format": 1, "verdicts": {"a": "good"}})", "must be pass, fail or inconclusive"},
    };
    for (const auto& [text, words] : cases) {
        options.baseline = directory.file("known.json", text);
        const std::string message =
            message_of<InvalidInput>([&] { present_quietly(mixed_report(), options); }, directory.path());
        EXPECT_EQ(message.rfind("known.json: ", 0), 0U) << message;
        EXPECT_NE(message.find(words), std::string::npos) << message;
    }
}

TEST(CheckOutput, WritesFilesButNoBaselineWhereNothingCanBeCompared) {
    const TemporaryDirectory directory;
    CheckOutputOptions options;
    options.junit = directory.path("junit.xml");
    options.markdown = directory.path("pull.md");
    options.baseline = directory.path("baseline.json");
    options.bless = true;
    options.accept = {"forces"};
    CommonOptions common;
    common.json = directory.path("check.json");
    CheckReport report = report_of({});
    report.cannot_compare = "results.dump: 3 particles: must be 4";
    EXPECT_EQ(message_of<InvalidInput>([&] { present(report, options, common); }), report.cannot_compare);
    EXPECT_EQ(json_of(*common.json).at("verdict"), "cannot-compare");
    EXPECT_EQ(by_python(directory, *options.junit, "root.find('.//error').get('message')"), report.cannot_compare);
    EXPECT_NE(content_of(*options.markdown).find("3 particles"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(*options.baseline));
}

}  // namespace
}  // namespace soret::testing
