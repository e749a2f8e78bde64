#include "tests/gallery/watched_canvas.h"

#include <algorithm>
#include <cstdlib>

#include "app/display/blend.h"
#include "tests/gallery/seen_colours.h"

namespace stemme {
namespace {

/// Farther than any stroke reaches over the area it was asked for.
constexpr double reach_mm = 4;
/// A smooth edge is as dark as the drawing itself within so many pixels.
constexpr int edge_px = 4;

std::size_t place_in(const PixelBox& box, int x, int y) {
  return static_cast<std::size_t>(y - box.top) * static_cast<std::size_t>(box.width()) +
         static_cast<std::size_t>(x - box.left);
}

template <typename Do>
void each_cell(const PixelBox& box, Do&& with) {
  for (int y = box.top; y < box.bottom; ++y)
    for (int x = box.left; x < box.right; ++x) with(x, y);
}

template <typename Do>
void each_marked(const Mark& mark, Do&& with) {
  each_cell(mark.ink, [&](int x, int y) {
    if (mark.has(x, y)) with(x, y);
  });
}

PixelBox grown(const PixelBox& box, int by) {
  return {box.left - by, box.top - by, box.right + by, box.bottom + by};
}

}  // namespace

bool Mark::has(int x, int y) const {
  const bool inside = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
  return inside && cells[place_in(box, x, y)] != 0;
}

int Mark::count() const { return static_cast<int>(std::count(cells.begin(), cells.end(), 1)); }

int Mark::distance(const Mark& other, int most) const {
  int least = most;
  if (grown(ink, most).within(other.ink).is_empty()) return least;
  each_marked(*this, [&](int x, int y) {
    if (least == 0) return;
    const PixelBox near{x - least + 1, y - least + 1, x + least, y + least};
    each_cell(near.within(other.ink), [&](int at_x, int at_y) {
      if (other.has(at_x, at_y))
        least = std::min(least, std::max(std::abs(at_x - x), std::abs(at_y - y)));
    });
  });
  return least;
}

/// The pixels around a stroke as they were before it.
class WatchedCanvas::Before {
 public:
  Before(OffscreenPanel& panel, const Area& area) : pixels_(panel.pixels()) {
    const auto around = area.grown(reach_mm);
    const double px = 1 / panel.mm_per_px();
    box_ = PixelBox::around({around.x * px, around.y * px, around.width * px, around.height * px})
               .within({0, 0, pixels_.width, pixels_.height});
    each_cell(box_, [&](int x, int y) { cells_.push_back(pixels_.row(y)[x]); });
  }

  std::uint32_t before(int x, int y) const { return cells_[place_in(box_, x, y)]; }
  std::uint32_t now(int x, int y) const { return pixels_.row(y)[x]; }

  template <typename Which>
  Mark marked(Which&& which) const {
    Mark mark{box_, std::vector<char>(cells_.size(), 0), {}};
    PixelBox ink{box_.right, box_.bottom, box_.left, box_.top};
    std::size_t at = 0;
    each_cell(box_, [&](int x, int y) {
      if (!which(x, y)) return void(++at);
      mark.cells[at++] = 1;
      ink = {std::min(ink.left, x), std::min(ink.top, y), std::max(ink.right, x + 1),
             std::max(ink.bottom, y + 1)};
    });
    if (!ink.is_empty()) mark.ink = ink;
    return mark;
  }
  Mark changed() const {
    return marked([&](int x, int y) { return before(x, y) != now(x, y); });
  }
  Mark of_colour(std::uint32_t colour) const {
    return marked([&](int x, int y) { return before(x, y) != now(x, y) && now(x, y) == colour; });
  }

  /// What share of these pixels a colour stands out from; where a line crosses another of its own
  /// colour it has nothing to stand out from.
  double share_that_stands_out(const Mark& mark, std::uint32_t colour) const {
    int clear = 0;
    each_marked(mark, [&](int x, int y) {
      if (contrast(colour, before(x, y)) >= edge_contrast) ++clear;
    });
    return mark.count() == 0 ? 1 : static_cast<double>(clear) / mark.count();
  }

  double least_contrast(const Mark& mark, std::uint32_t colour) const {
    double least = 21;
    each_marked(mark,
                [&](int x, int y) { least = std::min(least, contrast(colour, before(x, y))); });
    return least;
  }

