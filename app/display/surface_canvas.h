/// The canvas that paints: antialiased shapes, pictures and text into a panel's pixels. The only drawing
/// routine there is; window, gallery and tests all use it. UI thread.
#pragma once

#include <vector>

#include "app/display/canvas.h"
#include "app/display/panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/typesetter.h"

namespace stemme {

class SurfaceCanvas final : public Canvas {
 public:
  /// Paints into these pixels; make one a frame (it is cheap). Shelf and typesetter keep what is costly.
  SurfaceCanvas(Pixels pixels, double mm_per_px, PictureShelf& shelf, Typesetter& typesetter);

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
  struct Layer;
  // Completed below by the implementation.
};

}  // namespace stemme
