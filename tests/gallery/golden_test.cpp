// No screen changes without somebody having looked: each is compared with its golden picture, block
// by block, as an eye would. STEMME_WRITE_GOLDEN=1 writes them anew; look at them before they are
// kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "tests/gallery/painted.h"
#include "tests/gallery/seen_colours.h"

namespace stemme {
namespace {

/// A golden picture is a quarter as wide and high: enough to see that something moved.
constexpr int shrunk = 4;
/// In CIE L*a*b*: the mean of a block of 8 × 8 golden pixels may differ by what is just seen.
constexpr int block = 8;
constexpr double block_differs = 3;

std::uint32_t mean_of(const Pixels& pixels, int left, int top, int side) {
  std::array<std::uint32_t, 3> sums{};
  for (int y = top; y < top + side; ++y)
    for (int x = left; x < left + side; ++x)
      for (std::size_t i = 0; i < 3; ++i) sums.at(i) += pixels.row(y)[x] >> (8 * i) & 255U;
  std::uint32_t mean = 0xFF000000U;
  const auto count = static_cast<std::uint32_t>(side * side);
  for (std::size_t i = 0; i < 3; ++i) mean |= (sums.at(i) + count / 2) / count << (8 * i);
  return mean;
}

OffscreenPanel small(const Pixels& pixels, int side) {
  OffscreenPanel made(pixels.width / side, pixels.height / side, 1);
  for (int y = 0; y < made.height_px(); ++y)
    for (int x = 0; x < made.width_px(); ++x)
      made.pixels().row(y)[x] = mean_of(pixels, x * side, y * side, side);
  return made;
}

/// The block that differs most.
double worst_block(OffscreenPanel& a, OffscreenPanel& b) {
  auto one = small(a.pixels(), block);
  auto other = small(b.pixels(), block);
  double worst = 0;
  for (int y = 0; y < one.height_px(); ++y)
    for (int x = 0; x < one.width_px(); ++x)
      worst = std::max(
          worst, seen_difference(one.pixels().row(y)[x], other.pixels().row(y)[x], Eyes::All));
  return worst;
}

const std::filesystem::path golden = std::string(STEMME_SOURCE) + "/tests/gallery/golden";

/// Compares with the golden picture of that name, or writes it.
void expect_golden(const Pixels& pixels, const std::string& name) {
  auto now = small(pixels, shrunk);
  const auto file = golden / (name + ".png");
  if (std::getenv("STEMME_WRITE_GOLDEN") != nullptr) {
    ASSERT_TRUE(now.save_png(file));
    return;
  }
  auto before = OffscreenPanel::load_png(file, 1);
  ASSERT_TRUE(before) << before.error().message()
                      << "; look at ./stemme screens, then STEMME_WRITE_GOLDEN=1";
  ASSERT_EQ(before->width_px(), now.width_px()) << name;
  ASSERT_EQ(before->height_px(), now.height_px()) << name;
  EXPECT_LE(worst_block(*before, now), block_differs) << name;
}

constexpr const char* arabic_sentences = "arabic-sentences";

TEST(Golden, PicturesLookAsSomebodyHasSeenThem) {
  std::set<std::string> known{std::string(arabic_sentences) + ".png"};
  PaintRoom room;
  room.each(panel_sizes[0], "nb", [&](const Painted& painted) {
    known.insert(painted.exhibit.name + ".png");
    expect_golden(painted.panel.pixels(), painted.exhibit.name);
  });
  for (const auto& file : std::filesystem::directory_iterator(golden))
    EXPECT_TRUE(known.contains(file.path().filename()))
        << file.path() << " is of no screen any more";
}

/// A helpline that is dialled as it stands, eleven of fourteen from the right, letters of ours.
TEST(Golden, ArabicSentencesStandAsTheyAreRead) {
  OffscreenPanel panel(1280, 480, 217.0 / 1280);
  PictureShelf shelf({PaintRoom::assets() + "/pictures"});
  const auto typesetter = Typesetter::open().value();
  SurfaceCanvas canvas(panel.pixels(), panel.mm_per_px(), shelf, *typesetter);
  canvas.fill_ground(colour(0xFFFDF7));
  TextStyle style;
  style.size_mm = 15;
  style.direction = Direction::RightToLeft;
  double y = 4;
  for (const auto* words :
       {"اتصل بالرقم 116 111 مجانًا", "اختار 11 من 14", "كيف كان يومك في SFO اليوم؟"}) {
    EXPECT_TRUE(canvas.draw_text({5, y, 207, 24}, style, words).fits);
    y += 25;
  }
  expect_golden(panel.pixels(), arabic_sentences);
}

TEST(Golden, PicturesNoticeAWordThatIsGoneAndAFaceThatMoved) {
  OffscreenPanel panel(1280, 800, 217.0 / 1280);
  PictureShelf shelf({PaintRoom::assets() + "/pictures"});
  const auto typesetter = Typesetter::open().value();
  const auto paint = [&](const QuestionView& view) {
    SurfaceCanvas canvas(panel.pixels(), panel.mm_per_px(), shelf, *typesetter);
    static_cast<void>(draw_screen(canvas, view));
    return small(panel.pixels(), shrunk);
  };
  QuestionView view;
  view.text = "Hvordan var det ute i dag?";
  view.picture = "ute";
  view.options = {
      {"ansikt-trist", "Ikke bra"}, {"ansikt-midt", "Midt imellom"}, {"ansikt-glad", "Bra"}};
  view.skip = "Hopp over";
  auto whole = paint(view);
  auto again = paint(view);
  EXPECT_EQ(worst_block(whole, again), 0);

  auto other = view;
  other.options[1].label = "";
  auto wordless = paint(other);
  EXPECT_GT(worst_block(whole, wordless), block_differs);
  other = view;
  std::swap(other.options[0].picture, other.options[2].picture);
  auto swapped = paint(other);
  EXPECT_GT(worst_block(whole, swapped), block_differs);
}

}  // namespace
}  // namespace stemme
