/// A canvas that paints and remembers what became of each stroke: which pixels it changed, and how
/// well they stand out from what was there. What the tests of layout and contrast measure on. UI
/// thread.
#pragma once

#include <string>
#include <vector>

#include "app/display/coverage.h"
#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"

namespace stemme {

/// The pixels that a stroke changed.
struct Mark {
  PixelBox box{};
  std::vector<char> cells;  ///< row by row of the box; 1 where it changed
  PixelBox ink{};           ///< the smallest box around those; empty when there are none

  bool has(int x, int y) const;
  int count() const;
  /// The fewest pixels between the two, up to `most`; `most` when they are further apart.
  int distance(const Mark& other, int most) const;
};

struct Stroke {
  enum class Kind { Text, Picture, Shape };
  Kind kind = Kind::Shape;
  std::string what;  ///< the words, the picture's id
  Area area;         ///< as asked for, in millimetres
  double opacity = 1;
  TextStyle style;    ///< of text
  TextExtent extent;  ///< of text
  Brush brush;        ///< of a shape
  Mark mark;
  Mark line;  ///< of a shape: where its outline's own colour stands
  /// Of text: the least contrast of its colour against a pixel it stands on. Of a shape's line and
  /// of a picture's edge: what share of it stands out by `edge_contrast`.
  double contrast = 21;
};

inline constexpr double edge_contrast = 4.5;

class WatchedCanvas final : public Canvas {
 public:
  WatchedCanvas(OffscreenPanel& panel, PictureShelf& shelf, Typesetter& typesetter);

  Area area() const override { return canvas_.area(); }
  void draw_path(const Path& path, const Brush& brush) override;
  void draw_picture(std::string_view id, const Area& area, const PictureStyle& style) override;
  TextExtent draw_text(const Area& area, const TextStyle& style, std::string_view text) override;
  TextExtent measure_text(double width_mm, const TextStyle& style, std::string_view text) override;
  void push_clip(const Area& area) override { canvas_.push_clip(area); }
  void pop_clip() override { canvas_.pop_clip(); }
  /// Painted without the fade, which would hide until its end what a stroke has changed.
  void begin_fade(const Area& area, double opacity) override;
  void end_fade() override;

  const std::vector<Stroke>& strokes() const { return strokes_; }
  double mm_per_px() const { return panel_->mm_per_px(); }

 private:
  class Before;
  Stroke begin(Stroke::Kind kind, std::string what, const Area& area) const;
  bool is_hidden() const;

  OffscreenPanel* panel_;
  SurfaceCanvas canvas_;
  std::vector<double> fades_;
  std::vector<Stroke> strokes_;
};

}  // namespace stemme
