#include "app/screens/enrol_screen.h"

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

std::string in_groups(const std::string& code) {
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) out += "  ";
    out += i < code.size() ? code[i] : '_';
  }
  return out;
}

void draw_field(Page& page, const Area& sheet, const std::string& label, const std::string& words,
                bool is_current) {
  auto name = page.text(4.2);
  name.face = Typeface::Sans;
  name.align = Align::Start;
  name.colour = theme::quiet_text;
  page.write(page.area(sheet.x, sheet.y - 7.3, sheet.width, 6), name, label);
  const auto area = page.area(sheet);
  page.canvas().draw_rounded_rect(
      area, page.mm(3),
      filled_and_outlined(is_current ? theme::sky : theme::white, theme::ink,
                          page.mm(is_current ? theme::choice_line : theme::control_line)));
  auto style = page.text(6.2, Weight::Bold);
  style.face = Typeface::Sans;
  style.direction = Direction::LeftToRight;
  page.write(area.grown(-page.mm(1.5)), style, words);
}

void draw_keys(Page& page) {
  constexpr std::size_t in_a_row = 10;
  constexpr double width = 18.3;
  constexpr double height = 12.6;
  for (std::size_t i = 0; i < enrol_keys.size(); ++i) {
    const auto column = static_cast<double>(i % in_a_row);
    const std::size_t whole_row = i / in_a_row;
    const auto row = static_cast<double>(whole_row);
    draw_key(page, target_key_first + static_cast<int>(i),
             page.area(9 + column * 20.1, 56 + row * 14, width, height),
             std::string(1, enrol_keys[i]), false);
  }
}

}  // namespace

std::vector<Target> draw_enrol(Canvas& canvas, const EnrolView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  auto title = page.text(7.5, Weight::Bold);
  title.align = Align::Start;
  page.write(page.led(theme::margin, 6, 140, 12), title, view.title);
  if (!view.back.empty()) draw_key(page, target_back, page.led(160, 5, 47, 12), view.back, false);
  auto how = page.text(4.2);
  how.face = Typeface::Sans;
  how.align = Align::Start;
  how.lines_max = 2;
  how.colour = theme::quiet_text;
  page.write(page.led(theme::margin, 17.5, 197, 7), how, view.how);
  draw_field(page, {10, 33, 78, 14}, view.address_label, view.address, view.is_address);
  draw_field(page, {94, 33, 113, 14}, view.code_label, in_groups(view.code), !view.is_address);
  page.add(target_address, page.area(10, 33, 78, 14));
  page.add(target_code, page.area(94, 33, 113, 14));
  auto notice = page.text(4.4, Weight::Bold);
  notice.face = Typeface::Sans;
  notice.lines_max = 2;
  notice.shrink_to_min_mm = page.mm(3.4);
  notice.align = Align::Start;
  page.write(page.led(theme::margin, 113, 96, 14), notice, view.notice);
  draw_keys(page);
  draw_key(page, target_erase, page.led(110, 113, 44, 14), view.erase, false);
  if (!view.is_working)
    draw_key(page, target_enter, page.led(160, 113, 47, 14), view.connect, true);
  return page.take_targets();
}

}  // namespace stemme
