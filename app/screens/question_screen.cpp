#include "app/screens/question_screen.h"

#include <algorithm>
#include <array>

#include "app/screens/theme.h"

namespace stemme {
namespace {

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

void draw_heading(Page& page, const QuestionView& view) {
  auto style = page.text(theme::question_size, Weight::Bold);
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(7.5);
  if (is_parents(view)) {
    page.write(page.area(theme::margin, 8, Page::sheet_width - 2 * theme::margin, 22), style,
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
  if (is_parents(view)) return {37, 39.6, 49, 67.5, 14.6};
  if (count <= 3) return {62, 66, 65, 94.5, 12};
  return {37, 39.6, 61, 82, 18};
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
      auto style = page.text(is_parents(view) || count > 3 ? 6 : theme::answer_size);
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

void draw_tile(Page& page, const QuestionView& view, int index, const Area& sheet) {
  const auto& option = view.options[static_cast<std::size_t>(index)];
  const bool is_last = index + 1 == static_cast<int>(view.options.size());
  const auto area = page.area(sheet).scaled(1 + (scale_of(view, index) - 1) * 0.5);
  const Faded faded(page.canvas(), area.grown(page.mm(2)), opacity_of(view, index));
  const auto ground =
      is_last ? theme::paper : tile_grounds[static_cast<std::size_t>(index) % tile_grounds.size()];
  page.canvas().draw_rounded_rect(
      area, page.mm(theme::corner),
      filled_and_outlined(ground, theme::ink, page.mm(theme::choice_line)));
  const double side = std::min(area.width - page.mm(7), area.height * 0.62);
  page.canvas().draw_picture(option.picture,
                             {area.centre().x - side / 2, area.y + page.mm(5), side, side},
                             picture_style(view, index));
  auto style = page.text(6.8);
  style.lines_max = 2;
  style.shrink_to_min_mm = page.mm(theme::size_min - 0.4);
  const double words_top = area.y + page.mm(6) + side;
  page.write({area.x + page.mm(2.8), words_top, area.width - page.mm(5.6),
              area.bottom() - words_top - page.mm(2)},
             style, option.label);
}

void draw_tiles(Page& page, const QuestionView& view) {
  const auto count = static_cast<double>(view.options.size());
  // D40: twelve millimetres between answers for the young, eight for adults.
  const double gap = is_parents(view) ? 8.1 : 12.1;
  const double width =
      std::min((Page::sheet_width - 2 * theme::margin - gap * (count - 1)) / count, 60.0);
  const double left = (Page::sheet_width - width * count - gap * (count - 1)) / 2;
  const double top = is_parents(view) ? 32 : 38;
  const double height = is_parents(view) ? 48 : 62;
  for (int i = 0; i < static_cast<int>(view.options.size()); ++i) {
    const Area sheet{left + (width + gap) * i, top, width, height};
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
void draw_before(Page& page, const BeforeYouAnswer& before) {
  page.canvas().draw_picture(before.picture, page.led(143, 110, 15, 15), {});
  std::string words;
  for (const auto& line : before.lines) words += (words.empty() ? "" : "\n") + line;
  auto style = page.text(theme::note_size);
  style.align = Align::Start;
  style.colour = theme::quiet_text;
  style.lines_max = 6;
  style.shrink_to_min_mm = page.mm(3);
  page.write(page.led(160, 106, 50, 27), style, words);
}

void draw_controls(Page& page, const QuestionView& view) {
  const bool parents = is_parents(view);
  const double top = parents ? 83 : 107;
  const double height = parents ? 23 : theme::control_height;
  const auto left =
      page.reading().is_mirrored() ? Page::sheet_width - theme::margin - height : theme::margin;
  if (view.has_listen)
    draw_round_control(page, target_listen, {left, top, height, height},
                       view.is_quiet ? "hoyttaler-stille" : "hoyttaler");
  const Area pill{Page::sheet_width / 2 - 31, top, 62, height};
  if (!view.done.empty())
    draw_pill(page, target_back, pill, "ferdig", view.done);
  else if (view.chosen)
    draw_pill(page, target_again, pill, "velg-pa-nytt", view.choose_again);
  else
    draw_pill(page, target_skip, pill, "hopp-over", view.skip);
  if (view.has_door) {
    const double right =
        page.reading().is_mirrored() ? theme::margin : Page::sheet_width - theme::margin - height;
    draw_round_control(page, target_door, {right, top, height, height}, "dor");
  }
  if (view.before && !view.chosen && !view.has_door) draw_before(page, *view.before);
}

void draw_hint(Page& page, const QuestionView& view) {
  if (view.hint.empty()) return;
  auto style = page.text(theme::note_size);
  style.colour = theme::quiet_text;
  style.lines_max = 3;
  style.align = Align::Start;
  style.shrink_to_min_mm = page.mm(theme::note_size_min);
  page.write(page.led(146, 107, 60, 25), style, view.hint);
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
