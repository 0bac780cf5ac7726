#include "soret/validation/check/chosen_frame.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/column_names.hpp"
#include "soret/validation/check/printed_configuration.hpp"

namespace soret {

namespace {

class Chooser {
public:
    Chooser(const std::string& results, const ConfigurationFile& file, const State& state,
            const InputErrors& our_errors)
        : results_(results), file_(file), state_(state), our_errors_(our_errors) {}

    ChosenFrame choose(const FrameReader& next, const ColumnMap& map) {
        std::optional<ChosenFrame> best;
        std::optional<CannotCompare> defect;
        std::int64_t frames = 0;
        while (auto frame = next()) {
            ++frames;
            ChosenFrame candidate;
            candidate.left_alone = name_columns(*frame, map, results_);
            candidate.frame = std::move(*frame);
            try {
                look_at(candidate);
            } catch (const CannotCompare& error) {  // another frame may be the right one
                if (!defect) defect = error;
                continue;
            }
            if (!best || is_better(candidate, *best)) best = std::move(candidate);
            if (best->positions && best->positions->agrees) break;
        }
        if (!best && defect) throw CannotCompare(*defect);
        if (!best) throw CannotCompare(fmt::format("{}: nothing to compare: no numbers are in it", results_));
        best->frames = frames;
        note_choice(*best);
        must_be_the_configuration(*best);
        return std::move(*best);
    }

private:
    bool has_step(const ChosenFrame& candidate) const {
        if (!file_.step) return false;
        if (candidate.frame.step) return candidate.frame.step == file_.step;
        for (const PrintedColumn& column : candidate.frame.totals) {
            if (column.name != "step") continue;
            return std::find(column.values.begin(), column.values.end(), static_cast<double>(*file_.step)) !=
                   column.values.end();
        }
        return false;
    }

    static int rank_of_positions(const ChosenFrame& candidate) {
        if (!candidate.positions) return 0;
        return candidate.positions->agrees ? 2 : candidate.positions->is_permuted ? 1 : 0;
    }

    bool is_better(const ChosenFrame& a, const ChosenFrame& b) const {
        if (rank_of_positions(a) != rank_of_positions(b)) return rank_of_positions(a) > rank_of_positions(b);
        if (has_step(a) != has_step(b)) return has_step(a);
        return a.positions && b.positions && a.positions->mean_square < b.positions->mean_square;
    }

    void look_at(ChosenFrame& candidate) const {
        ResultsFrame& frame = candidate.frame;
        const std::int64_t n = static_cast<std::int64_t>(state_.size());
        const std::size_t rows = frame.rows();
        const bool has_rows = rows > 0;
        if (frame.count && *frame.count != n) throw CannotCompare(other_number(*frame.count), "other-configuration");
        if (!has_rows) return;
        if (static_cast<std::int64_t>(rows) != n) {
            throw CannotCompare(other_number(static_cast<std::int64_t>(rows)), "other-configuration");
        }
        if (!frame.ids.empty()) {
            candidate.particle_of_row = rows_by_id(frame.ids);
            candidate.positions = match_positions(state_, our_errors_.position, frame, candidate.particle_of_row);
            return;
        }
        // Without ids rows are in the order of ids, or in that of CONFIG's file.
        for (std::size_t i = 0; i < state_.size(); ++i) candidate.particle_of_row.push_back(i);
        candidate.positions = match_positions(state_, our_errors_.position, frame, candidate.particle_of_row);
        if (!candidate.positions || candidate.positions->agrees) return;
        const std::vector<std::size_t> order = order_by_id(file_.state);
        std::vector<std::size_t> of_file(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) of_file[order[i]] = i;
        auto match = match_positions(state_, our_errors_.position, frame, of_file);
        if (!match->agrees) return;
        candidate.notes.push_back("rows have no ids and are taken in the order of the configuration's file");
        candidate.particle_of_row = std::move(of_file);
        candidate.positions = std::move(match);
    }

