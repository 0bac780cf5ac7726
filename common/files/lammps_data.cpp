// Reader of LAMMPS data files (docs.lammps.org/read_data.html) of particles without charge or bonds.
#include <algorithm>
#include <cctype>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/lammps_atom_style.hpp"
#include "soret/common/files/lammps_header.hpp"

namespace soret {

namespace {

using Words = std::vector<std::string_view>;

// What a section does for particles without bonds.
enum class Section { none, read, without_rows, passed_over };

Section kind_of(std::string_view line) {
    static constexpr std::string_view read[] = {"Masses",      "Atoms",         "Velocities",
                                                "Pair Coeffs", "PairIJ Coeffs", "Atom Type Labels"};
    static constexpr std::string_view of_bonds[] = {"Bonds",      "Angles", "Dihedrals", "Impropers",
                                                    "Ellipsoids", "Lines",  "Triangles", "Bodies"};
    if (std::find(std::begin(read), std::end(read), line) != std::end(read)) return Section::read;
    if (std::find(std::begin(of_bonds), std::end(of_bonds), line) != std::end(of_bonds)) return Section::without_rows;
    const bool begins_with_letter = !line.empty() && std::isalpha(static_cast<unsigned char>(line[0])) != 0;
    const bool other = line.ends_with(" Coeffs") || line.ends_with(" Type Labels");
    return begins_with_letter && other ? Section::passed_over : Section::none;
}

class DataReader {
public:
    explicit DataReader(ConfigurationBuilder& builder) : builder_(builder) {}

    void read() {
        read_header();
        bool has_atoms = false;
        std::string_view line;
        while (next_content(line)) {
            const Section kind = kind_of(line);
            if (line == "Masses") {
                read_masses();
            } else if (line == "Atoms") {
                if (has_atoms) builder_.fail("a second section Atoms: must be one");
                read_atoms();
                has_atoms = true;
            } else if (line == "Velocities") {
                if (!has_atoms) builder_.fail("section Velocities: must come after section Atoms");
                read_velocities();
            } else if (line == "Atom Type Labels") {
                read_labels();
            } else if (line == "Pair Coeffs") {
                read_coefficients(1);
            } else if (line == "PairIJ Coeffs") {
                read_coefficients(2);
            } else if (kind == Section::passed_over) {
                builder_.ignore(line);
                pass_over_section();
            } else if (kind == Section::without_rows) {
                builder_.fail(fmt::format("section {}: must not be there: particles without bonds are simulated",
                                          displayed(line)));
            } else {
                builder_.fail(fmt::format("{}: must be the name of a section, {} rows were to be read before it",
                                          displayed(line), section_rows_));
            }
        }
        if (!has_atoms) builder_.fail("the file ends before section Atoms: it is truncated");
        apply_labels();
    }

private:
    // The next line that is not only a comment; its comment is kept.
    bool next_content(std::string_view& content) {
        while (builder_.lines().next(content)) {
            const CommentedLine split = split_comment(content);
            content = split.content;
            comment_ = split.comment;
            if (!content.empty()) return true;
        }
        return false;
    }

    void read_header() {
        LammpsHeader header(builder_);
        std::string_view title;
        builder_.lines().next(title);
        header.read_title(title);
        std::string_view line;
        auto before = builder_.lines().mark();
        while (next_content(line)) {
            if (kind_of(line) != Section::none) {
                builder_.lines().go_to(before);
                break;
            }
            header.read_line(line);
            before = builder_.lines().mark();
        }
        header.finish();
        type_count_ = header.type_count();
    }

    // Calls row() for the rows of a section, with words_ set.
    template <class Row>
    void read_rows(std::string_view name, std::size_t count, Row row) {
        std::string_view line;
        section_rows_ = count;
        for (std::size_t k = 0; k < count; ++k) {
            if (!next_content(line)) {
                builder_.fail(fmt::format("the file ends after {} of {} rows of {}: it is truncated", k, count, name));
            }
            if (kind_of(line) != Section::none) {
                builder_.fail(fmt::format("{} has {} rows: must have {}, as the header says", name, k, count));
            }
            split_words(line, words_);
            row();
        }
    }

    // The rows of a section whose number the header does not say: up to the next section.
    template <class Row>
    void read_rows_to_the_end(Row row) {
        std::string_view line;
        auto before = builder_.lines().mark();
        while (next_content(line) && kind_of(line) == Section::none) {
            split_words(line, words_);
            row();
            before = builder_.lines().mark();
        }
        builder_.lines().go_to(before);
    }

    void pass_over_section() {
        read_rows_to_the_end([] {});
    }

