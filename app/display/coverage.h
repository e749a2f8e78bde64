/// How much of each pixel a shape covers: the arithmetic behind every smooth edge. Works in pixels,
/// row by row in bands, so that a shape as large as the panel costs no more memory than a band. UI
/// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "app/display/area.h"
#include "app/display/path.h"

namespace stemme {

/// 0–255 for each pixel of a drawn stretch of text.
struct Coverage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> cells;

  std::span<const std::uint8_t> row(int y) const {
    return std::span(cells).subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(width),
                                    static_cast<std::size_t>(width));
  }
};

/// Whole pixels, right and bottom outside.
struct PixelBox {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  int width() const { return right - left; }
  int height() const { return bottom - top; }
  bool is_empty() const { return right <= left || bottom <= top; }
  PixelBox within(const PixelBox& other) const;
  /// All pixels that the area touches.
  static PixelBox around(const Area& area_px);
};

/// Gets one row's coverage, from pixel (x, y) to the right.
using TakeRow = std::function<void(int x, int y, std::span<const std::uint8_t> row)>;

/// The inside, by exact area; open contours are closed. Contours that overlap add up, opposite ones
/// cancel.
void cover_inside(std::span<const Path::Contour> contours, const PixelBox& clip,
                  const TakeRow& take);
/// A line of `width` along the contours, round ends and joins.
void cover_along(std::span<const Path::Contour> contours, double width, const PixelBox& clip,
                 const TakeRow& take);

}  // namespace stemme
