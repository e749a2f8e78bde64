#include "app/display/surface_canvas.h"

#include <cmath>
#include <cstring>

#include "app/display/blend.h"

namespace stemme {
namespace {

/// Smaller than anyone can see; more would only cost time.
constexpr double curve_tolerance_px = 0.1;

std::size_t index(int value) { return static_cast<std::size_t>(value); }
int whole(double value) { return static_cast<int>(std::lround(value)); }
std::uint32_t share(double opacity) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * 255));
}

std::vector<Path::Contour> contours_in_px(const Path& path, double mm_per_px) {
  auto contours = path.flattened(curve_tolerance_px * mm_per_px);
  for (auto& contour : contours)
    for (auto& point : contour.points) point = {point.x / mm_per_px, point.y / mm_per_px};
  return contours;
}

/// The box of a rectangle that lies on whole pixels: painted without asking about coverage.
bool is_upright_rect(std::span<const Path::Contour> contours) {
  if (contours.size() != 1 || !contours[0].is_closed || contours[0].points.size() != 4)
    return false;
  const auto& p = contours[0].points;
  return p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x;
}

bool is_whole(const Area& a) {
  const auto near = [](double v) { return std::fabs(v - std::round(v)) < 0.01; };
  return near(a.x) && near(a.y) && near(a.right()) && near(a.bottom());
}

/// Where a point lies between two pixels of a row or a column, and how far on the way, of 255.
struct Between {
  int first = 0;
  std::uint32_t way = 0;
};

Between between_pixels(double at) {
  const double first = std::floor(at);
  return {static_cast<int>(first), static_cast<std::uint32_t>((at - first) * 255)};
}

/// Between the four pixels around; nothing outside the picture.
std::uint32_t sample(const Picture& picture, Between column, Between row) {
  const auto pixel_at = [&](int x, int y) -> std::uint32_t {
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 0;
    return picture.pixels[index(y) * index(picture.width) + index(x)];
  };
  const auto upper_left = pixel_at(column.first, row.first);
  const auto upper_right = pixel_at(column.first + 1, row.first);
  const auto lower_left = pixel_at(column.first, row.first + 1);
  const auto lower_right = pixel_at(column.first + 1, row.first + 1);
  // Most of a drawing is even: nothing to mix.
  if (upper_left == upper_right && upper_left == lower_left && upper_left == lower_right)
    return upper_left;
  return between(between(upper_left, upper_right, column.way),
                 between(lower_left, lower_right, column.way), row.way);
}

/// Where a stretch of equal coverage ends; most are long, and eight are looked at together.
std::size_t same_until(std::span<const std::uint8_t> row, std::size_t from) {
  std::uint64_t same = 0;
  std::memset(&same, row[from], sizeof same);
  std::size_t end = from + 1;
  for (std::uint64_t eight = 0; end + sizeof eight <= row.size(); end += sizeof eight) {
    std::memcpy(&eight, &row[end], sizeof eight);
    if (eight != same) break;
  }
  while (end < row.size() && row[end] == row[from]) ++end;
  return end;
}

void paint_run(std::span<std::uint32_t> to, std::uint32_t paint) {
  for (auto& below : to) below = over(paint, below);
}

double left_of(const TextLine& line, const Area& px, const TextStyle& style) {
  const double room = px.width - line.width_px;
  if (style.align == Align::Middle) return px.x + room / 2;
  const bool is_left = (style.align == Align::Start) == (style.direction == Direction::LeftToRight);
  return is_left ? px.x : px.x + room;
}

}  // namespace

SurfaceCanvas::SurfaceCanvas(Pixels pixels, double mm_per_px, PictureShelf& shelf,
                             Typesetter& typesetter)
    : pixels_(pixels), mm_per_px_(mm_per_px), shelf_(&shelf), typesetter_(&typesetter) {
  clips_.push_back({0, 0, pixels.width, pixels.height});
}

Area SurfaceCanvas::area() const {
  return {0, 0, pixels_.width * mm_per_px_, pixels_.height * mm_per_px_};
}

Area SurfaceCanvas::in_px(const Area& a) const { return stemme::in_px(a, mm_per_px_); }

