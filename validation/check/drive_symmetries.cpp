#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/random_streams.hpp"
#include "soret/validation/check/drive_tests.hpp"

namespace soret {

namespace {

// Numbers of one test, each a function of seed, test and index.
class Draws {
public:
    Draws(std::uint64_t seed, std::uint32_t test) : seed_(seed), test_(test) {}
    double uniform() {
        const RandomWords words = random_words(seed_, RandomStream::synthetic_series, next_++, test_);
        return uniform_from(words[0], words[1]);
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

private:
    std::uint64_t seed_;
    std::uint32_t test_;
    std::uint64_t next_ = 0;
};

std::array<double, 3> edges_of(const State& state) {
    const Vector3& e = state.box.edges();
    return {e.x, e.y, e.z};
}

double largest_coordinate(const State& state) {
    const Vector3& o = state.origin;
    const auto edge = edges_of(state);
    return std::max({std::fabs(o.x) + edge[0], std::fabs(o.y) + edge[1], std::fabs(o.z) + edge[2]});
}

std::vector<std::size_t> same_rows(std::size_t n) {
    std::vector<std::size_t> rows(n);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

bool same_bits(const ProgramAnswer& a, const ProgramAnswer& b) {
    const auto equal = [](const auto& one, const auto& other) {
        return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                          [](const auto& x, const auto& y) { return x.value == y.value; });
    };
    const auto equal_total = [](const auto& one, const auto& other) {
        return one.has_value() == other.has_value() && (!one || one->value == other->value);
    };
    bool same = equal(a.particle_energy, b.particle_energy) && equal_total(a.potential_energy, b.potential_energy);
    for (std::size_t k = 0; k < 3; ++k) {
        same = same && equal(a.force[k], b.force[k]) && equal_total(a.virial[k], b.virial[k]);
    }
    return same;
}

}  // namespace

DriveResult test_permutation(DriveBase& base) {
    const State& state = base.check.state;
    Draws draws(base.check.seed, 1);
    std::vector<std::size_t> order = same_rows(state.size());
    for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[draws.below(k)]);
    Question question = base.question();
    question.state = state.permuted(order);
    question.state.id = state.id;
    std::vector<std::size_t> row(state.size());
    for (std::size_t k = 0; k < order.size(); ++k) row[order[k]] = k;
    WorstDifference worst;
    add_same(worst, base, base.program.ask(question), row, 1.0, 0.0);
    return {worst.line("permutation", "with their numbers exchanged, particles keep their forces"), {}};
}

DriveResult test_translation(DriveBase& base) {
    Draws draws(base.check.seed, 2);
    Question question = base.question();
    const auto edge = edges_of(base.check.state);
    for (std::size_t a = 0; a < 3; ++a) {
        // Of few bits, so that programs with a grid of positions keep distances too.
        const double shift = std::floor(0x1p20 * draws.uniform() * edge[a]) * 0x1p-20;
        for (double& x : question.state.position[a]) {
            x += shift;
            if (x >= edge[a]) x -= edge[a];
        }
    }
    WorstDifference worst;
    add_same(worst, base, base.program.ask(question), same_rows(base.check.state.size()), 1.0,
             0x1p-50 * largest_coordinate(base.check.state));
    return {worst.line("translation", "moved by one vector, all keep their forces"), {}};
}

DriveResult test_images(DriveBase& base) {
    Draws draws(base.check.seed, 3);
    Question question = base.question();
    for (auto& axis : question.edges_added) {
        for (std::size_t i = 0; i < base.check.state.size(); ++i) {
            axis.push_back(draws.uniform() < 0.3 ? static_cast<int>(draws.below(5)) - 2 : 0);
        }
    }
    WorstDifference worst;
    add_same(worst, base, base.program.ask(question), same_rows(base.check.state.size()), 1.0,
             0x1p-48 * largest_coordinate(base.check.state));
    return {worst.line("images", "written some edges away, particles keep their forces"), {}};
}

DriveResult test_species_exchange(DriveBase& base) {
    const Mixture& mixture = base.check.mixture;
    if (mixture.species_count() != 2) return left_out("it is about two species");
    if (!base.program.takes_mixture())
        return left_out("the command does not name {mixture}: it cannot be told another one");
    MixtureParameters exchanged = mixture.parameters();
    std::swap(exchanged.mass[0], exchanged.mass[1]);
    if (!exchanged.names.empty()) std::swap(exchanged.names[0], exchanged.names[1]);
    for (SpeciesMatrix* matrix : {&exchanged.epsilon, &exchanged.sigma, &exchanged.cutoff}) {
        std::swap((*matrix)(0, 0), (*matrix)(1, 1));
    }
    Question question = base.question();
    question.mixture = Mixture(exchanged);
    for (std::int32_t& species : question.state.species) species = 1 - species;
    WorstDifference worst;
    add_same(worst, base, base.program.ask(question), same_rows(base.check.state.size()), 1.0, 0.0);
    return {worst.line("species-exchange", "with species and parameters exchanged, all keep their forces"), {}};
}

DriveResult test_repeat(DriveBase& base) {
    const State& state = base.check.state;
    const Vector3& e = state.box.edges();
    Question question = base.question();
    State& doubled = question.state;
    doubled.box = Box({2.0 * e.x, e.y, e.z});
    const std::int64_t highest = state.id.back();
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t a = 0; a < 3; ++a) {
            doubled.position[a].push_back(state.position[a][i] + (a == 0 ? e.x : 0.0));
            if (state.has_velocities()) doubled.velocity[a].push_back(state.velocity[a][i]);
            doubled.image[a].push_back(0);
        }
        doubled.species.push_back(state.species[i]);
        doubled.id.push_back(state.id[i] + highest);
    }
    const ProgramAnswer answer = base.program.ask(question);
    const double moved = 0x1p-49 * (largest_coordinate(state) + e.x);
    std::vector<std::size_t> row = same_rows(state.size());
    WorstDifference worst;
    add_same(worst, base, answer, row, 2.0, moved);
    for (std::size_t& one : row) one += state.size();
    add_same(worst, base, answer, row, 2.0, moved);
    return {worst.line("repeat", "two boxes side by side have twice the energy and the same forces"), {}};
}

DriveResult test_threads(DriveBase& base) {
    if (!base.program.takes_threads()) return left_out("the command does not name {threads}");
    WorstDifference worst;
    std::string differing;
    nlohmann::json same = nlohmann::json::object();
    for (const int threads : {2, 4}) {
        Question question = base.question();
        question.threads = threads;
        const ProgramAnswer answer = base.program.ask(question);
        add_same(worst, base, answer, same_rows(base.check.state.size()), 1.0, 0.0);
        const bool is_same = same_bits(answer, base.answer);
        same[fmt::format("{}", threads)] = is_same;
        if (!is_same) differing += fmt::format("{}{}", differing.empty() ? "" : ", ", threads);
    }
    CheckLine line = worst.line(
        "threads", differing.empty() ? "the same bits with 1, 2 and 4 threads"
                                     : fmt::format("other bits, but within rounding, with {} threads", differing));
    line.fields["same_bits"] = same;
    return {line, {}};
}

}  // namespace soret
