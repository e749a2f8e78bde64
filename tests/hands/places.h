/// Where a whole kiosk stands in these tests: the packs we ship, in a house of Lynghei. Values.
#pragma once

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/rotation.h"
#include "tests/hands/whole_kiosk.h"
#include "tests/stand-ins/lone_kiosk.h"

namespace stemme {

inline const std::string our_assets = STEMME_SOURCE "/assets";

/// A Wednesday in November at two, with one pack for one unit in a window that is open.
inline WholeKiosk::Place place_with(const std::string& pack, const std::string& window,
                                    ProgrammeUnit unit) {
  using namespace std::chrono_literals;
  WholeKiosk::Place place;
  place.start = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 25)) + 13h;
  place.programme = lone_house(our_assets, pack, std::move(unit)).value();
  place.programme.windows = {{window, 10h, 23h, false}};
  return place;
}

inline WholeKiosk::Place cloakroom() {
  return place_with("bhg-dagen-56", "ettermiddag",
                    {0x11, "Maurtua", "barn", Band::FiveSix, 18, {}});
}

inline const std::string staff_code = "428631";

/// The cloakroom, where staff come in with their code.
inline WholeKiosk::Place staffed() {
  auto place = cloakroom();
  place.programme.staff_pin_hash = hash_secret(staff_code);
  return place;
}

/// From the start screen to the staff's page, and on.
inline std::vector<std::string> past_the_code(const std::vector<std::string>& more) {
  std::vector<std::string> names{"staff"};
  for (const char digit : staff_code) names.push_back(std::string("key-") + digit);
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

/// Presses what it says, one after the other; a name that is not there yet is waited for.
class PressPath {
 public:
  PressPath(WholeKiosk& kiosk, std::vector<std::string> names, Ticks each = Ticks(800))
      : kiosk_(&kiosk), names_(std::move(names)), each_(each) {}

  void look(const SeenFrame& frame) {
    if (is_done() || kiosk_->now() < next_) return;
    const auto found = frame.targets.find(names_[place_]);
    if (found == frame.targets.end()) return;
    kiosk_->press(found->second, each_);
    ++place_;
    next_ = kiosk_->now() + each_ + Ticks(500);
    kiosk_->again_in(each_ + Ticks(500));
  }
  bool is_done() const { return place_ == names_.size(); }

 private:
  WholeKiosk* kiosk_;
  std::vector<std::string> names_;
  Ticks each_;
  std::size_t place_ = 0;
  Ticks next_{0};
};

/// The week of the month that is the parents'.
inline WholeKiosk::Place pickup() {
  auto place = place_with("foreldre-henting", "henting",
                          {0x12, "Foreldre", "forelder", Band::Adult, 70, {}});
  const auto pack = load_pack(place.programme.packs.front().structure, "pickup").value();
  const auto week = week_of(Date(std::chrono::floor<std::chrono::days>(place.start)));
  auto& parents_week = place.programme.parents_week;
  for (parents_week = 1; !shows_in_week(pack, week, parents_week); ++parents_week)
    STEMME_ASSERT(parents_week < 5);
  return place;
}

}  // namespace stemme
