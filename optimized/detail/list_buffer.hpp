#pragma once

#include <cstdint>

namespace soret::optimized {

/// How far a list of pairs reaches beyond the cutoff, and until when it holds. No clock is read: the buffer follows from
/// how many steps the lists last.
class ListBuffer {
public:
    /// largest_radius   at most the shortest edge
    /// fixed            the buffer, or 0: it is chosen
    ListBuffer(double cutoff, double largest_radius, double fixed);

    /// Of the list to be made now.
    double radius() const { return radius_; }
    /// A list was made with radius().
    void count_list();
    /// After a step, from the largest squared displacement since the list was made: true if some pair within the cutoff
    /// may be missing. Two particles approach by at most twice the largest displacement.
    bool must_list_anew(double largest_displacement2);

    std::uint64_t list_count() const { return list_count_; }

private:
    void choose();

    double cutoff_;
    double largest_radius_;
    bool fixed_;
    double radius_;
    double steps_per_length_ = 0.0;  // how long a list lasts per length of its buffer
    std::uint64_t list_count_ = 0;
    std::uint64_t steps_ = 0;  // since the list was made
};

}  // namespace soret::optimized
