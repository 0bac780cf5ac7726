#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/common_options.hpp"

namespace soret {

/// A mixture and where it comes from.
struct ChosenMixture {
    Mixture mixture = paper_mixture();
    std::string file;  ///< for messages; empty for the mixture of the paper
    std::string source = "the paper's mixture";

    /// The keys of a mixture file, and source; note if attractions are suspiciously weak.
    nlohmann::json to_json() const;
    /// The same in lines for a terminal.
    std::string described() const;
};

/// The word for a mixture that stands in the configuration file itself.
inline constexpr std::string_view from_file = "from-file";

/// Adds --frame and --units to a command that reads configurations.
void add_configuration_options(CLI::App& command, CommonOptions& common);

/// How a configuration is to be read, as the options say.
/// throws   InvalidArgument: a frame or units that are none
ReadingOptions reading_options(const CommonOptions& common);

/// The same with what keys frame and units of a table say where the options are silent.
/// throws   InvalidInput: a frame or units that are none
ReadingOptions reading_options(TomlTable& table, const CommonOptions& common);

/// throws   InvalidInput: options for a configuration where none is read
void must_not_have_configuration_options(const CommonOptions& common);

/// A mixture by its file, or by `from_file`, or that of the paper without a word.
/// throws   InvalidInput: a file that cannot be used
ChosenMixture mixture_named(const std::optional<std::string>& word, const std::optional<std::string>& configuration,
                            const ReadingOptions& reading);

/// Reads a configuration and checks that it can be computed with the mixture.
/// throws   InvalidInput: it cannot
ConfigurationFile configuration_for(const std::string& path, const ChosenMixture& chosen,
                                    const ReadingOptions& reading);

}  // namespace soret
