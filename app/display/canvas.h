/// What a screen draws on: shapes, pictures and text, all in millimetres. Screens know this and
/// nothing of pixels; a test draws on paper instead. What is drawn later covers what was drawn
/// before. UI thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "app/display/area.h"
#include "app/display/path.h"

namespace stemme {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  /// 255 covers.
  std::uint8_t alpha = 255;

  bool operator==(const Colour&) const = default;
  Colour faded(double opacity) const {
    return {red, green, blue, static_cast<std::uint8_t>(std::lround(alpha * opacity))};
  }
};

/// colour(0x1B2A41) is #1B2A41.
constexpr Colour colour(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8),
          static_cast<std::uint8_t>(rgb), 255};
}

/// Fill, outline or both. The outline is centred on the path, with round joins and caps.
struct Brush {
  std::optional<Colour> fill = std::nullopt;
  std::optional<Colour> outline = std::nullopt;
  double outline_mm = 0;
  bool operator==(const Brush&) const = default;
};

inline Brush filled(Colour fill) { return {fill, std::nullopt, 0}; }
inline Brush outlined(Colour outline, double mm) { return {std::nullopt, outline, mm}; }
inline Brush filled_and_outlined(Colour fill, Colour outline, double mm) {
  return {fill, outline, mm};
}

/// Child is Andika; letters a face lacks come from Noto.
enum class Typeface { Child, Sans, Serif };
enum class Weight { Regular, Bold };
/// Start and End follow the direction: Start is the right side in Arabic.
enum class Align { Start, Middle, End };
/// Where the lines stand in an area that is higher than they are.
enum class Stand { Top, Middle, Bottom };
enum class Direction { LeftToRight, RightToLeft };

struct TextStyle {
  Typeface face = Typeface::Child;
  /// The em, as `font-size` in the look sheets: capitals are about 0.7 of it, a line is 1.3 of it
  /// high.
  double size_mm = 6;
  Weight weight = Weight::Regular;
  Align align = Align::Middle;
  Stand stand = Stand::Middle;
  Colour colour = stemme::colour(0x1B2A41);
  int lines_max = 1;
  /// Text that does not fit is set smaller, down to this; 0 means never smaller.
  double shrink_to_min_mm = 0;
  Direction direction = Direction::LeftToRight;
  bool operator==(const TextStyle&) const = default;
};

/// What text took, or would take.
struct TextExtent {
  double width_mm = 0;
  double height_mm = 0;
  /// As set, after shrinking.
  double size_mm = 0;
  int lines = 0;
  /// False: even at the smallest size something was left out and … stands there.
  bool fits = true;
};

struct PictureStyle {
  double opacity = 1;
  /// Left and right exchanged: arrows of navigation in Arabic. Faces are never mirrored (D29).
  bool is_mirrored = false;
  /// Its size changes from frame to frame: scale the one that is there instead of drawing it anew.
  /// The frame that stays is drawn without this.
  bool is_moving = false;
  bool operator==(const PictureStyle&) const = default;
};

class Canvas {
 public:
  virtual ~Canvas() = default;

  /// The whole panel.
  virtual Area area() const = 0;

  virtual void draw_path(const Path& path, const Brush& brush) = 0;
  /// The picture of that id, as large as fits in the area, centred. A missing one leaves a neutral
  /// outlined square: a screen is never blank.
  virtual void draw_picture(std::string_view id, const Area& area, const PictureStyle& style) = 0;
  /// UTF-8; '\n' begins a new line. Nothing is drawn outside the width of the area.
  virtual TextExtent draw_text(const Area& area, const TextStyle& style, std::string_view text) = 0;
  /// What draw_text would answer in an area that wide; height is no limit.
  virtual TextExtent measure_text(double width_mm, const TextStyle& style,
                                  std::string_view text) = 0;

  /// Until popped nothing is drawn outside the area, nor outside the clips pushed before.
  virtual void push_clip(const Area& area) = 0;
  virtual void pop_clip() = 0;
  /// What is drawn until end_fade, inside the area, appears as one thing with this opacity: no seam
  /// between a fill and its outline. May be nested.
  virtual void begin_fade(const Area& area, double opacity) = 0;
  virtual void end_fade() = 0;

  void fill_ground(Colour colour);
  void draw_rect(const Area& area, const Brush& brush);
  void draw_rounded_rect(const Area& area, double radius, const Brush& brush);
  void draw_circle(Point centre, double radius, const Brush& brush);
  void draw_ellipse(Point centre, double radius_x, double radius_y, const Brush& brush);
  void draw_line(Point from, Point to, Colour colour, double mm);
  void draw_polygon(std::span<const Point> corners, const Brush& brush);
};

/// A clip that ends with its scope.
class Clipped {
 public:
  Clipped(Canvas& canvas, const Area& area) : canvas_(canvas) { canvas_.push_clip(area); }
  ~Clipped() { canvas_.pop_clip(); }
  Clipped(const Clipped&) = delete;
  Clipped& operator=(const Clipped&) = delete;

 private:
  Canvas& canvas_;
};

/// A fade that ends with its scope.
class Faded {
 public:
  Faded(Canvas& canvas, const Area& area, double opacity) : canvas_(canvas) {
    canvas_.begin_fade(area, opacity);
  }
  ~Faded() { canvas_.end_fade(); }
  Faded(const Faded&) = delete;
  Faded& operator=(const Faded&) = delete;

 private:
  Canvas& canvas_;
};

}  // namespace stemme
