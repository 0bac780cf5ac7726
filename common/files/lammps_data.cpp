// Reader of LAMMPS data files of atom_style atomic (docs.lammps.org/read_data.html).
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

namespace {

using Words = std::vector<std::string_view>;

struct CommentedLine {
    std::string_view content;
    std::string_view comment;
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

CommentedLine split_comment(std::string_view line) {
    const std::size_t hash = line.find('#');
    if (hash == std::string_view::npos) return {trimmed(line), {}};
    return {trimmed(line.substr(0, hash)), trimmed(line.substr(hash + 1))};
}

bool is_section(std::string_view line) {
    static constexpr std::string_view last_words[] = {"Masses", "Atoms",     "Velocities", "Coeffs", "Bonds",
                                                      "Angles", "Dihedrals", "Impropers",  "Labels", "Ellipsoids",
                                                      "Lines",  "Triangles", "Bodies"};
    const std::string_view word = line.substr(line.find_last_of(" \t") + 1);
    return std::find(std::begin(last_words), std::end(last_words), word) != std::end(last_words);
}

class DataReader {
public:
    explicit DataReader(ConfigurationBuilder& builder) : builder_(builder) {}

    void read() {
        read_header();
        bool has_atoms = false;
        std::string_view line;
        while (next_content(line)) {
            if (line == "Masses") {
                read_masses();
            } else if (line == "Atoms") {
                if (has_atoms) builder_.fail("a second section Atoms: must be one");
                read_atoms();
                has_atoms = true;
            } else if (line == "Velocities") {
                if (!has_atoms) builder_.fail("section Velocities: must come after section Atoms");
                read_velocities();
            } else if (line == "Pair Coeffs" || line == "PairIJ Coeffs") {
                skip_section();
            } else if (is_section(line)) {
                builder_.fail(fmt::format("section {}: must be one of atom_style atomic: Masses, Atoms, Velocities",
                                          displayed(line)));
            } else {
                builder_.fail(fmt::format("{}: must be the name of a section, {} rows were to be read before it",
                                          displayed(line), section_rows_));
            }
        }
        if (!has_atoms) builder_.fail("the file ends before section Atoms: it is truncated");
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
        std::string_view line;
        builder_.lines().next(line);  // the title
        auto before = builder_.lines().mark();
        while (next_content(line)) {
            if (is_section(line)) {
                builder_.lines().go_to(before);
                break;
            }
            split_words(line, words_);
            read_header_line(line);
            before = builder_.lines().mark();
        }
        if (builder_.count() == 0) builder_.fail("the header has no line \"N atoms\"");
        if (type_count_ == 0) builder_.fail("the header has no line \"N atom types\"");
        if (!builder_.has_bounds()) builder_.fail("the header must have the lines xlo xhi, ylo yhi and zlo zhi");
        builder_.make_box();
    }

    bool ends_with(std::size_t values, std::initializer_list<std::string_view> names) const {
        return words_.size() == values + names.size() &&
               std::equal(names.begin(), names.end(), words_.begin() + static_cast<std::ptrdiff_t>(values));
    }

    void read_header_line(std::string_view line) {
        if (ends_with(1, {"atoms"})) return builder_.set_count(words_[0]);
        if (ends_with(1, {"atom", "types"})) {
            type_count_ = builder_.integer(words_[0], "number of atom types");
            if (type_count_ < 1) builder_.fail(fmt::format("number of atom types = {}: must be >= 1", type_count_));
            return builder_.set_type_count(std::min(type_count_, std::int64_t{2147483647}));
        }
        static constexpr std::string_view bounds[3][2] = {{"xlo", "xhi"}, {"ylo", "yhi"}, {"zlo", "zhi"}};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if (!ends_with(2, {bounds[axis][0], bounds[axis][1]})) continue;
            const double low = builder_.number(words_[0], bounds[axis][0]);
            return builder_.set_edge(axis, low, builder_.number(words_[1], bounds[axis][1]) - low);
        }
        if (ends_with(3, {"xy", "xz", "yz"})) {
            for (std::size_t k = 0; k < 3; ++k) {
                const double tilt = builder_.number(words_[k], words_[k + 3]);
                if (tilt != 0.0) {
                    builder_.fail(
                        fmt::format("{} = {}: must be 0, the box must be orthogonal", words_[k + 3], displayed(tilt)));
                }
            }
            return;
        }
        if (words_.back() == "avec" || words_.back() == "bvec" || words_.back() == "cvec") {
            builder_.fail(fmt::format("{}: a triclinic box, must be orthogonal (xlo xhi)", displayed(line)));
        }
        const bool nothing_of_it = words_.size() >= 2 && parse_integer(words_[0]) == 0;  // "0 bonds"
        if (!nothing_of_it)
            builder_.fail(fmt::format("{}: must be a header line of atom_style atomic", displayed(line)));
    }

