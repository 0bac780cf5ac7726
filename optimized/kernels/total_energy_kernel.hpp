#pragma once

#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/pair_energies_lanes.hpp"
#include "soret/optimized/kernels/row_view.hpp"
#include "soret/optimized/kernels/simd.hpp"

namespace soret::optimized {

/// Sum of Q(u) over all pairs: every chunk with those ahead of it, in its row and in half of the rows around. First
/// the particles of a chunk are compared with the boxes around others, a vector of them at once; then those that are
/// near with the particles there; then the distances within the cutoff give energies. tagged: of two species, to both
/// of which distances are packed together, with the tag of the other particle.
template <class Arch, bool tagged>
class RowEnergies {
public:
    RowEnergies(const RowView& view, const PairConstants* table, double cutoff2, const RowScratch& scratch)
        : view_(view), table_(table), scratch_(scratch), cutoff2_(cutoff2), reach_(square_root(cutoff2) * gap_margin) {
        empty_lists();
    }

    /// returns false if a term may be too large for the fast rounding: then total means nothing
    bool add_all(WideInteger* total) {
        for (int row = 0; row < view_.rows[0] * view_.rows[1]; ++row) {
            find_rows_ahead(row);
            for (int chunk = view_.first_chunk[row]; chunk < view_.first_chunk[row + 1]; ++chunk) list(row, chunk);
            if (!small_) return false;
        }
        add_listed();
        if (!waiting_.finish(&total_)) small_ = false;
        *total = total_;
        return small_;
    }

private:
    using Real = Doubles<Arch>;
    static constexpr int width = static_cast<int>(Real::size);
    static constexpr int rows_ahead = 4;

    /// A row and what to add to a coordinate to have it in the image that is nearest to that row.
    struct NearRow {
        int row;
        double shift[2];
    };
    /// The part [low, high] of a row that a chunk may reach, and what to add to its x to have it near that.
    struct Reach {
        double shift;
        double low;
        double high;
    };

    int species_count() const {
        if constexpr (tagged) return 2;
        return view_.species_count;
    }

    /// Where to store next, by species: in registers if there are two, else kept in the scratch.
    template <class T>
    class Ends {
    public:
        explicit Ends(T** kept) : kept_(kept) {}
        T*& operator[](int s) {
            if constexpr (tagged) return ends_[s];
            return kept_[s];
        }

    private:
        T* ends_[2];
        T** kept_;
    };

    void empty_lists() {
        for (int s = 0; s < species_count(); ++s) scratch_.listed_counts[s] = scratch_.own_counts[s] = 0;
    }

    const double* bounds(int chunk) const {
        return view_.bounds + static_cast<std::ptrdiff_t>(chunk) * bounds_of_chunk;
    }
    const double* particles(int chunk) const {
        return view_.chunks + static_cast<std::ptrdiff_t>(chunk) * row_chunk_doubles;
    }
    const std::uint8_t* species_bits(int chunk) const {
        return view_.species_bits + static_cast<std::ptrdiff_t>(chunk) * species_count();
    }

    void find_rows_ahead(int row) {
        static constexpr int ahead[rows_ahead][2] = {{1, 0}, {-1, 1}, {0, 1}, {1, 1}};
        for (int k = 0; k < rows_ahead; ++k) {
            const int here[2] = {row % view_.rows[0] + ahead[k][0], row / view_.rows[0] + ahead[k][1]};
            int there[2];
            for (int a = 0; a < 2; ++a) {
                const int count = view_.rows[a];
                const double edge = view_.edge[a + 1];
                there[a] = here[a] < 0 ? count - 1 : here[a] == count ? 0 : here[a];
                ahead_[k].shift[a] = here[a] < 0 ? edge : here[a] == count ? -edge : 0.0;
            }
            ahead_[k].row = there[1] * view_.rows[0] + there[0];
        }
    }

    /// Lists the pairs of a chunk with those ahead.
    void list(int row, int chunk) {
        Reach reach[3];
        int reaches = 0;
        const double edge = view_.edge[0];
        for (int image = -1; image <= 1; ++image) {
            const double shift = image * edge;
            const double low = bounds(chunk)[0] + shift - reach_;
            const double high = bounds(chunk)[3] + shift + reach_;
            if (high >= 0.0 && low < edge) reach[reaches++] = {shift, low > 0.0 ? low : 0.0, high};
        }
        // In its own row those behind it, and then the row's next image.
        for (int k = 0; k < reaches; ++k) {
            if (reach[k].shift > 0.0) continue;
            start_image(chunk, reach[k].shift, 0.0, 0.0);
            const bool is_home = reach[k].shift == 0.0;
            if (is_home) list_own(chunk);
            list_chunks(chunk, is_home ? chunk + 1 : view_.first_chunk[row], chunk_behind(row, reach[k].high));
        }
        for (const NearRow& near : ahead_) {
            for (int k = 0; k < reaches; ++k) {
                start_image(chunk, reach[k].shift, near.shift[0], near.shift[1]);
                list_chunks(chunk, first_chunk(near.row, reach[k].low), chunk_behind(near.row, reach[k].high));
            }
        }
    }

