// Results in JSON: the keys of `soret forces --json --forces`, or a list of objects, one a particle.
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

// Numbers become texts, so that their digits are not lost, and so do NaN and Infinity, which Python writes.
std::string with_numbers_as_text(std::string_view text) {
    std::string changed;
    changed.reserve(text.size() + text.size() / 8);
    for (std::size_t k = 0; k < text.size();) {
        const char c = text[k];
        std::size_t end = k + 1;
        const bool may_begin = (c >= '0' && c <= '9') || std::string_view("-+NIni").find(c) != std::string_view::npos;
        const std::string_view word = may_begin ? text.substr(k, text.find_first_of(",]} \t\r\n:", k) - k) : "";
        if (c == '"') {
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            end = std::min(end + 1, text.size());
            changed += text.substr(k, end - k);
        } else if (may_begin && word != "null") {
            end = k + word.size();
            changed += '"';
            changed += word;
            changed += '"';
        } else {
            changed += c;
        }
        k = end;
    }
    return changed;
}

struct Reader {
    const std::string& name;
    ResultsFrame frame;

    [[noreturn]] void fail(const std::string& message) const {
        throw InvalidInput(fmt::format("{}: {}", name, message));
    }

    static bool is_scalar(const nlohmann::json& value) { return value.is_string() || value.is_null(); }

    // null is how some programs write nan.
    PrintedNumber number(const nlohmann::json& value, const std::string& key, std::size_t row) const {
        static const std::string nan = "nan";
        if (is_scalar(value)) {
            const PrintedNumber read = printed_number(value.is_null() ? nan : value.get_ref<const std::string&>());
            if (read.is_number) return read;
        }
        fail(fmt::format("{}: row {}: must be a number", key, row + 1));
    }

    // A table: a list of numbers, or of lists of three.
    void add_table(const std::string& key, const std::vector<std::string>& columns, const nlohmann::json& rows) {
        std::vector<PrintedColumn> table(columns.size());
        for (std::size_t k = 0; k < columns.size(); ++k) table[k].name = columns[k];
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (columns.size() == 1) {
                table[0].add(number(rows[i], key, i));
                continue;
            }
            if (!rows[i].is_array() || rows[i].size() != columns.size()) {
                fail(fmt::format("{}: row {}: must be a list of {} numbers", key, i + 1, columns.size()));
            }
            for (std::size_t k = 0; k < columns.size(); ++k) table[k].add(number(rows[i][k], key, i));
        }
        const std::size_t before = frame.particles.empty() ? frame.ids.size() : frame.rows();
        if (before != 0 && before != rows.size()) {
            fail(fmt::format("{}: {} rows: must be {}, as in the other tables", key, rows.size(), before));
        }
        frame.particles.insert(frame.particles.end(), table.begin(), table.end());
    }

    void add_ids(const nlohmann::json& rows) {
        for (const nlohmann::json& id : rows) {
            const auto read = id.is_string() ? parse_integer(id.get_ref<const std::string&>()) : std::nullopt;
            if (!read) fail(fmt::format("id = {}: must be an integer", id.dump()));
            frame.ids.push_back(*read);
        }
    }

    void add_box(const nlohmann::json& value) {
        PrintedBox box;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            PrintedColumn edge;
            edge.add(number(value[axis], "box", axis));
            box.set_edge(axis, 0.0, edge.values[0], edge);
        }
        frame.box = box;
    }

    static void flatten(const nlohmann::json& value, std::vector<std::string_view>& words) {
        if (value.is_array()) {
            for (const nlohmann::json& element : value) flatten(element, words);
        } else if (value.is_string()) {
            words.emplace_back(value.get_ref<const std::string&>());
        } else {
            words.emplace_back("nan");
        }
    }

    void add(const std::string& key, const nlohmann::json& value) {
        static const std::vector<std::pair<std::vector<std::string_view>, std::vector<std::string>>> tables{
            {{"forces", "force"}, {"fx", "fy", "fz"}},
            {{"positions", "position", "pos"}, {"x", "y", "z"}},
            {{"velocities", "velocity"}, {"vx", "vy", "vz"}},
            {{"particle_energies", "energies"}, {"particle_energies"}}};
        if (value.is_null() || value.is_boolean()) return;
        if (key == "n" && value.is_string()) {
            frame.count = parse_integer(value.get_ref<const std::string&>());
        } else if (key == "units" && value.is_string()) {
            frame.units = lower_case(value.get_ref<const std::string&>());
        } else if (key == "step" && value.is_string()) {
            frame.step = parse_integer(value.get_ref<const std::string&>());
        } else if (key == "input" && value.is_object() && value.contains("units")) {
            add("units", value.at("units"));
        } else if (key == "box" && value.is_array() && value.size() == 3) {
            add_box(value);
        } else if ((key == "id" || key == "ids") && value.is_array()) {
            add_ids(value);
        } else if (value.is_array() && is_list_of_rows(key, value, tables)) {
            return;
        } else if (value.is_array() || value.is_string()) {
            std::vector<std::string_view> words;
            flatten(value, words);
            if (value.is_array() && words.size() > 9 && std::all_of(value.begin(), value.end(), is_scalar)) {
                add_table(key, {key}, value);  // a column of particles
            } else {
                add_total(frame, key, words);
            }
        }
    }

    template <class Tables>
    bool is_list_of_rows(const std::string& key, const nlohmann::json& value, const Tables& tables) {
        for (const auto& [names, columns] : tables) {
            if (std::find(names.begin(), names.end(), key) == names.end()) continue;
            add_table(key, columns, value);
            return true;
        }
        // "particles": [{"id": 1, "fx": ...}, ...]
        if (value.empty() || !value.front().is_object()) return false;
        add_objects(value);
        return true;
    }

    // A list of objects, one a particle: all have the keys of the first.
    void add_objects(const nlohmann::json& rows) {
        for (const auto& [key, first] : rows.front().items()) {
            nlohmann::json column = nlohmann::json::array();
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (!rows[i].is_object() || !rows[i].contains(key)) {
                    fail(fmt::format("object {} has no {}: must have the keys of the first", i + 1, displayed(key)));
                }
                column.push_back(rows[i].at(key));
            }
            const bool is_text = first.is_string() && !printed_number(first.get_ref<const std::string&>()).is_number;
            if (is_text || first.is_object() || first.is_boolean()) continue;
            if (key == "id") {
                add_ids(column);
            } else if (first.is_array()) {
                add(key, column);
            } else {
                add_table(key, {key}, column);
            }
        }
    }
};

ResultsFrame read_json(std::string_view text, const std::string& name) {
    Reader reader{name, {}};
    reader.frame.format = "JSON";
    const nlohmann::json root = reading_json(name, [&] {
        try {
            return json_from_text(with_numbers_as_text(text));
        } catch (const InvalidInput& error) {
            throw InvalidInput(fmt::format("{}; is it cut off?", error.what()));
        }
    });
    if (root.is_array()) {
        if (root.empty() || !root.front().is_object()) reader.fail("a list: must be of objects, one a particle");
        reader.add_objects(root);
    } else {
        for (const auto& [key, value] : root.items()) reader.add(key, value);
    }
    return std::move(reader.frame);
}

}  // namespace

FrameReader open_json(std::string_view text, const std::string& name) {
    return [text, name, done = false]() mutable -> std::optional<ResultsFrame> {
        if (done) return std::nullopt;
        done = true;
        return read_json(text, name);
    };
}

}  // namespace soret
