#include "server-sync/dashboard/dot_chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace stemme {
namespace {

int circles_in(const std::string& svg) {
  int found = 0;
  for (auto at = svg.find("<circle"); at != std::string::npos; at = svg.find("<circle", at + 1))
    ++found;
  return found;
}

TEST(DotChart, DrawsOneDotAnAnswer) { EXPECT_EQ(circles_in(dot_chart({3, 3, 21}, "")), 27); }

TEST(DotChart, SaysInWordsWhatItShows) {
  EXPECT_NE(dot_chart({3, 3, 21}, "Bra: om lag 21").find("aria-label=\"Bra: om lag 21\""),
            std::string::npos);
}

TEST(DotChart, CannotBeBrokenOutOfByALabel) {
  const auto svg = dot_chart({3, 0}, "\"><script>");

  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

TEST(DotChart, GivesFiveStepsFiveMarks) {
  std::set<DotMark> marks;
  for (int step = 0; step < 5; ++step) marks.insert(mark_of(step, 5));

  EXPECT_EQ(marks.size(), 5U);
}

TEST(DotChart, StaysWithinItsColumnWhenManyHaveAnswered) {
  const auto svg = dot_chart({30, 30, 60, 90, 60}, "");

  const auto width = std::stoi(svg.substr(svg.find("width=\"") + 7));

  EXPECT_LE(width, 320);
}

TEST(DotChart, LeavesNoGapForAStepNobodyChose) {
  const auto width = [](const std::string& svg) {
    return std::stoi(svg.substr(svg.find("width=\"") + 7));
  };

  EXPECT_EQ(width(dot_chart({0, 3, 12}, "")), width(dot_chart({3, 0, 12}, "")));
}

}  // namespace
}  // namespace stemme
