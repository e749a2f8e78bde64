#include "app/screens/round_screen.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

void draw_seat(Page& page, Point at, double radius, bool is_taken) {
  auto& canvas = page.canvas();
  canvas.draw_circle(at, radius,
                     filled_and_outlined(is_taken ? theme::seat_taken : theme::white, theme::ink,
                                         page.mm(theme::control_line)));
  for (const double side : {-1.0, 1.0})
    canvas.draw_circle({at.x + side * radius * 0.32, at.y - radius * 0.05}, radius * 0.13,
                       filled(theme::ink));
}

/// Places in a bow, so that the ring closes as the tablet goes round.
void draw_ring(Page& page, int present, int answered) {
  const int places = std::clamp(present, 1, 40);
  const double radius = std::clamp(150.0 / places, 2.2, 5.2);
  for (int i = 0; i < places; ++i) {
    const double share = places == 1 ? 0.5 : static_cast<double>(i) / (places - 1);
    const double angle = std::numbers::pi * (1 + share);
    const auto at = page.at(108.5 + 78 * std::cos(angle), 102 + 64 * std::sin(angle));
    draw_seat(page, at, page.mm(radius), i < answered);
  }
}

void draw_items(Page& page, const RoundSetupView& view) {
  constexpr double height = 21;
  for (std::size_t i = 0; i < view.items.size(); ++i) {
    const auto area =
        page.led(theme::margin, 31 + static_cast<double>(i) * (height + 4), 118, height);
    const bool is_selected = static_cast<int>(i) == view.selected;
    page.canvas().draw_rounded_rect(
        area, page.mm(5),
        filled_and_outlined(is_selected ? theme::sky : theme::white, theme::ink,
                            page.mm(is_selected ? theme::choice_line : theme::control_line)));
    const bool mirrored = view.reading.is_mirrored();
    const double side = area.height * 0.8;
    page.canvas().draw_picture(view.items[i].picture,
                               {mirrored ? area.right() - side - page.mm(3) : area.x + page.mm(3),
                                area.centre().y - side / 2, side, side},
                               {});
    auto style = page.text(5.6, is_selected ? Weight::Bold : Weight::Regular);
    style.align = Align::Start;
    style.lines_max = 2;
    style.shrink_to_min_mm = page.mm(4);
    const double words = area.width - side - page.mm(10);
    page.write(
        {mirrored ? area.x + page.mm(4) : area.x + side + page.mm(6), area.y, words, area.height},
        style, view.items[i].words);
    page.add(target_item_first + static_cast<int>(i), area);
  }
}

void draw_present(Page& page, const RoundSetupView& view) {
  auto label = page.text(5.4);
  label.lines_max = 2;
  label.colour = theme::quiet_text;
  page.write(page.led(137, 31, 70, 15), label, view.present_label);
  page.write(page.led(157, 49, 30, 24), page.text(17, Weight::Bold), std::to_string(view.present));
  draw_key(page, target_fewer, page.led(137, 50, 20, 22), "−", false);
  draw_key(page, target_more, page.led(187, 50, 20, 22), "+", false);
}

/// `most` is the largest number on the page, so that a mark means the same everywhere.
void draw_marks(Page& page, const Area& area, int marks, int most, int rows_max) {
  const int in_a_row = std::max(10, (most + rows_max - 1) / rows_max);
  const double step = area.width / in_a_row;
  for (int i = 0; i < marks; ++i) {
    const int row = i / in_a_row;
    page.canvas().draw_circle({area.x + step * (i % in_a_row + 0.5), area.y + step * (row + 0.6)},
                              step * 0.36, filled(theme::ink));
  }
}

void draw_part(Page& page, const RoundResultView::Part& part, const Area& area, bool is_first,
               int most) {
  page.canvas().draw_rounded_rect(area, page.mm(theme::corner),
                                  filled_and_outlined(is_first ? theme::sunny : theme::paper,
                                                      theme::ink, page.mm(theme::choice_line)));
  const double side = std::min(area.width * 0.62, area.height * 0.5);
  const double heading = part.heading.empty() ? page.mm(3) : page.mm(11);
  auto style = page.text(5.6);
  style.colour = theme::quiet_text;
  page.write({area.x, area.y + page.mm(2), area.width, heading}, style, part.heading);
  page.canvas().draw_picture(part.picture,
                             {area.centre().x - side / 2, area.y + heading, side, side}, {});
  auto words = page.text(7, Weight::Bold);
  words.lines_max = 2;
  page.write({area.x + page.mm(3), area.y + heading + side, area.width - page.mm(6), page.mm(13)},
             words, part.words);
  if (part.marks) {
    const auto marks = Area{area.x + page.mm(5), area.y + heading + side + page.mm(13),
                            area.width - page.mm(10), page.mm(9)};
    draw_marks(page, marks, *part.marks, most, 3);
  }
}

