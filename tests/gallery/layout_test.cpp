// D64: every string in every language on every screen fits where it stands, whole and apart from
// everything else. Measured on the pixels that were painted.
#include <gtest/gtest.h>

#include "app/presenter.h"
#include "tests/gallery/painted.h"

namespace stemme {
namespace {

/// Between words and whatever is not their own ground.
constexpr double gap_mm = 0.8;
/// Accents reach a little over the line that a letter stands on.
constexpr double overhang_mm = 1;
/// Between words and the edge of the glass; a hand holds it there.
constexpr double rim_mm = 1.5;

bool is_text(const Stroke& stroke) {
  return stroke.kind == Stroke::Kind::Text && !stroke.what.empty();
}

/// Whole, without a gap in the translation, and seen.
void expect_whole(const Painted& painted, const Stroke& text) {
  EXPECT_TRUE(text.extent.fits) << painted.where << ": " << text.what;
  EXPECT_EQ(text.what.find('['), std::string::npos) << painted.where << ": " << text.what;
  EXPECT_GT(text.mark.count(), 0) << painted.where << ": " << text.what;
}

void expect_in_its_place(const Painted& painted, const Stroke& text) {
  const auto glass = painted.panel.area();
  const auto box = text.mark.ink;
  const double mm = painted.panel.mm_per_px();
  const Area ink{box.left * mm, box.top * mm, box.width() * mm, box.height() * mm};
  EXPECT_GE(ink.x, rim_mm) << painted.where << ": " << text.what;
  EXPECT_GE(ink.y, rim_mm) << painted.where << ": " << text.what;
  EXPECT_LE(ink.right(), glass.right() - rim_mm) << painted.where << ": " << text.what;
  EXPECT_LE(ink.bottom(), glass.bottom() - rim_mm) << painted.where << ": " << text.what;
  EXPECT_GE(ink.y, text.area.y - overhang_mm) << painted.where << ": " << text.what;
  EXPECT_LE(ink.bottom(), text.area.bottom() + overhang_mm) << painted.where << ": " << text.what;
}

/// What words must keep away from: other words, drawings, and lines.
const Mark& obstacle(const Stroke& stroke) {
  return stroke.kind == Stroke::Kind::Shape ? stroke.line : stroke.mark;
}

void expect_apart(const Painted& painted, const Stroke& text) {
  const int gap_px = static_cast<int>(std::lround(gap_mm / painted.panel.mm_per_px()));
  for (const auto& other : painted.strokes) {
    if (&other == &text || obstacle(other).cells.empty()) continue;
    EXPECT_GE(text.mark.distance(obstacle(other), gap_px), gap_px)
        << painted.where << ": \"" << text.what << "\" and \"" << other.what << "\"";
  }
}

void expect_laid_out(const Painted& painted) {
  for (const auto& stroke : painted.strokes) {
    if (!is_text(stroke)) continue;
    expect_whole(painted, stroke);
    expect_in_its_place(painted, stroke);
    expect_apart(painted, stroke);
  }
}

class EveryScreen : public testing::TestWithParam<std::tuple<std::string, std::size_t>> {};

TEST_P(EveryScreen, SaysWholeSentencesThatNothingTouches) {
  const auto& [language, size] = GetParam();
  PaintRoom room(Drafts::Shown);
  room.each(panel_sizes[size], language, expect_laid_out);
}

TEST(EveryScreenInTheSun, SaysWholeSentencesThatNothingTouches) {
  PaintRoom room;
  for (const auto* language : {"nb", "nn", "en"})
    room.each(panel_sizes[0], language, expect_laid_out, Light::Sun);
}

/// A panel that nobody planned for says so, in words that can be read.
TEST(AnOddPanel, SaysWhatIsWrongInWholeWords) {
  const PanelSize tiny{"480x320", 480, 320, 73};
  const PanelSize turned{"800x1280", 800, 1280, 136};
  PaintRoom room;
  for (const auto* language : {"nb", "nn", "en"}) {
    const auto& words = room.library().phrasebook(language);
    room.one(tiny, language, {"too-small", misfit_view(words, "screen_too_small")},
             expect_laid_out);
    room.one(turned, language, {"turned", misfit_view(words, "screen_turned")}, expect_laid_out);
  }
}

/// Four times the pixels, and the seven inches that serve ten-year-olds and adults.
TEST(APanelOfAnotherSize, IsLaidOutAsEveryOther) {
  const PanelSize seven{"7in-1024x600", 1024, 600, 154};
  const PanelSize fine{"4k", 3840, 2160, 345};
  PaintRoom room;
  room.each(seven, "nb", expect_laid_out);
  for (const auto& exhibit : exhibits_in(room.library(), "nb"))
    if (exhibit.name == "attract" || exhibit.name == "staff" ||
        exhibit.name.starts_with("question-for"))
      room.one(fine, "nb", exhibit, expect_laid_out);
}

std::string case_name(const testing::TestParamInfo<EveryScreen::ParamType>& asked) {
  const auto& [language, size] = asked.param;
  return language + "_" + panel_sizes[size].name.substr(0, 4);
}

const auto small_panel = testing::Values(std::size_t{0});
const auto every_panel = testing::Range(std::size_t{0}, std::size(panel_sizes));

INSTANTIATE_TEST_SUITE_P(Shown, EveryScreen,
                         testing::Combine(testing::Values("nb", "nn", "en"), every_panel),
                         case_name);
/// Languages that nobody has read yet: they must fit on the day when somebody has.
INSTANTIATE_TEST_SUITE_P(Drafted, EveryScreen,
                         testing::Combine(testing::Values("se", "uk", "ar", "pl", "so"),
                                          small_panel),
                         case_name);

}  // namespace
}  // namespace stemme
