/// Points and areas on the glass. Everything above the surface is measured in millimetres (D40,
/// D41); x grows to the right, y downwards, the origin is the upper left corner. Values; any
/// thread.
#pragma once

#include <algorithm>
#include <cmath>

namespace stemme {

struct Point {
  double x = 0;
  double y = 0;

  bool operator==(const Point&) const = default;
};

inline double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

struct Area {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Area&) const = default;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
  Point centre() const { return {x + width / 2, y + height / 2}; }
  bool is_empty() const { return width <= 0 || height <= 0; }
  bool contains(Point p) const { return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom(); }

  /// Wider by `by` on all four sides; a negative number makes it smaller.
  Area grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
  /// The same centre, every side times `factor`.
  Area scaled(double factor) const {
    return {centre().x - width * factor / 2, centre().y - height * factor / 2, width * factor,
            height * factor};
  }
};

inline Area in_px(const Area& mm, double mm_per_px) {
  return {mm.x / mm_per_px, mm.y / mm_per_px, mm.width / mm_per_px, mm.height / mm_per_px};
}

inline Area area_around(Point centre, double width, double height) {
  return {centre.x - width / 2, centre.y - height / 2, width, height};
}

/// How far outside: 0 for a point inside.
inline double distance(Point p, const Area& area) {
  const double dx = std::max({area.x - p.x, 0.0, p.x - area.right()});
  const double dy = std::max({area.y - p.y, 0.0, p.y - area.bottom()});
  return std::hypot(dx, dy);
}

inline Area intersection(const Area& a, const Area& b) {
  const double x = std::max(a.x, b.x);
  const double y = std::max(a.y, b.y);
  return {x, y, std::max(0.0, std::min(a.right(), b.right()) - x),
          std::max(0.0, std::min(a.bottom(), b.bottom()) - y)};
}

}  // namespace stemme