    const std::int32_t* bin_begin(int row) const {
        return view_.bin_begin + static_cast<std::ptrdiff_t>(row) * (view_.bins + 1);
    }
    /// The first chunk of a row that may have particles above x.
    int first_chunk(int row, double x) const {
        return view_.first_chunk[row] + bin_begin(row)[bin_of(view_, x)] / chunk_size;
    }
    /// The chunk after the last one that may have particles below x.
    int chunk_behind(int row, double x) const {
        return view_.first_chunk[row] + (bin_begin(row)[bin_of(view_, x) + 1] + chunk_size - 1) / chunk_size;
    }

    /// Keeps a shifted chunk: what is listed next are its particles.
    void start_image(int chunk, double x, double y, double z) {
        image_ += chunk_doubles;
        if (image_ == images_at_once * chunk_doubles) {
            add_listed();
            image_ = 0;
        }
        const double* from = particles(chunk);
        const double shift[3] = {x, y, z};
        for (int k = 0; k < chunk_doubles; k += width) {
            (Real::load_aligned(from + k) + Real(shift[k / chunk_size])).store_aligned(scratch_.images + image_ + k);
        }
    }

    ListedPair listed(int particle, int chunk) const {
        return static_cast<ListedPair>(particle) | static_cast<ListedPair>(chunk) * row_chunk_doubles << 32;
    }

    /// Lists the particles of a chunk with those in the lanes behind them.
    void list_own(int chunk) {
        make_room();
        for (int s = 0; s < species_count(); ++s) {
            int& count = scratch_.own_counts[s];
            for (int lane = 0; lane < chunk_size; ++lane) {
                scratch_.own[s][count] = listed(image_ + lane, chunk);
                count += species_bits(chunk)[s] >> lane & 1;
            }
        }
    }

    /// Lists the particles of the present image of a chunk with those of the chunks [first, end) whose boxes they are
    /// near.
    void list_chunks(int chunk, int first, int end) {
        while (first < end) {
            const int room = make_room();
            const int behind = end - first < room ? end : first + room;
            list_some_chunks(chunk, first, behind);
            first = behind;
        }
    }

    void list_some_chunks(int chunk, int first, int end) {
        alignas(64) static constexpr std::int64_t lane_number[chunk_size] = {0, 1, 2, 3, 4, 5, 6, 7};
        const double* image = scratch_.images + image_;
        const std::uint8_t* own_bits = species_bits(chunk);
        const Real limit(cutoff2_ * gap_margin);
        Ends<ListedPair> ends(scratch_.listed_ends);
        for (int s = 0; s < species_count(); ++s) ends[s] = scratch_.listed[s] + scratch_.listed_counts[s];
        const double* box = bounds(first);
        for (int other = first; other < end; ++other, box += bounds_of_chunk) {
            const Integers<Arch> first_pair(static_cast<std::int64_t>(listed(image_, other)));
            for (int lane = 0; lane < chunk_size; lane += width) {
                Real gap[3];
                for (int a = 0; a < 3; ++a) {
                    const Real x = Real::load_aligned(image + a * chunk_size + lane);
                    gap[a] = x - xsimd::min(xsimd::max(x, Real(box[a])), Real(box[3 + a]));
                }
                const unsigned near = bits_of<Arch>((gap[0] * gap[0] + gap[1] * gap[1]) + gap[2] * gap[2] <= limit);
                const Integers<Arch> pairs = first_pair + Integers<Arch>::load_aligned(lane_number + lane);
                for (int s = 0; s < species_count(); ++s) {
                    const unsigned chosen = near & (static_cast<unsigned>(own_bits[s]) >> lane);
                    store_packed<Arch>(reinterpret_cast<double*>(ends[s]), xsimd::bitwise_cast<Real>(pairs), chosen);
                    ends[s] += bit_count(chosen);
                }
            }
        }
        for (int s = 0; s < species_count(); ++s) {
            scratch_.listed_counts[s] = static_cast<int>(ends[s] - scratch_.listed[s]);
        }
    }

    /// returns so many chunks there is room for in every list
    int make_room() {
        int most = 0;
        for (int s = 0; s < species_count(); ++s) {
            const int listed = scratch_.listed_counts[s];
            const int own = scratch_.own_counts[s];
            most = most > listed ? most : listed;
            most = most > own ? most : own;
        }
        if (most > listed_at_once - chunk_size) {
            add_listed();
            most = 0;
        }
        return (listed_at_once - most) / chunk_size;
    }

