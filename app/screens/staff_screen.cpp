#include "app/screens/staff_screen.h"

#include <algorithm>

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

void draw_typed(Page& page, int typed) {
  constexpr int places = 6;
  for (int i = 0; i < places; ++i) {
    page.canvas().draw_circle(page.at(78.5 + 12.0 * i, 40), page.mm(3.4),
                              i < typed
                                  ? filled_and_outlined(theme::ink, theme::ink, page.mm(1))
                                  : filled_and_outlined(theme::white, theme::ink, page.mm(1)));
  }
}

/// The lines of the staff's page, one under the other, with a rule between; the reckoning, the
/// last, is as high as two.
void draw_staff_lines(Page& page, const StaffView& view) {
  const int rows = static_cast<int>(view.lines.size()) + (view.reckoning.empty() ? 0 : 2);
  const double step = std::min(13.5, 80.0 / rows);
  auto style = staff_line(page);
  double y = 27;
  for (const auto& line : view.lines) {
    page.write(page.led(theme::margin, y, 120, step - 2.1), style, line);
    y += step;
    const auto under = page.led(theme::margin, y - 0.8, 120, 0);
    page.canvas().draw_line({under.x, under.y}, {under.right(), under.y}, theme::rule,
                            page.mm(0.3));
  }
  style.lines_max = 6;
  if (!view.reckoning.empty())
    page.write(page.led(theme::margin, y, 120, 2 * step - 1), style, view.reckoning);
}

}  // namespace

std::vector<Target> draw_pin(Canvas& canvas, const PinView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  page.write(page.area(20, 10, 177, 16), page.text(8.5, Weight::Bold), view.title);
  draw_typed(page, view.typed);
  auto complaint = page.text(5.2);
  complaint.lines_max = 2;
  page.write(page.area(30, 47, 157, 11), complaint, view.complaint);
  if (!view.is_locked) {
    for (int digit = 1; digit <= 9; ++digit) {
      const int column = (digit - 1) % 3;
      const int row = (digit - 1) / 3;
      const double x = 58.5 + 35.0 * column;
      const double y = 59 + 17.5 * row;
      draw_key(page, target_key_first + digit, page.area(x, y, 30, 15), std::to_string(digit),
               false);
    }
    draw_key(page, target_key_first, page.area(93.5, 111.5, 30, 15), "0", false);
    draw_key(page, target_erase, page.area(128.5, 111.5, 30, 15), view.erase, false);
  }
  draw_key(page, target_back, page.led(theme::margin, 111.5, 42, 15), view.back, false);
  return page.take_targets();
}

std::vector<Target> draw_staff(Canvas& canvas, const StaffView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_staff_title(page, view.title);
  draw_staff_lines(page, view);
  draw_key(page, target_send, page.led(140, 31, 67, 20), view.send_now, true);
  if (!view.start_round.empty())
    draw_key(page, target_start, page.led(140, 58, 67, 20), view.start_round, false);
  auto notice = page.text(5, Weight::Bold);
  notice.face = Typeface::Sans;
  notice.lines_max = 3;
  notice.shrink_to_min_mm = page.mm(3.8);
  page.write(page.led(140, 82, 67, 22), notice, view.notice);
  draw_key(page, target_plan, page.led(theme::margin, 109, 57, 19), view.plan, false);
  draw_key(page, target_tools, page.led(theme::margin + 63, 109, 57, 19), view.tools, false);
  draw_key(page, target_back, page.led(140, 109, 67, 19), view.back, false);
  return page.take_targets();
}

std::vector<Target> draw_plan(Canvas& canvas, const PlanView& view) {
  constexpr std::size_t rows_max = 7;
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_staff_title(page, view.title);
  auto when = staff_line(page);
  when.weight = Weight::Bold;
  const auto what = staff_line(page);
  const double step = view.rows.size() > 5 ? 12 : 16.5;
  for (std::size_t i = 0; i < std::min(rows_max, view.rows.size()); ++i) {
    const double y = 25 + step * static_cast<double>(i);
    page.write(page.led(theme::margin, y, 40, step - 1.4), when, view.rows[i].when);
    page.write(page.led(52, y, 155, step - 1.4), what, view.rows[i].what);
  }
  if (!view.results.empty())
    draw_key(page, target_start, page.led(theme::margin, 109, 67, 19), view.results, false);
  draw_key(page, target_back, page.led(140, 109, 67, 19), view.back, false);
  return page.take_targets();
}

}  // namespace stemme
