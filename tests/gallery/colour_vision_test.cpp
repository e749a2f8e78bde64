// Answers are told apart by their form: by eyes that see fewer colours, and without any.
#include <gtest/gtest.h>

#include "tests/gallery/painted.h"
#include "tests/gallery/seen_colours.h"

namespace stemme {
namespace {

/// Two pixels so far apart in lightness are seen to be different by anybody.
constexpr double lightness_apart = 25;
/// So much of two answers must differ: a mouth and its brows on a face of 37 mm.
constexpr double least_mm2 = 20;

struct Patch {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> cells;
};

Patch patch_of(OffscreenPanel& panel, const Area& area) {
  const double px = 1 / panel.mm_per_px();
  const auto pixels = panel.pixels();
  Patch patch{static_cast<int>(area.width * px), static_cast<int>(area.height * px), {}};
  const int left = static_cast<int>(std::lround(area.x * px));
  const int top = static_cast<int>(std::lround(area.y * px));
  for (int y = top; y < top + patch.height; ++y)
    for (int x = left; x < left + patch.width; ++x) patch.cells.push_back(pixels.row(y)[x]);
  return patch;
}

/// How much of the two is differently light, in mm².
double differs(const Patch& a, const Patch& b, Eyes eyes, double mm_per_px) {
  int pixels = 0;
  for (std::size_t i = 0; i < std::min(a.cells.size(), b.cells.size()); ++i) {
    if (a.cells[i] == b.cells[i]) continue;
    if (std::abs(lightness(a.cells[i], eyes) - lightness(b.cells[i], eyes)) >= lightness_apart)
      ++pixels;
  }
  return pixels * mm_per_px * mm_per_px;
}

TEST(Answers, AreToldApartByEveryEye) {
  PaintRoom room;
  double least = 1e9;
  room.each(panel_sizes[0], "nb", [&](const Painted& painted) {
    const auto* question = std::get_if<QuestionView>(&painted.exhibit.view);
    if (question == nullptr || question->chosen) return;
    std::vector<Patch> patches;
    for (const auto& target : painted.targets)
      if (target.id < target_skip) patches.push_back(patch_of(painted.panel, target.area));
    for (const auto eyes : every_eye)
      for (std::size_t i = 0; i < patches.size(); ++i)
        for (std::size_t j = i + 1; j < patches.size(); ++j) {
          const double apart = differs(patches[i], patches[j], eyes, painted.panel.mm_per_px());
          least = std::min(least, apart);
          EXPECT_GE(apart, least_mm2) << painted.where << ": " << question->options[i].picture
                                      << " and " << question->options[j].picture;
        }
  });
  RecordProperty("least_mm2", std::to_string(least));
}

TEST(Eyes, SeeWhatIsKnownOfThem) {
  // Grey stays grey; red and green come close to one another for the two that miss them.
  for (const auto eyes : every_eye) EXPECT_LT(seen_difference(0xFF808080, 0xFF808080, eyes), 0.01);
  const auto red = 0xFFC04040U;
  const auto green = 0xFF5C8A3CU;
  EXPECT_GT(seen_difference(red, green, Eyes::All), 2 * seen_difference(red, green, Eyes::Deutan));
  EXPECT_NEAR(contrast(0xFF000000, 0xFFFFFFFF), 21, 0.01);
  EXPECT_NEAR(lightness(0xFFFFFFFF, Eyes::Tritan), 100, 0.1);
}

}  // namespace
}  // namespace stemme
