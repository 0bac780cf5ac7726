#include "soret/common/files/json_fields.hpp"

#include <algorithm>

#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

using nlohmann::json;

/// CBOR may have texts in pieces, and pieces in pieces, each a call of the library inside the last; none of ours are.
constexpr std::size_t deepest_pieces = 5000;

/// Goes through a text before a value is made of it.
class Inspection final : public nlohmann::json_sax<json> {
public:
    explicit Inspection(std::size_t size) : size_(size) {}

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(json::number_integer_t) override { return true; }
    bool number_unsigned(json::number_unsigned_t) override { return true; }
    bool number_float(json::number_float_t, const std::string&) override { return true; }
    bool string(std::string& text) override { return is_utf_8(text); }
    bool binary(json::binary_t&) override { return fails("has bytes where a text or a number must be"); }
    bool start_object(std::size_t) override { return deeper(); }
    bool key(std::string& text) override { return is_utf_8(text); }
    bool end_object() override { return shallower(); }
    bool start_array(std::size_t) override { return deeper(); }
    bool end_array() override { return shallower(); }
    bool parse_error(std::size_t place, const std::string& word, const json::exception& error) override {
        constexpr int out_of_range = 406;  // "number overflow"
        if (error.id == out_of_range) {
            return fails(fmt::format("{} at byte {} is out of the range of a double", word, place));
        }
        if (place <= size_) return fails(fmt::format("damaged at byte {} of {}", place, size_));
        return fails(size_ == 0 ? "is empty" : fmt::format("ends too early, after {} bytes", size_));
    }

    const std::string& defect() const { return defect_; }

private:
    bool fails(std::string defect) {
        defect_ = std::move(defect);
        return false;
    }
    bool deeper() {
        return ++depth_ <= deepest_json || fails(fmt::format("arrays and objects more than {} deep", deepest_json));
    }
    bool shallower() {
        --depth_;
        return true;
    }
    bool is_utf_8(const std::string& text) {
        try {
            json(text).dump();
        } catch (const json::type_error&) {
            return fails("has a text that is not UTF-8");
        }
        return true;
    }

    std::size_t size_;  // bytes
    std::size_t depth_ = 0;
    std::string defect_;
};

json parsed(std::string_view bytes, json::input_format_t format, const char* format_name) {
    Inspection inspection(bytes.size());
    if (!json::sax_parse(bytes.begin(), bytes.end(), &inspection, format)) {
        throw InvalidInput(fmt::format("not {}: {}", format_name, inspection.defect()));
    }
    return format == json::input_format_t::cbor ? json::from_cbor(bytes.begin(), bytes.end())
                                                : json::parse(bytes.begin(), bytes.end());
}

}  // namespace

std::string shown(const json& value) {
    const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

void refuse_json(const std::string& place, const std::string& what) {
    // "[json.exception.type_error.302] type must be ..."
    const bool is_of_library = what.starts_with("[json.exception.");
    std::string line = place + ": " + (is_of_library ? what.substr(what.find("] ") + 2) : what);
    std::ranges::replace_if(
        line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    throw InvalidInput(line);
}

json json_from_text(std::string_view text) {
    return parsed(text, json::input_format_t::json, "JSON");
}

json json_from_cbor(std::string_view bytes) {
    for (const char piece : {'\x5f', '\x7f'}) {
        if (bytes.find(std::string(deepest_pieces, piece)) == std::string_view::npos) continue;
        throw InvalidInput("not CBOR: has a text in pieces inside pieces");
    }
    return parsed(bytes, json::input_format_t::cbor, "CBOR");
}

json read_json_file(const std::string& path) {
    const std::string text = read_text_file(path);
    return reading_json(path, [&] { return json_from_text(text); });
}

std::optional<std::string> first_difference(const json& stored, const json& wanted) {
    const json differences = json::diff(stored, wanted);
    if (differences.empty()) return std::nullopt;
    const auto path = differences.front().at("path").get<std::string>();
    const json::json_pointer place(path);
    const auto text = [&place](const json& json) {
        return json.contains(place) ? shown(json.at(place)) : std::string("nothing");
    };
    return fmt::format("{} is {}, asked for is {}", path.substr(std::min<std::size_t>(1, path.size())), text(stored),
                       text(wanted));
}

}  // namespace soret
