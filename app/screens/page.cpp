#include "app/screens/page.h"

#include <algorithm>

#include "app/screens/theme.h"

namespace stemme {

Page::Page(Canvas& canvas, Reading reading) : canvas_(canvas), reading_(reading) {
  const auto panel = canvas.area();
  scale_ = std::clamp(std::min(panel.width / sheet_width, panel.height / sheet_height), 0.5,
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

void Page::write(const Area& area, const TextStyle& style, const std::string& words) {
  static_cast<void>(canvas_.draw_text(area, style, words));
}

}  // namespace stemme
