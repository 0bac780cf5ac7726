#pragma once

#include <cstdint>

namespace soret::optimized {

/// What the list of pairs needs after a step.
enum class ListUpkeep { none, prune, sort };

/// How far lists of pairs reach beyond the cutoff, and until when they hold. There are two: a long one, made when the
/// particles are sorted, and a short one, pruned out of the long one every few steps, over which the forces are summed.
/// No clock is read: the lengths follow from how many steps a list lasts.
class ListBuffer {
public:
    /// largest_radius   at most the shortest edge
    /// fixed            the buffer of the long list, or 0: it is chosen
    /// cost_of_pass     of a pass over the pairs, in passes with forces alone
    ListBuffer(double cutoff, double largest_radius, double fixed, double cost_of_pass = 1.0);

    /// No list may reach further from now on. The edges may change from list to list.
    void limit(double largest_radius);
    /// Of the long list to be made now.
    double radius() const { return radius_; }
    /// Of the short list to be made now.
    double pruned_radius() const { return pruned_radius_; }
    /// Both lists were made.
    void count_list();
    /// After a step, from the largest squared displacement since the short list was made: what is needed so that no
    /// pair within the cutoff is missing. Two particles approach by at most twice the largest displacement, and by the
    /// shrinking of the box.
    /// smallest_scale   smallest ratio of an edge to what it was when the short list was made
    ListUpkeep after_step(double largest_displacement2, double smallest_scale = 1.0);

    std::uint64_t list_count() const { return list_count_; }

private:
    void choose();

    double cutoff_;
    double largest_radius_;
    double fixed_;         // 0: chosen
    double cost_of_list_;  // in passes
    double cost_of_pruning_;
    double buffer_;                  // wanted of the short list
    double radius_;                  // of the long list
    double reach_;                   // the long list held all pairs within it when the short one was made
    double pruned_radius_;           // of the short list
    double steps_per_length_ = 0.0;  // how long a list lasts per length of its buffer
    std::uint64_t list_count_ = 0;
    std::uint64_t steps_ = 0;  // since the short list was made
};

}  // namespace soret::optimized