    // A type number, or the label of one.
    std::int64_t type_of(std::string_view word) {
        if (const auto number = parse_integer(word)) {
            if (*number < 1 || *number > type_count_) {
                builder_.fail(fmt::format("type = {}: must be in [1, {}]", *number, type_count_));
            }
            return *number;
        }
        const auto found = type_of_label_.find(word);
        if (found == type_of_label_.end()) {
            builder_.fail(fmt::format("type = {}: must be a type number, or a label of the section Atom Type Labels",
                                      displayed(word)));
        }
        labels_are_used_ = true;
        return found->second;
    }

    void read_labels() {
        read_rows("Atom Type Labels", static_cast<std::size_t>(type_count_), [&] {
            const auto type = parse_integer(words_[0]);
            if (words_.size() != 2 || !type || *type < 1 || *type > type_count_) {
                builder_.fail(
                    fmt::format("a row of Atom Type Labels: must be a type in [1, {}] and its label", type_count_));
            }
            const bool is_new = labels_.emplace(*type, words_[1]).second &&
                                type_of_label_.emplace(std::string(words_[1]), *type).second;
            if (!is_new) builder_.fail(fmt::format("label {} of type {}: must be unique", displayed(words_[1]), *type));
        });
    }

    void read_masses() {
        read_rows("Masses", static_cast<std::size_t>(type_count_), [&] {
            if (words_.size() != 2) {
                builder_.fail(fmt::format("a row of Masses has {} values: must have 2 (type mass)", words_.size()));
            }
            const std::int64_t type = type_of(words_[0]);
            if (builder_.file().masses.contains(type)) {
                builder_.fail(fmt::format("mass of type {}: must be given once", type));
            }
            builder_.set_mass(type, builder_.number(words_[1], "mass", "type", type));
            comments_of_masses_.emplace(type, comment_);
        });
    }

    // types   numbers of types at the start of a row
    void read_coefficients(std::size_t types) {
        const std::string_view style = comment_;
        const bool is_one_word = !style.empty() && style.find_first_of(" \t") == std::string_view::npos;
        if (is_one_word && !style.starts_with("lj/cut") && !style.starts_with("lj/smooth/linear")) {
            builder_.fail(fmt::format("coefficients of {}: must be of lj/cut, Lennard-Jones pairs are simulated",
                                      displayed(style)));
        }
        read_rows_to_the_end([&] {
            std::size_t at = types;
            if (words_.size() > at && !parse_integer(words_[at]) && words_[at].starts_with("lj/")) ++at;  // of hybrid
            if (words_.size() != at + 2 && words_.size() != at + 3) {
                builder_.fail(
                    fmt::format("a row of coefficients has {} values: must have {}{} epsilon sigma [cutoff], those "
                                "of lj/cut",
                                words_.size(), types == 1 ? "type" : "type type", at > types ? " style" : ""));
            }
            PairCoefficients pair;
            pair.a = type_of(words_[0]);
            pair.b = type_of(words_[types - 1]);
            pair.epsilon = builder_.number(words_[at], "epsilon", "type", pair.a);
            pair.sigma = builder_.number(words_[at + 1], "sigma", "type", pair.a);
            if (words_.size() == at + 3) pair.cutoff = builder_.number(words_[at + 2], "cutoff", "type", pair.a);
            if (pair.epsilon < 0.0 || pair.sigma <= 0.0 || pair.cutoff.value_or(1.0) <= 0.0) {
                builder_.fail(fmt::format("coefficients of types {} and {}: epsilon must be >= 0, sigma and cutoff > 0",
                                          pair.a, pair.b));
            }
            pair.line = builder_.lines().line_number();
            builder_.file().coefficients.push_back(pair);
        });
    }

    void read_atoms() {
        std::optional<AtomStyle> style;
        if (!comment_.empty()) style = atom_style_named(builder_, comment_);
        std::size_t width = 0;
        read_rows("Atoms", builder_.count(), [&] {
            if (!style) style = atom_style_of_row(builder_, row_with_type_numbers(), type_count_);
            if (width == 0) {
                const std::size_t own = style->columns.size();
                width = words_.size() == own + 3 ? own + 3 : own;
                for (const char* column : {"molecule", "diameter"}) {
                    if (style->column(column)) builder_.ignore(column);
                }
            }
            if (words_.size() != width) {
                const std::size_t own = style->columns.size();
                const bool either = builder_.rows() == 0;
                builder_.fail(fmt::format("atom {} has {} values: must have {} ({}{} of atom_style {})",
                                          displayed(words_[0]), words_.size(),
                                          either ? fmt::format("{} or {}", own, own + 3) : std::to_string(width),
                                          fmt::join(style->columns, " "),
                                          either ? " [ix iy iz]" : (width == own ? "" : " ix iy iz"), style->name));
            }
            read_atom(*style, width > style->columns.size());
        });
    }