std::uint32_t* SurfaceCanvas::pixel(int x, int y) {
  if (layers_.empty()) return pixels_.row(y) + x;
  auto& layer = layers_.back();
  return &layer.cells[index(y - layer.box.top) * index(layer.box.width()) +
                      index(x - layer.box.left)];
}

void SurfaceCanvas::paint_row(int x, int y, std::span<const std::uint8_t> row,
                              std::uint32_t paint) {
  if (row.empty()) return;
  std::uint32_t* to = pixel(x, y);
  const bool covers = alpha_of(paint) == 255;
  for (std::size_t i = 0; i < row.size();) {
    const auto end = same_until(row, i);
    if (row[i] == 255 && covers)
      std::fill(to + i, to + end, paint);
    else if (row[i] != 0)
      paint_run({to + i, to + end}, dimmed(paint, row[i]));
    i = end;
  }
}

void SurfaceCanvas::paint_box(const PixelBox& box, std::uint32_t paint) {
  if (box.is_empty()) return;
  const std::vector<std::uint8_t> row(index(box.width()), 255);
  for (int y = box.top; y < box.bottom; ++y) {
    if (alpha_of(paint) == 255)
      std::fill_n(pixel(box.left, y), box.width(), paint);
    else
      paint_row(box.left, y, row, paint);
  }
}

void SurfaceCanvas::draw_path(const Path& path, const Brush& brush) {
  const auto contours = contours_in_px(path, mm_per_px_);
  if (brush.fill) {
    const auto paint = to_pixel(*brush.fill);
    const Area px = in_px(path.bounds());
    if (is_upright_rect(contours) && is_whole(px)) {
      const PixelBox box{whole(px.x), whole(px.y), whole(px.right()), whole(px.bottom())};
      paint_box(box.within(clip()), paint);
    } else {
      cover_inside(contours, clip(), [&](int x, int y, auto row) { paint_row(x, y, row, paint); });
    }
  }
  if (!brush.outline || brush.outline_mm <= 0) return;
  const auto paint = to_pixel(*brush.outline);
  cover_along(contours, brush.outline_mm / mm_per_px_, clip(),
              [&](int x, int y, auto row) { paint_row(x, y, row, paint); });
}

int SurfaceCanvas::size_px(const Area& area) const {
  const Area px = in_px(area);
  return whole(std::min(px.width, px.height));
}

void SurfaceCanvas::draw_picture(std::string_view id, const Area& area, const PictureStyle& style) {
  const Area px = in_px(area);
  const int size = size_px(area);
  if (size < 1 || PixelBox::around(px).within(clip()).is_empty()) return;
  if (style.is_moving)
    if (const auto near = shelf_->kept_near(id, size)) {
      const double factor = std::min(px.width / near->width, px.height / near->height);
      return paint_scaled(
          *near, area_around(px.centre(), near->width * factor, near->height * factor), style);
    }
  const auto found = shelf_->picture(id, size);
  if (!found) return draw_placeholder(area, style.opacity);
  const Picture& picture = **found;
  paint_picture(picture, whole(px.centre().x - picture.width / 2.0),
                whole(px.centre().y - picture.height / 2.0), style);
}

void SurfaceCanvas::paint_picture(const Picture& picture, int left, int top,
                                  const PictureStyle& style) {
  const PixelBox whole_box{left, top, left + picture.width, top + picture.height};
  const PixelBox box = whole_box.within(clip());
  if (box.is_empty()) return;
  const std::uint32_t opacity = share(style.opacity);
  for (int y = box.top; y < box.bottom; ++y) {
    const std::uint32_t* from = &picture.pixels[index(y - top) * index(picture.width)];
    std::uint32_t* to = pixel(box.left, y);
    for (int x = box.left; x < box.right; ++x, ++to) {
      const int column = style.is_mirrored ? picture.width - 1 - (x - left) : x - left;
      const std::uint32_t above = from[column];
      if (above != 0) *to = over(opacity == 255 ? above : dimmed(above, opacity), *to);
    }
  }
}

