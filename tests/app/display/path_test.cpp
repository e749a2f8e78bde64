#include "app/display/path.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

TEST(Path, FlattensACircleToTheToleranceGiven) {
  for (const double tolerance : {0.5, 0.05})
    for (const auto& contour : Path::circle({10, 20}, 30).flattened(tolerance))
      for (std::size_t i = 0; i < contour.points.size(); ++i) {
        const Point a = contour.points[i];
        const Point b = contour.points[(i + 1) % contour.points.size()];
        const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        EXPECT_NEAR(distance(middle, Point{10, 20}), 30, tolerance + 0.02);
      }
}

TEST(Path, KnowsItsBounds) {
  EXPECT_EQ(Path::rounded_rect({3, 4, 50, 20}, 8).bounds(), (Area{3, 4, 50, 20}));
}

TEST(Path, GrowsAboutAPointThatStays) {
  EXPECT_EQ(Path::rect({10, 10, 20, 20}).scaled_about({20, 20}, 1.5).bounds(),
            (Area{5, 5, 30, 30}));
}

TEST(Path, MirrorsAboutALine) {
  EXPECT_EQ(Path::rect({10, 0, 20, 5}).mirrored(50).bounds(), (Area{70, 0, 20, 5}));
}

TEST(Path, KeepsItsContoursApart) {
  Path path;
  path.move_to({0, 0}).line_to({5, 0}).close().move_to({9, 9}).quad_to({12, 9}, {12, 12});
  const auto contours = path.flattened(0.1);

  ASSERT_EQ(contours.size(), 2U);
  EXPECT_TRUE(contours[0].is_closed);
  EXPECT_FALSE(contours[1].is_closed);
  EXPECT_EQ(contours[1].points.back(), (Point{12, 12}));
}

TEST(Area, KnowsHowFarAPointIsOutside) {
  const Area area{10, 10, 20, 20};
  EXPECT_EQ(distance(Point{15, 15}, area), 0);
  EXPECT_EQ(distance(Point{33, 34}, area), 5);
}

}  // namespace
}  // namespace stemme