    std::string other_number(std::int64_t rows) const {
        return fmt::format("{}: {} particles: must be {}, as in {}", results_, rows, state_.size(), file_.path);
    }

    std::vector<std::size_t> rows_by_id(const std::vector<std::int64_t>& ids) const {
        std::vector<std::size_t> particle_of_row(ids.size());
        std::vector<bool> seen(state_.size(), false);
        for (std::size_t row = 0; row < ids.size(); ++row) {
            const auto found = std::lower_bound(state_.id.begin(), state_.id.end(), ids[row]);
            if (found == state_.id.end() || *found != ids[row]) {
                throw CannotCompare(
                    fmt::format("{}: id = {}: must be one of the ids of {}", results_, ids[row], file_.path));
            }
            const auto i = static_cast<std::size_t>(found - state_.id.begin());
            if (seen[i]) throw CannotCompare(fmt::format("{}: id = {}: must be there once", results_, ids[row]));
            seen[i] = true;
            particle_of_row[row] = i;
        }
        return particle_of_row;
    }

    void note_choice(ChosenFrame& chosen) const {
        if (chosen.frames == 1) return;
        const std::string step = chosen.frame.step ? fmt::format(" (step {})", *chosen.frame.step) : "";
        std::string why = "the first one";
        if (chosen.positions && chosen.positions->agrees) {
            why = "the one with the positions of the configuration";
        } else if (has_step(chosen)) {
            why = "the one with the step of the configuration";
        }
        chosen.notes.push_back(fmt::format("frame {}{} is compared: {}", chosen.frame.frame, step, why));
    }

    void must_be_the_configuration(const ChosenFrame& chosen) const {
        if (chosen.frame.box) must_have_box(*chosen.frame.box);
        const auto& positions = chosen.positions;
        if (!positions || positions->agrees || positions->is_permuted) return;
        double largest = 0.0;
        std::size_t axis = 0;
        std::size_t particle = 0;
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t i = 0; i < state_.size(); ++i) {
                const double d = std::fabs(positions->theirs[a][i] - state_.position[a][i] - origin(a));
                if (d <= largest) continue;
                largest = d;
                axis = a;
                particle = i;
            }
        }
        throw CannotCompare(
            fmt::format("{}: {} of particle {} = {}: must be {} as in {}, modulo the box and within its printing",
                        results_, axis_names[axis], state_.id[particle], displayed(positions->theirs[axis][particle]),
                        displayed(state_.position[axis][particle] + origin(axis)), file_.path),
            "other-configuration");
    }

    double origin(std::size_t axis) const {
        return std::array<double, 3>{state_.origin.x, state_.origin.y, state_.origin.z}[axis];
    }

    void must_have_box(const PrintedBox& box) const {
        const Vector3& e = state_.box.edges();
        const std::array<double, 3> edges{e.x, e.y, e.z};
        for (std::size_t a = 0; a < 3; ++a) {
            // Edges may be those of floats, or a difference of two large bounds.
            const double rounding =
                0x1p-50 * (std::fabs(box.low[a]) + edges[a]) + position_quantum + our_errors_.edge[a];
            const bool is_float = std::fabs(box.edge[a] - static_cast<double>(static_cast<float>(edges[a]))) <=
                                  box.half_unit[a] + rounding;
            if (std::fabs(box.edge[a] - edges[a]) <= box.half_unit[a] + rounding || is_float) continue;
            throw CannotCompare(fmt::format("{}: {} edge = {}: must be {} as in {}, within its printing", results_,
                                            axis_names[a], displayed(box.edge[a]), displayed(edges[a]), file_.path),
                                "other-configuration");
        }
    }

    const std::string& results_;
    const ConfigurationFile& file_;
    const State& state_;
    const InputErrors& our_errors_;
};

}  // namespace

ChosenFrame choose_frame(const FrameReader& next, const std::string& results, const ColumnMap& map,
                         const ConfigurationFile& file, const State& state, const InputErrors& our_errors) {
    return Chooser(results, file, state, our_errors).choose(next, map);
}

}  // namespace soret
