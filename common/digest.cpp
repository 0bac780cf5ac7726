#include "soret/common/digest.hpp"

#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace soret {

struct Digest::Hash {
    XXH64_state_t state;
};

Digest::Digest() : hash_(std::make_unique<Hash>()) {
    XXH64_reset(&hash_->state, 0);
}

Digest::~Digest() = default;

Digest::Digest(const Digest& other) : hash_(std::make_unique<Hash>(*other.hash_)) {}

Digest& Digest::operator=(const Digest& other) {
    *hash_ = *other.hash_;
    return *this;
}

Digest& Digest::add(std::uint64_t value) {
    std::array<unsigned char, 8> bytes;
    for (std::size_t k = 0; k < bytes.size(); ++k) bytes[k] = static_cast<unsigned char>(value >> (8 * k));
    XXH64_update(&hash_->state, bytes.data(), bytes.size());
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
    return XXH64_digest(&hash_->state);
}

std::string Digest::hex() const {
    return hex_digits(value());
}

std::string hex_digits(std::uint64_t word) {
    return fmt::format("{:016x}", word);
}

}  // namespace soret
