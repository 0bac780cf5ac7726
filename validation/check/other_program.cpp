#include "soret/validation/check/other_program.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/check/column_names.hpp"

namespace soret {

namespace {

std::string replaced(std::string text, std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string in_quotes(const std::filesystem::path& path) {
    return "'" + replaced(path.string(), "'", "'\\''") + "'";
}

std::array<double, 3> place_of(const Question& question, std::size_t i) {
    const State& state = question.state;
    const Vector3& e = state.box.edges();
    const std::array<double, 3> edge{e.x, e.y, e.z}, origin{state.origin.x, state.origin.y, state.origin.z};
    std::array<double, 3> place{};
    for (std::size_t a = 0; a < 3; ++a) {
        place[a] = state.position[a][i] + origin[a];
        if (!question.edges_added[a].empty()) place[a] += question.edges_added[a][i] * edge[a];
    }
    return place;
}

// Unlike lammps_data_text(), with coordinates outside of the box where the question wants them.
std::string data_text(const Question& question) {
    const State& state = question.state;
    const Vector3& e = state.box.edges();
    const Vector3& o = state.origin;
    std::string text = fmt::format("a question of soret check drive\n\n{} atoms\n{} atom types\n\n", state.size(),
                                   question.mixture.species_count());
    text += fmt::format("{:.17g} {:.17g} xlo xhi\n{:.17g} {:.17g} ylo yhi\n{:.17g} {:.17g} zlo zhi\n\nMasses\n\n", o.x,
                        o.x + e.x, o.y, o.y + e.y, o.z, o.z + e.z);
    for (std::size_t s = 0; s < question.mixture.species_count(); ++s) {
        text += fmt::format("{} {:.17g}\n", s + 1, question.mixture.mass(s));
    }
    text += "\nAtoms # atomic\n\n";
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto [x, y, z] = place_of(question, i);
        text += fmt::format("{} {} {:.17g} {:.17g} {:.17g}\n", state.id[i], state.species[i] + 1, x, y, z);
    }
    return text;
}

std::string xyz_text(const Question& question) {
    const State& state = question.state;
    const Vector3& e = state.box.edges();
    const Vector3& o = state.origin;
    std::string text = fmt::format(
        "{}\nLattice=\"{:.17g} 0 0 0 {:.17g} 0 0 0 {:.17g}\" Origin=\"{:.17g} {:.17g} {:.17g}\" pbc=\"T T T\" "
        "Properties=species:S:1:pos:R:3:id:I:1\n",
        state.size(), e.x, e.y, e.z, o.x, o.y, o.z);
    const std::vector<std::string>& names = question.mixture.names();
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto [x, y, z] = place_of(question, i);
        const auto s = static_cast<std::size_t>(state.species[i]);
        text += fmt::format("{} {:.17g} {:.17g} {:.17g} {}\n", names.empty() ? fmt::format("{}", s + 1) : names[s], x,
                            y, z, state.id[i]);
    }
    return text;
}

const PrintedColumn* named(const std::vector<PrintedColumn>& columns, const std::string& name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const PrintedColumn& column) { return column.name == name; });
    return found == columns.end() || found->values.empty() ? nullptr : &*found;
}

PrintedValue printed(const PrintedColumn& column, std::size_t row) {
    return {column.values[row], column.half_unit(column.values[row])};
}

// Row of each particle of the state.
std::vector<std::size_t> rows_of(const ResultsFrame& frame, const State& state, const std::string& file) {
    if (frame.rows() != state.size()) {
        throw InvalidInput(
            fmt::format("{}: {} particles: must be {}, those of the configuration", file, frame.rows(), state.size()));
    }
    std::vector<std::size_t> rows(state.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    if (frame.ids.empty()) return rows;
    std::vector<std::pair<std::int64_t, std::size_t>> by_id;
    for (std::size_t row = 0; row < frame.ids.size(); ++row) by_id.emplace_back(frame.ids[row], row);
    std::sort(by_id.begin(), by_id.end());
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (by_id[i].first != state.id[i]) {
            throw InvalidInput(fmt::format("{}: id {}: must be {}", file, by_id[i].first, state.id[i]));
        }
        rows[i] = by_id[i].second;
    }
    return rows;
}

void read_particles(const ResultsFrame& frame, const State& state, const std::string& file, ProgramAnswer& answer) {
    if (frame.particles.empty()) return;
    const std::vector<std::size_t> rows = rows_of(frame, state, file);
    const auto read = [&](const std::string& name, std::vector<PrintedValue>& to) {
        const PrintedColumn* column = named(frame.particles, name);
        if (column == nullptr) return;
        to.clear();
        for (const std::size_t row : rows) to.push_back(printed(*column, row));
    };
    for (std::size_t a = 0; a < 3; ++a) read(fmt::format("f{}", axis_names[a]), answer.force[a]);
    read("particle_energies", answer.particle_energy);
}

