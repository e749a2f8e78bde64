// A disk that refuses a child's answer ends the kiosk: the next start looks at what is there (C2).
// On the whole kiosk.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/hands/places.h"
#include "tests/stand-ins/crash_disk.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

class AKioskWhoseDiskRefusesOneWrite : public testing::Test {
 protected:
  WholeKiosk::Place place() {
    auto place = cloakroom();
    place.disk = disk.name();
    return place;
  }

  /// What was presented, and what was seen as chosen; also the last, which ends the kiosk before
  /// anybody can look up.
  std::vector<std::pair<std::string, std::string>> presented() const {
    std::vector<std::pair<std::string, std::string>> frames;
    std::ifstream file(kiosk.folder() / "shown.jsonl");
    for (std::string line; std::getline(file, line);) {
      const auto said = nlohmann::json::parse(line);
      frames.emplace_back(said["screen"], said["chosen"]);
    }
    return frames;
  }

  CrashDisk disk;
  WholeKiosk kiosk{place()};
};

TEST_F(AKioskWhoseDiskRefusesOneWrite, ShowsThePauseAndNoChoiceAndEnds) {
  const auto ended = kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (frame.screen != "question" || disk.has_failed()) return;
    disk.fail_at(1, CrashDisk::Fault::IoError);
    kiosk.press(frame.targets.at(frame.options.front()), 2s);
  });

  EXPECT_TRUE(disk.has_failed());
  EXPECT_EQ(ended, Kiosk::End::StoreBroken);
  const auto frames = presented();
  EXPECT_EQ(frames.back().first, "message") << "the pause";
  for (const auto& [screen, chosen] : frames) EXPECT_EQ(chosen, "") << "not kept, and yet shown";
  EXPECT_FALSE(kiosk.store().figures().has_value()) << "nothing more is asked of that disk";
}

/// A dozen answers are closed when the afternoon is over, hours after the last finger.
TEST_F(AKioskWhoseDiskRefusesOneWrite, EndsAlsoWhenNobodyStandsThere) {
  int chosen = 0;
  const auto ended = kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract" && chosen >= 12)
      return disk.fail_at(1, CrashDisk::Fault::IoError);
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (frame.screen != "question" || !frame.chosen.empty()) return;
    kiosk.press(frame.targets.at(frame.options.front()), 2s);
    ++chosen;
  });

  EXPECT_TRUE(disk.has_failed());
  EXPECT_EQ(ended, Kiosk::End::StoreBroken);
}

}  // namespace
}  // namespace stemme
