/// A clock that stands until a test moves it. `wait` of a driven thread returns when the time has
/// come or a descriptor can be read, so that store and sync threads can be tested without a clock
/// process.
#pragma once

#include <atomic>

#include "server-sync/foundation/clock.h"

namespace stemme {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant now = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 /
                                                                   23)) +
                                     std::chrono::hours(8));

  Instant now() override;
  Ticks ticks() override;
  std::uint64_t boot_id() override { return boot_; }
  void wait(std::span<const int> readable, std::optional<Ticks> until) override;
  Errand errand() override { return nullptr; }
  void enter(Errand) override {}

  void advance(Milliseconds by);
  /// True time and ticks both; a new boot begins at ticks 0.
  void reboot(std::uint64_t boot);
  /// What a signed contact would tell of this boot.
  Instant boot_began() const { return began_; }
  /// What the device itself believes, for wrong clocks.
  void set_wrong_by(Milliseconds offset) { wrong_by_ = offset.count(); }

 private:
  std::atomic<std::int64_t> ticks_ = 0;
  std::atomic<std::int64_t> wrong_by_ = 0;
  std::atomic<std::uint64_t> boot_ = 1;
  Instant began_;
};

}  // namespace stemme
