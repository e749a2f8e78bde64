#include "app/screens/screen.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"

namespace stemme {
namespace {

constexpr int width_px = 1280;
constexpr int height_px = 800;
constexpr double panel_mm = 217;

/// A 10.1" panel with the real pictures and fonts.
class Glass {
 public:
  std::vector<Target> show(const ScreenView& view) {
    SurfaceCanvas canvas(panel_.pixels(), panel_.mm_per_px(), shelf_, *typesetter_);
    return draw_screen(canvas, view);
  }
  std::vector<std::uint32_t> pixels() {
    const auto seen = panel_.pixels();
    std::vector<std::uint32_t> copy;
    for (int y = 0; y < seen.height; ++y)
      copy.insert(copy.end(), seen.row(y), seen.row(y) + seen.width);
    return copy;
  }

 private:
  OffscreenPanel panel_{width_px, height_px, panel_mm / width_px};
  PictureShelf shelf_{{std::string(STEMME_SOURCE) + "/assets/pictures"}};
  std::unique_ptr<Typesetter> typesetter_ = Typesetter::open().value();
};

QuestionView faces() {
  QuestionView view;
  view.text = "Hvordan var det ute i dag?";
  view.picture = "ute";
  view.options = {
      {"ansikt-trist", "Ikke bra"}, {"ansikt-midt", "Midt imellom"}, {"ansikt-glad", "Bra"}};
  view.skip = "Hopp over";
  view.choose_again = "Velg på nytt";
  return view;
}

QuestionView tiles() {
  auto view = faces();
  view.is_tiles = true;
  view.options = {{"skog", "Skogen"},
                  {"strand", "Stranda"},
                  {"lekeplass", "Lekeplassen"},
                  {"annet", "Noe annet"}};
  return view;
}

QuestionView pair() {
  auto view = faces();
  view.pair = PairView{"eller", 1, 3};
  view.options = {{"skog", "Skogen"}, {"strand", "Stranda"}};
  return view;
}

std::vector<Target> answers_of(std::vector<Target> targets) {
  std::erase_if(targets, [](const Target& target) { return target.id >= target_skip; });
  return targets;
}

double gap_between(const Area& a, const Area& b) {
  return std::max({b.x - a.right(), a.x - b.right(), b.y - a.bottom(), a.y - b.bottom()});
}

TEST(AnswersForTheYoung, AreFortyMillimetresWideAndTwelveApart) {
  Glass glass;
  for (const auto& view : {faces(), tiles(), pair()}) {
    const auto answers = answers_of(glass.show(view));

    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_GE(answers[i].area.width, 40.0);
      EXPECT_GE(answers[i].area.height, 40.0);
      for (std::size_t j = i + 1; j < answers.size(); ++j)
        EXPECT_GE(gap_between(answers[i].area, answers[j].area), 11.99);
    }
  }
}

TEST(Controls, AreTwentyMillimetresHighAndTouchNoAnswer) {
  Glass glass;
  for (const auto& view : {faces(), tiles(), pair()}) {
    const auto targets = glass.show(view);
    for (const auto& target : targets) {
      if (target.id < target_skip) continue;
      EXPECT_GE(target.area.height, 20.0);
      for (const auto& answer : answers_of(targets))
        EXPECT_GT(gap_between(target.area, answer.area), 4.0);
    }
  }
}

TEST(AnAnswer, HasItsWordUnderItsPicture) {
  Glass glass;
  const auto answers = answers_of(glass.show(faces()));
  const auto with_words = glass.pixels();
  auto wordless = faces();
  for (auto& option : wordless.options) option.label.clear();
  glass.show(wordless);
  const auto without = glass.pixels();

  const auto at = [](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
           static_cast<std::size_t>(x);
  };
  for (const auto& answer : answers) {
    const auto below = static_cast<int>(answer.area.bottom() / panel_mm * width_px);
    const auto centre = static_cast<int>(answer.area.centre().x / panel_mm * width_px);
    bool differs = false;
    for (int y = below; y < below + 100; ++y) {
      for (int x = centre - 60; x < centre + 60; ++x)
        differs |= with_words[at(x, y)] != without[at(x, y)];
    }
    EXPECT_TRUE(differs) << answer.id;
  }
}

TEST(AScreen, IsTheSamePixelsWhateverWasShownBefore) {
  Glass fresh;
  fresh.show(faces());
  Glass used;
  auto chosen = faces();
  chosen.chosen = 2;
  used.show(chosen);
  used.show(ThanksView{{}, "Takk!", "Vi hører på det dere sier.", ""});
  used.show(tiles());

  used.show(faces());

  EXPECT_EQ(used.pixels(), fresh.pixels());
}

TEST(TheThanks, AreTheSameAfterEveryAnswer) {
  // There is no field through which an answer could reach it; this fails to compile when one is
  // added.
  const auto [reading, title, line, calm_line] = ThanksView{{}, "Takk!", "Vi hører.", ""};
  EXPECT_EQ(title, "Takk!");
  EXPECT_TRUE(calm_line.empty());
  EXPECT_FALSE(reading.is_mirrored());
  EXPECT_EQ(line, "Vi hører.");
}

TEST(AnswersInArabic, KeepTheirOrderWhileTheControlsMirror) {
  Glass glass;
  auto mirrored = faces();
  mirrored.reading.direction = Direction::RightToLeft;
  const auto left_to_right = glass.show(faces());
  const auto right_to_left = glass.show(mirrored);
  const auto x_of = [](const std::vector<Target>& targets, int id) {
    return std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.id == id; })
        ->area.x;
  };

  EXPECT_EQ(x_of(left_to_right, 0), x_of(right_to_left, 0));
  EXPECT_LT(x_of(left_to_right, target_listen), x_of(right_to_left, target_listen));
}

}  // namespace
}  // namespace stemme
