#include <sstream>

#include <fmt/format.h>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <nlohmann/json.hpp>

#include "soret/validation/check/check_documents.hpp"

namespace soret {

namespace {

using boost::property_tree::ptree;

struct SuiteCounts {
    int failures = 0, errors = 0, skipped = 0;
};

ptree test_case(const std::string& suite, const std::string& id) {
    ptree test;
    test.put("<xmlattr>.classname", suite);
    test.put("<xmlattr>.name", id);
    test.put("<xmlattr>.time", "0");
    return test;
}

ptree problem_element(std::string_view type, const std::string& text) {
    ptree element(text);
    element.put("<xmlattr>.type", type);
    element.put("<xmlattr>.message", text);
    return element;
}

ptree test_case(const std::string& suite, const CheckLine& line, SuiteCounts& counts) {
    ptree test = test_case(suite, line.id);
    if (line.verdict == Verdict::pass) {
        test.put("system-out", line.text);
    } else if (line.accepted) {
        ++counts.skipped;
        ptree skipped;
        skipped.put("<xmlattr>.message", status_of(line) + ": " + line.text);
        test.add_child("skipped", skipped);
    } else if (line.verdict == Verdict::fail) {
        ++counts.failures;
        test.add_child("failure", problem_element("fail", line.text));
    } else {
        ++counts.errors;
        test.add_child("error", problem_element("inconclusive", line.text));
    }
    return test;
}

}  // namespace

std::string junit_document(const CheckReport& report) {
    ptree suite;
    suite.put("<xmlattr>.name", report.title);
    SuiteCounts counts;
    std::vector<ptree> tests;
    for (const CheckLine& line : report.checks) tests.push_back(test_case(report.title, line, counts));
    if (!report.cannot_compare.empty()) {
        ++counts.errors;
        ptree test = test_case(report.title, "comparison");
        test.add_child("error", problem_element("cannot-compare", report.cannot_compare));
        tests.push_back(test);
    }
    suite.put("<xmlattr>.tests", tests.size());
    suite.put("<xmlattr>.failures", counts.failures);
    suite.put("<xmlattr>.errors", counts.errors);
    suite.put("<xmlattr>.skipped", counts.skipped);
    suite.put("<xmlattr>.time", "0");
    for (const ptree& test : tests) suite.add_child("testcase", test);
    std::string words;
    for (const auto& cause : report.diagnosis) {
        words += fmt::format("{}: {}\n", cause.value("cause", "?"), cause.value("text", ""));
    }
    for (const std::string& note : report.notes) words += fmt::format("note: {}\n", note);
    if (!words.empty()) suite.put("system-out", words);
    ptree document;
    document.add_child("testsuites.testsuite", suite);
    std::ostringstream text;
    boost::property_tree::write_xml(text, document,
                                    boost::property_tree::xml_writer_make_settings<std::string>(' ', 1));
    return text.str();
}

}  // namespace soret
