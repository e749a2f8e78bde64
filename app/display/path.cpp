#include "app/display/path.h"

namespace stemme {
namespace {

/// A quarter of a circle as one curve; off by 0.03 % of the radius at most.
constexpr double quarter = 0.5522847498;

Point between(Point a, Point b, double t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

/// How many straight pieces a curve needs: its second difference bounds how far it bends.
int pieces_for(Point p0, Point p1, Point p2, Point p3, double tolerance) {
  const double bend = std::max(std::hypot(p0.x - 2 * p1.x + p2.x, p0.y - 2 * p1.y + p2.y),
                               std::hypot(p1.x - 2 * p2.x + p3.x, p1.y - 2 * p2.y + p3.y));
  const double pieces = std::ceil(std::sqrt(0.75 * bend / tolerance));
  return static_cast<int>(std::clamp(pieces, 1.0, 400.0));
}

}  // namespace

Path Path::rect(const Area& a) {
  Path path;
  path.move_to({a.x, a.y}).line_to({a.right(), a.y}).line_to({a.right(), a.bottom()});
  path.line_to({a.x, a.bottom()}).close();
  return path;
}

Path Path::rounded_rect(const Area& a, double radius) {
  const double r = std::clamp(radius, 0.0, std::min(a.width, a.height) / 2);
  const double k = r * (1 - quarter);
  const double right = a.right();
  const double bottom = a.bottom();
  Path path;
  path.move_to({a.x + r, a.y}).line_to({right - r, a.y});
  path.curve_to({right - k, a.y}, {right, a.y + k}, {right, a.y + r}).line_to({right, bottom - r});
  path.curve_to({right, bottom - k}, {right - k, bottom}, {right - r, bottom})
      .line_to({a.x + r, bottom});
  path.curve_to({a.x + k, bottom}, {a.x, bottom - k}, {a.x, bottom - r}).line_to({a.x, a.y + r});
  path.curve_to({a.x, a.y + k}, {a.x + k, a.y}, {a.x + r, a.y}).close();
  return path;
}

Path Path::circle(Point centre, double radius) { return ellipse(centre, radius, radius); }

Path Path::ellipse(Point c, double rx, double ry) {
  const double kx = rx * quarter;
  const double ky = ry * quarter;
  Path path;
  path.move_to({c.x + rx, c.y});
  path.curve_to({c.x + rx, c.y + ky}, {c.x + kx, c.y + ry}, {c.x, c.y + ry});
  path.curve_to({c.x - kx, c.y + ry}, {c.x - rx, c.y + ky}, {c.x - rx, c.y});
  path.curve_to({c.x - rx, c.y - ky}, {c.x - kx, c.y - ry}, {c.x, c.y - ry});
  path.curve_to({c.x + kx, c.y - ry}, {c.x + rx, c.y - ky}, {c.x + rx, c.y}).close();
  return path;
}

Path Path::line(Point from, Point to) {
  Path path;
  path.move_to(from).line_to(to);
  return path;
}

Path Path::polygon(std::span<const Point> corners) { return polyline(corners).close(); }

Path Path::polyline(std::span<const Point> points) {
  Path path;
  for (const auto& point : points) path.is_empty() ? path.move_to(point) : path.line_to(point);
  return path;
}

Path& Path::move_to(Point to) {
  steps_.push_back({Kind::Move, to, to, to});
  return *this;
}

Path& Path::line_to(Point to) {
  steps_.push_back({Kind::Line, to, to, to});
  return *this;
}

Path& Path::quad_to(Point control, Point to) {
  const Point from = steps_.empty() ? control : steps_.back().to;
  return curve_to(between(from, control, 2.0 / 3), between(to, control, 2.0 / 3), to);
}

Path& Path::curve_to(Point control_1, Point control_2, Point to) {
  steps_.push_back({Kind::Curve, control_1, control_2, to});
  return *this;
}

Path& Path::close() {
  const Point end = steps_.empty() ? Point{} : steps_.back().to;
  steps_.push_back({Kind::Close, end, end, end});
  return *this;
}

template <typename Change>
Path Path::changed(Change change) const {
  Path path = *this;
  for (auto& step : path.steps_) {
    step.control_1 = change(step.control_1);
    step.control_2 = change(step.control_2);
    step.to = change(step.to);
  }
  return path;
}

Path Path::scaled_about(Point still, double factor) const {
  return changed([=](Point p) { return between(still, p, factor); });
}

Path Path::moved(double dx, double dy) const {
  return changed([=](Point p) { return Point{p.x + dx, p.y + dy}; });
}

Path Path::mirrored(double x) const {
  return changed([=](Point p) { return Point{2 * x - p.x, p.y}; });
}

Area Path::bounds() const {
  if (steps_.empty()) return {};
  Point low = steps_.front().to;
  Point high = low;
  for (const auto& step : steps_)
    for (const auto& p : {step.control_1, step.control_2, step.to}) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

std::vector<Path::Contour> Path::flattened(double tolerance) const {
  std::vector<Contour> contours;
  for (const auto& step : steps_) {
    if (step.kind == Kind::Move || contours.empty()) contours.push_back({{step.to}, false});
    auto& points = contours.back().points;
    if (step.kind == Kind::Line) points.push_back(step.to);
    if (step.kind == Kind::Close) contours.back().is_closed = true;
    if (step.kind != Kind::Curve) continue;
    const Point from = points.back();
    const int pieces = pieces_for(from, step.control_1, step.control_2, step.to, tolerance);
    for (int i = 1; i <= pieces; ++i) {
      const double t = static_cast<double>(i) / pieces;
      const Point a = between(from, step.control_1, t);
      const Point b = between(step.control_1, step.control_2, t);
      const Point c = between(step.control_2, step.to, t);
      points.push_back(between(between(a, b, t), between(b, c, t), t));
    }
  }
  return contours;
}

}  // namespace stemme