  /// Of the pixels along the edge of a picture: how many have, within a few pixels inwards, one
  /// that stands out from the ground.
  double edge_that_stands_out(const Mark& mark) const {
    int edge = 0;
    int clear = 0;
    each_marked(mark, [&](int x, int y) {
      if (mark.has(x - 1, y) && mark.has(x + 1, y) && mark.has(x, y - 1) && mark.has(x, y + 1))
        return;
      ++edge;
      bool stands_out = false;
      each_cell(grown({x, y, x + 1, y + 1}, edge_px).within(box_), [&](int at_x, int at_y) {
        stands_out = stands_out || (mark.has(at_x, at_y) &&
                                    contrast(now(at_x, at_y), before(x, y)) >= edge_contrast);
      });
      if (stands_out) ++clear;
    });
    return edge == 0 ? 1 : static_cast<double>(clear) / edge;
  }

 private:
  Pixels pixels_;
  PixelBox box_;
  std::vector<std::uint32_t> cells_;
};

WatchedCanvas::WatchedCanvas(OffscreenPanel& panel, PictureShelf& shelf, Typesetter& typesetter)
    : panel_(&panel), canvas_(panel.pixels(), panel.mm_per_px(), shelf, typesetter) {}

bool WatchedCanvas::is_hidden() const { return std::ranges::count(fades_, 0.0) > 0; }

Stroke WatchedCanvas::begin(Stroke::Kind kind, std::string what, const Area& area) const {
  Stroke stroke;
  stroke.kind = kind;
  stroke.what = std::move(what);
  stroke.area = area;
  for (const double fade : fades_) stroke.opacity *= fade;
  return stroke;
}

void WatchedCanvas::draw_path(const Path& path, const Brush& brush) {
  if (is_hidden()) return;
  auto stroke = begin(Stroke::Kind::Shape, "", path.bounds());
  stroke.brush = brush;
  // The ground of a page: nothing is measured on it, and it is most of the pixels.
  if (!brush.outline && stroke.area.width >= area().width) {
    canvas_.draw_path(path, brush);
    return strokes_.push_back(std::move(stroke));
  }
  const Before before(*panel_, stroke.area);
  canvas_.draw_path(path, brush);
  stroke.mark = before.changed();
  const bool is_line = brush.outline && brush.outline->alpha == 255 && brush.fill != brush.outline;
  if (is_line) {
    stroke.line = before.of_colour(to_pixel(*brush.outline));
    const auto colour = to_pixel(*brush.outline);
    const bool is_lost = brush.fill && contrast(colour, to_pixel(*brush.fill)) < edge_contrast;
    stroke.contrast = is_lost ? 0 : before.share_that_stands_out(stroke.line, colour);
  }
  strokes_.push_back(std::move(stroke));
}

void WatchedCanvas::draw_picture(std::string_view id, const Area& area, const PictureStyle& style) {
  if (is_hidden()) return;
  auto stroke = begin(Stroke::Kind::Picture, std::string(id), area);
  stroke.opacity *= style.opacity;
  const Before before(*panel_, area);
  canvas_.draw_picture(id, area, style);
  stroke.mark = before.changed();
  stroke.contrast = before.edge_that_stands_out(stroke.mark);
  strokes_.push_back(std::move(stroke));
}

TextExtent WatchedCanvas::draw_text(const Area& area, const TextStyle& style,
                                    std::string_view text) {
  if (is_hidden()) return canvas_.measure_text(area.width, style, text);
  auto stroke = begin(Stroke::Kind::Text, std::string(text), area);
  stroke.style = style;
  const Before before(*panel_, area);
  stroke.extent = canvas_.draw_text(area, style, text);
  stroke.mark = before.changed();
  stroke.contrast = before.least_contrast(stroke.mark, to_pixel(style.colour));
  strokes_.push_back(std::move(stroke));
  return strokes_.back().extent;
}

TextExtent WatchedCanvas::measure_text(double width_mm, const TextStyle& style,
                                       std::string_view text) {
  return canvas_.measure_text(width_mm, style, text);
}

void WatchedCanvas::begin_fade(const Area& area, double opacity) {
  fades_.push_back(opacity);
  canvas_.begin_fade(area, opacity > 0 ? 1 : 0);
}

void WatchedCanvas::end_fade() {
  fades_.pop_back();
  canvas_.end_fade();
}

}  // namespace stemme
