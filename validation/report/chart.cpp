#include "soret/validation/report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

// In the units of the view box. Text of 15 units is readable on a phone, where the figure is as wide as the screen.
constexpr double view_width = 540.0;
constexpr double left = 74.0;
constexpr double right = view_width - 14.0;
constexpr double top = 12.0;
constexpr double bottom = 330.0;
constexpr double legend_top = bottom + 68.0;
constexpr double legend_step = 23.0;
constexpr double character = 8.8;  // mean width of a letter of a wide font

std::string_view class_of(Look look) {
    switch (look) {
        case Look::blue: return "c1";
        case Look::vermillion: return "c2";
        case Look::green: return "c3";
        case Look::purple: return "c4";
        case Look::orange: return "c5";
        case Look::grey: return "c6";
    }
    return "c6";
}

std::string_view dashes_of(Stroke stroke) {
    switch (stroke) {
        case Stroke::solid: return "";
        case Stroke::dashed: return " stroke-dasharray=\"8 5\"";
        case Stroke::dotted: return " stroke-dasharray=\"2 4\"";
    }
    return "";
}

std::string marker_svg(Marker marker, Look look, double x, double y) {
    const std::string_view colour = class_of(look);
    switch (marker) {
        case Marker::circle:
            return fmt::format("<circle class=\"m {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\"/>", colour, x, y);
        case Marker::square:
            return fmt::format("<rect class=\"m {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"8\" height=\"8\"/>", colour,
                               x - 4, y - 4);
        case Marker::triangle:
            return fmt::format("<path class=\"m {}\" d=\"M{:.1f} {:.1f}l5 9h-10z\"/>", colour, x, y - 5.5);
        case Marker::diamond:
            return fmt::format("<path class=\"m {}\" d=\"M{:.1f} {:.1f}l5.5 5.5-5.5 5.5-5.5-5.5z\"/>", colour, x,
                               y - 5.5);
    }
    return "";
}

// How a tick is written: with the digits that its step needs.
std::string tick_text(double value, double step) {
    const int digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    return fmt::format("{:.{}f}", std::fabs(value) < 1e-9 * step ? 0.0 : value, digits);
}

std::string with_subscripts(const std::string& text, const char* open, const char* close) {
    const std::string escaped = html_escaped(text);
    std::string result;
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] != '_' || i + 1 == escaped.size()) {
            result += escaped[i];
            continue;
        }
        const bool braces = escaped[i + 1] == '{';
        const std::size_t end = braces ? escaped.find('}', i) : i + 2;
        const std::size_t start = braces ? i + 2 : i + 1;
        if (end == std::string::npos) return escaped;
        result += open + escaped.substr(start, end - start) + close;
        i = braces ? end : end - 1;
    }
    return result;
}

}  // namespace

std::string html_escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '&': result += "&amp;"; break;
            case '"': result += "&quot;"; break;
            default: result += c;
        }
    }
    return result;
}

std::string svg_with_subscripts(const std::string& text) {
    return with_subscripts(text, "<tspan dy=\"4\" font-size=\"75%\">", "</tspan><tspan dy=\"-4\">\u200b</tspan>");
}

std::string html_with_subscripts(const std::string& text) {
    return with_subscripts(text, "<sub>", "</sub>");
}

std::vector<double> axis_ticks(double from, double to) {
    const double rough = (to - from) / 7.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10.0 * power;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * (1.0 - 1e-9)) {
            step = factor * power;
            break;
        }
    }
    std::vector<double> ticks;
    for (double k = std::ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k += 1.0) ticks.push_back(k * step);
    return ticks;
}

Chart::Chart(std::string description, std::string x_label, std::string y_label)
    : description_(std::move(description)), x_label_(std::move(x_label)), y_label_(std::move(y_label)) {}

void Chart::points(std::string label, Look look, Marker marker, std::vector<double> x, std::vector<double> y,
                   std::vector<double> errors) {
    series_.push_back(
        {Kind::points, std::move(label), look, marker, Stroke::solid, std::move(x), std::move(y), std::move(errors)});
}

