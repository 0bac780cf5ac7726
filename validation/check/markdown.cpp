#include <fmt/format.h>

#include <functional>

#include <nlohmann/json.hpp>

#include "soret/validation/check/check_documents.hpp"

namespace soret {

namespace {

// A text as it stands, whatever signs of Markdown or HTML it holds.
std::string as_cell(const std::string& text) {
    std::string cell;
    for (const char c : text) {
        switch (c) {
            case '<': cell += "&lt;"; break;
            case '>': cell += "&gt;"; break;
            case '&': cell += "&amp;"; break;
            case '|':
            case '*':
            case '_':
            case '`':
            case '#':
            case '[':
            case ']':
            case '\\':
                cell += '\\';
                cell += c;
                break;
            default: cell += c;
        }
    }
    return cell;
}

using LineFilter = std::function<bool(const CheckLine&)>;

std::string table_rows(const CheckReport& report, const LineFilter& chosen) {
    std::string text;
    for (const CheckLine& line : report.checks) {
        if (!chosen(line)) continue;
        if (text.empty()) text = "| check | verdict | found |\n|---|---|---|\n";
        text += fmt::format("| {} | {} | {} |\n", as_cell(line.id), status_of(line), as_cell(line.text));
    }
    return text;
}

void add_section(std::string& document, const char* heading, const std::string& table) {
    if (!table.empty()) document += fmt::format("\n### {}\n\n{}", heading, table);
}

}  // namespace

std::string markdown_document(const CheckReport& report) {
    const bool compared = report.cannot_compare.empty();
    std::string document =
        fmt::format("## {}: {}\n", as_cell(report.title), compared ? name_of(report.verdict()) : "cannot be compared");
    if (!compared) document += fmt::format("\n{}\n", as_cell(report.cannot_compare));
    const auto counts = [](Verdict verdict) {
        return [verdict](const CheckLine& line) { return !line.accepted && line.verdict == verdict; };
    };
    add_section(document, "Failed", table_rows(report, counts(Verdict::fail)));
    if (!report.diagnosis.empty()) {
        const bool is_wrong = !compared || report.verdict() == Verdict::fail;
        document += is_wrong ? "\n### What is wrong\n\n" : "\n### Where the differences come from\n\n";
    }
    for (const auto& cause : report.diagnosis) {
        document += fmt::format("* **{}**: {}\n", cause.value("cause", "?"), as_cell(cause.value("text", "")));
    }
    add_section(document, "Undecided", table_rows(report, counts(Verdict::inconclusive)));
    add_section(document, "Known differences", table_rows(report, [](const CheckLine& line) {
                    return line.accepted && line.verdict != Verdict::pass;
                }));
    const std::string passed = table_rows(report, [](const CheckLine& line) { return line.verdict == Verdict::pass; });
    if (!passed.empty()) {
        document += fmt::format("\n<details><summary>Passed</summary>\n\n{}\n</details>\n", passed);
    }
    if (!report.notes.empty()) document += "\n";
    for (const std::string& note : report.notes) document += fmt::format("* {}\n", as_cell(note));
    return document;
}

}  // namespace soret
