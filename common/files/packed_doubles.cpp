#include "soret/common/files/packed_doubles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <boost/iostreams/filter/zlib.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/files/compressed_text.hpp"
#include "soret/common/files/filtered_bytes.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

namespace io = boost::iostreams;
namespace text_iterators = boost::archive::iterators;

constexpr const char* numbers_key = "doubles";
constexpr const char* shape_key = "shape";

constexpr std::uint64_t any_size = std::numeric_limits<std::uint64_t>::max();

using Shape = std::vector<std::size_t>;

std::string base64(std::string bytes) {
    using Letter =
        text_iterators::base64_from_binary<text_iterators::transform_width<std::string::const_iterator, 6, 8>>;
    const std::size_t padding = (3 - bytes.size() % 3) % 3;
    bytes.append(padding, '\0');
    std::string text(Letter(bytes.cbegin()), Letter(bytes.cend()));
    return text.replace(text.size() - padding, padding, padding, '=');
}

std::string from_base64(std::string text) {
    using Byte = text_iterators::transform_width<text_iterators::binary_from_base64<std::string::const_iterator>, 8, 6>;
    const std::size_t padding = text.size() - (text.find_last_not_of('=') + 1);
    if (text.size() % 4 != 0 || padding > 2 || text.find('=') < text.size() - padding) {
        throw InvalidInput("not base64");
    }
    text.replace(text.size() - padding, padding, padding, 'A');  // six bits 0, cut off below
    try {
        const std::string bytes(Byte(text.cbegin()), Byte(text.cend()));
        return bytes.substr(0, bytes.size() - padding);
    } catch (const text_iterators::dataflow_exception&) {
        throw InvalidInput("not base64");
    }
}

std::string bytes_by_significance(const std::vector<double>& numbers) {
    std::string bytes;
    for (int shift = 0; shift < 64; shift += 8) {
        for (const double number : numbers) {
            bytes.push_back(static_cast<char>(std::bit_cast<std::uint64_t>(number) >> shift & 0xff));
        }
    }
    return bytes;
}

std::vector<double> numbers_of_bytes(const std::string& bytes) {
    std::vector<std::uint64_t> words(bytes.size() / 8);
    for (std::size_t k = 0; k < bytes.size(); ++k) {
        const std::uint64_t byte = static_cast<unsigned char>(bytes[k]);
        words[k % words.size()] |= byte << 8 * (k / words.size());
    }
    std::vector<double> numbers;
    for (const std::uint64_t word : words) numbers.push_back(std::bit_cast<double>(word));
    return numbers;
}

/// Lengths from the outermost array to the innermost; empty unless it has one length at each depth and finite doubles
/// at the last.
Shape shape_of(const nlohmann::json& value) {
    if (!value.is_array() || value.empty()) return {};
    if (value.front().is_number_float()) {
        const bool has_finite_doubles = std::ranges::all_of(value, [](const nlohmann::json& number) {
            return number.is_number_float() && std::isfinite(number.get<double>());
        });
        return has_finite_doubles ? Shape{value.size()} : Shape{};
    }
    Shape shape = shape_of(value.front());
    const auto has_the_shape = [&](const nlohmann::json& inner) { return shape_of(inner) == shape; };
    if (shape.empty() || !std::ranges::all_of(value, has_the_shape)) return {};
    shape.insert(shape.begin(), value.size());
    return shape;
}

void append_numbers(std::vector<double>& numbers, const nlohmann::json& value) {
    if (value.is_number()) return numbers.push_back(value.get<double>());
    for (const nlohmann::json& inner : value) append_numbers(numbers, inner);
}

/// Null if it becomes so small that it would be taken for made to fill memories.
nlohmann::json packed_array(const nlohmann::json& array, const Shape& shape) {
    std::vector<double> numbers;
    append_numbers(numbers, array);
    const std::string bytes = bytes_by_significance(numbers);
    const std::string stream = *filtered(io::zlib_compressor(io::zlib::best_compression), bytes, any_size);
    if (bytes.size() > largest_unpacked(stream.size())) return nullptr;
    return {{numbers_key, base64(stream)}, {shape_key, shape}};
}

nlohmann::json array_of_shape(std::span<const double> numbers, std::span<const std::size_t> shape) {
    if (shape.size() == 1) return nlohmann::json(std::vector<double>(numbers.begin(), numbers.end()));
    nlohmann::json array = nlohmann::json::array();
    const std::size_t inner = numbers.size() / shape.front();
    for (std::size_t start = 0; start < numbers.size(); start += inner) {
        array.push_back(array_of_shape(numbers.subspan(start, inner), shape.subspan(1)));
    }
    return array;
}

bool has_as_many_numbers(const Shape& shape, std::size_t count) {
    if (shape.size() > deepest_json) return false;
    for (const std::size_t length : shape) {
        if (length == 0 || count % length != 0) return false;
        count /= length;
    }
    return count == 1 && !shape.empty();
}

nlohmann::json plain_array(const nlohmann::json& packed) {
    const auto shape = field<Shape>(packed, shape_key);
    const std::string stream = from_base64(field<std::string>(packed, numbers_key));
    std::optional<std::string> bytes;
    try {
        bytes = filtered(io::zlib_decompressor(), stream, largest_unpacked(stream.size()));
    } catch (const std::ios_base::failure&) {  // base of io::zlib_error
        throw InvalidInput("not a zlib stream");
    }
    if (!bytes) throw InvalidInput(fmt::format("more than {} bytes unpacked", largest_unpacked(stream.size())));
    if (bytes->size() % 8 != 0 || !has_as_many_numbers(shape, bytes->size() / 8)) {
        throw InvalidInput(fmt::format("shape = {}: {} bytes of numbers must be 8 times its product",
                                       shown(packed.at(shape_key)), bytes->size()));
    }
    return array_of_shape(numbers_of_bytes(*bytes), shape);
}

/// A copy in which `replacement(part)` stands for each part for which it is not null.
template <class Replacement>
nlohmann::json copy_with(const nlohmann::json& value, const Replacement& replacement, const std::string& place) {
    if (!value.is_structured()) return value;
    if (auto other = replacement(value, place); !other.is_null()) return other;
    nlohmann::json copy = value;
    for (const auto& [key, member] : value.items()) {
        const std::string inner = place.empty() ? key : place + "/" + key;
        (value.is_array() ? copy[std::stoul(key)] : copy[key]) = copy_with(member, replacement, inner);
    }
    return copy;
}

}  // namespace

nlohmann::json with_packed_doubles(const nlohmann::json& value) {
    const auto packed = [](const nlohmann::json& part, const std::string& place) -> nlohmann::json {
        if (part.contains(numbers_key)) {
            throw InvalidArgument(fmt::format("{}: has a key {} of its own", place, numbers_key));
        }
        const Shape shape = shape_of(part);
        const std::size_t count = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
        if (count < fewest_packed_doubles) return nullptr;
        return packed_array(part, shape);
    };
    return copy_with(value, packed, "");
}

nlohmann::json with_plain_doubles(const nlohmann::json& value) {
    const auto plain = [](const nlohmann::json& part, const std::string& place) -> nlohmann::json {
        if (!part.contains(numbers_key)) return nullptr;
        try {
            return plain_array(part);
        } catch (const InvalidInput& error) {
            throw InvalidInput(fmt::format("{}/{}: {}; the file is damaged", place, numbers_key, error.what()));
        }
    };
    return copy_with(value, plain, "");
}

}  // namespace soret
