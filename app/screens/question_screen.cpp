#include "app/screens/question_screen.h"

#include <algorithm>
#include <array>

#include "app/screens/theme.h"

namespace stemme {
namespace {

struct Strip {
  double top;
  double height;
};

bool is_parents(const QuestionView& view) { return !view.languages.empty(); }

/// Grows the chosen one and fades the others; nothing else moves.
double scale_of(const QuestionView& view, int option) {
  return view.chosen == option ? 1 + theme::chosen_growth * view.growth : 1;
}

double opacity_of(const QuestionView& view, int option) {
  if (!view.chosen || view.chosen == option) return 1;
  return 1 - (1 - theme::faded_opacity) * view.growth;
}

/// On its way between two sizes.
PictureStyle picture_style(const QuestionView& view, int option) {
  return {.is_moving = view.chosen == option && view.growth > 0 && view.growth < 1};
}

/// More tiles than one row holds.
bool has_two_rows(const QuestionView& view) {
  constexpr std::size_t tiles_in_a_row = 6;
  return view.is_tiles && view.options.size() > tiles_in_a_row;
}

bool is_picked(const QuestionView& view, int option) {
  return view.pick && std::ranges::find(view.pick->picked, option) != view.pick->picked.end();
}

void draw_heading(Page& page, const QuestionView& view) {
  auto style = page.text(theme::question_size, Weight::Bold);
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(7.5);
  if (is_parents(view)) {
    const auto [top, height] = has_two_rows(view) ? Strip{4, 18} : Strip{6, 21};
    page.write(page.area(theme::margin, top, Page::sheet_width - 2 * theme::margin, height), style,
               view.text);
    return;
  }
  if (view.pair) {  // Two large pictures are enough to look at, and one line to hear.
    style.lines_max = 1;
    page.write(page.area(theme::margin, 5, Page::sheet_width - 2 * theme::margin, 22), style,
               view.text);
    return;
  }
  page.canvas().draw_picture(view.picture, page.led(14, 6, 27, 27), {});
  style.align = Align::Start;
  page.write(page.led(49, 6, 158, 27), style, view.text);
}

struct Row {
  double side;  ///< of an answer's picture
  double step;  ///< from centre to centre
  double centre_y;
  double label_y;
  double label_height;
};

Row row_for(const QuestionView& view) {
  const auto count = static_cast<double>(view.options.size());
  if (is_parents(view)) return {34, 39.6, 46.5, 63.6, 18.6};
  if (count <= 3) return {62, 66, 65, 94.5, 12};
  return {37, 39.6, 60, 80.5, 18.6};
}

void draw_row(Page& page, const QuestionView& view) {
  const auto row = row_for(view);
  const auto count = view.options.size();
  const double first = Page::sheet_width / 2 - row.step * static_cast<double>(count - 1) / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const int index = static_cast<int>(i);
    const auto& option = view.options[i];
    const double x = first + row.step * static_cast<double>(i);
    const auto place = page.area(x - row.side / 2, row.centre_y - row.side / 2, row.side, row.side);
    const auto words =
        page.area(x - row.step / 2 + 1.5, row.label_y, row.step - 3, row.label_height);
    const Area both{std::min(place.x, words.x), place.y, std::max(place.width, words.width),
                    words.bottom() - place.y};
    {
      const Faded faded(page.canvas(), both.grown(page.mm(8)), opacity_of(view, index));
      if (!is_parents(view) && count <= 3) {
        page.canvas().draw_ellipse({place.centre().x, place.bottom() - place.height * 0.065},
                                   place.width * 0.33, place.height * 0.04,
                                   filled(theme::ink.faded(theme::shadow_opacity)));
      }
      page.canvas().draw_picture(option.picture, place.scaled(scale_of(view, index)),
                                 picture_style(view, index));
      auto style =
          page.text(is_parents(view) || count > 3 ? theme::label_size : theme::answer_size);
      style.stand = Stand::Top;
      style.lines_max = 2;
      style.shrink_to_min_mm = page.mm(4.6);
      page.write(words, style, option.label);
    }
    // The picture's own margin is not the answer: twelve millimetres stay between targets (D40).
    page.add(index, place.scaled(0.85));
  }
}

constexpr std::array<Colour, 4> tile_grounds = {theme::meadow, theme::warm, theme::sunny,
                                                theme::sky};

/// Where many stand side by side and some are taken, colour is left to say which.
Colour ground_of(const QuestionView& view, int index) {
  if (view.pick) return is_picked(view, index) ? theme::sunny : theme::white;
  const bool is_last = index + 1 == static_cast<int>(view.options.size());
  return is_last ? theme::paper
                 : tile_grounds[static_cast<std::size_t>(index) % tile_grounds.size()];
}

/// On the corner, so that it covers neither picture nor word.
void draw_tick(Page& page, const Area& tile) {
  const Point at{tile.right() - page.mm(2.2), tile.y + page.mm(2.2)};
  page.canvas().draw_circle(at, page.mm(4.4), filled(theme::ink));
  Path tick;
  tick.move_to({at.x - page.mm(1.9), at.y + page.mm(0.1)})
      .line_to({at.x - page.mm(0.5), at.y + page.mm(1.6)})
      .line_to({at.x + page.mm(2), at.y - page.mm(1.5)});
  page.canvas().draw_path(tick, outlined(theme::white, page.mm(1.1)));
}

/// Many small words side by side are read as a list: all as large as the longest of them allows.
TextStyle tile_words(Page& page, const QuestionView& view, const Area& place) {
  const bool is_small = has_two_rows(view);
  auto style = page.text(is_small ? 5.4 : 6.8);
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(is_small ? theme::note_size_min : theme::size_min - 0.4);
  if (!is_small) return style;
  auto least = style.size_mm;
  for (const auto& option : view.options)
    least = std::min(least, page.written_size(place, style, option.label));
  style.size_mm = least;
  return style;
}

void draw_tile(Page& page, const QuestionView& view, int index, const Area& sheet) {
  const auto& option = view.options[static_cast<std::size_t>(index)];
  const bool is_small = has_two_rows(view);
  const auto area = page.area(sheet).scaled(1 + (scale_of(view, index) - 1) * 0.5);
  const Faded faded(page.canvas(), area.grown(page.mm(2)), opacity_of(view, index));
  const double line = is_picked(view, index) ? theme::picked_line : theme::choice_line;
  page.canvas().draw_rounded_rect(
      area, page.mm(is_small ? theme::corner * 0.6 : theme::corner),
      filled_and_outlined(ground_of(view, index), theme::ink, page.mm(line)));
  const double above = page.mm(is_small ? 2.2 : 5);
  const double side = std::min(area.width - page.mm(7), area.height * (is_small ? 0.4 : 0.62));
  page.canvas().draw_picture(option.picture,
                             {area.centre().x - side / 2, area.y + above, side, side},
                             picture_style(view, index));
  const double top = area.y + above + side + page.mm(is_small ? 0.4 : 1);
  const double inset = page.mm(is_small ? 2.6 : 2.8);
  const Area place{area.x + inset, top, area.width - 2 * inset, area.bottom() - top - page.mm(2)};
  page.write(place, tile_words(page, view, place), option.label);
  if (is_picked(view, index)) draw_tick(page, area);
}

void draw_tiles(Page& page, const QuestionView& view) {
  const int rows = has_two_rows(view) ? 2 : 1;
  const int in_row = (static_cast<int>(view.options.size()) + rows - 1) / rows;
  // D40: twelve millimetres between answers for the young, eight from ten years up.
  const double gap = is_parents(view) || rows > 1 ? 8.1 : 12.1;
  const double width =
      std::min((Page::sheet_width - 2 * theme::margin - gap * (in_row - 1)) / in_row, 60.0);
  const double left = (Page::sheet_width - width * in_row - gap * (in_row - 1)) / 2;
  const double top = !is_parents(view) ? 38 : rows > 1 ? 25.5 : 32;
  const double all_rows = !is_parents(view) ? 62 : rows > 1 ? 58.5 : 48;
  const double height = (all_rows - gap * (rows - 1)) / rows;
  for (int i = 0; i < static_cast<int>(view.options.size()); ++i) {
    const int row = i / in_row;
    const Area sheet{left + (width + gap) * (i % in_row), top + (height + gap) * row, width,
                     height};
    draw_tile(page, view, i, sheet);
    page.add(i, page.area(sheet));
  }
}

/// Tinted differently because they are different things, never because one is better; so the tint
/// belongs to the side, not to the picture.
constexpr std::array<Colour, 2> page_grounds = {theme::meadow, theme::sky};

void draw_page_of_pair(Page& page, const QuestionView& view, int index, const Area& sheet) {
  const auto& option = view.options[static_cast<std::size_t>(index)];
  const auto area = page.area(sheet).scaled(1 + (scale_of(view, index) - 1) * 0.4);
  const Faded faded(page.canvas(), area.grown(page.mm(2)), opacity_of(view, index));
  page.canvas().draw_rounded_rect(
      area, page.mm(theme::corner),
      filled_and_outlined(page_grounds.at(static_cast<std::size_t>(index)), theme::ink,
                          page.mm(theme::choice_line)));
  const double side = area.height * 0.72;
  page.canvas().draw_picture(option.picture,
                             {area.centre().x - side / 2, area.y + page.mm(3), side, side},
                             picture_style(view, index));
  auto style = page.text(theme::answer_size + 0.6);
  style.shrink_to_min_mm = page.mm(theme::size_min);
  const double words_top = area.y + page.mm(3) + side;
  page.write({area.x + page.mm(3), words_top, area.width - page.mm(6),
              area.bottom() - words_top - page.mm(2)},
             style, option.label);
}

/// Stones to step on, one a pair: those behind are filled, the present one is ringed.
void draw_stones(Page& page, const PairView& pair) {
  constexpr double step = 7;
  constexpr double stone = 2;
  constexpr double last_stone = 98;
  for (int i = 0; i < pair.of; ++i) {
    const auto at = page.at(Page::sheet_width / 2, last_stone - step * (pair.of - 1 - i));
    const auto ground = i < pair.number ? theme::seat_taken : theme::paper;
    const double line = i == pair.number ? 1.2 : 0.6;
    page.canvas().draw_ellipse(at, page.mm(stone), page.mm(stone),
                               filled_and_outlined(ground, theme::ink, page.mm(line)));
  }
}

void draw_pair(Page& page, const QuestionView& view) {
  constexpr double width = 84;
  constexpr double height = 73;
  constexpr double gap = 18;
  for (int i = 0; i < static_cast<int>(view.options.size()); ++i) {
    const double left = Page::sheet_width / 2 + (i == 0 ? -gap / 2 - width : gap / 2);
    const Area sheet{left, 29, width, height};
    draw_page_of_pair(page, view, i, sheet);
    page.add(i, page.area(sheet));
  }
  draw_stones(page, *view.pair);
  // The chosen page grows over the word, which has then been answered.
  const bool is_answered = view.chosen.value_or(-1) >= 0;
  auto style = page.text(7);
  style.colour = theme::quiet_text;
  const auto between = page.area((Page::sheet_width - gap) / 2 + 1.5, 58, gap - 3, 10);
  const Faded faded(page.canvas(), between, is_answered ? 1 - view.growth : 1);
  page.write(between, style, view.pair->between);
}

/// Why, you choose, who sees: beside the controls, so that it costs no tap.
void draw_before(Page& page, const BeforeYouAnswer& before, double top, bool is_over_foot) {
  page.canvas().draw_picture(before.picture, page.led(143, top + 3, 15, 15), {});
  std::string words;
  for (const auto& line : before.lines) words += (words.empty() ? "" : "\n") + line;
  auto style = page.text(theme::note_size);
  style.align = Align::Start;
  style.colour = theme::quiet_text;
  style.lines_max = 6;
  style.shrink_to_min_mm = page.mm(3);
  const double height = is_over_foot ? 21 : 27;
  page.write(page.led(160, top - 1, 50, height), style, words);
}

/// Where the controls are: parents have languages below them.
Strip strip_of(const QuestionView& view) {
  if (!is_parents(view)) return {107, theme::control_height};
  return has_two_rows(view) ? Strip{87.4, 20} : Strip{83, 23};
}

void draw_controls(Page& page, const QuestionView& view) {
  const auto [top, height] = strip_of(view);
  const auto left =
      page.reading().is_mirrored() ? Page::sheet_width - theme::margin - height : theme::margin;
  if (view.has_listen)
    draw_round_control(page, target_listen, {left, top, height, height},
                       view.is_quiet ? "hoyttaler-stille" : "hoyttaler");
  const Area pill{Page::sheet_width / 2 - 31, top, 62, height};
  if (!view.done.empty())
    draw_pill(page, target_back, pill, "ferdig", view.done);
  else if (view.pick && !view.pick->picked.empty())
    draw_pill(page, target_enter, pill, "ferdig", view.pick->finished);
  else if (view.chosen)
    draw_pill(page, target_again, pill, "velg-pa-nytt", view.choose_again);
  else
    draw_pill(page, target_skip, pill, "hopp-over", view.skip);
  if (view.has_door) {
    const double right =
        page.reading().is_mirrored() ? theme::margin : Page::sheet_width - theme::margin - height;
    draw_round_control(page, target_door, {right, top, height, height}, "dor");
  }
  if (view.before && !view.chosen && !view.has_door && view.hint.empty())
    draw_before(page, *view.before, top, is_parents(view));
}

void draw_hint(Page& page, const QuestionView& view) {
  if (view.hint.empty()) return;
  auto style = page.text(theme::note_size);
  style.colour = theme::quiet_text;
  style.lines_max = 3;
  style.align = Align::Start;
  style.shrink_to_min_mm = page.mm(theme::note_size_min);
  const auto [top, height] = strip_of(view);
  page.write(page.led(146, top, 60, height), style, view.hint);
}

}  // namespace

std::vector<Target> draw_question(Canvas& canvas, const QuestionView& view) {
  Page page(canvas, view.reading);
  const bool counts = view.done.empty();
  canvas.fill_ground(counts ? theme::paper : theme::sunny);
  if (!is_parents(view) && !view.pair)
    draw_meadow(page, view.is_tiles ? 108 : 91, view.is_tiles ? 105 : 86, view.is_tiles ? 106 : 85,
                counts ? theme::meadow : theme::warm);
  draw_heading(page, view);
  if (view.pair)
    draw_pair(page, view);
  else if (view.is_tiles)
    draw_tiles(page, view);
  else
    draw_row(page, view);
  if (is_parents(view)) draw_language_foot(page, view.languages, view.language);
  draw_controls(page, view);
  draw_hint(page, view);
  return page.take_targets();
}

}  // namespace stemme
