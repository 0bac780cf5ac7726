#include "soret/common/files/mixture_file.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

SpeciesMatrix symmetric_matrix(TomlTable& table, std::string_view key, const NumberRange& range, std::size_t count) {
    const auto rows = table.matrix(key, range, count);
    SpeciesMatrix matrix(count, 0.0);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            matrix(a, b) = rows[a][b];
            if (rows[a][b] != rows[b][a]) {
                table.reject(key, fmt::format("element [{}][{}] = {} must equal element [{}][{}] = {}", a + 1, b + 1,
                                              displayed(rows[a][b]), b + 1, a + 1, displayed(rows[b][a])));
            }
        }
    }
    return matrix;
}

Mixing mixing_from(TomlTable& table) {
    const auto name = table.choice_or("mixing", name_of(Mixing::lorentz_berthelot),
                                      {name_of(Mixing::lorentz_berthelot), name_of(Mixing::geometric)});
    return name == name_of(Mixing::geometric) ? Mixing::geometric : Mixing::lorentz_berthelot;
}

SpeciesMatrix epsilon_from(TomlTable& table, std::size_t count) {
    if (table.is_matrix("epsilon")) {
        table.must_not_have("k12", "must not be given: epsilon is a full matrix");
        return symmetric_matrix(table, "epsilon", at_least(0.0), count);
    }
    const std::vector<double> epsilon = table.numbers("epsilon", at_least(0.0), count);
    const double k12 = table.number_or("k12", 1.0, at_least(0.0));
    const std::vector<double> ones(count, 1.0);
    return lorentz_berthelot(ones, epsilon, ones, 1.0, k12).epsilon;
}

SpeciesMatrix sigma_from(TomlTable& table, std::size_t count) {
    if (table.is_matrix("sigma")) {
        table.must_not_have("mixing", "must not be given: sigma is a full matrix");
        return symmetric_matrix(table, "sigma", greater_than(0.0), count);
    }
    const std::vector<double> sigma = table.numbers("sigma", greater_than(0.0), count);
    const std::vector<double> ones(count, 1.0);
    return lorentz_berthelot(ones, ones, sigma, 1.0, 1.0, Truncation::shifted, mixing_from(table)).sigma;
}

SpeciesMatrix cutoff_from(TomlTable& table, std::size_t count) {
    if (table.is_list("cutoff")) return symmetric_matrix(table, "cutoff", greater_than(0.0), count);
    return SpeciesMatrix(count, table.number("cutoff", greater_than(0.0)));
}

Truncation truncation_from(TomlTable& table) {
    const std::string name =
        table.choice_or("truncation", name_of(Truncation::shifted), {"shifted", "plain", "force-shifted"});
    for (const Truncation truncation : {Truncation::plain, Truncation::force_shifted}) {
        if (name == name_of(truncation)) return truncation;
    }
    return Truncation::shifted;
}

std::vector<std::vector<double>> rows_of(const SpeciesMatrix& matrix) {
    std::vector<std::vector<double>> rows(matrix.species_count());
    for (std::size_t a = 0; a < rows.size(); ++a) {
        for (std::size_t b = 0; b < rows.size(); ++b) rows[a].push_back(matrix(a, b));
    }
    return rows;
}

std::string listed(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += (text.empty() ? "[" : ", ") + displayed(value);
    return text + "]";
}

std::string listed(const SpeciesMatrix& matrix) {
    std::string text;
    for (const auto& row : rows_of(matrix)) text += (text.empty() ? "[" : ", ") + listed(row);
    return text + "]";
}

}  // namespace

Mixture mixture_from(TomlTable table) {
    MixtureParameters parameters;
    parameters.mass = table.numbers("mass", greater_than(0.0));
    const std::size_t count = parameters.mass.size();
    if (count > largest_species_count) {
        table.reject("mass", fmt::format("must be a list of at most {} masses", largest_species_count));
    }
    parameters.epsilon = epsilon_from(table, count);
    parameters.sigma = sigma_from(table, count);
    parameters.cutoff = cutoff_from(table, count);
    parameters.truncation = truncation_from(table);
    if (const auto names = table.optional_strings("names", count)) parameters.names = *names;
    table.finish();
    try {
        return Mixture(std::move(parameters));
    } catch (const InvalidArgument& error) {
        // Each value is in its range: what is left are combinations that overflow, and names that are none.
        throw InvalidInput(fmt::format("{}: {}", table.file(), error.what()));
    }
}

Mixture read_mixture(const std::string& path) {
    TomlTable file = TomlTable::read(path);
    TomlTable table = file.table("mixture");
    file.finish();
    return mixture_from(std::move(table));
}

std::string to_toml(const Mixture& mixture) {
    const MixtureParameters& p = mixture.parameters();
    const std::string names = p.names.empty() ? "" : fmt::format("names = [{}]\n", listed(p.names));
    return fmt::format("[mixture]\nmass = {}\nepsilon = {}\nsigma = {}\ncutoff = {}\ntruncation = \"{}\"\n{}",
                       listed(p.mass), listed(p.epsilon), listed(p.sigma), listed(p.cutoff), name_of(p.truncation),
                       names);
}

nlohmann::json to_json(const Mixture& mixture) {
    const MixtureParameters& p = mixture.parameters();
    nlohmann::json json{{"mass", p.mass},
                        {"epsilon", rows_of(p.epsilon)},
                        {"sigma", rows_of(p.sigma)},
                        {"cutoff", rows_of(p.cutoff)},
                        {"truncation", name_of(p.truncation)}};
    if (!p.names.empty()) json["names"] = p.names;
    return json;
}

std::string described(const Mixture& mixture) {
    const MixtureParameters& p = mixture.parameters();
    std::string text = fmt::format("  {:<17} {}\n", "truncation", name_of(p.truncation));
    if (!p.names.empty()) text += fmt::format("  {:<17} {}\n", "names", listed(p.names));
    return text + fmt::format("  {:<17} {}\n  {:<17} {}\n  {:<17} {}\n  {:<17} {}\n", "mass", listed(p.mass), "epsilon",
                              listed(p.epsilon), "sigma", listed(p.sigma), "cutoff", listed(p.cutoff));
}

std::string weak_attraction(const Mixture& mixture) {
    const SpeciesMatrix& epsilon = mixture.parameters().epsilon;
    for (std::size_t a = 0; a < epsilon.species_count(); ++a) {
        for (std::size_t b = a + 1; b < epsilon.species_count(); ++b) {
            const double smaller = std::min(epsilon(a, a), epsilon(b, b));
            if (!(epsilon(a, b) < 0.1 * smaller)) continue;
            return fmt::format(
                "epsilon of species {} and {} = {} is below a tenth of {}, the smaller one of the two alone; with "
                "lists it is k12 sqrt(epsilon_1 epsilon_2), so that k12 = 1 (and not 0) is the rule of Berthelot",
                a + 1, b + 1, displayed(epsilon(a, b)), displayed(smaller));
        }
    }
    return {};
}

}  // namespace soret