void Chart::line(std::string label, Look look, Stroke stroke, std::vector<double> x, std::vector<double> y) {
    series_.push_back({Kind::line, std::move(label), look, Marker::circle, stroke, std::move(x), std::move(y), {}});
}

void Chart::band(std::string label, Look look, std::vector<double> x, std::vector<double> lower,
                 std::vector<double> upper) {
    series_.push_back({Kind::band, std::move(label), look, Marker::circle, Stroke::solid, std::move(x),
                       std::move(lower), std::move(upper)});
}

void Chart::region(std::string label, Look look, double x_from, double x_to) {
    series_.push_back({Kind::region, std::move(label), look, Marker::circle, Stroke::solid, {x_from, x_to}, {}, {}});
}

void Chart::mark(std::string label, Look look, Stroke stroke, double x) {
    series_.push_back({Kind::mark, std::move(label), look, Marker::circle, stroke, {x}, {}, {}});
}

void Chart::x_range(double from, double to) {
    x_range_ = {from, to};
}

void Chart::y_range(double from, double to) {
    y_range_ = {from, to};
}

Chart::Axes Chart::ranges() const {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    double x_from = infinite, x_to = -infinite, y_from = infinite, y_to = -infinite;
    double first_marker = infinite, last_marker = -infinite;
    for (const Series& series : series_) {
        for (const double x : series.x) {
            x_from = std::min(x_from, x);
            x_to = std::max(x_to, x);
            if (series.kind != Kind::points) continue;
            first_marker = std::min(first_marker, x);
            last_marker = std::max(last_marker, x);
        }
        for (std::size_t i = 0; i < series.y.size(); ++i) {
            const double y = series.y[i];
            const double low = series.kind == Kind::points ? y - series.y2[i] : y;
            const double high = series.kind == Kind::points ? y + series.y2[i]
                                : series.kind == Kind::band ? series.y2[i]
                                                            : y;
            y_from = std::min(y_from, low);
            y_to = std::max(y_to, high);
        }
    }
    const double for_markers = 0.03 * (x_to - x_from);  // which the frame would cut in half
    x_from = std::min(x_from, first_marker - for_markers);
    x_to = std::max(x_to, last_marker + for_markers);
    if (x_range_) std::tie(x_from, x_to) = *x_range_;
    if (!(x_to > x_from) || !(y_to >= y_from)) throw InvalidArgument("a chart without points or lines cannot be drawn");
    const double margin = y_to > y_from ? 0.06 * (y_to - y_from) : 0.5 * std::max(std::fabs(y_to), 1e-6);
    y_from -= margin;
    y_to += margin;
    if (y_range_) std::tie(y_from, y_to) = *y_range_;
    return {{x_from, x_to, left, right}, {y_from, y_to, bottom, top}};
}

std::string Chart::frame(const Axes& axes) const {
    std::string svg;
    const auto step_of = [](const std::vector<double>& ticks) { return ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0; };
    const std::vector<double> x_ticks = axis_ticks(axes.x.from, axes.x.to);
    for (const double tick : x_ticks) {
        const double x = axes.x(tick);
        svg += fmt::format("<path class=\"g\" d=\"M{:.1f} {}V{}\"/>", x, top, bottom);
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x, bottom + 20.0,
                           tick_text(tick, step_of(x_ticks)));
    }
    const std::vector<double> y_ticks = axis_ticks(axes.y.from, axes.y.to);
    for (const double tick : y_ticks) {
        const double y = axes.y(tick);
        svg += fmt::format("<path class=\"g\" d=\"M{} {:.1f}H{}\"/>", left, y, right);
        svg += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", left - 7.0, y + 5.0,
                           tick_text(tick, step_of(y_ticks)));
    }
    svg += fmt::format("<rect class=\"f\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", left, top, right - left,
                       bottom - top);
    svg += fmt::format("<text class=\"l\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", 0.5 * (left + right),
                       bottom + 43.0, svg_with_subscripts(x_label_));
    svg +=
        fmt::format("<text class=\"l\" transform=\"translate(17 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
                    0.5 * (top + bottom), svg_with_subscripts(y_label_));
    return svg;
}

