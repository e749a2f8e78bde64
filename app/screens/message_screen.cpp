#include "app/screens/message_screen.h"

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {

std::vector<Target> draw_message(Canvas& canvas, const MessageView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_meadow(page, 128, 124, 122, theme::sky);
  canvas.draw_picture(view.picture, page.area(79, 14, 59, 59), {});
  auto title = page.text(10, Weight::Bold);
  title.lines_max = 2;
  title.shrink_to_min_mm = page.mm(6);
  page.write(page.area(18, 76, 181, 24), title, view.title);
  auto line = page.text(6);
  line.lines_max = 2;
  line.colour = theme::quiet_text;
  page.write(page.area(22, 99, 173, 16), line, view.line);
  if (view.takes_touch) page.add(target_anywhere, canvas.area());
  if (view.has_staff_corner) {
    const auto corner = page.area(192, 112, 16, 16);
    canvas.draw_picture("stemme-logo", corner, {.opacity = 0.75});
    page.add(target_staff, corner);
  }
  return page.take_targets();
}

}  // namespace stemme
