#include "app/display/text_runs.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

int one_font(char32_t, int) { return 0; }

/// The stretches from left to right as seen, each in stored order, with its direction.
std::string seen(std::string_view utf8, Direction direction) {
  const Letters text = read_letters(utf8, direction);
  std::string out;
  for (const auto& s : seen_stretches(text, 0, text.letters.size(), one_font)) {
    const auto letters = std::u32string_view(text.letters).substr(s.from, s.to - s.from);
    out += (s.direction == Direction::LeftToRight ? ">" : "<") + to_utf8(letters) + "|";
  }
  return out;
}

TEST(TextRuns, LeavesNorwegianInOneRun) {
  EXPECT_EQ(seen("Hopp over", Direction::LeftToRight), ">Hopp over|");
}

TEST(TextRuns, KeepsTheHelplineInDiallingOrderInsideArabic) {
  EXPECT_EQ(seen("اتصل 116 111 مجانا", Direction::RightToLeft), "< مجانا|>116\u00a0111|<اتصل |");
}

TEST(TextRuns, KeepsANumberSentenceInOrder) {
  EXPECT_EQ(seen("11 av 14", Direction::LeftToRight), ">11 av 14|");
  EXPECT_EQ(seen("11 / 14", Direction::RightToLeft), ">14|< / |>11|");
}

TEST(TextRuns, PutsANorwegianWordInArabicWhereItBelongs) {
  EXPECT_EQ(seen("مرحبا Stemme مرحبا", Direction::RightToLeft), "< مرحبا|>Stemme|<مرحبا |");
}

TEST(TextRuns, PutsTheQuestionMarkAtTheEndOfTheArabicSentence) {
  EXPECT_EQ(seen("Stemme?", Direction::RightToLeft), "<?|>Stemme|");
}

TEST(TextRuns, ObeysDirectionMarksAndHidesThem) {
  EXPECT_EQ(seen("a\u200f!", Direction::RightToLeft), "<!|>a|");
  EXPECT_EQ(seen("a!\u200e", Direction::RightToLeft), ">a!|");
}

TEST(TextRuns, ReadsBrokenUtf8AsAMark) {
  EXPECT_EQ(to_utf8(read_letters("a\xC3(\xFF", Direction::LeftToRight).letters), "a\uFFFD(\uFFFD");
  EXPECT_EQ(to_utf8(read_letters("\xE2\x82", Direction::LeftToRight).letters), "\uFFFD\uFFFD");
}

TEST(TextRuns, WritesBackWhatItRead) {
  const std::string text = "Åse čálli Україна العربية 😀";
  EXPECT_EQ(to_utf8(read_letters(text, Direction::LeftToRight).letters), text);
}

TEST(TextRuns, StartsANewRunWithANewFontAndKeepsMarksWithTheirLetter) {
  const Letters text = read_letters("ae\u0301Б", Direction::LeftToRight);
  const auto stretches = seen_stretches(text, 0, text.letters.size(),
                                        [](char32_t c, int) { return c < 0x250 ? 0 : 1; });

  ASSERT_EQ(stretches.size(), 2U);
  EXPECT_EQ(stretches[0].to, 3U);
  EXPECT_EQ(stretches[1].font, 1);
}

TEST(TextRuns, BreaksAfterSpacesAndDashesButNeverInANumber) {
  EXPECT_EQ(line_ends(U"to tre"), (std::vector<std::size_t>{3, 6}));
  EXPECT_EQ(line_ends(U"barne-møte"), (std::vector<std::size_t>{6, 10}));
  EXPECT_EQ(line_ends(U"3-6"), (std::vector<std::size_t>{3}));
  EXPECT_EQ(line_ends(read_letters("ring 116 111", Direction::LeftToRight).letters),
            (std::vector<std::size_t>{5, 12}));
}

}  // namespace
}  // namespace stemme
