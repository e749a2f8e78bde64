#include "app/screens/page.h"

#include <algorithm>

#include "app/screens/theme.h"

namespace stemme {

Page::Page(Canvas& canvas, Reading reading) : canvas_(canvas), reading_(reading) {
  const auto panel = canvas.area();
  scale_ = std::clamp(std::min(panel.width / sheet_width, panel.height / sheet_height), 0.3,
                      page_growth_max);
  left_ = (panel.width - sheet_width * scale_) / 2;
  top_ = (panel.height - sheet_height * scale_) / 2;
}

Area Page::area(double x, double y, double width, double height) const {
  return {left_ + x * scale_, top_ + y * scale_, width * scale_, height * scale_};
}

Area Page::led(double x, double y, double width, double height) const {
  return area(reading_.is_mirrored() ? sheet_width - x - width : x, y, width, height);
}

Area Page::whole() const {
  const auto panel = canvas_.area();
  return {-left_ / scale_, -top_ / scale_, panel.width / scale_, panel.height / scale_};
}

TextStyle Page::text(double size, Weight weight) const {
  TextStyle style;
  style.size_mm = mm(size);
  style.weight = weight;
  style.colour = theme::ink;
  style.direction = reading_.direction;
  style.shrink_to_min_mm = mm(std::min(size, theme::size_min));
  return style;
}

/// Of one line, two, … the one in which the words stand largest; that many lines must fit the
/// height as well as the width.
std::optional<TextStyle> Page::largest(const Area& area, const TextStyle& style,
                                       const std::string& words) {
  std::optional<TextStyle> best;
  double best_size = 0;
  for (int lines = 1; lines <= style.lines_max; ++lines) {
    auto tried = style;
    tried.lines_max = lines;
    tried.size_mm = std::min(style.size_mm, area.height / (line_em * lines));
    if (tried.size_mm < style.shrink_to_min_mm) break;
    const auto extent = canvas_.measure_text(area.width, tried, words);
    if (!extent.fits || extent.size_mm < best_size * 1.01) continue;
    best = tried;
    best_size = extent.size_mm;
  }
  return best;
}

TextStyle Page::fitting(const Area& area, const TextStyle& style, const std::string& words) {
  auto chosen = largest(area, style, words);
  for (auto smaller = style; !chosen && smaller.shrink_to_min_mm > 0.6 * style.shrink_to_min_mm;) {
    smaller.shrink_to_min_mm *= 0.95;
    chosen = largest(area, smaller, words);
  }
  return chosen.value_or(style);
}

void Page::write(const Area& area, const TextStyle& style, const std::string& words) {
  static_cast<void>(canvas_.draw_text(area, fitting(area, style, words), words));
}

double Page::written_size(const Area& area, const TextStyle& style, const std::string& words) {
  return canvas_.measure_text(area.width, fitting(area, style, words), words).size_mm;
}

}  // namespace stemme
