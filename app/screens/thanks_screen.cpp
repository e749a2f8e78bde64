#include "app/screens/thanks_screen.h"

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {

namespace {

/// Where the hill begins: the ear stands on it, the words lie in it.
constexpr double hill = 92;
constexpr double hill_when_calm = 68;

void draw_sunny_hill(Page& page, double top) {
  page.canvas().fill_ground(theme::sunny);
  draw_meadow(page, top + 6, top + 1, top, theme::sunny_near);
}

void draw_ear(Page& page, const Area& sheet) {
  const auto area = page.area(sheet);
  page.canvas().draw_ellipse(
      {area.centre().x - area.width * 0.08, area.bottom() - area.height * 0.03}, area.width * 0.29,
      area.height * 0.034, filled(theme::ink.faded(theme::shadow_opacity)));
  page.canvas().draw_picture("lytte", area, {});
}

}  // namespace

std::vector<Target> draw_thanks(Canvas& canvas, const ThanksView& view) {
  Page page(canvas, view.reading);
  const bool is_calm = !view.calm_line.empty();
  const double top = is_calm ? hill_when_calm : hill;
  draw_sunny_hill(page, top);
  const double side = is_calm ? 56 : 72;
  draw_ear(page, {(Page::sheet_width - side) / 2, top + 2 - side, side, side});
  page.write(page.area(20, top + 3, 177, 17), page.text(13.5, Weight::Bold), view.title);
  auto line = page.text(7.2);
  line.lines_max = 2;
  page.write(page.area(22, top + 20, 173, is_calm ? 12 : 19), line, view.line);
  if (is_calm) {
    auto calm = page.text(6.6);
    calm.lines_max = 3;
    page.write(page.area(22, top + 35, 173, 27), calm, view.calm_line);
  }
  return page.take_targets();
}

std::vector<Target> draw_rest(Canvas& canvas, Reading reading) {
  Page page(canvas, reading);
  draw_sunny_hill(page, hill);
  return page.take_targets();
}

}  // namespace stemme
