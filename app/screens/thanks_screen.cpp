#include "app/screens/thanks_screen.h"

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {

std::vector<Target> draw_thanks(Canvas& canvas, const ThanksView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_meadow(page, 124, 119, 118, theme::meadow);
  const bool is_calm = !view.calm_line.empty();
  canvas.draw_picture("lytte", page.area(76, is_calm ? 8 : 14, 65, is_calm ? 54 : 65), {});
  page.write(page.area(20, is_calm ? 60 : 78, 177, 17), page.text(13.5, Weight::Bold), view.title);
  auto line = page.text(7.2);
  line.lines_max = 2;
  line.colour = theme::quiet_text;
  page.write(page.area(22, is_calm ? 77 : 95, 173, is_calm ? 12 : 18), line, view.line);
  if (is_calm) {
    auto calm = page.text(6.6);
    calm.lines_max = 3;
    page.write(page.area(22, 92, 173, 24), calm, view.calm_line);
  }
  return page.take_targets();
}

std::vector<Target> draw_rest(Canvas& canvas, Reading reading) {
  Page page(canvas, reading);
  canvas.fill_ground(theme::paper);
  draw_meadow(page, 124, 119, 118, theme::meadow);
  return page.take_targets();
}

}  // namespace stemme
