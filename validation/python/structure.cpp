#include <pybind11/stl.h>

#include <map>
#include <optional>
#include <string>

#include "soret/common/contracts/kirkwood_buff.hpp"
#include "soret/common/contracts/rdf.hpp"
#include "soret/common/contracts/steinhardt.hpp"
#include "soret/validation/python/matrices.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"

namespace soret::python {

namespace {

/// Numbers of pairs by distance, of as many states as are added.
class CountedPairs {
public:
    CountedPairs(std::size_t species, double r_max, std::size_t bins, Backend backend, const Execution& execution)
        : species_(species),
          bins_{r_max, bins},
          backend_(backend),
          execution_(execution),
          counts_(species_pair_count(species) * bins) {
        if (species == 0) throw InvalidArgument("species_count = 0: must be at least 1");
        check_radial_bins(bins_);
    }

    void add(const State& state) {
        const State taken = state;
        std::vector<std::uint64_t> fresh(counts_.size());
        without_lock([&] {
            with_backend(backend_, [&]<class B>(B) {
                typename B::RadialDistribution(species_, bins_, execution_).count(taken, fresh);
            });
        });
        const std::vector<std::int64_t> numbers = taken.species_counts(species_);
        // Pairs a state would have in a shell of the volume v is v times this.
        for (std::size_t a = 0; a < species_; ++a) {
            for (std::size_t b = a; b < species_; ++b) {
                const auto n = static_cast<double>(numbers[a]);
                const auto m = static_cast<double>(numbers[b]);
                expected_[species_pair(a, b, species_)] += (a == b ? 0.5 * n * (n - 1.0) : n * m) / taken.box.volume();
            }
        }
        for (std::size_t k = 0; k < fresh.size(); ++k) counts_[k] += fresh[k];
        const ClosedBox box{taken.box.volume(), {numbers.begin(), numbers.end()}};
        if (states_ == 0) closed_ = box;
        if (closed_ != box) closed_.reset();
        ++states_;
    }

    /// Means over the states.
    /// throws   InvalidArgument: no states, or states whose volume or numbers are not all the same
    PairDistances in_closed_box() const {
        if (states_ == 0) throw InvalidArgument("pairs: no state was added");
        if (!closed_) throw InvalidArgument("pairs: volume and numbers of particles must be the same in all states");
        PairDistances distances{bins_, closed_->volume, closed_->particles, {}};
        for (const std::uint64_t count : counts_) {
            distances.pairs.push_back(static_cast<double>(count) / static_cast<double>(states_));
        }
        return distances;
    }

    std::uint64_t states() const { return states_; }
    py::array_t<double> r() const {
        std::vector<double> centres;
        for (std::size_t k = 0; k < bins_.bins; ++k) centres.push_back((static_cast<double>(k) + 0.5) * bins_.width());
        return array_of(centres);
    }
    py::array_t<std::int64_t> counts() const {
        py::array_t<std::int64_t> rows({expected_.size(), bins_.bins});
        std::copy(counts_.begin(), counts_.end(), rows.mutable_data());
        return rows;
    }
    py::array_t<double> g() const {
        py::array_t<double> rows({expected_.size(), bins_.bins});
        double* out = rows.mutable_data();
        for (std::size_t pair = 0; pair < expected_.size(); ++pair) {
            for (std::size_t k = 0; k < bins_.bins; ++k) {
                const auto n = static_cast<double>(k);
                const double w = bins_.width();
                const double shell = 4.0 * 3.14159265358979323846 / 3.0 * w * w * w * (3.0 * n * n + 3.0 * n + 1.0);
                *out++ = static_cast<double>(counts_[pair * bins_.bins + k]) / (expected_[pair] * shell);
            }
        }
        return rows;
    }

private:
    struct ClosedBox {
        double volume;
        std::vector<double> particles;
        friend bool operator==(const ClosedBox&, const ClosedBox&) = default;
    };

