#include <fmt/format.h>

#include "soret/validation/check/limit_model.hpp"

namespace soret {

namespace {

void compare_positions(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison) {
    const auto& positions = model.chosen().positions;
    if (!positions) return;
    QuantityBuilder builder(CheckedQuantity::positions, given);
    builder.quantity().components = 3;
    builder.quantity().axes = {0, 1, 2};
    builder.quantity().reading = positions->reading;
    for (std::size_t i = 0; i < model.state().size(); ++i) {
        for (std::size_t a = 0; a < 3; ++a) {
            builder.add(positions->theirs[a][i], model.coordinate(a, i), model.of_position(a, i));
        }
    }
    comparison.quantities.push_back(builder.finish());
}

void note_types(const LimitModel& model, std::vector<std::string>& notes) {
    const PrintedColumn* types = column_named(model.frame().particles, "type");
    if (types == nullptr) return;
    std::size_t others = 0;
    for (std::size_t row = 0; row < types->values.size(); ++row) {
        if (types->values[row] != model.state().species[model.chosen().particle_of_row[row]] + 1) ++others;
    }
    if (others > 0) notes.push_back(fmt::format("{} particles have another type in the results", others));
}

// Rows of the results in the order of the state.
std::vector<std::size_t> rows_by_particle(const LimitModel& model) {
    const std::vector<std::size_t>& particle_of_row = model.chosen().particle_of_row;
    std::vector<std::size_t> rows(particle_of_row.size());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[particle_of_row[row]] = row;
    return rows;
}

void compare_forces_of_particles(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison) {
    std::vector<const PrintedColumn*> columns;
    std::vector<std::size_t> axes;
    for (std::size_t a = 0; a < 3; ++a) {
        const PrintedColumn* column = column_named(model.frame().particles, std::string("f") + "xyz"[a]);
        if (column == nullptr) continue;
        columns.push_back(column);
        axes.push_back(a);
    }
    if (columns.empty()) return;
    QuantityBuilder builder(CheckedQuantity::forces, given);
    builder.quantity().components = columns.size();
    builder.quantity().axes = axes;
    const bool is_single = model.is_single(columns);
    const std::vector<std::size_t> rows = rows_by_particle(model);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const double theirs = columns[k]->values[rows[i]];
            builder.add(theirs, model.result().force[axes[k]][i],
                        model.of_force(axes[k], i, is_single, columns[k]->half_unit(theirs)));
        }
    }
    comparison.quantities.push_back(builder.finish());
}

void compare_particle_energies(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison) {
    const PrintedColumn* column = column_named(model.frame().particles, "particle_energies");
    if (column == nullptr) return;
    QuantityBuilder builder(CheckedQuantity::particle_energies, given);
    builder.quantity().axes = {0};
    const bool is_single = model.is_single({column});
    const std::vector<std::size_t> rows = rows_by_particle(model);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double theirs = column->values[rows[i]];
        builder.add(theirs, model.result().particle_energy[i],
                    model.of_particle_energy(i, is_single, column->half_unit(theirs)));
    }
    comparison.quantities.push_back(builder.finish());
}

}  // namespace

void compare_particles(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison,
                       std::vector<std::string>& notes) {
    compare_positions(model, given, comparison);
    note_types(model, notes);
    compare_forces_of_particles(model, given, comparison);
    compare_particle_energies(model, given, comparison);
}

}  // namespace soret
