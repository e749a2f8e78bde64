#include "app/screens/token_screen.h"

#include <algorithm>

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

constexpr double gap = 8;
constexpr double pitch = token_cell + gap;
constexpr double left = 8.4;
constexpr double top = 31.5;
constexpr int columns = 6;

Area cell(Page& page, int column, int row) {
  return page.area(left + pitch * column, top + pitch * row, token_cell, token_cell);
}

/// Six, six, and four in the middle of the last row, between the two keys.
Area cell_of(Page& page, int picture) {
  return picture < 2 * columns ? cell(page, picture % columns, picture / columns)
                               : cell(page, 1 + picture - 2 * columns, 2);
}

void draw_picture_key(Page& page, const TokenView& view, int picture) {
  const auto area = cell_of(page, picture);
  const bool is_typed = std::ranges::find(view.typed, picture) != view.typed.end();
  page.canvas().draw_rounded_rect(
      area, page.mm(5),
      filled_and_outlined(is_typed ? theme::sky : theme::white, theme::ink,
                          page.mm(is_typed ? theme::choice_line : theme::control_line)));
  PictureStyle style;
  style.opacity = is_typed || view.is_locked ? theme::faded_opacity : 1;
  page.canvas().draw_picture(view.pictures[static_cast<std::size_t>(picture)],
                             area.grown(-page.mm(3)), style);
  if (!view.is_locked && !is_typed) page.add(target_item_first + picture, area);
}

/// What has been pressed, so that a slip is seen.
void draw_places(Page& page, const TokenView& view) {
  constexpr double side = 13;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto area = page.area(77.5 + (side + 3.3) * static_cast<double>(i), 15.5, side, side);
    page.canvas().draw_rounded_rect(
        area, page.mm(3),
        filled_and_outlined(theme::white, theme::ink, page.mm(theme::control_line)));
    if (i < view.typed.size())
      page.canvas().draw_picture(view.pictures[static_cast<std::size_t>(view.typed[i])],
                                 area.grown(-page.mm(1.5)), {});
  }
}

}  // namespace

std::vector<Target> draw_token(Canvas& canvas, const TokenView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::warm);
  auto title = page.text(7, Weight::Bold);
  title.shrink_to_min_mm = page.mm(theme::size_min);
  page.write(page.area(10, 4, 197, 10.5), title,
             view.complaint.empty() ? view.title : view.complaint);
  draw_places(page, view);
  auto counter = page.text(theme::size_min);
  counter.colour = theme::quiet_text;
  counter.lines_max = 2;
  page.write(page.led(150, 15.5, 58, 13), counter, view.counter);
  for (int picture = 0; picture < static_cast<int>(view.pictures.size()); ++picture)
    draw_picture_key(page, view, picture);
  draw_key(page, target_close, cell(page, view.reading.is_mirrored() ? columns - 1 : 0, 2),
           view.close, false);
  if (!view.typed.empty())
    draw_round_control(page, target_erase,
                       {left + pitch * (view.reading.is_mirrored() ? 0 : columns - 1),
                        top + pitch * 2, token_cell, token_cell},
                       "velg-pa-nytt");
  return page.take_targets();
}

}  // namespace stemme
