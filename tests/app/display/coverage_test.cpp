#include "app/display/coverage.h"

#include <gtest/gtest.h>

#include <map>
#include <numbers>
#include <random>
#include <string>

namespace stemme {
namespace {

using Cells = std::map<std::pair<int, int>, int>;

constexpr PixelBox everything{0, 0, 400, 300};

TakeRow into(Cells& cells) {
  return [&cells](int x, int y, std::span<const std::uint8_t> row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i] > 0) cells[{x + static_cast<int>(i), y}] = row[i];
  };
}

Cells inside(const Path& path, const PixelBox& clip = everything) {
  Cells cells;
  cover_inside(path.flattened(0.002), clip, into(cells));
  return cells;
}

Cells along(const Path& path, double width, const PixelBox& clip = everything) {
  Cells cells;
  cover_along(path.flattened(0.002), width, clip, into(cells));
  return cells;
}

double area_of(const Cells& cells) {
  double sum = 0;
  for (const auto& [at, cell] : cells) sum += cell / 255.0;
  return sum;
}

TEST(Coverage, HalvesThePixelsThatAnEdgeHalves) {
  auto cells = inside(Path::rect({10.5, 10, 3, 2.25}));

  EXPECT_NEAR((cells[{10, 10}]), 128, 1);
  EXPECT_EQ((cells[{11, 11}]), 255);
  EXPECT_NEAR((cells[{13, 10}]), 128, 1);
  EXPECT_NEAR((cells[{11, 12}]), 64, 1);
  EXPECT_FALSE(cells.contains({14, 10}));
}

TEST(Coverage, FillsExactlyTheAreaOfACircle) {
  for (const double radius : {3.3, 40.0, 121.7})
    EXPECT_NEAR(area_of(inside(Path::circle({150.3, 140.8}, radius))),
                std::numbers::pi * radius * radius, 0.005 * radius * radius + 0.2);
}

TEST(Coverage, FillsTheSameWhicheverWayThePathRuns) {
  const Path path = Path::rounded_rect({20.2, 30.7, 100.5, 50.1}, 9);
  EXPECT_NEAR(area_of(inside(path)), area_of(inside(path.mirrored(70.45))), 0.5);
}

TEST(Coverage, FillsWhatLiesLeftOfTheClipCorrectly) {
  const Path circle = Path::circle({0, 50}, 40);
  EXPECT_NEAR(area_of(inside(circle)), std::numbers::pi * 1600 / 2, 2.0);
}

TEST(Coverage, DrawsALineAsWideAsItIs) {
  auto cells = along(Path::line({20, 30.5}, {60, 30.5}), 5);

  EXPECT_EQ((cells[{40, 28}]), 255);
  EXPECT_EQ((cells[{40, 32}]), 255);
  EXPECT_FALSE(cells.contains({40, 27}));
  EXPECT_FALSE(cells.contains({40, 33}));
}

TEST(Coverage, EndsALineRound) {
  EXPECT_NEAR(area_of(along(Path::line({50, 50}, {150, 90}), 12)),
              12 * std::hypot(100.0, 40.0) + std::numbers::pi * 36, 3.0);
}

TEST(Coverage, DrawsARingWithoutHolesOrBumps) {
  const auto cells = along(Path::circle({150, 150}, 100), 10);
  EXPECT_NEAR(area_of(cells), 2 * std::numbers::pi * 100 * 10, 10.0);
  for (int degrees = 0; degrees < 360; ++degrees) {
    const double turn = degrees * std::numbers::pi / 180;
    const std::pair at{static_cast<int>(150 + 100 * std::cos(turn)),
                       static_cast<int>(150 + 100 * std::sin(turn))};
    EXPECT_EQ(cells.at(at), 255) << degrees;
  }
}

TEST(Coverage, DrawsALineThinnerThanAPixelPaleInsteadOfBroken) {
  const auto cells = along(Path::line({10, 10.5}, {90, 10.5}), 0.4);
  for (int x = 12; x < 88; ++x) EXPECT_NEAR((cells.at({x, 10})), 102, 2);
}

TEST(Coverage, DrawsADotForALineWithoutLength) {
  EXPECT_NEAR(area_of(along(Path::line({50, 50}, {50, 50}), 10)), std::numbers::pi * 25, 2.0);
}

/// A dirty corner must look as it does in the whole picture, or seams would show.
TEST(Coverage, IsTheSameInAnyClip) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto upto = [&](int n) { return std::uniform_int_distribution<int>(0, n)(random); };
  for (int i = 0; i < 40; ++i) {
    Path path;
    path.move_to({double(upto(400)), double(upto(300))});
    path.curve_to({double(upto(400)), double(upto(300))}, {double(upto(400)), double(upto(300))},
                  {double(upto(400)), double(upto(300))});
    path.line_to({double(upto(400)), double(upto(300))}).close();
    const PixelBox clip{upto(200), upto(150), 200 + upto(200), 150 + upto(150)};
    const auto whole_fill = inside(path);
    const auto whole_line = along(path, 7);
    for (const auto& [at, cell] : inside(path, clip)) {
      const auto whole = whole_fill.find(at);
      ASSERT_NEAR(cell, whole == whole_fill.end() ? 0 : whole->second, 2)
          << at.first << "," << at.second;
    }
    for (const auto& [at, cell] : along(path, 7, clip)) ASSERT_EQ(cell, whole_line.at(at));
  }
}

TEST(Coverage, DrawsNothingForNothing) {
  EXPECT_TRUE(inside(Path()).empty());
  EXPECT_TRUE(along(Path(), 5).empty());
  EXPECT_TRUE(inside(Path::circle({-900, 50}, 40)).empty());
}

}  // namespace
}  // namespace stemme