    std::size_t species_;
    RadialBins bins_;
    Backend backend_;
    Execution execution_;
    std::vector<std::uint64_t> counts_;
    std::vector<double> expected_ = std::vector<double>(species_pair_count(species_));
    std::optional<ClosedBox> closed_;
    std::uint64_t states_ = 0;
};

ClosedBoxCorrection correction_for(bool closed_box) {
    return closed_box ? ClosedBoxCorrection::ganguly_van_der_vegt : ClosedBoxCorrection::none;
}

py::array_t<double> table_of(const std::vector<double>& values, std::size_t columns) {
    py::array_t<double> rows({values.size() / columns, columns});
    std::copy(values.begin(), values.end(), rows.mutable_data());
    return rows;
}

py::dict running_integrals(const CountedPairs& pairs, bool closed_box, const std::string& backend) {
    const PairDistances distances = pairs.in_closed_box();
    const Backend chosen = backend_from(backend);
    const KirkwoodBuffIntegrals found = without_lock([&] {
        return with_backend(
            chosen, [&]<class B>(B) { return B::KirkwoodBuff::integrals(distances, correction_for(closed_box)); });
    });
    std::vector<double> diameters;
    for (std::size_t n = 1; n <= distances.bins.bins; ++n) {
        diameters.push_back(distances.bins.r_max * (static_cast<double>(n) / static_cast<double>(distances.bins.bins)));
    }
    py::dict all;
    all["diameter"] = array_of(diameters);
    all["g"] = table_of(found.g, distances.bins.bins);
    for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
        all[py::str(std::string(name_of(weight)))] = table_of(found.of(weight), distances.bins.bins);
    }
    return all;
}

/// An analysis and what it was made of.
struct FoundIntegrals {
    KirkwoodBuffAnalysis analysis;
    RadialBins bins;
    std::size_t pairs;
};

FoundIntegrals integrals_of_infinite_size(const std::vector<const CountedPairs*>& blocks, bool closed_box,
                                          const std::string& backend) {
    if (blocks.empty()) throw InvalidArgument("blocks: must be one RadialDistribution or more");
    KirkwoodBuffBlocks all;
    for (const CountedPairs* block : blocks) {
        PairDistances distances = block->in_closed_box();
        if (all.pairs.empty()) all = {distances.bins, distances.volume, distances.particles, {}};
        if (distances.bins != all.bins || distances.volume != all.volume || distances.particles != all.particles ||
            block->states() != blocks.front()->states()) {
            throw InvalidArgument("blocks: must have the same bins, volume, numbers of particles and of states");
        }
        all.pairs.push_back(std::move(distances.pairs));
    }
    const Backend chosen = backend_from(backend);
    return without_lock([&] {
        return FoundIntegrals{analyse_kirkwood_buff(all, correction_for(closed_box), chosen), all.bins,
                              species_pair_count(all.particles.size())};
    });
}

/// Null where there are not two species.
std::optional<Estimate> relation(const FoundIntegrals& found, double KirkwoodBuffRelations::*member) {
    if (!found.analysis.relations) return std::nullopt;
    return found.analysis.estimate(member);
}

constexpr std::size_t binary_columns = 5;

/// states    N rows: x1, number_density, G11, G12, G22
/// returns   N rows in the order of kirkwood_buff_relations
py::array_t<double> relations_table(const Numbers& states, const std::string& backend) {
    const std::size_t rows = rows_in(states, "states", binary_columns);
    std::vector<BinaryKirkwoodBuff> inputs(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const auto v = row_of(states, i);
        inputs[i] = {v[0], v[1], v[2], v[3], v[4]};
    }
    std::vector<KirkwoodBuffRelations> results(rows);
    const Backend chosen = backend_from(backend);
    without_lock([&] { with_backend(chosen, [&]<class B>(B) { B::KirkwoodBuff::relations(inputs, results); }); });
    std::vector<double> values;
    for (const KirkwoodBuffRelations& result : results) {
        for (const auto member : kirkwood_buff_relations) values.push_back(result.*member);
    }
    return table_of(values, kirkwood_buff_relations.size());
}

SteinhardtResult bond_order_of(const State& state, const std::optional<int>& neighbours,
                               const std::optional<double>& cutoff, bool averaged, const std::string& backend,
                               int threads, const std::string& isa) {
    if (neighbours && cutoff) throw InvalidArgument("neighbours, cutoff: only one of them may be given");
    SteinhardtOptions options;
    options.averaged = averaged;
    if (neighbours) options.neighbours = NearestNeighbours{*neighbours};
    if (cutoff) options.neighbours = NeighboursWithin{*cutoff};
    check_neighbour_rule(options.neighbours);
    const Execution execution = execution_from(threads, isa);
    const Backend chosen = backend_from(backend);
    const State taken = state;
    SteinhardtResult result;
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) { typename B::Steinhardt(options, execution).compute(taken, result); });
    });
    return result;
}

