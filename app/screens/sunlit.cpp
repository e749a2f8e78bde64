#include "app/screens/sunlit.h"

#include <algorithm>
#include <array>

#include "app/screens/theme.h"

namespace stemme {
namespace {

constexpr std::array grounds = {theme::paper, theme::sky,        theme::meadow, theme::meadow_far,
                                theme::sunny, theme::sunny_near, theme::warm,   theme::foot};
constexpr double thicker = 1.35;

Colour in_the_sun(Colour colour) {
  if (std::ranges::find(grounds, colour) != grounds.end()) return theme::white;
  if (colour == theme::quiet_text || colour == theme::rule) return theme::ink;
  return colour;
}

TextStyle in_the_sun(TextStyle style) {
  // Paper on ink stays as it is: a strong key's word.
  if (style.colour != theme::paper) style.colour = in_the_sun(style.colour);
  style.weight = Weight::Bold;
  return style;
}

}  // namespace

void Sunlit::draw_path(const Path& path, const Brush& brush) {
  auto bright = brush;
  if (bright.fill) bright.fill = in_the_sun(*bright.fill);
  if (bright.outline) bright.outline = in_the_sun(*bright.outline);
  bright.outline_mm *= thicker;
  behind_.draw_path(path, bright);
}

TextExtent Sunlit::draw_text(const Area& area, const TextStyle& style, std::string_view text) {
  return behind_.draw_text(area, in_the_sun(style), text);
}

TextExtent Sunlit::measure_text(double width_mm, const TextStyle& style, std::string_view text) {
  return behind_.measure_text(width_mm, in_the_sun(style), text);
}

}  // namespace stemme
