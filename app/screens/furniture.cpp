#include "app/screens/furniture.h"

#include <algorithm>
#include <numeric>

#include "app/screens/theme.h"

namespace stemme {

void draw_meadow(Page& page, double height_left, double height_middle, double height_right,
                 Colour colour) {
  const auto whole = page.whole();
  const double width = whole.width;
  const auto at = [&](double share, double y) { return page.at(whole.x + share * width, y); };
  Path hill;
  hill.move_to(at(0, height_left))
      .curve_to(at(0.23, height_left - 10), at(0.42, height_middle - 6), at(0.6, height_middle))
      .curve_to(at(0.78, height_middle + 6), at(0.9, height_right + 5), at(1, height_right))
      .line_to(at(1, whole.bottom()))
      .line_to(at(0, whole.bottom()))
      .close();
  page.canvas().draw_path(hill, filled(colour));
}

void draw_round_control(Page& page, int id, const Area& sheet, const std::string& picture) {
  const auto area = page.area(sheet);
  page.canvas().draw_circle(
      area.centre(), area.width / 2,
      filled_and_outlined(theme::white, theme::ink, page.mm(theme::control_line)));
  page.canvas().draw_picture(picture, area.scaled(0.6), {});
  page.add(id, area);
}

void draw_pill(Page& page, int id, const Area& sheet, const std::string& picture,
               const std::string& word) {
  const auto area = page.area(sheet);
  page.canvas().draw_rounded_rect(
      area, area.height / 2,
      filled_and_outlined(theme::white, theme::ink, page.mm(theme::control_line)));
  const bool mirrored = page.reading().is_mirrored();
  const double side = area.height * 0.66;
  const double inset = area.height * 0.28;
  const double picture_x = mirrored ? area.right() - inset - side : area.x + inset;
  page.canvas().draw_picture(picture, {picture_x, area.centre().y - side / 2, side, side},
                             {.opacity = 1, .is_mirrored = mirrored});
  const double words = area.width - side - inset * 2.2;
  const double words_x = mirrored ? area.x + inset * 0.9 : picture_x + side + inset * 0.3;
  auto style = page.text(theme::control_size);
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(theme::size_min - 0.8);
  // One line first: a control's word reads better small than broken.
  auto one_line = style;
  one_line.lines_max = 1;
  if (page.canvas().measure_text(words, one_line, word).fits) style = one_line;
  page.write({words_x, area.y, words, area.height}, style, word);
  page.add(id, area);
}

void draw_key(Page& page, int id, const Area& area, const std::string& word, bool is_strong) {
  const auto fill = is_strong ? theme::ink : theme::white;
  page.canvas().draw_rounded_rect(
      area, std::min(area.height, area.width) * 0.22,
      filled_and_outlined(fill, theme::ink, page.mm(theme::control_line)));
  auto style = page.text(theme::control_size, is_strong ? Weight::Bold : Weight::Regular);
  style.face = Typeface::Sans;
  style.colour = is_strong ? theme::paper : theme::ink;
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(theme::note_size_min);
  page.write(area.grown(-page.mm(2)), style, word);
  page.add(id, area);
}

void draw_staff_title(Page& page, const std::string& words) {
  auto title = page.text(8.5, Weight::Bold);
  title.align = Align::Start;
  page.write(page.led(theme::margin, 9, 195, 15), title, words);
}

TextStyle staff_line(const Page& page) {
  auto style = page.text(5);
  style.face = Typeface::Sans;
  style.align = Align::Start;
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(3.8);
  return style;
}

void draw_ring(Canvas& canvas, const std::vector<Area>& areas) {
  for (const auto& area : areas) {
    const auto around = area.grown(theme::ring_distance);
    const double corner = std::min(around.width, around.height) * 0.25;
    canvas.draw_rounded_rect(around, corner, outlined(theme::white, theme::ring_line + 1.6));
    canvas.draw_rounded_rect(around, corner, outlined(theme::ring, theme::ring_line));
  }
}

namespace {

TextStyle foot_style(const Page& page, const LanguageChoice& language, double size) {
  auto style = page.text(size);
  style.face = Typeface::Sans;
  style.shrink_to_min_mm = 0;
  style.direction = language.is_right_to_left ? Direction::RightToLeft : Direction::LeftToRight;
  return style;
}

/// What each name needs, in sheet millimetres, with air on both sides.
std::vector<double> foot_widths(Page& page, const std::vector<LanguageChoice>& languages,
                                double size) {
  std::vector<double> widths;
  for (const auto& language : languages) {
    const auto extent =
        page.canvas().measure_text(page.mm(200), foot_style(page, language, size), language.name);
    widths.push_back(std::max(20.0, extent.width_mm / page.mm(1) + 6));
  }
  return widths;
}

}  // namespace

void draw_language_foot(Page& page, const std::vector<LanguageChoice>& languages,
                        const std::string& current) {
  const auto whole = page.whole();
  constexpr double top = 110;
  constexpr double room = Page::sheet_width - 10;
  page.canvas().draw_rect(page.area(whole.x, top, whole.width, whole.bottom() - top),
                          filled(theme::foot));
  double size = 5.2;
  auto widths = foot_widths(page, languages, size);
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), 0.0); };
  while (total() > room && size > theme::note_size_min)
    widths = foot_widths(page, languages, size -= 0.2);
  double x = (Page::sheet_width - total()) / 2;
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const auto area = page.area(x, top, widths[i], 20);
    const bool is_current = languages[i].tag == current;
    if (is_current) {
      const Area mark{area.x, area.centre().y - page.mm(7), area.width, page.mm(14)};
      page.canvas().draw_rounded_rect(mark, page.mm(7), filled(theme::ink));
    }
    auto style = foot_style(page, languages[i], size);
    style.colour = is_current ? theme::paper : theme::ink;
    page.write(area, style, languages[i].name);
    page.add(target_language_first + static_cast<int>(i), area);
    x += widths[i];
  }
}

}  // namespace stemme
