#include "app/screens/tools_screen.h"

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

/// Two rows of three.
void draw_tile(Page& page, int place, const ToolTile& tile) {
  constexpr int in_a_row = 3;
  constexpr double gap = 6;
  constexpr double width =
      (Page::sheet_width - 2 * theme::margin - gap * (in_a_row - 1)) / in_a_row;
  constexpr double height = 36;
  const int column = place % in_a_row;
  const int row = place / in_a_row;
  const auto area =
      page.led(theme::margin + (width + gap) * column, 27 + (height + gap) * row, width, height);
  page.canvas().draw_rounded_rect(
      area, page.mm(theme::corner),
      filled_and_outlined(tile.is_on ? theme::sky : theme::white, theme::ink,
                          page.mm(tile.is_on ? 2 * theme::control_line : theme::control_line)));
  const double side = page.mm(25);
  const bool is_mirrored = page.reading().is_mirrored();
  const double picture_x = is_mirrored ? area.right() - page.mm(3) - side : area.x + page.mm(3);
  page.canvas().draw_picture(tile.picture, {picture_x, area.centre().y - side / 2, side, side}, {});
  auto words = page.text(theme::control_size, tile.is_on ? Weight::Bold : Weight::Regular);
  words.face = Typeface::Sans;
  words.lines_max = 3;
  const double words_x = is_mirrored ? area.x + page.mm(3) : picture_x + side + page.mm(2);
  page.write({words_x, area.y + page.mm(4), page.mm(width - 33.5), page.mm(height - 8)}, words,
             tile.words);
  page.add(target_item_first + place, area);
}

}  // namespace

std::vector<Target> draw_tools(Canvas& canvas, const ToolsView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_staff_title(page, view.title);
  for (std::size_t place = 0; place < view.tiles.size(); ++place)
    draw_tile(page, static_cast<int>(place), view.tiles[place]);
  draw_key(page, target_enrol, page.led(theme::margin, 109, 95, 19), view.enrol, false);
  draw_key(page, target_back, page.led(140, 109, 67, 19), view.back, false);
  return page.take_targets();
}

std::vector<Target> draw_sound(Canvas& canvas, const SoundView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_staff_title(page, view.title);
  draw_key(page, target_fewer, page.led(theme::margin, 31, 42, 22), view.softer, false);
  draw_key(page, target_more, page.led(165, 31, 42, 22), view.louder, false);
  for (int step = 0; step < 10; ++step) {
    const double height = 6 + 1.6 * step;
    const auto bar = page.led(60 + 10.0 * step, 53 - height, 6.5, height);
    page.canvas().draw_rounded_rect(
        bar, page.mm(1.5),
        filled_and_outlined(step < view.volume ? theme::ink : theme::white, theme::ink,
                            page.mm(0.8)));
  }
  const auto style = staff_line(page);
  for (std::size_t i = 0; i < view.lines.size(); ++i)
    page.write(page.led(theme::margin, 62 + 11.5 * static_cast<double>(i), 197, 10.5), style,
               view.lines[i]);
  draw_key(page, target_back, page.led(140, 109, 67, 19), view.back, false);
  return page.take_targets();
}

/// The frame is drawn in the panel's own millimetres: the page may have grown, a card does not.
std::vector<Target> draw_card(Canvas& canvas, const CardView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  draw_staff_title(page, view.title);
  const double width = bank_card_width_mm * view.factor;
  const double height = bank_card_height_mm * view.factor;
  const auto middle = page.at(Page::sheet_width / 2, 64);
  canvas.draw_rounded_rect({middle.x - width / 2, middle.y - height / 2, width, height},
                           3.2 * view.factor,
                           filled_and_outlined(theme::white, theme::ink, page.mm(0.6)));
  draw_key(page, target_fewer, page.area(theme::margin, 52, 36, 24), view.smaller, false);
  draw_key(page, target_more, page.area(171, 52, 36, 24), view.larger, false);
  draw_key(page, target_enter, page.led(75, 109, 59, 19), view.save, true);
  draw_key(page, target_back, page.led(140, 109, 67, 19), view.back, false);
  return page.take_targets();
}

}  // namespace stemme
