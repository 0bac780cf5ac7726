#include "soret/validation/check/printed_column.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

// nan, -nan, nan(ind), inf, +inf, infinity, 1.#QNAN, 1.#INF
PrintedNumber not_finite(std::string_view word) {
    const std::string lower = lower_case(word);
    const auto has = [&](std::string_view part) { return lower.find(part) != std::string::npos; };
    const std::string_view bare = std::string_view(lower).substr(lower.find_first_not_of("+-") == 1 ? 1 : 0);
    PrintedNumber number;
    number.is_number = bare.starts_with("nan") || bare == "inf" || bare == "infinity" || bare.starts_with("1.#");
    if (!number.is_number) return number;
    number.value =
        has("nan") || has("#ind") ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
    if (lower.starts_with('-')) number.value = -number.value;
    return number;
}

double power_of_ten(int exponent) {
    static constexpr int most = 32;
    static const auto table = [] {
        std::array<double, 2 * most + 1> powers{};
        for (int k = -most; k <= most; ++k) powers[static_cast<std::size_t>(k + most)] = std::pow(10.0, k);
        return powers;
    }();
    if (std::abs(exponent) > most) return std::pow(10.0, exponent);
    return table[static_cast<std::size_t>(exponent + most)];
}

}  // namespace

PrintedNumber printed_number(std::string_view word) {
    const ParsedNumber parsed = parse_double(word);
    if (!parsed.defect.empty()) return not_finite(word);
    PrintedNumber number;
    number.is_number = true;
    number.value = parsed.value;
    bool after_point = false;
    for (std::size_t k = 0; k < word.size(); ++k) {
        const char c = word[k];
        if (c >= '0' && c <= '9') {
            if (c != '0' || number.digits > 0) ++number.digits;
            if (after_point) ++number.decimals;
        } else if (c == '.') {
            after_point = true;
        } else if (c != '+' && c != '-') {  // the exponent
            number.decimals -= static_cast<int>(parse_integer(word.substr(k + 1)).value_or(0));
            break;
        }
    }
    return number;
}

void PrintedColumn::add(const PrintedNumber& number) {
    values.push_back(number.value);
    if (!std::isfinite(number.value)) return;
    digits = std::max(digits, number.digits);
    decimals = std::max(decimals, number.decimals);
}

double PrintedColumn::half_unit(double value) const {
    if (decimals == INT_MIN || !std::isfinite(value)) return 0.0;
    int place = -decimals;
    if (value != 0.0) place = std::max(place, static_cast<int>(std::floor(std::log10(std::fabs(value)))) - digits + 1);
    return 0.5 * power_of_ten(place);
}

std::optional<double> PrintedColumn::chance_of_floats() const {
    static constexpr int digits_of_float = 7;
    if (digits <= digits_of_float) return std::nullopt;
    double chance = 1.0;
    for (const double value : values) {
        if (!std::isfinite(value) || value == 0.0) continue;
        const float rounded = static_cast<float>(value);
        if (std::fabs(value - static_cast<double>(rounded)) > half_unit(value)) return std::nullopt;
        const float magnitude = std::fabs(rounded);
        const double spacing =
            static_cast<double>(std::nextafter(magnitude, HUGE_VALF)) - static_cast<double>(magnitude);
        chance *= std::min(1.0, 2.0 * half_unit(value) / spacing);
    }
    return chance;
}

bool are_exact(const std::array<PrintedColumn, 3>& columns) {
    static constexpr int always = 2;
    static constexpr int never = 6;
    int digits = 0;
    int decimals = INT_MIN;
    std::vector<double> values;
    for (const PrintedColumn& column : columns) {
        digits = std::max(digits, column.digits);
        decimals = std::max(decimals, column.decimals);
    }
    if (digits <= always || digits >= never) return digits <= always;
    for (const PrintedColumn& column : columns) {
        std::copy_if(column.values.begin(), column.values.end(), std::back_inserter(values),
                     [](double value) { return std::isfinite(value); });
    }
    std::sort(values.begin(), values.end());
    // m numbers at random in b places leave b exp(-m/b) of them empty.
    const auto m = static_cast<double>(values.size());
    const double b = 1.0 + (values.back() - values.front()) * power_of_ten(decimals);
    const double expected = b * (1.0 - std::exp(-m / b));
    const auto different = static_cast<double>(std::unique(values.begin(), values.end()) - values.begin());
    return different < 0.5 * expected;
}

bool are_single_precision(const std::vector<const PrintedColumn*>& columns) {
    static constexpr int digits_that_tell = 9;
    static constexpr double largest_chance = 1e-3;
    double chance = 1.0;
    int digits = 0;
    for (const PrintedColumn* column : columns) {
        const auto one = column->chance_of_floats();
        if (!one) return false;
        chance *= *one;
        digits = std::max(digits, column->digits);
    }
    return !columns.empty() && (digits >= digits_that_tell || chance < largest_chance);
}

bool PrintedColumn::is_finite() const {
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace soret
