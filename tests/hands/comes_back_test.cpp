// Whatever staff and children press, and though the disk is full now and then: the start screen
// comes back by itself, and nothing that was said is held up. A whole kiosk, weeks of thumbs.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/hands/places.h"
#include "tests/simulation/seeds.h"
#include "tests/stand-ins/crash_disk.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// Somebody who knows the code and presses whatever there is, and a disk that others fill.
class Thumbs {
 public:
  Thumbs(WholeKiosk& kiosk, CrashDisk& disk, std::uint64_t seed)
      : kiosk_(&kiosk), disk_(&disk), chance_(seed) {}

  bool have_gone() const { return left_ == 0; }
  const std::set<std::string>& seen() const { return seen_; }

  void look(const SeenFrame& frame) {
    seen_.insert(frame.screen);
    if (have_gone() || kiosk_->now() < next_) return;
    --left_;
    if (dice(12) == 0) disk_->fail_at(1 + dice(3), CrashDisk::Fault::DiskFull);
    if (dice(6) == 0) disk_->make_room();
    const auto wait = Ticks(dice(8) == 0 ? 90'000 : 3'000);
    if (const auto* area = chosen(frame)) kiosk_->press(*area, wait - Ticks(1'000));
    next_ = kiosk_->now() + wait;
    kiosk_->again_in(wait);
  }

 private:
  int dice(int sides) { return static_cast<int>(chance_() % static_cast<unsigned>(sides)); }

  const Area* chosen(const SeenFrame& frame) {
    if (frame.screen != "pin") digits_ = 0;
    if (frame.screen == "pin" && digits_ < staff_code.size() && dice(20) > 0) {
      const auto key = frame.targets.find(std::string("key-") + staff_code[digits_++]);
      if (key != frame.targets.end()) return &key->second;  // Else it is locked for a while.
    }
    // Into a visit, and as staff into a round, oftener than into tools.
    const auto start = frame.targets.find("start");
    if (start != frame.targets.end() && dice(2) == 0) return &start->second;
    std::vector<const Area*> there;
    for (const auto& [name, area] : frame.targets)
      // A panel of another size ends the process, on purpose.
      if (frame.screen != "card" || name == "back") there.push_back(&area);
    return there.empty() ? nullptr : there[static_cast<std::size_t>(dice(int(there.size())))];
  }

  WholeKiosk* kiosk_;
  CrashDisk* disk_;
  std::mt19937_64 chance_;
  int left_ = 300;
  std::size_t digits_ = 0;
  Ticks next_{0};
  std::set<std::string> seen_;
};

std::set<std::string> live(std::uint64_t seed) {
  CrashDisk disk;
  auto place = staffed();
  place.disk = disk.name();
  place.programme.packs.push_back(shipped_pack(our_assets, "valg-tur").value());
  place.programme.dayparts = {{"formiddag", 0min}, {"ettermiddag", 15h}};
  WholeKiosk kiosk(std::move(place));
  Thumbs thumbs(kiosk, disk, seed);
  std::optional<Ticks> left_alone_until;
  std::string last;
  EXPECT_EQ(Kiosk::End::Closed, kiosk.run([&](const SeenFrame& frame) {
    last = frame.screen;
    if (!thumbs.have_gone()) return thumbs.look(frame);
    disk.make_room();
    if (!left_alone_until) left_alone_until = kiosk.now() + 30h;
    if (kiosk.now() >= *left_alone_until) return kiosk.stop();
    kiosk.again_in(1h);
  }));
  EXPECT_EQ(last, "attract");
  EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, 0);
  return thumbs.seen();
}

TEST(TheStart, ComesBackWhateverWasPressedAndWhereverItWasFull) {
  std::set<std::string> screens;
  const auto seeds = number_in_environment("STEMME_SEEDS", 4);
  for (long seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    screens.merge(live(static_cast<std::uint64_t>(seed)));
  }
  for (const auto* screen : {"question", "message", "staff", "tools", "round-setup", "round-turn"})
    EXPECT_TRUE(screens.contains(screen)) << "nobody has come to " << screen;
}

}  // namespace
}  // namespace stemme
