// Whatever was shown before, painting what differs gives the pixels of painting everything.
#include "app/display/easel.h"

#include <gtest/gtest.h>

#include <random>

#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"
#include "app/screens/furniture.h"
#include "tests/gallery/exhibits.h"
#include "tests/gallery/sample_library.h"

namespace stemme {
namespace {

const std::string assets = std::string(STEMME_SOURCE) + "/assets";
constexpr std::size_t turns = 120;

std::vector<std::uint32_t> pixels_of(OffscreenPanel& panel) {
  const auto pixels = panel.pixels();
  return {pixels.first, pixels.first + std::ptrdiff_t{pixels.width} * pixels.height};
}

class AnEasel : public testing::Test {
 protected:
  Sketch sketch(const ScreenView& view, const std::vector<Area>& ring = {}) {
    Sketch drawn(panel_.area(), panel_.mm_per_px(), *typesetter_);
    static_cast<void>(draw_screen(drawn, view));
    draw_ring(drawn, ring);
    return drawn;
  }
  std::vector<std::uint32_t> painted_whole(const ScreenView& view, const std::vector<Area>& ring) {
    OffscreenPanel panel(1280, 800, 217.0 / 1280);
    SurfaceCanvas canvas(panel.pixels(), panel.mm_per_px(), shelf_, *typesetter_);
    static_cast<void>(draw_screen(canvas, view));
    draw_ring(canvas, ring);
    return pixels_of(panel);
  }

  Library library_ = sample_library(assets);
  PictureShelf shelf_{{assets + "/pictures"}};
  std::unique_ptr<Typesetter> typesetter_ = Typesetter::open().value();
  OffscreenPanel panel_{1280, 800, 217.0 / 1280};
  Easel easel_{shelf_, *typesetter_};
};

TEST_F(AnEasel, PaintsTheSamePixelsInPartsAsInOne) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<ScreenView> views;
  for (const auto& language : library_.languages())
    for (auto& exhibit : exhibits_in(library_, language)) views.push_back(std::move(exhibit.view));
  for (std::size_t turn = 0; turn < turns; ++turn) {
    // Neighbours differ a little, others in everything; with a ring where a switch is plugged in.
    const auto at = turn % 3 == 0 ? random() % views.size() : (random() % 4 + turn) % views.size();
    std::vector<Area> ring;
    if (random() % 3 == 0) ring.push_back({static_cast<double>(random() % 150), 40, 40, 40});
    easel_.paint(panel_, sketch(views[at], ring));
    ASSERT_EQ(pixels_of(panel_), painted_whole(views[at], ring)) << "view " << at;
  }
}

/// What was painted ahead is seen when it comes, and never otherwise.
TEST_F(AnEasel, ShowsWhatIsRightWhateverWasPaintedAhead) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<ScreenView> views;
  for (auto& exhibit : exhibits_in(library_, "nb")) views.push_back(std::move(exhibit.view));
  for (int turn = 0; turn < 40; ++turn) {
    const auto coming = random() % views.size();
    const auto before = panel_.shown();
    for (auto ahead = random() % 3; ahead > 0; --ahead)
      easel_.paint_ahead(panel_, sketch(views[ahead == 1 ? coming : random() % views.size()]));
    EXPECT_EQ(panel_.shown(), before);
    const auto& view = views[random() % 2 == 0 ? coming : random() % views.size()];
    const auto areas = easel_.paint(panel_, sketch(view));
    if (!areas.empty()) {
      ASSERT_TRUE(panel_.present(areas));
    }
    EXPECT_FALSE(easel_.is_ahead());
    ASSERT_EQ(panel_.shown(), painted_whole(view, {})) << name_of(view);
  }
}

TEST_F(AnEasel, PaintsLittleWhenAChoiceIsShown) {
  const auto exhibits = exhibits_in(library_, "nb");
  const auto question = std::ranges::find_if(exhibits, [](const Exhibit& exhibit) {
    const auto* view = std::get_if<QuestionView>(&exhibit.view);
    return view != nullptr && !view->chosen && view->options.size() == 5;
  });
  ASSERT_NE(question, exhibits.end());
  auto view = std::get<QuestionView>(question->view);
  easel_.paint(panel_, sketch(view));
  view.chosen = 4;
  view.growth = 0;

  const auto areas = easel_.paint(panel_, sketch(view));

  double painted = 0;
  for (const auto& area : areas) painted += area.width * area.height;
  EXPECT_GT(painted, 0);
  EXPECT_LT(painted, 0.2 * panel_.area().width * panel_.area().height);
}

TEST_F(AnEasel, PaintsNothingTwice) {
  const auto view = exhibits_in(library_, "nb").front().view;
  EXPECT_EQ(easel_.paint(panel_, sketch(view)), std::vector{panel_.area()});
  EXPECT_TRUE(easel_.paint(panel_, sketch(view)).empty());
}

TEST_F(AnEasel, PaintsEverythingWhenItHasForgotten) {
  const auto view = exhibits_in(library_, "nb").front().view;
  easel_.paint(panel_, sketch(view));
  panel_.pixels().row(10)[10] = 0xFF00FF00;

  easel_.forget();
  easel_.paint(panel_, sketch(view));

  EXPECT_EQ(pixels_of(panel_), painted_whole(view, {}));
}

}  // namespace
}  // namespace stemme