void SurfaceCanvas::paint_scaled(const Picture& picture, const Area& px,
                                 const PictureStyle& style) {
  const PixelBox box = PixelBox::around(px).within(clip());
  const std::uint32_t opacity = share(style.opacity);
  if (box.is_empty()) return;
  std::vector<Between> columns;
  for (int x = box.left; x < box.right; ++x) {
    const double across = (x + 0.5 - px.x) / px.width;
    columns.push_back(
        between_pixels((style.is_mirrored ? 1 - across : across) * picture.width - 0.5));
  }
  for (int y = box.top; y < box.bottom; ++y) {
    const auto row = between_pixels((y + 0.5 - px.y) / px.height * picture.height - 0.5);
    std::uint32_t* to = pixel(box.left, y);
    for (const auto& column : columns) {
      const std::uint32_t above = sample(picture, column, row);
      if (above != 0) *to = over(opacity == 255 ? above : dimmed(above, opacity), *to);
      ++to;
    }
  }
}

void SurfaceCanvas::draw_placeholder(const Area& area, double opacity) {
  const double side = std::min(area.width, area.height) * 0.8;
  const Area square = area_around(area.centre(), side, side);
  const auto brush = filled_and_outlined(colour(0xFFFDF7).faded(opacity),
                                         colour(0x1B2A41).faded(opacity), side / 24);
  draw_path(Path::rounded_rect(square, side / 8), brush);
}

TextExtent SurfaceCanvas::measure_text(double width_mm, const TextStyle& style,
                                       std::string_view text) {
  return stemme::measure_text(*typesetter_, width_mm, style, text, mm_per_px_);
}

TextExtent SurfaceCanvas::draw_text(const Area& area, const TextStyle& style,
                                    std::string_view text) {
  const Area px = in_px(area);
  const SetText set = typesetter_->set(text, style, whole(px.width), 1 / mm_per_px_);
  const double line_px = line_em * set.size_px;
  const double free = px.height - line_px * static_cast<double>(set.lines.size());
  double top = px.y;
  if (style.stand == Stand::Middle) top += free / 2;
  if (style.stand == Stand::Bottom) top += free;
  for (const auto& line : set.lines) {
    paint_line(line, whole(left_of(line, px, style)), whole(top + set.size_px), style.colour);
    top += line_px;
  }
  return extent_of(set, mm_per_px_);
}

void SurfaceCanvas::paint_line(const TextLine& line, int left, int baseline, Colour colour) {
  const auto paint = to_pixel(colour);
  for (const auto& run : line.runs) {
    if (!run.shape) continue;
    const int x = left + run.x_px;
    const int top = baseline - run.ascent_px;
    const PixelBox box =
        PixelBox{x, top, x + run.shape->width, top + run.shape->height}.within(clip());
    if (box.is_empty()) continue;
    for (int y = box.top; y < box.bottom; ++y)
      paint_row(box.left, y,
                run.shape->row(y - top).subspan(index(box.left - x), index(box.width())), paint);
  }
}

void SurfaceCanvas::push_clip(const Area& area) {
  const Area px = in_px(area);
  const PixelBox box{whole(px.x), whole(px.y), whole(px.right()), whole(px.bottom())};
  clips_.push_back(box.within(clip()));
}

void SurfaceCanvas::pop_clip() {
  STEMME_ASSERT(clips_.size() > 1);
  clips_.pop_back();
}

void SurfaceCanvas::begin_fade(const Area& area, double opacity) {
  PixelBox box = PixelBox::around(in_px(area)).within(clip());
  if (box.is_empty() || opacity <= 0) box = {box.left, box.top, box.left, box.top};
  clips_.push_back(box);
  // What is not faded is painted where it stands.
  is_layer_.push_back(share(opacity) != 255);
  if (!is_layer_.back()) return;
  layers_.push_back(
      {box, opacity, std::vector<std::uint32_t>(index(box.width()) * index(box.height()), 0)});
}

void SurfaceCanvas::end_fade() {
  STEMME_ASSERT(!is_layer_.empty());
  const bool is_layer = is_layer_.back();
  is_layer_.pop_back();
  if (!is_layer) return pop_clip();
  const Layer layer = std::move(layers_.back());
  layers_.pop_back();
  pop_clip();
  const std::uint32_t opacity = share(layer.opacity);
  const std::uint32_t* from = layer.cells.data();
  for (int y = layer.box.top; y < layer.box.bottom; ++y) {
    std::uint32_t* to = pixel(layer.box.left, y);
    for (int x = 0; x < layer.box.width(); ++x, ++from)
      if (*from != 0) to[x] = over(dimmed(*from, opacity), to[x]);
  }
}

}  // namespace stemme
