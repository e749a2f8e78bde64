#include "app/display/typesetter.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr double px_per_mm = 1280.0 / 217.0;

class TypesetterTest : public testing::Test {
 protected:
  TypesetterTest() : typesetter_(Typesetter::open().value()) {}

  SetText set(std::string_view text, const TextStyle& style, int width_px) {
    return typesetter_->set(text, style, width_px, px_per_mm);
  }

  static std::string read(const TextLine& line) {
    std::string text;
    for (const auto& run : line.runs) text += "[" + run.text + "]";
    return text;
  }

  static std::uint64_t ink(const TextRun& run) {
    return std::accumulate(run.shape->cells.begin(), run.shape->cells.end(), std::uint64_t{0});
  }

  std::unique_ptr<Typesetter> typesetter_;
};

TextStyle arabic() {
  TextStyle style;
  style.direction = Direction::RightToLeft;
  return style;
}

TEST_F(TypesetterTest, FindsAllItsFonts) { EXPECT_TRUE(typesetter_->complaints().empty()); }

TEST_F(TypesetterTest, SetsChildrensWordsInAndika) {
  const auto text = set("Ikke bra", {}, 600);

  ASSERT_EQ(text.lines.size(), 1U);
  EXPECT_EQ(text.lines[0].runs.at(0).font, "Andika-Regular.ttf");
  EXPECT_GT(ink(text.lines[0].runs[0]), 10'000U);
}

TEST_F(TypesetterTest, SetsTheHelplineInDiallingOrderInsideArabic) {
  const auto text = set("اتصل بالرقم 116 111 مجانا", arabic(), 1200);

  ASSERT_EQ(text.lines.size(), 1U);
  EXPECT_EQ(read(text.lines[0]), "[ مجانا][116\u00a0111][اتصل بالرقم ]");
  EXPECT_EQ(text.lines[0].runs[1].direction, Direction::LeftToRight);
  EXPECT_LT(text.lines[0].runs[0].x_px, text.lines[0].runs[1].x_px);
}

TEST_F(TypesetterTest, DrawsANumberInsideArabicExactlyAsAlone) {
  TextStyle alone;
  alone.face = Typeface::Sans;
  const auto inside = set("اتصل 116 111", arabic(), 1200).lines.at(0).runs.at(0);
  const auto outside = set("116 111", alone, 1200).lines.at(0).runs.at(0);

  EXPECT_EQ(inside.text, outside.text);
  if (inside.font == outside.font) {
    EXPECT_EQ(inside.shape->cells, outside.shape->cells);
  }
}

TEST_F(TypesetterTest, SetsACountAsItIsRead) {
  EXPECT_EQ(read(set("11 av 14 har valgt", {}, 900).lines.at(0)), "[11 av 14 har valgt]");
}

TEST_F(TypesetterTest, JoinsArabicLetters) {
  const auto joined = set("سسس", arabic(), 900).lines.at(0).width_px;
  const auto apart = set("س س س", arabic(), 900).lines.at(0).width_px -
                     2 * set(" س", arabic(), 900).lines.at(0).width_px;
  EXPECT_LT(joined, 3 * set("س", arabic(), 900).lines.at(0).width_px) << apart;
}

TEST_F(TypesetterTest, FindsLettersThatAFaceLacks) {
  TextStyle serif;
  serif.face = Typeface::Serif;
  const auto text = set("nå العربية", serif, 900);

  ASSERT_EQ(text.lines.at(0).runs.size(), 2U);
  EXPECT_EQ(text.lines[0].runs[0].font, "NotoSerif-Regular.ttf");
  EXPECT_EQ(text.lines[0].runs[1].font, "NotoSansArabic-Regular.ttf");
}

TEST_F(TypesetterTest, BreaksALongQuestionIntoLinesOfLikeLength) {
  TextStyle style;
  style.lines_max = 2;
  const auto text = set("Hva var det beste med turen i dag?", style, 500);

  ASSERT_EQ(text.lines.size(), 2U);
  EXPECT_TRUE(text.fits);
  EXPECT_NEAR(text.lines[0].width_px, text.lines[1].width_px, 110);
}

TEST_F(TypesetterTest, ShrinksWhatDoesNotFitAndNoFurtherThanAllowed) {
  TextStyle style;
  style.size_mm = 10;
  style.shrink_to_min_mm = 6;
  const auto text = set("Skolefritidsordningen", style, 500);

  EXPECT_TRUE(text.fits);
  EXPECT_LT(text.size_px, static_cast<int>(10 * px_per_mm));
  EXPECT_GE(text.size_px, static_cast<int>(6 * px_per_mm));
  EXPECT_LE(text.lines.at(0).width_px, 500);
}

TEST_F(TypesetterTest, CutsWhatNeverFitsAndSaysSo) {
  TextStyle style;
  style.lines_max = 2;
  const auto text =
      set("En veldig lang setning som aldri i verden får plass på to korte linjer", style, 200);

  EXPECT_FALSE(text.fits);
  ASSERT_EQ(text.lines.size(), 2U);
  EXPECT_TRUE(read(text.lines[1]).ends_with("…]"));
  for (const auto& line : text.lines) EXPECT_LE(line.width_px, 200);
}

TEST_F(TypesetterTest, BeginsANewLineWhereTheTextSaysSo) {
  TextStyle style;
  style.lines_max = 3;
  EXPECT_EQ(set("en\n\nto", style, 900).lines.size(), 3U);
  EXPECT_TRUE(set("", style, 900).lines.empty());
}

TEST_F(TypesetterTest, KeepsWhatItHasSetWithinItsBytes) {
  const auto small = Typesetter::open(Typesetter::debian_folders(), 100'000).value();
  for (int i = 0; i < 200; ++i)
    static_cast<void>(small->set("Svar nummer " + std::to_string(i), {}, 900, px_per_mm));
  EXPECT_LE(small->bytes(), 100'000U);
  EXPECT_GT(small->bytes(), 10'000U);
}

TEST_F(TypesetterTest, SharesWhatItHasSetBefore) {
  const auto first = set("Bra", {}, 500);
  const auto again = set("Bra", {}, 500);
  EXPECT_EQ(first.lines[0].runs[0].shape, again.lines[0].runs[0].shape);
}

TEST(MissingFonts, NameThePackageAndAreReplaced) {
  ScratchFolder folder;
  std::filesystem::copy("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                        folder / "NotoSans-Regular.ttf");
  const auto typesetter = Typesetter::open({folder.path()}).value();

  EXPECT_NE(typesetter->complaints().at(0).message().find("install fonts-sil-andika"),
            std::string::npos);
  EXPECT_EQ(typesetter->set("Bra", {}, 500, px_per_mm).lines.at(0).runs.at(0).font,
            "NotoSans-Regular.ttf");
}

TEST(MissingFonts, AreAnErrorWhenThereIsNoneAtAll) {
  ScratchFolder folder;
  const auto typesetter = Typesetter::open({folder.path()});

  ASSERT_FALSE(typesetter);
  EXPECT_EQ(typesetter.error().failure(), Failure::Missing);
  EXPECT_NE(typesetter.error().message().find("install fonts-sil-andika and fonts-noto-core"),
            std::string::npos);
}

TEST(MissingFonts, IncludeAFileThatIsNoFont) {
  ScratchFolder folder;
  std::filesystem::copy("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                        folder / "NotoSans-Regular.ttf");
  std::filesystem::copy(STEMME_SOURCE "/CMakeLists.txt", folder / "Andika-Regular.ttf");
  const auto typesetter = Typesetter::open({folder.path()}).value();

  EXPECT_NE(typesetter->complaints().at(0).message().find("Andika-Regular.ttf cannot be read"),
            std::string::npos);
}

}  // namespace
}  // namespace stemme
