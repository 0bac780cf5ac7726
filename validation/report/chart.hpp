#pragma once

#include <optional>
#include <string>
#include <vector>

namespace soret {

/// How a series looks. Colours are those of Okabe and Ito, told apart with any colour vision; markers and dashes differ
/// too.
enum class Look { blue, vermillion, green, purple, orange, grey };
enum class Marker { circle, square, triangle, diamond };
enum class Stroke { solid, dashed, dotted };

/// One figure as SVG: axes with units, points with error bars, lines, bands, a legend below the axes where nothing can
/// cover anything. Colours come from CSS classes of the page, so the same figure serves light, dark and print.
class Chart {
public:
    /// Labels are text; "x_1" and the like are written with a subscript.
    Chart(std::string description, std::string x_label, std::string y_label);

    void points(std::string label, Look look, Marker marker, std::vector<double> x, std::vector<double> y,
                std::vector<double> errors);
    void line(std::string label, Look look, Stroke stroke, std::vector<double> x, std::vector<double> y);
    void band(std::string label, Look look, std::vector<double> x, std::vector<double> lower,
              std::vector<double> upper);
    /// The whole height between two x.
    void region(std::string label, Look look, double x_from, double x_to);
    /// A vertical line.
    void mark(std::string label, Look look, Stroke stroke, double x);

    void x_range(double from, double to);
    /// Otherwise all that is drawn fits, with a margin.
    void y_range(double from, double to);

    /// throws   InvalidArgument: nothing is drawn
    std::string svg() const;

private:
    enum class Kind { points, line, band, region, mark };
    struct Series {
        Kind kind;
        std::string label;
        Look look;
        Marker marker = Marker::circle;
        Stroke stroke = Stroke::solid;
        std::vector<double> x, y, y2;  // y2: error or upper edge
    };

    struct Axis {
        double from, to, start, end;  // data, then units of the view box
        double operator()(double value) const { return start + (value - from) / (to - from) * (end - start); }
    };
    struct Axes {
        Axis x, y;
    };

    Axes ranges() const;
    std::string frame(const Axes& axes) const;
    static std::string drawn(const Series& series, const Axes& axes);
    static std::string key(const Series& series, double x, double y);

    std::string description_;
    std::string x_label_;
    std::string y_label_;
    std::vector<Series> series_;
    std::optional<std::pair<double, double>> x_range_;
    std::optional<std::pair<double, double>> y_range_;
};

/// Round numbers, four to eight of them, that lie within [from, to].
std::vector<double> axis_ticks(double from, double to);

/// The characters <, >, & and " as entities.
std::string html_escaped(const std::string& text);
/// The same, with _ followed by one letter or digit, or by {several}, as a subscript by <tspan> or <sub>.
std::string svg_with_subscripts(const std::string& text);
std::string html_with_subscripts(const std::string& text);

}  // namespace soret
