/// The canvas that paints: antialiased shapes, pictures and text into a panel's pixels. The only
/// drawing routine there is; window, gallery and tests all use it. UI thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "app/display/canvas.h"
#include "app/display/coverage.h"
#include "app/display/panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/typesetter.h"

namespace stemme {

class SurfaceCanvas final : public Canvas {
 public:
  /// Paints into these pixels; make one a frame (it is cheap). Shelf and typesetter keep what is
  /// costly and must live longer.
  SurfaceCanvas(Pixels pixels, double mm_per_px, PictureShelf& shelf, Typesetter& typesetter);

  /// Of the picture that would be drawn there.
  int size_px(const Area& area) const;

  Area area() const override;
  void draw_path(const Path& path, const Brush& brush) override;
  void draw_picture(std::string_view id, const Area& area, const PictureStyle& style) override;
  TextExtent draw_text(const Area& area, const TextStyle& style, std::string_view text) override;
  TextExtent measure_text(double width_mm, const TextStyle& style, std::string_view text) override;
  void push_clip(const Area& area) override;
  void pop_clip() override;
  void begin_fade(const Area& area, double opacity) override;
  void end_fade() override;

 private:
  /// Where paint goes while a fade is open.
  struct Layer {
    PixelBox box;
    double opacity = 1;
    std::vector<std::uint32_t> cells;
  };

  Area in_px(const Area& area) const;
  std::uint32_t* pixel(int x, int y);
  const PixelBox& clip() const { return clips_.back(); }
  void paint_row(int x, int y, std::span<const std::uint8_t> row, std::uint32_t paint);
  void paint_box(const PixelBox& box, std::uint32_t paint);
  void paint_picture(const Picture& picture, int left, int top, const PictureStyle& style);
  void paint_scaled(const Picture& picture, const Area& px, const PictureStyle& style);
  void paint_line(const TextLine& line, int left, int baseline, Colour colour);
  void draw_placeholder(const Area& area, double opacity);

  Pixels pixels_;
  double mm_per_px_;
  PictureShelf* shelf_;
  Typesetter* typesetter_;
  std::vector<PixelBox> clips_;
  std::vector<Layer> layers_;
  /// Of the fades that are open.
  std::vector<bool> is_layer_;
};

}  // namespace stemme
