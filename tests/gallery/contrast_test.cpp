// What is read and what is pressed stands out, is large enough, and is where it seems to be
// (trust.md §5, D40). Measured on the pixels that were painted.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/screens/theme.h"
#include "tests/gallery/painted.h"

namespace stemme {
namespace {

constexpr double text_contrast = 7;
constexpr double sun_contrast = 12;
/// Of a line or an edge: drawings touch one another here and there.
constexpr double share_that_stands_out = 0.9;

bool is_ruled(const Stroke& stroke) { return stroke.brush.outline == theme::rule; }

/// Where something can be pressed that is a thing of its own: not the whole glass, not a name in a
/// row of names.
bool is_thing(const Target& target) {
  return target.id != target_anywhere &&
         (target.id < target_language_first || target.id >= target_key_first);
}

void expect_readable(const Painted& painted) {
  for (const auto& stroke : painted.strokes) {
    if (stroke.kind != Stroke::Kind::Text || stroke.what.empty() || stroke.opacity < 1) continue;
    EXPECT_GE(stroke.contrast, text_contrast) << painted.where << ": " << stroke.what;
  }
}

void expect_lines(const Painted& painted) {
  for (const auto& stroke : painted.strokes) {
    if (stroke.kind != Stroke::Kind::Shape || stroke.line.cells.empty() || is_ruled(stroke))
      continue;
    EXPECT_GE(stroke.contrast, share_that_stands_out) << painted.where;
  }
}

void expect_edges(const Painted& painted) {
  for (const auto& stroke : painted.strokes) {
    if (stroke.kind != Stroke::Kind::Picture || stroke.opacity < 1) continue;
    EXPECT_GE(stroke.contrast, share_that_stands_out) << painted.where << ": " << stroke.what;
  }
}

/// How much of a target, across and down, is filled by what was painted for it.
Area seen_in(const Painted& painted, const Target& target) {
  const double mm = painted.panel.mm_per_px();
  const PixelBox place = PixelBox::around(in_px(target.area, mm));
  PixelBox seen{place.right, place.bottom, place.left, place.top};
  for (const auto& stroke : painted.strokes) {
    const auto box = stroke.mark.ink.within(place);
    const bool is_ground = stroke.area.width > 2 * target.area.width + 12;
    if (box.is_empty() || is_ground) continue;
    seen = {std::min(seen.left, box.left), std::min(seen.top, box.top),
            std::max(seen.right, box.right), std::max(seen.bottom, box.bottom)};
  }
  return {seen.left * mm, seen.top * mm, seen.width() * mm, seen.height() * mm};
}

void expect_targets_seen(const Painted& painted) {
  for (const auto& target : painted.targets) {
    if (!is_thing(target)) continue;
    const auto seen = seen_in(painted, target);
    EXPECT_GE(seen.width, 0.8 * target.area.width) << painted.where << " " << target.id;
    EXPECT_GE(seen.height, 0.8 * target.area.height) << painted.where << " " << target.id;
  }
}

double gap_between(const Area& a, const Area& b) {
  return std::max({b.x - a.right(), a.x - b.right(), b.y - a.bottom(), a.y - b.bottom()});
}

struct Fingers {
  double side;
  double gap;
};

/// D40, by whom the exhibit is for.
Fingers fingers_for(const std::string& name) {
  return name.find("foreldre") != std::string::npos ? Fingers{20, 8} : Fingers{40, 12};
}

void expect_room_for_fingers(const Painted& painted) {
  const auto* question = std::get_if<QuestionView>(&painted.exhibit.view);
  if (question == nullptr) return;
  auto answers = painted.targets;
  std::erase_if(answers, [](const Target& target) { return target.id >= target_skip; });
  const auto needs = fingers_for(painted.exhibit.name);
  // Five faces in a row are for those who are nine and over.
  const bool is_five = question->options.size() > 4 && !question->is_tiles;
  const double side = is_five ? std::min(needs.side, 30.0) : needs.side;
  const double gap = is_five ? std::min(needs.gap, 8.0) : needs.gap;
  for (const auto& answer : answers) {
    const auto seen = seen_in(painted, answer);
    EXPECT_GE(answer.area.width, side - 0.01) << painted.where;
    EXPECT_GE(answer.area.height, side - 0.01) << painted.where;
    EXPECT_GE(std::min(seen.width, seen.height), 0.8 * side) << painted.where;
    for (const auto& other : answers) {
      if (other.id == answer.id) continue;
      EXPECT_GE(gap_between(answer.area, other.area), gap - 0.01) << painted.where;
    }
  }
}

class EveryScreenThatIsShown : public testing::TestWithParam<std::string> {};

TEST_P(EveryScreenThatIsShown, IsSeenReadAndPressedWithEase) {
  PaintRoom room;
  room.each(panel_sizes[0], GetParam(), [](const Painted& painted) {
    expect_readable(painted);
    expect_lines(painted);
    expect_edges(painted);
    expect_targets_seen(painted);
    expect_room_for_fingers(painted);
  });
}

TEST(EveryScreenInTheSun, IsInkOnWhite) {
  PaintRoom room;
  room.each(
      panel_sizes[0], "nb",
      [](const Painted& painted) {
        for (const auto& stroke : painted.strokes) {
          if (stroke.kind != Stroke::Kind::Text || stroke.what.empty() || stroke.opacity < 1)
            continue;
          EXPECT_GE(stroke.contrast, sun_contrast) << painted.where << ": " << stroke.what;
          EXPECT_EQ(stroke.style.weight, Weight::Bold) << painted.where << ": " << stroke.what;
        }
        expect_lines(painted);
        expect_edges(painted);
      },
      Light::Sun);
}

INSTANTIATE_TEST_SUITE_P(In, EveryScreenThatIsShown, testing::Values("nb", "nn", "en"),
                         [](const auto& asked) { return asked.param; });

}  // namespace
}  // namespace stemme
