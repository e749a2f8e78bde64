/// An outline made of lines and Bézier curves, in millimetres: hills, faces, speech bubbles.
/// A value; any thread.
#pragma once

#include <span>
#include <vector>

#include "app/display/area.h"

namespace stemme {

class Path {
 public:
  bool operator==(const Path&) const = default;

  /// One drawn stretch after flattening.
  struct Contour {
    std::vector<Point> points;
    bool is_closed = false;
  };

  static Path rect(const Area& area);
  static Path rounded_rect(const Area& area, double radius);
  static Path circle(Point centre, double radius);
  static Path ellipse(Point centre, double radius_x, double radius_y);
  static Path line(Point from, Point to);
  static Path polygon(std::span<const Point> corners);
  static Path polyline(std::span<const Point> points);

  Path& move_to(Point to);
  Path& line_to(Point to);
  /// One control point: Q in SVG.
  Path& quad_to(Point control, Point to);
  /// Two control points: C in SVG.
  Path& curve_to(Point control_1, Point control_2, Point to);
  Path& close();

  /// Larger or smaller about a point that stays where it is.
  Path scaled_about(Point still, double factor) const;
  Path moved(double dx, double dy) const;
  /// Left and right exchanged about the vertical line at `x`.
  Path mirrored(double x) const;

  bool is_empty() const { return steps_.empty(); }
  /// Of all points, control points included: never smaller than what is drawn.
  Area bounds() const;
  /// Straight pieces only; no point of a curve is further than `tolerance` from its piece.
  std::vector<Contour> flattened(double tolerance) const;

 private:
  enum class Kind { Move, Line, Curve, Close };
  struct Step {
    Kind kind;
    Point control_1, control_2, to;
    bool operator==(const Step&) const = default;
  };
  template <typename Change>
  Path changed(Change change) const;

  std::vector<Step> steps_;
};

}  // namespace stemme