std::string Chart::drawn(const Series& series, const Axes& axes) {
    const std::string_view colour = class_of(series.look);
    std::string svg;
    switch (series.kind) {
        case Kind::points:
            for (std::size_t i = 0; i < series.x.size(); ++i) {
                const double x = axes.x(series.x[i]);
                if (series.y2[i] > 0.0) {
                    const double low = axes.y(series.y[i] - series.y2[i]);
                    const double high = axes.y(series.y[i] + series.y2[i]);
                    svg += fmt::format("<path class=\"s {}\" d=\"M{:.1f} {:.1f}h8m-4 0V{:.1f}m-4 0h8\"/>", colour,
                                       x - 4, low, high);
                }
                svg += marker_svg(series.marker, series.look, x, axes.y(series.y[i]));
            }
            return svg;
        case Kind::line:
        case Kind::band: {
            std::string path;
            for (std::size_t i = 0; i < series.x.size(); ++i) {
                path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", axes.x(series.x[i]), axes.y(series.y[i]));
            }
            if (series.kind == Kind::line) {
                return fmt::format("<path class=\"s {}\"{} d=\"{}\"/>", colour, dashes_of(series.stroke), path);
            }
            for (std::size_t i = series.x.size(); i-- > 0;) {
                path += fmt::format("L{:.1f} {:.1f}", axes.x(series.x[i]), axes.y(series.y2[i]));
            }
            return fmt::format("<path class=\"b {}\" d=\"{}z\"/>", colour, path);
        }
        case Kind::region: {
            const double start = axes.x(series.x[0]);
            return fmt::format("<rect class=\"b {}\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>", colour,
                               start, top, axes.x(series.x[1]) - start, bottom - top);
        }
        case Kind::mark:
            return fmt::format("<path class=\"s {}\"{} d=\"M{:.1f} {}V{}\"/>", colour, dashes_of(series.stroke),
                               axes.x(series.x[0]), top, bottom);
    }
    return svg;
}

// The sample of a series in the legend and its label.
std::string Chart::key(const Series& series, double x, double y) {
    const std::string_view colour = class_of(series.look);
    std::string svg;
    switch (series.kind) {
        case Kind::points:
            if (std::any_of(series.y2.begin(), series.y2.end(), [](double error) { return error > 0.0; })) {
                svg = fmt::format("<path class=\"s {}\" d=\"M{:.1f} {:.1f}v16\"/>", colour, x + 12, y - 13);
            }
            svg += marker_svg(series.marker, series.look, x + 12, y - 5);
            break;
        case Kind::line:
        case Kind::mark:
            svg = fmt::format("<path class=\"s {}\"{} d=\"M{:.1f} {:.1f}h24\"/>", colour, dashes_of(series.stroke), x,
                              y - 5);
            break;
        case Kind::band:
        case Kind::region:
            svg = fmt::format("<rect class=\"b {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"24\" height=\"12\"/>", colour, x,
                              y - 11);
            break;
    }
    return svg + fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x + 31, y, svg_with_subscripts(series.label));
}

std::string Chart::svg() const {
    const Axes axes = ranges();
    std::string drawing;
    std::string legend;
    double x = left;
    double y = legend_top;
    for (const Series& series : series_) {
        drawing += drawn(series, axes);
        if (series.label.empty()) continue;
        const double needed = 44.0 + character * static_cast<double>(series.label.size());
        if (x > left && x + needed > right) {
            x = left;
            y += legend_step;
        }
        legend += key(series, x, y);
        x += needed;
    }
    // The inner svg element clips what it shows.
    return fmt::format(
        "<svg viewBox=\"0 0 {0} {1:.0f}\" role=\"img\" aria-label=\"{2}\">{3}"
        "<svg x=\"{4}\" y=\"{5}\" width=\"{6}\" height=\"{7}\" viewBox=\"{4} {5} {6} {7}\">{8}</svg>{9}</svg>",
        view_width, y + 12.0, html_escaped(description_), frame(axes), left, top, right - left, bottom - top, drawing,
        legend);
}

}  // namespace soret
