#include "app/screens/language_screen.h"

#include <algorithm>

#include "app/screens/theme.h"

namespace stemme {
namespace {

void draw_language(Page& page, const LanguageChoice& language, const Area& area, bool is_current) {
  page.canvas().draw_rounded_rect(
      area, page.mm(theme::corner),
      filled_and_outlined(is_current ? theme::sky : theme::white, theme::ink,
                          page.mm(is_current ? theme::choice_line : theme::control_line)));
  auto style = page.text(7.4, is_current ? Weight::Bold : Weight::Regular);
  style.direction = language.is_right_to_left ? Direction::RightToLeft : Direction::LeftToRight;
  page.write(area.grown(-page.mm(3)), style, language.name);
}

}  // namespace

std::vector<Target> draw_languages(Canvas& canvas, const LanguageView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  canvas.draw_picture("sprak", page.led(14, 7, 22, 22), {});
  auto title = page.text(9.5, Weight::Bold);
  title.align = Align::Start;
  page.write(page.led(44, 7, 160, 22), title, view.title);
  const double gap = view.languages.size() > 6 ? 5 : 8;
  const std::size_t columns = view.languages.size() <= 3 ? 1 : 2;
  const double width = columns == 1 ? 110 : 94;
  const double left = (Page::sheet_width - width * static_cast<double>(columns) -
                       gap * static_cast<double>(columns - 1)) /
                      2;
  const std::size_t whole_rows = (view.languages.size() + columns - 1) / columns;
  const auto rows = static_cast<double>(whole_rows);
  const double height = std::min(24.0, (68 - gap * (rows - 1)) / std::max(rows, 1.0));
  for (std::size_t i = 0; i < view.languages.size(); ++i) {
    const std::size_t whole_row = i / columns;
    const auto column = static_cast<double>(i % columns);
    const auto row = static_cast<double>(whole_row);
    const auto area =
        page.area(left + column * (width + gap), 36 + row * (height + gap), width, height);
    draw_language(page, view.languages[i], area, view.languages[i].tag == view.current);
    page.add(target_language_first + static_cast<int>(i), area);
  }
  const double back =
      view.reading.is_mirrored() ? Page::sheet_width - theme::margin - 21 : theme::margin;
  draw_round_control(page, target_back, {back, 108, 19, 19}, "tilbake");
  return page.take_targets();
}

}  // namespace stemme