/// One of many: a line with its picture, its word, and marks under it.
void draw_line(Page& page, const RoundResultView::Part& part, const Area& area, int most) {
  const bool mirrored = page.reading().is_mirrored();
  const double side = area.height;
  page.canvas().draw_picture(part.picture,
                             {mirrored ? area.right() - side : area.x, area.y, side, side}, {});
  const double width = area.width - side - page.mm(3);
  const double x = mirrored ? area.x : area.x + side + page.mm(3);
  auto words = page.text(5.4, Weight::Bold);
  words.align = Align::Start;
  words.shrink_to_min_mm = page.mm(theme::note_size_min);
  page.write({x, area.y, width, page.mm(7)}, words, part.words);
  draw_marks(page, {x, area.y + page.mm(7.4), width, page.mm(6)}, part.marks.value_or(0), most, 1);
}

int most_of(const std::vector<RoundResultView::Part>& parts) {
  int most = 0;
  for (const auto& part : parts) most = std::max(most, part.marks.value_or(0));
  return most;
}

/// Side by side as long as there are few; of many, two columns of lines.
void draw_parts(Page& page, const std::vector<RoundResultView::Part>& parts) {
  constexpr std::size_t side_by_side = 6;
  constexpr double gap = 9;
  const auto count = static_cast<double>(parts.size());
  const int most = most_of(parts);
  if (parts.size() > side_by_side) {
    const auto in_column = (parts.size() + 1) / 2;
    const double step = 70.0 / static_cast<double>(in_column);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const double x = theme::margin + (i < in_column ? 4 : 104);
      const double y = 26 + step * static_cast<double>(i % in_column);
      draw_line(page, parts[i], page.area(x, y, 92, std::min(step - 1.4, 14.0)), most);
    }
    return;
  }
  const double width = count == 0 ? 0 : std::min((197 - gap * (count - 1)) / count, 62.0);
  const double left = (Page::sheet_width - width * count - gap * (count - 1)) / 2;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto area = page.area(left + static_cast<double>(i) * (width + gap), 28, width, 67);
    draw_part(page, parts[i], area, !parts[i].marks && parts[i].heading == parts.front().heading,
              most);
  }
}

}  // namespace

std::vector<Target> draw_round_setup(Canvas& canvas, const RoundSetupView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::paper);
  auto title = page.text(8.5, Weight::Bold);
  title.align = Align::Start;
  page.write(page.led(theme::margin, 9, 195, 16), title, view.title);
  draw_items(page, view);
  draw_present(page, view);
  draw_key(page, target_start, page.led(137, 80, 70, 21), view.start, true);
  if (!view.more.empty()) draw_key(page, target_enter, page.led(68, 108, 60, 19), view.more, false);
  const double beside = view.tablets.empty() ? 0 : 36.5;
  if (!view.tablets.empty())
    draw_key(page, target_tablets, page.led(137, 106, 33.5, 21), view.tablets, false);
  if (!view.talk.empty())
    draw_key(page, target_talk, page.led(137 + beside, 106, 70 - beside, 21), view.talk, false);
  draw_key(page, target_back, page.led(theme::margin, 108, 50, 19), view.back, false);
  return page.take_targets();
}

std::vector<Target> draw_round_turn(Canvas& canvas, const RoundTurnView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::warm);
  draw_ring(page, view.present, view.answered);
  page.write(page.area(20, 9, 177, 20), page.text(15, Weight::Bold), view.title);
  canvas.draw_picture("hand", page.area(87, 58, 43, 43), {});
  auto line = page.text(7);
  page.write(page.area(40, 102, 137, 11), line, view.line);
  auto counter = page.text(5.8);
  counter.colour = theme::quiet_text;
  page.write(page.area(50, 113, 117, 9), counter, view.counter);
  page.add(target_start, page.area(30, 28, 157, 92));
  draw_key(page, target_close, page.led(172, 112, 36, 15), view.close, false);
  return page.take_targets();
}

std::vector<Target> draw_round_result(Canvas& canvas, const RoundResultView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::warm);
  auto title = page.text(10.5, Weight::Bold);
  page.write(page.area(15, 7, 187, 17), title, view.title);
  draw_parts(page, view.parts);
  auto line = page.text(view.parts.empty() ? 8 : 5.8);
  line.lines_max = 2;
  page.write(page.area(18, view.parts.empty() ? 40 : 97, 181, view.parts.empty() ? 40 : 13), line,
             view.line);
  draw_pill(page, target_back, {77.5, 109, 62, 19}, "neste", view.done);
  return page.take_targets();
}

}  // namespace stemme
