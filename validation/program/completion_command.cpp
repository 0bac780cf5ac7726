#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/validation/program/commands.hpp"

namespace soret {

namespace {

// What follows an option or stands as an argument, told by the name of its type: the lower-case words among the
// alternatives A|B|..., and what kind of file. FILE and DIR in it are files and directories, an N none.
struct Value {
    std::vector<std::string> words;
    std::string kind = "-";  // -f files, -d directories, as compgen takes them; - neither
};

Value value_of(std::string type, const std::string& without_type) {
    if (type.empty() || type == "TEXT") type = without_type;
    Value value;
    for (const std::string& part : CLI::detail::split(type, '|')) {
        const bool is_word = std::all_of(
            part.begin(), part.end(), [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; });
        if (is_word) value.words.push_back(part);
        if (part == "FILE" || part == "PATH") value.kind = "-f";
        if (part == "DIR") value.kind = "-d";
    }
    return value;
}

std::string case_of(const std::string& pattern, const Value& value) {
    return fmt::format("        '{}') words='{}' kind={} ;;\n", pattern, fmt::join(value.words, " "), value.kind);
}

// The places in the tree of commands: which words lead deeper, what follows an option, what stands for itself.
struct Tables {
    std::string commands, values, places;

    void add(const CLI::App& app, const std::string& path) {
        std::vector<std::string> options, subcommands;
        Value argument;
        for (const CLI::Option* option : app.get_options()) {
            if (option->get_positional()) {
                // Arguments are files unless they are called otherwise.
                const std::string name = option->get_name(true);
                argument = value_of(option->get_type_name(), name == "NAME" || name == "DIR" ? name : "FILE");
                continue;
            }
            for (const std::string& name : option->get_lnames()) {
                options.push_back("--" + name);
                if (option->get_items_expected_max() == 0) continue;
                values += case_of(path + " --" + name, value_of(option->get_type_name(), ""));
            }
        }
        for (const CLI::App* command : app.get_subcommands({})) {
            subcommands.push_back(command->get_name());
            commands += fmt::format("{}'{} {}'", commands.empty() ? "" : " | ", path, command->get_name());
            add(*command, path + " " + command->get_name());
        }
        if (!subcommands.empty()) argument.words = subcommands;
        places += fmt::format("        '{}') options='{}' words='{}' kind={} ;;\n", path, fmt::join(options, " "),
                              fmt::join(argument.words, " "), argument.kind);
    }
};

std::string bash_completion(const CLI::App& program) {
    Tables tables;
    tables.add(program, program.get_name());
    return fmt::format(R"(# bash completion of {0}, made by: {0} completion bash
_{0}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    local path={0} options='' words='' kind=- word
    # Bash takes --option=value for three words.
    [[ $before == '=' ]] && before=${{COMP_WORDS[COMP_CWORD - 2]}}
    [[ $current == '=' ]] && current=''
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path $word" in
            {1}) path="$path $word" ;;
        esac
    done
    case $path in
{2}    esac
    [[ $current == -* ]] && words=$options kind=-
    # What follows an option, unless that is a switch.
    case "$path $before" in
{3}    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if [[ $kind != - ]]; then
        compopt -o filenames 2>/dev/null
        local IFS=$'\n'
        COMPREPLY+=($(compgen "$kind" -- "$current"))
    fi
}}
complete -F _{0} {0}
)",
                       program.get_name(), tables.commands, tables.places, tables.values);
}

}  // namespace

void add_completion_command(CLI::App& program, CommonOptions&, int&) {
    CLI::App* command = program.add_subcommand("completion", "Completes commands and options on the tab key");
    command->require_subcommand(1);
    CLI::App* bash = command->add_subcommand("bash", "The script for bash: source <(soret completion bash)");
    bash->callback([&program] { fmt::print("{}", bash_completion(program)); });
}

}  // namespace soret
