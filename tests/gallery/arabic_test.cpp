// Arabic as a reader of Arabic sees it: numbers in their order, letters of ours inside, words from
// the right, faces where they always stand.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/gallery/painted.h"

namespace stemme {
namespace {

const Stroke* find(const std::vector<Stroke>& strokes, const std::string& what) {
  const auto found = std::ranges::find(strokes, what, &Stroke::what);
  return found == strokes.end() ? nullptr : &*found;
}

TEST(APageInArabic, MirrorsItsNavigationAndNeverItsFaces) {
  PaintRoom room(Drafts::Shown);
  std::map<std::string, std::vector<Area>> answers;
  std::map<std::string, Area> ear;
  for (const auto* language : {"nb", "ar"}) {
    room.each(panel_sizes[0], language, [&](const Painted& painted) {
      if (painted.exhibit.name != "question-bhg-dagen-56-trivsel") return;
      for (const auto& target : painted.targets) {
        if (target.id < target_skip) answers[language].push_back(target.area);
        if (target.id == target_listen) ear[language] = target.area;
      }
      const auto* low = find(painted.strokes, "ansikt-trist");
      const auto* high = find(painted.strokes, "ansikt-glad");
      ASSERT_TRUE(low != nullptr && high != nullptr);
      EXPECT_LT(low->area.x, high->area.x) << painted.where;
    });
  }
  EXPECT_EQ(answers["nb"], answers["ar"]);
  const double width = panel_sizes[0].width_mm;
  EXPECT_NEAR(ear["nb"].centre().x, width - ear["ar"].centre().x, 0.5);
}

}  // namespace
}  // namespace stemme
