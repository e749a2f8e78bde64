/// The same screens where the sun falls on the glass: every ground is white, words are bold and in
/// ink, lines are thicker. A canvas in front of another. UI thread.
#pragma once

#include "app/display/canvas.h"

namespace stemme {

class Sunlit final : public Canvas {
 public:
  /// `behind` outlives it.
  explicit Sunlit(Canvas& behind) : behind_(behind) {}

  Area area() const override { return behind_.area(); }
  void draw_path(const Path& path, const Brush& brush) override;
  void draw_picture(std::string_view id, const Area& area, const PictureStyle& style) override {
    behind_.draw_picture(id, area, style);
  }
  TextExtent draw_text(const Area& area, const TextStyle& style, std::string_view text) override;
  TextExtent measure_text(double width_mm, const TextStyle& style, std::string_view text) override;
  void push_clip(const Area& area) override { behind_.push_clip(area); }
  void pop_clip() override { behind_.pop_clip(); }
  void begin_fade(const Area& area, double opacity) override { behind_.begin_fade(area, opacity); }
  void end_fade() override { behind_.end_fade(); }

 private:
  Canvas& behind_;
};

}  // namespace stemme
