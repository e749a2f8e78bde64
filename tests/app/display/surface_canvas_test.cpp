#include "app/display/surface_canvas.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "app/display/offscreen_panel.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr Colour ink = colour(0x1B2A41);
constexpr Colour paper = colour(0xFFFDF7);
constexpr std::uint32_t ink_pixel = 0xFF1B2A41;
constexpr std::uint32_t paper_pixel = 0xFFFFFDF7;

/// Half a millimetre a pixel: 100 × 80 mm.
class SurfaceCanvasTest : public testing::Test {
 protected:
  SurfaceCanvasTest()
      : typesetter_(Typesetter::open().value()), shelf_({folder_.path()}), panel_(200, 160, 0.5) {
    std::ofstream(folder_ / "pil.svg")
        << R"(<svg viewBox="0 0 96 96"><rect width="48" height="96" fill="#2B6CB0"/></svg>)";
  }

  SurfaceCanvas canvas(OffscreenPanel& panel) {
    return {panel.pixels(), panel.mm_per_px(), shelf_, *typesetter_};
  }
  SurfaceCanvas canvas() { return canvas(panel_); }
  std::uint32_t at_mm(double x, double y) {
    return panel_.pixels().row(static_cast<int>(y / 0.5))[static_cast<int>(x / 0.5)];
  }
  std::vector<std::uint32_t> all(OffscreenPanel& panel) {
    const Pixels pixels = panel.pixels();
    return {pixels.first, pixels.first + std::ptrdiff_t{pixels.width} * pixels.height};
  }
  /// Something of everything.
  void draw_scene(Canvas& canvas) {
    canvas.fill_ground(paper);
    canvas.draw_circle({40, 40}, 25, filled_and_outlined(colour(0xF9E27A), ink, 1.5));
    canvas.draw_picture("pil", {50, 30, 30, 30}, {0.5, true});
    canvas.draw_picture("mangler", {70, 5, 20, 20}, {});
    TextStyle style;
    style.lines_max = 2;
    canvas.draw_text({5, 55, 90, 20}, style, "Hvordan var det ute i dag?");
    const Faded faded(canvas, {10, 10, 60, 60}, 0.28);
    canvas.draw_circle({30, 30}, 15, filled_and_outlined(paper, ink, 2));
  }

  ScratchFolder folder_;
  std::unique_ptr<Typesetter> typesetter_;
  PictureShelf shelf_;
  OffscreenPanel panel_;
};

TEST_F(SurfaceCanvasTest, MeasuresInMillimetres) {
  EXPECT_EQ(canvas().area(), (Area{0, 0, 100, 80}));
}

TEST_F(SurfaceCanvasTest, FillsTheGround) {
  canvas().fill_ground(paper);
  for (const auto pixel : all(panel_)) ASSERT_EQ(pixel, paper_pixel);
}

TEST_F(SurfaceCanvasTest, DrawsFillAndOutlineWhereTheyBelong) {
  auto c = canvas();
  c.fill_ground(paper);
  c.draw_circle({50, 40}, 20, filled_and_outlined(colour(0xF9E27A), ink, 2));

  EXPECT_EQ(at_mm(50, 40), 0xFFF9E27AU);
  EXPECT_EQ(at_mm(70, 40), ink_pixel);
  EXPECT_EQ(at_mm(72, 40), paper_pixel);
}

TEST_F(SurfaceCanvasTest, FadesAThingAsAWholeWithoutSeams) {
  auto c = canvas();
  c.fill_ground(colour(0xFFFFFF));
  {
    const Faded faded(c, {0, 0, 100, 80}, 0.5);
    c.draw_rect({20, 20, 40, 40}, filled(colour(0xFF0000)));
    c.draw_rect({20, 20, 40, 40}, outlined(colour(0x0000FF), 4));
  }

  EXPECT_EQ(at_mm(40, 40), 0xFFFF7F7FU);
  // Inside the path the outline lies on the fill: the red must not shine through.
  EXPECT_EQ(at_mm(21, 40), 0xFF7F7FFFU);
  EXPECT_EQ(at_mm(19, 40), 0xFF7F7FFFU);
}

TEST_F(SurfaceCanvasTest, NestsFades) {
  auto c = canvas();
  c.fill_ground(colour(0xFFFFFF));
  {
    const Faded outer(c, {0, 0, 100, 80}, 0.5);
    const Faded inner(c, {10, 10, 50, 50}, 0.5);
    c.draw_rect({20, 20, 20, 20}, filled(colour(0x000000)));
  }
  EXPECT_NEAR(static_cast<int>(at_mm(30, 30) & 255U), 191, 1);
}

