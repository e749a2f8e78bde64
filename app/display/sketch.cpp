#include "app/display/sketch.h"

#include <algorithm>

namespace stemme {
namespace {

/// Smooth edges reach into the next pixel.
constexpr double edge_px = 1.5;
/// Letters reach over the line they stand on: accents above, hooks below, italics aside.
constexpr double overhang_em = 0.6;

bool meet(const Area& a, const Area& b) { return !intersection(a, b).is_empty(); }

Area around_both(const Area& a, const Area& b) {
  const double x = std::min(a.x, b.x);
  const double y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

/// Grows areas until no two of them meet.
std::vector<Area> apart(std::vector<Area> areas) {
  for (std::size_t i = 0; i < areas.size(); ++i)
    for (std::size_t j = i + 1; j < areas.size(); ++j)
      if (meet(areas[i], areas[j])) {
        areas[i] = around_both(areas[i], areas[j]);
        areas.erase(areas.begin() + static_cast<std::ptrdiff_t>(j));
        return apart(std::move(areas));
      }
  return areas;
}

}  // namespace

void Sketch::add(decltype(Stroke::what) what, const Area& reach) {
  strokes_.push_back({std::move(what), around_, reach.grown(edge_px * mm_per_px_)});
  for (auto& surrounding : around_) ++surrounding.place;
}

void Sketch::draw_path(const Path& path, const Brush& brush) {
  add(PathStroke{path, brush}, path.bounds().grown(brush.outline ? brush.outline_mm / 2 : 0));
}

void Sketch::draw_picture(std::string_view id, const Area& area, const PictureStyle& style) {
  add(PictureStroke{std::string(id), area, style}, area);
}

TextExtent Sketch::draw_text(const Area& area, const TextStyle& style, std::string_view text) {
  const auto extent = measure_text(area.width, style, text);
  // Lines that are higher than the area stand over it above, below or on both sides.
  const double over = std::max(0.0, extent.height_mm - area.height);
  const Area lines{area.x, area.y - over, area.width, area.height + 2 * over};
  add(TextStroke{area, style, std::string(text)}, lines.grown(overhang_em * extent.size_mm));
  return extent;
}

TextExtent Sketch::measure_text(double width_mm, const TextStyle& style, std::string_view text) {
  return stemme::measure_text(*typesetter_, width_mm, style, text, mm_per_px_);
}

void Sketch::surround(const Area& area, std::optional<double> opacity) {
  around_.push_back({area, opacity, 0, ++surroundings_});
}

void Sketch::push_clip(const Area& area) { surround(area, std::nullopt); }
void Sketch::pop_clip() { around_.pop_back(); }
void Sketch::begin_fade(const Area& area, double opacity) { surround(area, opacity); }
void Sketch::end_fade() { around_.pop_back(); }

void Sketch::play(Canvas& canvas, const Stroke& stroke) {
  if (const auto* path = std::get_if<PathStroke>(&stroke.what))
    canvas.draw_path(path->path, path->brush);
  if (const auto* picture = std::get_if<PictureStroke>(&stroke.what))
    canvas.draw_picture(picture->id, picture->area, picture->style);
  if (const auto* text = std::get_if<TextStroke>(&stroke.what))
    static_cast<void>(canvas.draw_text(text->area, text->style, text->text));
}

void Sketch::play(Canvas& canvas, const Area& part) const {
  std::vector<Surrounding> open;
  const auto close_to = [&](std::size_t count) {
    for (; open.size() > count; open.pop_back())
      open.back().opacity ? canvas.end_fade() : canvas.pop_clip();
  };
  for (const auto& stroke : strokes_) {
    if (!meet(stroke.reach, part)) continue;
    std::size_t same = 0;
    while (same < std::min(open.size(), stroke.around.size()) &&
           open[same].serial == stroke.around[same].serial)
      ++same;
    close_to(same);
    for (; same < stroke.around.size(); ++same) {
      const auto& next = open.emplace_back(stroke.around[same]);
      next.opacity ? canvas.begin_fade(next.area, *next.opacity) : canvas.push_clip(next.area);
    }
    play(canvas, stroke);
  }
  close_to(0);
}

std::vector<Sketch::PictureStroke> Sketch::pictures(const Area& part) const {
  std::vector<PictureStroke> found;
  for (const auto& stroke : strokes_)
    if (const auto* picture = std::get_if<PictureStroke>(&stroke.what))
      if (meet(stroke.reach, part)) found.push_back(*picture);
  return found;
}

/// What is not part of the longest common sequence of strokes paints differently, or in another
/// order; everything else is painted by the same strokes in the same order.
std::vector<Area> difference(const Sketch& before, const Sketch& after) {
  const auto& a = before.strokes_;
  const auto& b = after.strokes_;
  const auto columns = b.size() + 1;
  std::vector<int> longest((a.size() + 1) * columns, 0);
  const auto at = [&](std::size_t i, std::size_t j) -> int& { return longest[i * columns + j]; };
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      at(i, j) = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  std::vector<Area> changed;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
    } else if (j == b.size() || (i < a.size() && at(i + 1, j) >= at(i, j + 1))) {
      changed.push_back(a[i++].reach);
    } else {
      changed.push_back(b[j++].reach);
    }
  }
  return apart(std::move(changed));
}

}  // namespace stemme