    // Calls row(words) for the rows of a section.
    template <class Row>
    void read_rows(std::string_view name, std::size_t count, Row row) {
        std::string_view line;
        section_rows_ = count;
        for (std::size_t k = 0; k < count; ++k) {
            if (!next_content(line)) {
                builder_.fail(fmt::format("the file ends after {} of {} rows of {}: it is truncated", k, count, name));
            }
            if (is_section(line)) {
                builder_.fail(fmt::format("{} has {} rows: must have {}, as the header says", name, k, count));
            }
            split_words(line, words_);
            row();
        }
    }

    void read_masses() {
        read_rows("Masses", static_cast<std::size_t>(type_count_), [&] {
            if (words_.size() != 2) {
                builder_.fail(fmt::format("a row of Masses has {} values: must have 2 (type mass)", words_.size()));
            }
            const std::int64_t type = builder_.integer(words_[0], "type");
            if (type < 1 || type > type_count_)
                builder_.fail(fmt::format("type = {}: must be in [1, {}]", type, type_count_));
            if (builder_.file().masses.contains(type)) {
                builder_.fail(fmt::format("mass of type {}: must be given once", type));
            }
            builder_.set_mass(type, builder_.number(words_[1], "mass", "type", type));
        });
    }

    void read_atoms() {
        if (!comment_.empty() && comment_.substr(0, comment_.find_first_of(" \t")) != "atomic") {
            builder_.fail(fmt::format("atom_style {}: must be atomic", displayed(comment_)));
        }
        std::size_t width = 0;
        read_rows("Atoms", builder_.count(), [&] {
            if (width == 0 && (words_.size() == 5 || words_.size() == 8)) width = words_.size();
            if (words_.size() != width) {
                builder_.fail(fmt::format("atom {} has {} values: must have {} (id type x y z{} of atom_style atomic)",
                                          displayed(words_[0]), words_.size(),
                                          width == 0 ? "5 or 8" : std::to_string(width),
                                          width == 5 ? "" : (width == 8 ? " ix iy iz" : " [ix iy iz]")));
            }
            ParticleRow row;
            row.id = builder_.integer(words_[0], "id");
            row.type = builder_.integer(words_[1], "type");
            for (std::size_t axis = 0; axis < 3; ++axis) {
                row.coordinate[axis] = builder_.number(words_[2 + axis], axis_names[axis], "atom", row.id);
                if (width == 8) row.image[axis] = builder_.integer(words_[5 + axis], "image flag");
            }
            builder_.add(row);
        });
    }

    void read_velocities() {
        std::vector<bool> given(builder_.count(), false);
        read_rows("Velocities", builder_.count(), [&] {
            if (words_.size() != 4) {
                builder_.fail(fmt::format("velocity of atom {} has {} values: must have 4 (id vx vy vz)",
                                          displayed(words_[0]), words_.size()));
            }
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

    void skip_section() {
        std::string_view line;
        auto before = builder_.lines().mark();
        while (next_content(line) && !is_section(line)) before = builder_.lines().mark();
        builder_.lines().go_to(before);
    }

    ConfigurationBuilder& builder_;
    Words words_;
    std::string_view comment_;
    std::int64_t type_count_ = 0;
    std::size_t section_rows_ = 0;
};

}  // namespace

void read_lammps_data(ConfigurationBuilder& builder) {
    DataReader(builder).read();
}

}  // namespace soret
