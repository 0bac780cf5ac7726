#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace soret {

/// Takes one word into the running digest of a Markov chain: add an odd constant, exclusive or, multiply, xor-shift.
/// For a fixed word it is a bijection of the digest and for a fixed digest one of the word, so chains that differ in
/// a single word have different digests from there on. Order counts, and folding 0 into 0 changes it.
/// Cheap (one multiplication), not cryptographic, the same on every machine.
inline std::uint64_t fold_into_digest(std::uint64_t digest, std::uint64_t word) {
    const std::uint64_t mixed = ((digest + 0x9e3779b97f4a7c15u) ^ word) * 0xd1342543de82ef95u;
    return mixed ^ (mixed >> 32);
}

/// Digest of a sequence of numbers: XXH64 with seed 0 over their 8 bytes each, little-endian on every machine.
/// Doubles enter as their IEEE bits, except that -0.0 enters as +0.0: the sign of a zero is not part of a result.
/// A NaN enters as the one quiet NaN 0x7ff8000000000000.
class Digest {
public:
    /// What the provenance calls the algorithm.
    static constexpr std::string_view algorithm = "XXH64 (seed 0), little-endian 64-bit words, -0.0 as +0.0";

    Digest();
    ~Digest();
    Digest(const Digest& other);
    Digest& operator=(const Digest& other);

    Digest& add(double value);
    Digest& add(std::int64_t value);
    Digest& add(std::uint64_t value);
    Digest& add(std::int32_t value) { return add(static_cast<std::int64_t>(value)); }
    Digest& add(std::span<const double> values);

    /// Digest of all that was added so far; adding may go on.
    std::uint64_t value() const;
    /// value() as 16 lower-case hex digits.
    std::string hex() const;

private:
    struct Hash;
    std::unique_ptr<Hash> hash_;
};

/// 16 lower-case hex digits.
std::string hex_digits(std::uint64_t word);

}  // namespace soret