    // For the choice of a style: a label stands for its number.
    Words row_with_type_numbers() const {
        Words row = words_;
        for (std::string_view& word : row) {
            if (type_of_label_.contains(word)) word = "1";
        }
        return row;
    }

    void read_atom(const AtomStyle& style, bool has_images) {
        ParticleRow row;
        row.id = builder_.integer(words_[0], "id");
        const std::string_view type = words_[*style.column("type")];
        row.type =
            parse_integer(type) ? *parse_integer(type) : type_of(type);  // add() knows how to complain of a number
        const std::size_t x = *style.column("x");
        for (std::size_t axis = 0; axis < 3; ++axis) {
            row.coordinate[axis] = builder_.number(words_[x + axis], axis_names[axis], "atom", row.id);
            if (has_images) row.image[axis] = builder_.integer(words_[style.columns.size() + axis], "image flag");
        }
        for (const char* column : {"charge", "ellipsoid flag", "mux", "muy", "muz"})
            must_be_zero(style, column, row.id);
        builder_.add(row);
        if (style.column("density")) set_mass_of_sphere(style, row);
    }

    void must_be_zero(const AtomStyle& style, const char* column, std::int64_t id) const {
        const auto place = style.column(column);
        if (!place) return;
        const double value = builder_.number(words_[*place], column, "atom", id);
        if (value == 0.0) return;
        builder_.fail(
            fmt::format("{} of atom {} = {}: must be 0, particles without charge, dipole or axes are simulated", column,
                        id, displayed(value)));
    }

    // LAMMPS: a density, or the mass itself for a diameter of 0.
    void set_mass_of_sphere(const AtomStyle& style, const ParticleRow& row) {
        const double density = builder_.number(words_[*style.column("density")], "density", "atom", row.id);
        const auto place = style.column("diameter");
        const double d = place ? builder_.number(words_[*place], "diameter", "atom", row.id) : 0.0;
        if (d < 0.0) builder_.fail(fmt::format("diameter of atom {} = {}: must be >= 0", row.id, displayed(d)));
        builder_.set_mass(row.type, d > 0.0 ? density * (std::numbers::pi / 6.0) * (d * d * d) : density);
        rotates_ = true;
    }

    void read_velocities() {
        std::vector<bool> given(builder_.count(), false);
        read_rows("Velocities", builder_.count(), [&] {
            if (words_.size() != 4 && !(rotates_ && words_.size() == 7)) {
                builder_.fail(fmt::format("velocity of atom {} has {} values: must have 4 (id vx vy vz)",
                                          displayed(words_[0]), words_.size()));
            }
            if (words_.size() == 7) builder_.ignore("angular velocities");
            const std::size_t row = builder_.row_of(words_[0]);
            if (given[row]) builder_.fail(fmt::format("id = {}: must be unique in Velocities", words_[0]));
            given[row] = true;
            std::array<double, 3> velocity{};
            static constexpr std::string_view names[] = {"vx", "vy", "vz"};
            for (std::size_t axis = 0; axis < 3; ++axis) {
                velocity[axis] = builder_.number(words_[1 + axis], names[axis], "atom", builder_.file().state.id[row]);
            }
            builder_.set_velocity(row, velocity);
        });
    }

    // Types are known by labels, or by the comments of Masses ("1 39.9 # Ar") if all of them are names of the mixture.
    void apply_labels() {
        if (!labels_.empty()) {
            if (labels_are_used_ && builder_.options().names.empty() && !builder_.options().names_from_file) {
                for (const auto& [type, label] : labels_) builder_.unnamed_species(label);
            }
            return builder_.name_types(labels_);
        }
        const auto is_name = [&](const auto& entry) { return builder_.species_named(entry.second).has_value(); };
        if (comments_of_masses_.empty() ||
            !std::all_of(comments_of_masses_.begin(), comments_of_masses_.end(), is_name)) {
            return;
        }
        builder_.note("the species are those that the comments of Masses name");
        builder_.name_types(comments_of_masses_);
    }

    ConfigurationBuilder& builder_;
    Words words_;
    std::string_view comment_;
    std::int64_t type_count_ = 0;
    std::size_t section_rows_ = 0;
    bool rotates_ = false;
    bool labels_are_used_ = false;
    std::map<std::int64_t, std::string> labels_;
    std::map<std::string, std::int64_t, std::less<>> type_of_label_;
    std::map<std::int64_t, std::string> comments_of_masses_;
};

}  // namespace

void read_lammps_data(ConfigurationBuilder& builder) {
    DataReader(builder).read();
}

}  // namespace soret