    /// Adds the energies of what is listed; the last of them wait for the next distances.
    void add_listed() {
        const DistanceBuffers& buffers = scratch_.distances;
        for (int s = 0; s < species_count(); ++s) {
            const PairConstants* row = table_ + s * species_count();
            Ends<double> ends(buffers.ends);
            if constexpr (tagged) {
                ends[0] = buffers.distances2[s];
            } else {
                for (int other = 0; other < species_count(); ++other) ends[other] = buffers.distances2[other];
            }
            pack_distances<false>(scratch_.listed[s], scratch_.listed_counts[s], ends);
            pack_distances<true>(scratch_.own[s], scratch_.own_counts[s], ends);
            if constexpr (tagged) {
                if (!waiting_.finish(&total_)) small_ = false;
                waiting_.start(buffers.distances2[s], static_cast<int>(ends[0] - buffers.distances2[s]), row);
            } else {
                for (int other = 0; other < species_count(); ++other) {
                    buffers.counts[other] = static_cast<int>(ends[other] - buffers.distances2[other]);
                }
                std::int64_t sum = 0;
                if (!add_pair_energies<Arch>(buffers, row, species_count(), &sum)) small_ = false;
                total_ += sum;
            }
        }
        empty_lists();
    }

    /// Packs the distances within the cutoff: tagged, or by species of the other particle. Between, it adds energies
    /// that wait, about as many as there are new distances.
    template <bool own>
    void pack_distances(const ListedPair* listed, int count, Ends<double>& ends) {
        constexpr int pairs_a_vector = width < chunk_size ? 1 : 3;
        // Copies that nothing stored in between can change: the compiler keeps them in registers.
        const double* images = scratch_.images;
        const double* chunks = view_.chunks;
        const Real limit(cutoff2_);
        Ends<double> next = ends;
        int k = 0;
        if constexpr (tagged) {
            TaggedEnergies<Arch> waiting = waiting_;
            for (; k + pairs_a_vector <= count && !waiting.is_done(); k += pairs_a_vector) {
                waiting.add_vector();
                for (int pair = k; pair < k + pairs_a_vector; ++pair) {
                    pack_pair<own>(images, chunks, listed[pair], limit, next);
                }
            }
            waiting_ = waiting;
        }
        for (; k < count; ++k) pack_pair<own>(images, chunks, listed[k], limit, next);
        ends = next;
    }

    template <bool own>
    void pack_pair(const double* images, const double* chunks, ListedPair pair, const Real& limit,
                   Ends<double>& ends) const {
        const auto particle = static_cast<std::uint32_t>(pair);
        const auto chunk = static_cast<std::uint32_t>(pair >> 32);
        const double* r = images + particle;
        const double* others = chunks + chunk;
        for (int lane = 0; lane < chunk_size; lane += width) {
            Real d[3];
            for (int a = 0; a < 3; ++a) {
                d[a] = Real(r[a * chunk_size]) - Real::load_aligned(others + a * chunk_size + lane);
            }
            const Real r2 = (d[0] * d[0] + d[1] * d[1]) + d[2] * d[2];
            unsigned within = bits_of<Arch>(r2 < limit);
            if constexpr (own) within &= ~((2U << particle % chunk_size) - 1U) >> lane;
            if constexpr (tagged) {
                const Real tag = Real::load_aligned(others + 3 * chunk_size + lane);
                store_packed<Arch>(ends[0], r2 | tag, within);
                ends[0] += bit_count(within);
            } else {
                const std::uint8_t* bits = species_bits(static_cast<int>(chunk / row_chunk_doubles));
                for (int s = 0; s < species_count(); ++s) {
                    const unsigned chosen = within & (static_cast<unsigned>(bits[s]) >> lane);
                    store_packed<Arch>(ends[s], r2, chosen);
                    ends[s] += bit_count(chosen);
                }
            }
        }
    }

    const RowView view_;
    const PairConstants* const table_;
    const RowScratch scratch_;
    const double cutoff2_;
    const double reach_;
    NearRow ahead_[rows_ahead];
    int image_ = -chunk_doubles;  // of the last image
    WideInteger total_ = 0;
    bool small_ = true;
    TaggedEnergies<Arch> waiting_;
};

template <class Arch>
bool total_energy(const RowView& view, const PairConstants* table, double cutoff2, const RowScratch& scratch,
                  WideInteger* total) {
    if (can_be_tagged(table, view.species_count)) {
        return RowEnergies<Arch, true>(view, table, cutoff2, scratch).add_all(total);
    }
    return RowEnergies<Arch, false>(view, table, cutoff2, scratch).add_all(total);
}

}  // namespace soret::optimized
