// Mistakes in how sums are put together: kinetic part, signs, currents, frame, split of the energies.

#include <cmath>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret::diagnosis {

namespace {

bool compared(const Problem& problem, CheckedQuantity quantity) {
    return problem.comparison().find(quantity) != nullptr;
}

void add(const Problem& problem, const TheirCode& base, const TheirReport& report, std::string cause, std::string text,
         double tried, std::vector<Candidate>& candidates) {
    TheirCode code = base;
    code.report = report;
    candidates.push_back(candidate_of(problem, std::move(code), std::move(cause), std::nullopt, std::move(text)));
    candidates.back().tried = tried;
}

}  // namespace

void virial_sign(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    const bool virial = compared(problem, CheckedQuantity::virial);
    const bool pressure = compared(problem, CheckedQuantity::pressure_tensor);
    const auto with = [&](bool in_virial, bool in_pressure, std::string text) {
        TheirReport report = base.report;
        if (in_virial) report.virial_in_virial *= -1.0;
        if (in_pressure) report.virial_in_pressure *= -1.0;
        add(problem, base, report, "virial-sign", std::move(text), 3.0, candidates);
    };
    if (virial && pressure) with(true, true, "their virial has the other sign, in the pressure as well");
    if (virial) with(true, false, "their virial has the other sign");
    if (pressure) with(false, true, "the virial has the other sign in their pressure");
}

void kinetic_part(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (!problem.state().has_velocities()) return;
    constexpr double tried = 5.0;
    if (compared(problem, CheckedQuantity::pressure_tensor)) {
        TheirReport report = base.report;
        report.kinetic_in_pressure = 0.0;
        add(problem, base, report, "kinetic-part", "their pressure has no kinetic part", tried, candidates);
        report.kinetic_in_pressure = 2.0;
        add(problem, base, report, "kinetic-part", "the kinetic part counts twice in their pressure", tried,
            candidates);
    }
    if (compared(problem, CheckedQuantity::virial)) {
        for (const double sign : {1.0, -1.0}) {
            TheirReport report = base.report;
            report.kinetic_in_virial = sign;
            add(problem, base, report, "kinetic-part",
                fmt::format("the kinetic part is {} their virial", sign > 0.0 ? "added to" : "taken off"), tried,
                candidates);
        }
    }
    if (compared(problem, CheckedQuantity::potential_energy) || compared(problem, CheckedQuantity::particle_energies)) {
        TheirReport report = base.report;
        report.kinetic_in_energies = 1.0;
        add(problem, base, report, "kinetic-part", "their potential energy includes the kinetic energy", tried,
            candidates);
    }
}

void heat_current_form(const Problem& problem, const TheirCode& base, const Numbers&,
                       std::vector<Candidate>& candidates) {
    if (!compared(problem, CheckedQuantity::heat_current) || !problem.state().has_velocities()) return;
    const std::array<double, 3> ours = base.report.heat;
    if (ours != std::array<double, 3>{1.0, 1.0, 1.0}) return;
    struct Form {
        std::array<double, 3> weights;
        std::string_view text;
    };
    static constexpr std::array<Form, 12> forms{
        {{{1.0, 1.0, 0.0}, "has no part of the pair forces (virial part)"},
         {{2.0, 1.0, 1.0}, "has particle energies twice as large: the whole of each pair"},
         {{0.0, 1.0, 1.0}, "has no potential energies of the particles"},
         {{1.0, 0.0, 1.0}, "has no kinetic energies of the particles"},
         {{1.0, 1.0, -1.0}, "has the part of the pair forces (virial part) with the other sign"},
         {{1.0, 1.0, 2.0}, "has the part of the pair forces (virial part) twice"},
         {{1.0, 1.0, 0.5}, "has half of the part of the pair forces (virial part)"},
         {{0.0, 0.0, 1.0}, "is the part of the pair forces (virial part) alone"},
         {{0.0, 1.0, 0.0}, "is that of the kinetic energies alone"},
         {{1.0, 2.0, 1.0}, "has kinetic energies twice as large"},
         {{2.0, 1.0, 2.0}, "counts every pair twice"},
         {{2.0, 1.0, 0.0}, "has particle energies twice as large and no part of the pair forces"}}};
    for (const Form& form : forms) {
        TheirReport report = base.report;
        report.heat = form.weights;
        add(problem, base, report, "heat-current-form", fmt::format("their heat current {}", form.text),
            static_cast<double>(forms.size()), candidates);
    }
}

void other_frame(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (!problem.state().has_velocities() || !(base.report.frame == Vector3{})) return;
    double mass = 0.0;
    double mass_of_current = 0.0;
    Vector3 momentum;
    for (std::size_t i = 0; i < problem.state().size(); ++i) {
        mass += base.report.mass[i];
        if (base.report.counted[i] == 0) mass_of_current += base.report.mass[i];
        momentum = momentum + base.report.mass[i] * problem.state().velocity_of(i);
    }
    TheirReport report = base.report;
    report.frame = (1.0 / mass) * momentum;
    add(problem, base, report, "momentum",
        fmt::format("they take off the velocity of the centre of mass, ({:.6g}, {:.6g}, {:.6g}), which CONFIG has",
                    report.frame.x, report.frame.y, report.frame.z),
        1.0, candidates);

    const ComparedQuantity* current = problem.comparison().find(CheckedQuantity::mass_current_1);
    if (current == nullptr || current->components != 3 || !(mass_of_current > 0.0)) return;
    std::array<double, 3> frame{};
    for (std::size_t k = 0; k < 3; ++k) {
        if (!counts(*current, k)) return;
        frame[k] = (current->ours[k] - current->theirs[k]) / mass_of_current;
    }
    report.frame = {frame[0], frame[1], frame[2]};
    add(problem, base, report, "momentum",
        fmt::format("their velocities are CONFIG's less ({:.6g}, {:.6g}, {:.6g})", frame[0], frame[1], frame[2]), 1.0,
        candidates);
    candidates.back().fitted = 3;
}

void energy_split(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (!compared(problem, CheckedQuantity::particle_energies) || base.report.split != EnergySplit::halves) return;
    struct Choice {
        EnergySplit split;
        std::string_view text;
    };
    static constexpr std::array<Choice, 3> choices{
        {{EnergySplit::whole_to_both, "the whole energy of a pair counts for both its particles"},
         {EnergySplit::to_lower_id, "the energy of a pair counts for its particle of lower id alone"},
         {EnergySplit::to_higher_id, "the energy of a pair counts for its particle of higher id alone"}}};
    for (const Choice& choice : choices) {
        TheirReport report = base.report;
        report.split = choice.split;
        add(problem, base, report, "energy-split", fmt::format("in their particle energies {}", choice.text), 3.0,
            candidates);
    }
}

}  // namespace soret::diagnosis
