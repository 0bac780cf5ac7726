#pragma once

#include <array>
#include <cstdint>

// Constants of portable_math.cpp, computed with 300 bits and rounded to nearest; every entry is exercised by its tests.
namespace soret::portable_math_tables {

inline constexpr double two_pi = 0x1.921fb54442d18p+2;
/// (sin x - x)/x^3 and (cos x - 1)/x^2 in powers of x^2, up to x^15 and x^16 of sin and cos.
inline constexpr std::array<double, 7> sine_series{
    -1.0 / 6.0,        1.0 / 120.0,        -1.0 / 5040.0,         1.0 / 362880.0,
    -1.0 / 39916800.0, 1.0 / 6227020800.0, -1.0 / 1307674368000.0};
inline constexpr std::array<double, 8> cosine_series{
    -1.0 / 2.0,       1.0 / 24.0,        -1.0 / 720.0,         1.0 / 40320.0,
    -1.0 / 3628800.0, 1.0 / 479001600.0, -1.0 / 87178291200.0, 1.0 / 20922789888000.0};

/// 2^(j/64) = value (1 + tail) to 100 bits and more, j = 0..63.
struct PowerOfTwo {
    double value;
    double tail;
};
inline constexpr std::array<PowerOfTwo, 64> powers_of_two{{
    {0x1p+0, 0x0.0p+0},
    {0x1.02c9a3e778061p+0, -0x1.160139cd8dc5dp-56},
    {0x1.059b0d3158574p+0, 0x1.cd2523567f613p-55},
    {0x1.0874518759bc8p+0, 0x1.0f74e61e6c861p-57},
    {0x1.0b5586cf9890fp+0, 0x1.79aa65d837b6dp-54},
    {0x1.0e3ec32d3d1a2p+0, 0x1.ebe3d702f9cd1p-60},
    {0x1.11301d0125b51p+0, -0x1.556522a2fbd0ep-54},
    {0x1.1429aaea92de0p+0, -0x1.1c923b9d5f416p-54},
    {0x1.172b83c7d517bp+0, -0x1.01b15eaa59348p-55},
    {0x1.1a35beb6fcb75p+0, 0x1.b898c3f1353bfp-55},
    {0x1.1d4873168b9aap+0, 0x1.aecf73e3a2f60p-54},
    {0x1.2063b88628cd6p+0, 0x1.a6f4144a6c38dp-55},
    {0x1.2387a6e756238p+0, 0x1.68efde3a8a894p-54},
    {0x1.26b4565e27cddp+0, 0x1.0472b981fe7f2p-55},
    {0x1.29e9df51fdee1p+0, 0x1.2f7e16d09ab31p-55},
    {0x1.2d285a6e4030bp+0, 0x1.b3782720c0ab4p-55},
    {0x1.306fe0a31b715p+0, 0x1.34d754db0abb6p-55},
    {0x1.33c08b26416ffp+0, 0x1.fdd395dd3f84ap-55},
    {0x1.371a7373aa9cbp+0, -0x1.24aedcc4b5068p-54},
    {0x1.3a7db34e59ff7p+0, -0x1.1d1e83e9436d2p-56},
    {0x1.3dea64c123422p+0, 0x1.59f48a72a4c6dp-55},
    {0x1.4160a21f72e2ap+0, -0x1.8a78f4817895bp-58},
    {0x1.44e086061892dp+0, 0x1.363ed60c2ac11p-59},
    {0x1.486a2b5c13cd0p+0, 0x1.ecce1daa10379p-57},
    {0x1.4bfdad5362a27p+0, 0x1.690cebb7aafb0p-56},
    {0x1.4f9b2769d2ca7p+0, -0x1.f94340071a38ep-55},
    {0x1.5342b569d4f82p+0, -0x1.8dec6bd0f385fp-56},
    {0x1.56f4736b527dap+0, 0x1.3350518fdd78ep-54},
    {0x1.5ab07dd485429p+0, 0x1.063e1e21c5409p-54},
    {0x1.5e76f15ad2148p+0, 0x1.432e62b64c035p-54},
    {0x1.6247eb03a5585p+0, -0x1.c33c53bef4da8p-55},
    {0x1.6623882552225p+0, -0x1.3cedd78565858p-54},
    {0x1.6a09e667f3bcdp+0, -0x1.3b3efbf5e2228p-54},
    {0x1.6dfb23c651a2fp+0, -0x1.367efb86da9eep-57},
    {0x1.71f75e8ec5f74p+0, -0x1.81f647e5a3ecfp-56},
    {0x1.75feb564267c9p+0, -0x1.619321e55e68ap-55},
    {0x1.7a11473eb0187p+0, -0x1.b32dcb94da51dp-56},
    {0x1.7e2f336cf4e62p+0, 0x1.5ebe1abd66c55p-57},
    {0x1.82589994cce13p+0, -0x1.369b6f13b3734p-54},
    {0x1.868d99b4492edp+0, -0x1.4d450d872576ep-54},
    {0x1.8ace5422aa0dbp+0, 0x1.db72fc1f0eab4p-55},
    {0x1.8f1ae99157736p+0, 0x1.bf68359f35f44p-56},
    {0x1.93737b0cdc5e5p+0, -0x1.da9b88b6c1e29p-58},
    {0x1.97d829fde4e50p+0, -0x1.2434322f4f9aap-54},
    {0x1.9c49182a3f090p+0, 0x1.1affc2b91ce27p-56},
    {0x1.a0c667b5de565p+0, -0x1.7c50422622263p-55},
    {0x1.a5503b23e255dp+0, -0x1.1bbd1d3bcbb15p-54},
    {0x1.a9e6b5579fdbfp+0, 0x1.469846e735ab3p-55},
    {0x1.ae89f995ad3adp+0, 0x1.c1a7792cb3387p-55},
    {0x1.b33a2b84f15fbp+0, -0x1.5c3d956dcaebap-58},
    {0x1.b7f76f2fb5e47p+0, -0x1.8d6f438ad9334p-57},
    {0x1.bcc1e904bc1d2p+0, 0x1.4ffd70a5fddcdp-56},
    {0x1.c199bdd85529cp+0, 0x1.36eae30af0cb3p-56},
    {0x1.c67f12e57d14bp+0, 0x1.4e08fd10959acp-55},
    {0x1.cb720dcef9069p+0, 0x1.76b2c6c921968p-57},
    {0x1.d072d4a07897cp+0, -0x1.fad5d3ffffa6fp-55},
    {0x1.d5818dcfba487p+0, 0x1.4a385a63d07a7p-56},
    {0x1.da9e603db3285p+0, 0x1.e5a50d5c192acp-55},
    {0x1.dfc97337b9b5fp+0, -0x1.2d52107b43e1fp-55},
    {0x1.e502ee78b3ff6p+0, 0x1.4b604603a88d3p-56},
    {0x1.ea4afa2a490dap+0, -0x1.ff7128fd391f0p-55},
    {0x1.efa1bee615a27p+0, 0x1.ec3bc41aa2008p-55},
    {0x1.f50765b6e4540p+0, 0x1.a64a931d185eep-55},
    {0x1.fa7c1819e90d8p+0, 0x1.7893b4d91cd9dp-56},
}};

/// Interval i = 0..63 of [0.699, 1.398): inverse is a multiple of 2^-16 near 1/centre, and
/// -ln(inverse) = minus_log_high + minus_log_low, the first a multiple of 2^-42. Interval 38 holds 1; its inverse is 1.
struct LogInterval {
    double inverse;
    double minus_log_high;
    double minus_log_low;
};
inline constexpr std::int64_t first_interval_bits = 0x3fe6600000000000;
inline constexpr std::int64_t unit_interval = 38;
inline constexpr std::array<LogInterval, 64> log_intervals{{
    {0x1.6c17000000000p+0, -0x1.68ad33e9b8000p-2, 0x1.faf2781b82bc3p-44},
    {0x1.6817000000000p+0, -0x1.5d5d45f557000p-2, 0x1.53db00a0ed4b9p-44},
    {0x1.642d000000000p+0, -0x1.522c40734e000p-2, 0x1.09d506add0abfp-44},
    {0x1.6058000000000p+0, -0x1.47189c271a000p-2, -0x1.06c13a5f67f70p-44},
    {0x1.5c99000000000p+0, -0x1.3c269772f1000p-2, 0x1.ed34e8e4edefbp-48},
    {0x1.58ed000000000p+0, -0x1.314eb61d31000p-2, 0x1.e71544c3d074bp-44},
    {0x1.5555000000000p+0, -0x1.269521132e000p-2, 0x1.1b77465e77b87p-44},
    {0x1.51d0000000000p+0, -0x1.1bf816355f000p-2, 0x1.1b10958a02186p-44},
    {0x1.4e5e000000000p+0, -0x1.1178c8227e000p-2, 0x1.c210fb8fb4d72p-45},
    {0x1.4afd000000000p+0, -0x1.07123e04a1000p-2, 0x1.e400f24be471dp-50},
    {0x1.47ae000000000p+0, -0x1.f99146cb38000p-3, 0x1.90d0a22d25d89p-44},
    {0x1.4470000000000p+0, -0x1.e533effde2000p-3, 0x1.fd75bb2837bb6p-44},
    {0x1.4141000000000p+0, -0x1.d101df262c000p-3, 0x1.6140dc85030edp-45},
    {0x1.3e23000000000p+0, -0x1.bd09c383a2000p-3, 0x1.4b03696bd03abp-49},
    {0x1.3b14000000000p+0, -0x1.a940d3c86e000p-3, 0x1.86f98a62b76a5p-45},
    {0x1.3814000000000p+0, -0x1.95a8edcec8000p-3, 0x1.cfc024bff78d6p-44},
    {0x1.3522000000000p+0, -0x1.823d565502000p-3, 0x1.87c35c41ba709p-44},
    {0x1.323e000000000p+0, -0x1.6effc8b738000p-3, -0x1.aed9444f1f045p-45},
    {0x1.2f68000000000p+0, -0x1.5bf206b504000p-3, 0x1.2757941bdeda4p-46},
    {0x1.2ca0000000000p+0, -0x1.4915d832fc000p-3, 0x1.53cee006bcf62p-44},
    {0x1.29e4000000000p+0, -0x1.365f4b0156000p-3, 0x1.fd3a6050efe70p-44},
    {0x1.2735000000000p+0, -0x1.23d6c2a49a000p-3, -0x1.20347969f98bep-44},
    {0x1.2492000000000p+0, -0x1.1176e8223e000p-3, -0x1.1ecce23025d2ep-45},
    {0x1.21fb000000000p+0, -0x1.fe82739c60000p-4, 0x1.ca079f7077437p-44},
    {0x1.1f70000000000p+0, -0x1.da6e7637c4000p-4, -0x1.a83eac951c1aap-46},
    {0x1.1cf0000000000p+0, -0x1.b6a688d9b4000p-4, -0x1.b175ff3be2566p-44},
    {0x1.1a7c000000000p+0, -0x1.933be5d474000p-4, -0x1.31a5c3835489cp-45},
    {0x1.1812000000000p+0, -0x1.701470ad08000p-4, 0x1.c5c6caaec64c6p-46},
    {0x1.15b2000000000p+0, -0x1.4d3295d1f4000p-4, -0x1.eac6fa7cf6de1p-44},
    {0x1.135d000000000p+0, -0x1.2aa7aa42c0000p-4, 0x1.a5318fcdc741dp-44},
    {0x1.1111000000000p+0, -0x1.08588b59dc000p-4, 0x1.7e5f2c55fe581p-46},
    {0x1.0ecf000000000p+0, -0x1.ccacfcdc38000p-5, 0x1.13a14ffefb00fp-45},
    {0x1.0c97000000000p+0, -0x1.89482149e0000p-5, -0x1.1a190213e2f76p-44},
    {0x1.0a68000000000p+0, -0x1.4668ed42d0000p-5, 0x1.c167e206927d3p-45},
    {0x1.0842000000000p+0, -0x1.0413d89e68000p-5, 0x1.dddcd49b75a6bp-44},
    {0x1.0625000000000p+0, -0x1.849ad28c00000p-6, 0x1.ea053d7b99390p-45},
    {0x1.0410000000000p+0, -0x1.01f5658730000p-6, -0x1.6107d26f92eb5p-44},
    {0x1.0204000000000p+0, -0x1.00fd575880000p-7, 0x1.0c76e4447e693p-46},
    {0x1p+0, 0x0.0p+0, 0x0.0p+0},
    {0x1.f820000000000p-1, 0x1.fbea8b13c0000p-7, 0x1.ec927b17e4e13p-50},
    {0x1.f07c000000000p-1, 0x1.f82db0e7a0000p-6, 0x1.980312729348fp-45},
    {0x1.e914000000000p-1, 0x1.77368f66b0000p-5, 0x1.ceab23b20a79dp-45},
    {0x1.e1e2000000000p-1, 0x1.f0a10c0128000p-5, -0x1.d59a92de0b93cp-45},
    {0x1.dae6000000000p-1, 0x1.341db961bc000p-4, 0x1.9d092aed8cba6p-44},
    {0x1.d41e000000000p-1, 0x1.6f06a8afa8000p-4, 0x1.68bc6775aa563p-45},
    {0x1.cd86000000000p-1, 0x1.a92193a588000p-4, 0x1.d60614c9016aap-44},
    {0x1.c71c000000000p-1, 0x1.e27476e330000p-4, -0x1.a31817fc55578p-45},
    {0x1.c0e0000000000p-1, 0x1.0d79e7cd48000p-3, 0x1.cb422847849e4p-44},
    {0x1.bad0000000000p-1, 0x1.29532f8240000p-3, -0x1.5babd495c735ep-44},
    {0x1.b4e8000000000p-1, 0x1.44d336ccbc000p-3, -0x1.70cac0bdf22e7p-46},
    {0x1.af28000000000p-1, 0x1.5ff5070aba000p-3, -0x1.85719c2a69690p-44},
    {0x1.a98e000000000p-1, 0x1.7abd302264000p-3, -0x1.7752c72b84121p-46},
    {0x1.a41a000000000p-1, 0x1.9526e9cf5e000p-3, 0x1.ad27faf800790p-45},
    {0x1.9ec8000000000p-1, 0x1.af4114e950000p-3, -0x1.63cb9af155c90p-53},
    {0x1.999a000000000p-1, 0x1.c8fd7c79ea000p-3, -0x1.77bfa12ca2ef8p-45},
    {0x1.948c000000000p-1, 0x1.e26bb6e418000p-3, 0x1.6e7dcc9665548p-46},
    {0x1.8f9c000000000p-1, 0x1.fb9206d5e8000p-3, -0x1.d570000ec91dcp-47},
    {0x1.8acc000000000p-1, 0x1.0a312e2762000p-2, -0x1.c74682fbafbb5p-44},
    {0x1.8618000000000p-1, 0x1.1676cabada000p-2, 0x1.83963c8b4ab26p-44},
    {0x1.8182000000000p-1, 0x1.2292cfbd2f000p-2, -0x1.26c7ab52d1d54p-44},
    {0x1.7d06000000000p-1, 0x1.2e8e0bae12000p-2, 0x1.4c2700879c369p-44},
    {0x1.78a4000000000p-1, 0x1.3a66e55725000p-2, -0x1.0982fd174dd60p-45},
    {0x1.745e000000000p-1, 0x1.46163c228e000p-2, -0x1.42b847691edaap-46},
    {0x1.702e000000000p-1, 0x1.51aae872e0000p-2, -0x1.74bd8c5b5272cp-44},
}};

/// ln 2 = high + low, high a multiple of 2^-42; ln(2)/64 = step_high + step_low, step_high a multiple of 2^-42.
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;
inline constexpr double step_high = 0x1.62e42fefa0000p-7;
inline constexpr double step_low = 0x1.cf79abc9e3b3ap-46;
inline constexpr double steps_per_unit = 0x1.71547652b82fep+6;  // 64 / ln 2

}  // namespace soret::portable_math_tables