void read_totals(const ResultsFrame& frame, const State& state, ProgramAnswer& answer) {
    // As LAMMPS does by itself in lj units.
    const bool is_per_particle = frame.is_thermo && !frame.is_of_box;
    const double factor = is_per_particle ? static_cast<double>(state.size()) : 1.0;
    const auto last = [](const PrintedColumn& column, double by) {
        const PrintedValue one = printed(column, column.values.size() - 1);
        return PrintedValue{by * one.value, std::fabs(by) * one.half_unit};
    };
    if (const PrintedColumn* column = named(frame.totals, "potential_energy")) {
        answer.potential_energy = last(*column, factor);
    }
    for (std::size_t a = 0; a < 3; ++a) {
        const std::string axes = fmt::format("{0}{0}", axis_names[a]);
        // Particles at rest: the pressure has no kinetic part.
        if (const PrintedColumn* column = named(frame.totals, "pressure_tensor_" + axes)) {
            answer.virial[a] = last(*column, state.box.volume());
        }
        if (const PrintedColumn* column = named(frame.totals, "stress_" + axes)) {
            answer.virial[a] = last(*column, -state.box.volume());
        }
        if (const PrintedColumn* column = named(frame.totals, "virial_" + axes)) answer.virial[a] = last(*column, 1.0);
    }
}

void read_answer(const std::filesystem::path& path, const ColumnMap& columns, const State& state,
                 ProgramAnswer& answer) {
    const std::string text = read_text_file(path);
    const FrameReader next = open_results(text, path, columns);
    bool any = false;
    while (auto frame = next()) {
        any = true;
        name_columns(*frame, columns, path);
        read_particles(*frame, state, path, answer);
        read_totals(*frame, state, answer);
    }
    if (!any) throw InvalidInput(fmt::format("{}: no numbers are in it", path.string()));
}

// The last line about an error, else the last one.
std::string complaint_in(const std::filesystem::path& path) {
    std::string last, error;
    try {
        const std::string text = read_text_file(path);
        LineCursor lines(path, text);
        std::string_view line;
        while (lines.next_with_words(line)) {
            last = line;
            if (lower_case(line).find("error") != std::string::npos) error = line;
        }
    } catch (const InvalidInput&) {  // it wrote nothing
    }
    if (!error.empty()) return ": " + error;
    return last.empty() ? "" : ": " + last;
}

}  // namespace

std::string ProgramCommand::shown() const {
    return name.empty() ? fmt::format("--command {}", displayed(line)) : name;
}

CommandedProgram::CommandedProgram(ProgramCommand command) : command_(std::move(command)) {
    if (!command_.has("{output}")) throw InvalidArgument("--command: must name {output}, the file that it writes");
    if (!command_.has("{config}") && !command_.has("{xyz}")) {
        throw InvalidArgument(
            "--command: must name {config} (LAMMPS data) or {xyz} (extended XYZ), the file that it reads");
    }
}

ProgramAnswer CommandedProgram::ask(const Question& question) {
    const auto file = [&](const char* name) { return directory_.path() / name; };
    for (const char* name : {"output", "totals"}) std::filesystem::remove(file(name));
    const auto write = [&](const char* word, const char* name, auto&& text) {
        if (command_.has(word)) write_file_atomically(file(name), text());
    };
    write("{config}", "config.data", [&] { return data_text(question); });
    write("{xyz}", "config.xyz", [&] { return xyz_text(question); });
    write("{mixture}", "mixture.toml", [&] { return to_toml(question.mixture); });
    write("{input}", "input", [&] { return command_.input(question.mixture); });
    std::string line = command_.line;
    for (const auto& [word, name] : {std::pair{"{config}", "config.data"}, std::pair{"{xyz}", "config.xyz"},
                                     std::pair{"{mixture}", "mixture.toml"}, std::pair{"{input}", "input"},
                                     std::pair{"{output}", "output"}, std::pair{"{totals}", "totals"}}) {
        line = replaced(line, word, in_quotes(file(name)));
    }
    line = replaced(line, "{threads}", fmt::format("{}", question.threads));
    const std::string all =
        fmt::format("( {}\n) > {} 2> {} < /dev/null", line, in_quotes(file("stdout")), in_quotes(file("stderr")));
    const int status = std::system(all.c_str());
    if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        const std::string said = complaint_in(file("stderr"));
        throw InvalidInput(fmt::format("{}: failed with {}{}", command_.shown(),
                                       status != -1 && WIFEXITED(status)
                                           ? fmt::format("exit code {}", WEXITSTATUS(status))
                                           : std::string("a signal"),
                                       said.empty() ? complaint_in(file("stdout")) : said));
    }
    if (!std::filesystem::exists(file("output"))) {
        throw InvalidInput(fmt::format("{}: wrote no {{output}}", command_.shown()));
    }
    ProgramAnswer answer;
    read_answer(file("output"), command_.columns, question.state, answer);
    if (command_.has("{totals}") && std::filesystem::exists(file("totals"))) {
        read_answer(file("totals"), command_.columns, question.state, answer);
    }
    return answer;
}

}  // namespace soret