TEST_F(SurfaceCanvasTest, DrawsNothingOutsideAClip) {
  auto c = canvas();
  c.fill_ground(paper);
  {
    const Clipped clipped(c, {20, 20, 30, 30});
    c.fill_ground(ink);
    c.draw_circle({20, 20}, 40, filled_and_outlined(ink, ink, 9));
    c.draw_picture("pil", {0, 0, 90, 80}, {});
  }
  c.draw_rect({90, 70, 5, 5}, filled(ink));

  EXPECT_EQ(at_mm(19, 30), paper_pixel);
  EXPECT_EQ(at_mm(51, 30), paper_pixel);
  EXPECT_NE(at_mm(30, 30), paper_pixel);
  EXPECT_EQ(at_mm(92, 72), ink_pixel);
}

/// What changed is repainted alone: it must not differ from painting everything.
TEST_F(SurfaceCanvasTest, RepaintsAnyAreaExactlyAsTheWhole) {
  auto c = canvas();
  draw_scene(c);
  const auto whole = all(panel_);
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> upto(0, 60);

  for (int i = 0; i < 10; ++i) {
    const Clipped clipped(c, {upto(random), upto(random), upto(random), upto(random)});
    draw_scene(c);
  }

  const auto again = all(panel_);
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (unsigned shift = 0; shift < 32; shift += 8)
      ASSERT_NEAR(static_cast<int>((whole[i] >> shift) & 255U),
                  static_cast<int>((again[i] >> shift) & 255U), 2);
}

TEST_F(SurfaceCanvasTest, MirrorsAPictureWhenAsked) {
  auto c = canvas();
  c.fill_ground(paper);
  c.draw_picture("pil", {0, 0, 40, 40}, {});
  c.draw_picture("pil", {50, 0, 40, 40}, {1, true});

  EXPECT_EQ(at_mm(10, 20), 0xFF2B6CB0U);
  EXPECT_EQ(at_mm(60, 20), paper_pixel);
  EXPECT_EQ(at_mm(80, 20), 0xFF2B6CB0U);
}

TEST_F(SurfaceCanvasTest, ScalesAMovingPictureFromTheOneThatIsThere) {
  auto c = canvas();
  c.draw_picture("pil", {10, 10, 40, 40}, {});
  const auto bytes = shelf_.bytes();
  c.fill_ground(paper);
  c.draw_picture("pil", {5, 5, 50, 50}, {1, false, true});

  EXPECT_EQ(shelf_.bytes(), bytes);
  EXPECT_EQ(at_mm(6, 30), 0xFF2B6CB0U);
  EXPECT_EQ(at_mm(40, 30), paper_pixel);
}

TEST_F(SurfaceCanvasTest, LeavesAnOutlinedSquareForAMissingPicture) {
  auto c = canvas();
  c.fill_ground(colour(0xE3F0F8));
  c.draw_picture("mangler", {20, 20, 40, 40}, {});

  EXPECT_EQ(at_mm(40, 40), paper_pixel);
  EXPECT_EQ(at_mm(24, 40), ink_pixel);
}

TEST_F(SurfaceCanvasTest, AnswersWithWhatTheTextTook) {
  TextStyle style;
  const auto drawn = canvas().draw_text({0, 0, 90, 20}, style, "Bra");
  const auto measured = canvas().measure_text(90, style, "Bra");

  EXPECT_EQ(drawn.lines, 1);
  EXPECT_TRUE(drawn.fits);
  EXPECT_EQ(drawn.width_mm, measured.width_mm);
  EXPECT_NEAR(drawn.width_mm, 10, 4);
  EXPECT_NEAR(drawn.height_mm, 7.8, 0.1);
}

TEST_F(SurfaceCanvasTest, PutsTextAtTheStartOfItsDirection) {
  auto c = canvas();
  c.fill_ground(paper);
  TextStyle style;
  style.align = Align::Start;
  c.draw_text({0, 0, 100, 20}, style, "Bra");
  style.direction = Direction::RightToLeft;
  c.draw_text({0, 40, 100, 20}, style, "جيد");

  const auto ink_between = [&](double left, double right, double top) {
    int count = 0;
    for (double y = top; y < top + 20; y += 0.5)
      for (double x = left; x < right; x += 0.5) count += at_mm(x, y) == paper_pixel ? 0 : 1;
    return count;
  };
  EXPECT_GT(ink_between(0, 30, 0), 20);
  EXPECT_EQ(ink_between(50, 100, 0), 0);
  EXPECT_GT(ink_between(70, 100, 40), 20);
  EXPECT_EQ(ink_between(0, 50, 40), 0);
}

TEST_F(SurfaceCanvasTest, SavesWhatWasDrawnAsPng) {
  auto c = canvas();
  draw_scene(c);
  ASSERT_TRUE(panel_.present({}));
  ASSERT_TRUE(panel_.save_png(folder_ / "scene.png"));

  EXPECT_EQ(panel_.frames(), 1);
  EXPECT_GT(std::filesystem::file_size(folder_ / "scene.png"), 1000U);
}

}  // namespace
}  // namespace stemme
