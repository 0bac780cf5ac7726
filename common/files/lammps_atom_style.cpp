#include "soret/common/files/lammps_atom_style.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace soret {

namespace {

struct KnownStyle {
    std::string_view name;
    std::vector<std::string_view> columns;
};

// Names that share their columns (molecular, bond, angle) stand after each other: the first one speaks for all.
const std::vector<KnownStyle>& known_styles() {
    static const std::vector<KnownStyle> styles{
        {"atomic", {"id", "type", "x", "y", "z"}},
        {"charge", {"id", "type", "charge", "x", "y", "z"}},
        {"molecular", {"id", "molecule", "type", "x", "y", "z"}},
        {"bond", {"id", "molecule", "type", "x", "y", "z"}},
        {"angle", {"id", "molecule", "type", "x", "y", "z"}},
        {"full", {"id", "molecule", "type", "charge", "x", "y", "z"}},
        {"sphere", {"id", "type", "diameter", "density", "x", "y", "z"}},
        {"ellipsoid", {"id", "type", "ellipsoid flag", "density", "x", "y", "z"}},
        {"dipole", {"id", "type", "charge", "x", "y", "z", "mux", "muy", "muz"}}};
    return styles;
}

const KnownStyle* known_style(std::string_view name) {
    const std::string_view plain = name.substr(0, name.find('/'));  // atomic/kk
    const auto found = std::find_if(known_styles().begin(), known_styles().end(),
                                    [&](const KnownStyle& style) { return style.name == plain; });
    return found == known_styles().end() ? nullptr : &*found;
}

std::string known_names() {
    std::vector<std::string> names;
    for (const KnownStyle& style : known_styles()) names.emplace_back(style.name);
    return fmt::format("{}, or hybrid of them", fmt::join(names, ", "));
}

bool fits(const KnownStyle& style, const std::vector<std::string_view>& row, std::int64_t type_count) {
    const std::size_t width = style.columns.size();
    if (row.size() != width && row.size() != width + 3) return false;
    const auto is_integer_from = [&](std::size_t k, std::int64_t least) {
        const auto value = parse_integer(row[k]);
        return value && *value >= least;
    };
    for (std::size_t k = 0; k < width; ++k) {
        const std::string_view column = style.columns[k];
        if (column == "type" && !(is_integer_from(k, 1) && *parse_integer(row[k]) <= type_count)) return false;
        if ((column == "molecule" || column == "ellipsoid flag") && !is_integer_from(k, 0)) return false;
    }
    for (std::size_t k = width; k < row.size(); ++k) {
        if (!parse_integer(row[k])) return false;
    }
    return true;
}

}  // namespace

std::optional<std::size_t> AtomStyle::column(std::string_view wanted) const {
    const auto found = std::find(columns.begin(), columns.end(), wanted);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

bool AtomStyle::rotates() const {
    return column("diameter") || column("ellipsoid flag");
}

AtomStyle atom_style_named(const ConfigurationBuilder& builder, std::string_view comment) {
    std::vector<std::string_view> words;
    split_words(comment, words);
    const auto must_be_known = [&](std::string_view word) {
        const KnownStyle* style = known_style(word);
        if (style == nullptr) {
            builder.fail(fmt::format("atom_style {}: must be {}", displayed(comment), known_names()));
        }
        return style;
    };
    if (words[0].substr(0, words[0].find('/')) != "hybrid") {
        return {std::string(words[0]), must_be_known(words[0])->columns};
    }
    AtomStyle hybrid{std::string(comment), known_styles().front().columns};  // id type x y z, then what else each has
    for (std::size_t k = 1; k < words.size(); ++k) {
        for (const std::string_view column : must_be_known(words[k])->columns) {
            if (!hybrid.column(column)) hybrid.columns.push_back(column);
        }
    }
    return hybrid;
}

AtomStyle atom_style_of_row(const ConfigurationBuilder& builder, const std::vector<std::string_view>& row,
                            std::int64_t type_count) {
    std::vector<const KnownStyle*> fitting;
    for (const KnownStyle& style : known_styles()) {
        if (!fits(style, row, type_count)) continue;
        if (fitting.empty() || fitting.back()->columns != style.columns) fitting.push_back(&style);
    }
    if (fitting.size() == 1) return {std::string(fitting[0]->name), fitting[0]->columns};
    std::vector<std::string_view> names;
    for (const KnownStyle* style : fitting) names.push_back(style->name);
    if (names.empty()) {
        builder.fail(
            fmt::format("atom {} has {} values: fits no atom style: must be id type x y z [ix iy iz] of atomic, or of "
                        "one of {}, named as in \"Atoms # charge\"",
                        displayed(row[0]), row.size(), known_names()));
    }
    builder.fail(fmt::format("the atom style is not named, and {} values fit {}: must be named, as in \"Atoms # {}\"",
                             row.size(), fmt::join(names, " and "), names[0]));
}

}  // namespace soret
