#pragma once

#include <array>

namespace soret {

/// Three Cartesian components. The order of the operations below is part of the bits of the exact path.
struct Vector3 {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;

    friend constexpr Vector3 operator+(const Vector3& a, const Vector3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend constexpr Vector3 operator-(const Vector3& a, const Vector3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend constexpr Vector3 operator-(const Vector3& a) { return {-a.x, -a.y, -a.z}; }
    friend constexpr Vector3 operator*(double s, const Vector3& a) { return {s * a.x, s * a.y, s * a.z}; }
    friend constexpr bool operator==(const Vector3&, const Vector3&) = default;
};

/// (a_x b_x + a_y b_y) + a_z b_z, in this order.
constexpr double dot(const Vector3& a, const Vector3& b) {
    return (a.x * b.x + a.y * b.y) + a.z * b.z;
}

/// Components xx, yy, zz, xy, xz, yz of a symmetric tensor: the order everywhere.
using SymmetricTensor = std::array<double, 6>;

/// scale (a_i b_j) for i <= j, in this order of operations.
constexpr SymmetricTensor products(double scale, const Vector3& a, const Vector3& b) {
    return {scale * (a.x * b.x), scale * (a.y * b.y), scale * (a.z * b.z),
            scale * (a.x * b.y), scale * (a.x * b.z), scale * (a.y * b.z)};
}
/// a_i b_j for i <= j
constexpr SymmetricTensor products(const Vector3& a, const Vector3& b) {
    return products(1.0, a, b);
}

}  // namespace soret
