#include "soret/common/digest.hpp"

#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace soret {

// Words are gathered into blocks: the hash is several times faster on them than on 8 bytes at a time.
struct Digest::Hash {
    XXH64_state_t state;
    std::array<unsigned char, 512> block;
    std::size_t used = 0;

    Hash() { XXH64_reset(&state, 0); }

    void add(std::uint64_t word) {
        for (std::size_t k = 0; k < 8; ++k) block[used + k] = static_cast<unsigned char>(word >> (8 * k));
        used += 8;
        if (used == block.size()) {
            XXH64_update(&state, block.data(), block.size());
            used = 0;
        }
    }

    std::uint64_t value() const {
        XXH64_state_t finished = state;
        XXH64_update(&finished, block.data(), used);
        return XXH64_digest(&finished);
    }
};

Digest::Digest() : hash_(std::make_unique<Hash>()) {}

Digest::~Digest() = default;

Digest::Digest(const Digest& other) : hash_(std::make_unique<Hash>(*other.hash_)) {}

Digest& Digest::operator=(const Digest& other) {
    *hash_ = *other.hash_;
    return *this;
}

Digest& Digest::add(std::uint64_t value) {
    hash_->add(value);
    return *this;
}

Digest& Digest::add(std::int64_t value) {
    return add(std::bit_cast<std::uint64_t>(value));
}

Digest& Digest::add(double value) {
    if (value == 0.0) value = 0.0;  // -0.0 compares equal
    if (std::isnan(value)) return add(std::uint64_t{0x7ff8000000000000u});
    return add(std::bit_cast<std::uint64_t>(value));
}

Digest& Digest::add(std::span<const double> values) {
    for (const double value : values) add(value);
    return *this;
}

std::uint64_t Digest::value() const {
    return hash_->value();
}

std::string Digest::hex() const {
    return hex_digits(value());
}

std::string hex_digits(std::uint64_t word) {
    return fmt::format("{:016x}", word);
}

}  // namespace soret