/// The averaged parameters, or None.
template <class F>
auto if_averaged(F f) {
    return [f](const SteinhardtResult& result) -> py::object {
        if (result.averaged.q6.empty() && !result.own.q6.empty()) return py::none();
        return f(result.averaged);
    };
}

void add_kirkwood_buff(py::module_& module) {
    using FI = FoundIntegrals;
    using R = KirkwoodBuffRelations;
    py::class_<FI> found(module, "KirkwoodBuff", "What kirkwood_buff() finds, for a system of infinite size.");
    found
        .def_property_readonly(
            "G",
            [](const FI& f) {
                std::vector<Estimate> all;
                for (std::size_t pair = 0; pair < f.pairs; ++pair) {
                    all.push_back(f.analysis.G.estimate(static_cast<Eigen::Index>(pair)));
                }
                return all;
            },
            "P Estimates: integrals of the pairs of species 11, 12, .., 22, .. [sigma^3].")
        .def_property_readonly(
            "covariance", [](const FI& f) { return array_of_matrix(f.analysis.G.covariance); },
            "P x P, of the errors of G [sigma^6].")
        .def_property_readonly(
            "window",
            [](const FI& f) {
                const PointWindow& best = f.analysis.G.windows[f.analysis.G.best];
                return std::pair(f.bins.width() * static_cast<double>(best.first + 1),
                                 f.bins.width() * static_cast<double>(best.last));
            },
            "Diameters between which the fits count most [sigma].")
        .def_property_readonly(
            "p_value", [](const FI& f) { return f.analysis.G.p_value; },
            "Of the series in that window: where it is small no window holds it, and errors say nothing.")
        .def_property_readonly(
            "largest_sphere",
            [](const FI& f) {
                std::map<std::string, std::vector<Estimate>> all;
                for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                    all[std::string(name_of(weight))] = f.analysis.largest_sphere[static_cast<std::size_t>(weight)];
                }
                return all;
            },
            "By weight, P Estimates of the sphere of diameter r_max [sigma^3].")
        .def_property_readonly(
            "gamma_by_lines",
            [](const FI& f) -> std::optional<Estimate> {
                if (!f.analysis.by_lines.relations) return std::nullopt;
                return f.analysis.by_lines.gamma();
            },
            "Gamma by straight lines in 1/R, as published; None unless there are two species.");
    const std::pair<const char*, double R::*> members[] = {
        {"n11", &R::n11},    {"n12", &R::n12}, {"n21", &R::n21}, {"n22", &R::n22},
        {"f11", &R::f11},    {"f12", &R::f12}, {"f22", &R::f22}, {"gamma_first_order", &R::gamma_first_order},
        {"gamma", &R::gamma}};
    for (const auto& [name, member] : members) {
        found.def_property_readonly(
            name, [member = member](const FI& f) { return relation(f, member); },
            "Estimate, as of kirkwood_buff_relations(); None unless there are two species.");
    }
    module.def("kirkwood_buff_integrals", &running_integrals, py::arg("pairs"), py::kw_only(),
               py::arg("closed_box") = true, py::arg("backend") = "optimized",
               "Running Kirkwood-Buff integrals of spheres, from one RadialDistribution of M bins whose states had one "
               "volume and the same particles.\n\n"
               "closed_box   corrected for the particles that are missing elsewhere (Ganguly and van der Vegt 2013)\n"
               "Returns a dict of arrays: diameter, M [sigma]; g, P x M, as it was integrated; and P x M [sigma^3] by "
               "weight: truncated, finite_volume, krueger_vlugt, santos. Raises InvalidArgument, InvalidState.");
    module.def("kirkwood_buff", &integrals_of_infinite_size, py::arg("blocks"), py::kw_only(),
               py::arg("closed_box") = true, py::arg("backend") = "optimized",
               "Kirkwood-Buff integrals of infinite size, and Gamma of two species, with errors by the jackknife.\n\n"
               "blocks   RadialDistributions of consecutive stretches of a run, or of runs, in one closed box: of "
               "equally many states, r_max about half the edge, at least 32 bins; more blocks than pairs of species\n"
               "Series in 1/R of the powers 0, 1 and 3 through the integrals of finite volumes, an average over "
               "windows. Raises InvalidArgument, InvalidState.");
    module.def("_kirkwood_buff_table", &relations_table, py::arg("states"), py::arg("backend"));
}

