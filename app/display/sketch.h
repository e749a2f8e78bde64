/// What a screen drew, remembered instead of painted: so that two frames can be compared, and only
/// what differs is painted. A value once it is drawn; UI thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "app/display/canvas.h"
#include "app/display/typesetter.h"

namespace stemme {

class Sketch final : public Canvas {
 public:
  struct PictureStroke {
    std::string id;
    Area area;
    PictureStyle style;
    bool operator==(const PictureStroke&) const = default;
  };
  /// `panel` is the whole of it, in millimetres. Text is measured as it will be painted; the
  /// typesetter outlives the sketch.
  Sketch(const Area& panel, double mm_per_px, Typesetter& typesetter)
      : panel_(panel), mm_per_px_(mm_per_px), typesetter_(&typesetter) {}

  Area area() const override { return panel_; }
  void draw_path(const Path& path, const Brush& brush) override;
  void draw_picture(std::string_view id, const Area& area, const PictureStyle& style) override;
  TextExtent draw_text(const Area& area, const TextStyle& style, std::string_view text) override;
  TextExtent measure_text(double width_mm, const TextStyle& style, std::string_view text) override;
  void push_clip(const Area& area) override;
  void pop_clip() override;
  void begin_fade(const Area& area, double opacity) override;
  void end_fade() override;

  /// The same strokes in the same order, those that cannot reach into `part` left out.
  void play(Canvas& canvas, const Area& part) const;

  /// Those that reach into `part`.
  std::vector<PictureStroke> pictures(const Area& part) const;

  /// Outside these areas both sketches paint the same pixels. They do not touch one another; none
  /// when the sketches are equal.
  friend std::vector<Area> difference(const Sketch& before, const Sketch& after);

 private:
  struct PathStroke {
    Path path;
    Brush brush;
    bool operator==(const PathStroke&) const = default;
  };
  struct TextStroke {
    Area area;
    TextStyle style;
    std::string text;
    bool operator==(const TextStroke&) const = default;
  };
  /// A clip or a fade around strokes.
  struct Surrounding {
    Area area;
    std::optional<double> opacity;
    int place = 0;   ///< which of its strokes; in a fade what one paints hangs on those before it
    int serial = 0;  ///< which of the sketch's surroundings; no two sketches agree on that
    bool operator==(const Surrounding& other) const {
      return area == other.area && opacity == other.opacity && place == other.place;
    }
  };
  struct Stroke {
    std::variant<PathStroke, PictureStroke, TextStroke> what;
    std::vector<Surrounding> around;
    Area reach;  ///< never smaller than what is painted
    bool operator==(const Stroke&) const = default;
  };

  void add(decltype(Stroke::what) what, const Area& reach);
  void surround(const Area& area, std::optional<double> opacity);
  static void play(Canvas& canvas, const Stroke& stroke);

  Area panel_;
  double mm_per_px_;
  Typesetter* typesetter_;
  std::vector<Surrounding> around_;
  int surroundings_ = 0;
  std::vector<Stroke> strokes_;
};

std::vector<Area> difference(const Sketch& before, const Sketch& after);

}  // namespace stemme
