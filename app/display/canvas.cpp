#include "app/display/canvas.h"

namespace stemme {

void Canvas::fill_ground(Colour colour) { draw_rect(area(), filled(colour)); }

void Canvas::draw_rect(const Area& area, const Brush& brush) { draw_path(Path::rect(area), brush); }

void Canvas::draw_rounded_rect(const Area& area, double radius, const Brush& brush) {
  draw_path(Path::rounded_rect(area, radius), brush);
}

void Canvas::draw_circle(Point centre, double radius, const Brush& brush) {
  draw_path(Path::circle(centre, radius), brush);
}

void Canvas::draw_ellipse(Point centre, double radius_x, double radius_y, const Brush& brush) {
  draw_path(Path::ellipse(centre, radius_x, radius_y), brush);
}

void Canvas::draw_line(Point from, Point to, Colour colour, double mm) {
  draw_path(Path::line(from, to), outlined(colour, mm));
}

void Canvas::draw_polygon(std::span<const Point> corners, const Brush& brush) {
  draw_path(Path::polygon(corners), brush);
}

}  // namespace stemme