void add_bond_order(py::module_& module) {
    using SR = SteinhardtResult;
    py::class_<SR>(module, "BondOrder", "What bond_order() finds of N particles.")
        .def_property_readonly(
            "q4", [](const SR& r) { return array_of(r.own.q4); }, "N: Q_4, in [0, 1].")
        .def_property_readonly(
            "q6", [](const SR& r) { return array_of(r.own.q6); }, "N: Q_6, in [0, 1].")
        .def_property_readonly(
            "mean_q4", [](const SR& r) { return r.own.mean_q4; }, "Over the particles.")
        .def_property_readonly(
            "mean_q6", [](const SR& r) { return r.own.mean_q6; }, "Over the particles.")
        .def_property_readonly("averaged_q4",
                               if_averaged([](const BondOrder& q) -> py::object { return array_of(q.q4); }),
                               "N: averaged over the neighbours (Lechner and Dellago 2008); None if not asked for.")
        .def_property_readonly("averaged_q6",
                               if_averaged([](const BondOrder& q) -> py::object { return array_of(q.q6); }),
                               "The same of Q_6.")
        .def_property_readonly("mean_averaged_q4",
                               if_averaged([](const BondOrder& q) -> py::object { return py::float_(q.mean_q4); }))
        .def_property_readonly("mean_averaged_q6",
                               if_averaged([](const BondOrder& q) -> py::object { return py::float_(q.mean_q6); }))
        .def_property_readonly(
            "neighbours", [](const SR& r) { return array_of(r.neighbours); }, "N int32: how many each has.");
    module.def("bond_order", &bond_order_of, py::arg("state"), py::kw_only(), py::arg("neighbours") = py::none(),
               py::arg("cutoff") = py::none(), py::arg("averaged") = false, py::arg("backend") = "optimized",
               py::arg("threads") = 1, py::arg("isa") = "auto",
               "Bond-orientational order parameters Q_4 and Q_6 of every particle (Steinhardt, Nelson and Ronchetti "
               "1983), whatever its species.\n\n"
               "neighbours  the nearest so many, 1 to 64; 12 unless a cutoff is given\n"
               "cutoff      instead: all that are nearer, at most half the shortest edge [sigma]\n"
               "averaged    the averages over the neighbours too\n"
               "Accuracy 256 2^-53. Raises InvalidArgument; InvalidState: a particle that has too few neighbours.");
}

}  // namespace

void add_structure(py::module_& module) {
    using PD = CountedPairs;
    py::class_<PD>(module, "RadialDistribution",
                   "Radial distribution functions of the pairs of species 11, 12, .., 22, .., P of them.\n\n"
                   "species_count  S\n"
                   "r_max          at most half the shortest edge of every state [sigma]\n"
                   "bins           M, 1 to 16384")
        .def(py::init([](std::size_t species_count, double r_max, std::size_t bins, const std::string& backend,
                         int threads, const std::string& isa) {
                 return PD(species_count, r_max, bins, backend_from(backend), execution_from(threads, isa));
             }),
             py::arg("species_count"), py::kw_only(), py::arg("r_max") = 4.0, py::arg("bins") = 800,
             py::arg("backend") = "optimized", py::arg("threads") = 1, py::arg("isa") = "auto")
        .def("add", &PD::add, py::arg("state"), "Counts the pairs of a state.")
        .def_property_readonly("states", &PD::states, "How many were added.")
        .def_property_readonly("r", &PD::r, "M centres of the bins [sigma].")
        .def_property_readonly("counts", &PD::counts, "P x M int64: unordered pairs, exact.")
        .def_property_readonly("g", &PD::g, "P x M: pairs over those of an ideal gas of as many particles.");
    add_kirkwood_buff(module);
    add_bond_order(module);
}

}  // namespace soret::python
