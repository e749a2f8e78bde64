#include "app/screens/attract_screen.h"

#include <array>

#include "app/screens/furniture.h"
#include "app/screens/theme.h"

namespace stemme {
namespace {

constexpr Area play_pill{4, 9, 56, 25};

void draw_scene(Page& page, const AttractView& view) {
  auto& canvas = page.canvas();
  const double drift = 3 * view.breath;
  // In the place of the first cloud, where nobody stands.
  if (!view.play.empty())
    draw_pill(page, target_play, play_pill, "pil-rundt", view.play);
  else
    canvas.draw_picture("scene-sky", page.area(27 + drift, 6, 28, 22), {});
  canvas.draw_picture("scene-sky", page.area(119 - drift, 3, 21, 17), {});
  canvas.draw_picture("scene-sol", page.area(170, 11, 29, 29), {});
  draw_meadow(page, 84, 84, 77, theme::meadow_far);
  draw_meadow(page, 100, 95, 92, theme::meadow);
  canvas.draw_picture("scene-gran", page.area(5, 42, 46, 46), {});
  canvas.draw_picture("scene-tre", page.area(159, 44, 52, 52), {});
}

void draw_children(Page& page) {
  constexpr std::array<double, 5> heights = {76.5, 75, 77.5, 74.5, 76.5};
  for (std::size_t i = 0; i < heights.size(); ++i) {
    page.canvas().draw_picture("scene-barn-" + std::to_string(i + 1),
                               page.area(37.5 + 25 * static_cast<double>(i), heights[i], 42, 42),
                               {});
  }
}

void draw_bubble(Page& page, const AttractView& view) {
  const auto at = [&](double x, double y) { return page.at(x, y); };
  Path bubble;
  bubble.move_to(at(72, 16))
      .line_to(at(146, 16))
      .curve_to(at(151, 16), at(154, 19), at(154, 24))
      .line_to(at(154, 46))
      .curve_to(at(154, 51), at(151, 54), at(146, 54))
      .line_to(at(112, 54))
      .line_to(at(104, 64))
      .line_to(at(102, 54))
      .line_to(at(72, 54))
      .curve_to(at(67, 54), at(64, 51), at(64, 46))
      .line_to(at(64, 24))
      .curve_to(at(64, 19), at(67, 16), at(72, 16))
      .close();
  page.canvas().draw_path(
      bubble, filled_and_outlined(theme::white, theme::ink, page.mm(theme::choice_line)));
  auto title = page.text(view.touch.empty() ? 8.5 : theme::question_size, Weight::Bold);
  title.lines_max = 2;
  page.write(page.area(68, view.touch.empty() ? 19 : 20, 82, view.touch.empty() ? 32 : 18), title,
             view.title);
  if (view.touch.empty()) return;
  auto touch = page.text(6.8);
  touch.shrink_to_min_mm = page.mm(theme::size_min);
  page.write(page.area(70, 39, 78, 10), touch, view.touch);
}

}  // namespace

std::vector<Target> draw_attract(Canvas& canvas, const AttractView& view) {
  Page page(canvas, view.reading);
  canvas.fill_ground(theme::sky);
  // Under everything else that can be touched.
  if (view.is_open) page.add(target_start, canvas.area());
  draw_scene(page, view);
  draw_children(page);
  draw_bubble(page, view);
  auto privacy = page.text(theme::note_size);
  privacy.colour = theme::quiet_text;
  page.write(page.area(30, 119, 157, 9), privacy, view.privacy);
  if (view.has_languages) draw_round_control(page, target_languages, {8.5, 110, 19, 19}, "sprak");
  // Staff find it, children pass it by: the logo in the corner, held like any target.
  const auto corner = page.area(192, 112, 16, 16);
  canvas.draw_picture("stemme-logo", corner, {.opacity = 0.75});
  page.add(target_staff, corner);
  if (view.is_quiet) canvas.draw_rect(canvas.area(), filled(theme::ink.faded(0.45)));
  return page.take_targets();
}

}  // namespace stemme
