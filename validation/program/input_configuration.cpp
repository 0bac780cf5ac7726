#include "soret/validation/program/input_configuration.hpp"

#include <limits>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_mixture.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/validation/program/number_options.hpp"

namespace soret {

namespace {

constexpr std::uint64_t largest_frame = std::uint64_t{1} << 53;

std::optional<std::int64_t> frame_from(const std::string& word) {
    if (word == "last") return std::nullopt;
    if (word == "first") return 0;
    try {
        return static_cast<std::int64_t>(whole_number("frame", word, 0, largest_frame));
    } catch (const InvalidArgument&) {
        throw InvalidArgument(fmt::format("frame = {}: must be first, last, or a number from 0", word));
    }
}

bool units_as_is_from(const std::string& word) {
    if (word != "as-is" && word != "lj") {
        throw InvalidArgument(fmt::format("units = {}: must be lj, or as-is for those of the mixture", word));
    }
    return word == "as-is";
}

}  // namespace

nlohmann::json ChosenMixture::to_json() const {
    nlohmann::json json = soret::to_json(mixture);
    json["source"] = source;
    if (const std::string note = weak_attraction(mixture); !note.empty()) json["note"] = note;
    return json;
}

std::string ChosenMixture::described() const {
    std::string text = fmt::format("  {:<17} {}\n{}", "mixture", source, soret::described(mixture));
    if (const std::string note = weak_attraction(mixture); !note.empty())
        text += fmt::format("  {:<17} {}\n", "note", note);
    return text;
}

void add_configuration_options(CLI::App& command, CommonOptions& common) {
    command
        .add_option("--frame", common.frame,
                    "frame of a file that has several: first, last (default) or a number from 0")
        ->type_name("N|first|last");
    command.add_option("--units", common.units, "as-is: whatever units the file states, they are those of the mixture")
        ->type_name("as-is");
}

ReadingOptions reading_options(const CommonOptions& common) {
    ReadingOptions reading;
    if (common.frame) reading.frame = frame_from(*common.frame);
    if (common.units) reading.units_as_is = units_as_is_from(*common.units);
    return reading;
}

ReadingOptions reading_options(TomlTable& table, const CommonOptions& common) {
    ReadingOptions reading;
    if (table.is_text("frame")) {
        reading.frame = frame_from(table.choice("frame", {"first", "last"}));
    } else {
        reading.frame = table.optional_integer("frame", {.least = 0, .most = static_cast<std::int64_t>(largest_frame)});
    }
    reading.units_as_is = units_as_is_from(table.choice_or("units", "lj", {"lj", "as-is"}));
    const ReadingOptions given = reading_options(common);
    if (common.frame) reading.frame = given.frame;
    if (common.units) reading.units_as_is = given.units_as_is;
    return reading;
}

void must_not_have_configuration_options(const CommonOptions& common) {
    for (const auto& [name, value] : {std::pair("frame", &common.frame), std::pair("units", &common.units)}) {
        if (*value)
            throw InvalidInput(fmt::format("{} = {}: is used only where a configuration is read", name, **value));
    }
}

ChosenMixture mixture_named(const std::optional<std::string>& word, const std::optional<std::string>& configuration,
                            const ReadingOptions& reading) {
    if (!word) return {};
    if (*word != from_file) return {read_mixture(*word), *word, *word};
    if (!configuration) throw InvalidInput("mixture = from-file: must come with a configuration file that has it");
    ReadingOptions own = reading;
    own.names_from_file = true;
    const Mixture mixture = mixture_of(read_configuration(*configuration, own));
    return {
        mixture, *configuration,
        fmt::format("from-file: Masses and coefficients of {}; what it does not say: unlike pairs are geometric means, "
                    "cutoff {}, shifted",
                    *configuration, cutoff_of_files)};
}

ConfigurationFile configuration_for(const std::string& path, const ChosenMixture& chosen,
                                    const ReadingOptions& reading) {
    ConfigurationFile file = read_configuration(path, reading.of(chosen.mixture));
    if (file.format == "NIST sample" && chosen.file.empty()) {
        throw InvalidInput(
            fmt::format("{}: a NIST sample has one species, which has no epsilon, sigma and cutoff in the file: "
                        "must come with --mixture FILE",
                        path));
    }
    check_configuration(file, chosen.mixture, chosen.file);
    return file;
}

}  // namespace soret
