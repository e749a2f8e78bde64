/// A made-up child that answers one visit after another, and the time it lives in: nothing is
/// waited for but the disk, so that a thousand visits take minutes. Reads where to press from what
/// the kiosk says it shows. UI thread.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "app/display/fingers.h"
#include "app/display/panel.h"
#include "tests/bench/figures/bare_disk.h"

namespace stemme {

class Hand final : public Fingers {
 public:
  /// `window` brings what the window itself has to say; `shown` is the file that STEMME_SHOWN
  /// names.
  Hand(Fingers& window, Panel& panel, Clock& clock, const std::filesystem::path& shown)
      : window_(&window), panel_(&panel), clock_(&clock), shown_(shown) {}

  std::vector<Contact> take() override;
  bool gather() override { return window_->gather(); }
  std::optional<int> fd() const override { return window_->fd(); }

  /// When the hand moves next.
  std::optional<Ticks> next() const { return next_; }
  /// A choice was made and nothing was painted since.
  bool waits_for_store() const { return lifted_ && !painted_ms_; }
  void painted();

  /// Milliseconds of each choice, and of nothing but a durable write and showing the same pixels
  /// again.
  std::vector<double> choices;
  std::vector<double> floors;
  /// Milliseconds from one frame of the growing answer to the next, with nothing waited for.
  std::vector<double> frames;
  BareDisk* disk = nullptr;
  /// Called once, after so many choices, or when `chosen` says so.
  std::size_t enough = 0;
  std::function<bool()> chosen = [] { return false; };
  std::function<void()> done;
  /// How long the start screen stands before the next child.
  Ticks rests{800};

 private:
  void look();
  void see(const std::string& line);
  void settle(bool is_choice_shown);

  Fingers* window_;
  Panel* panel_;
  Clock* clock_;
  std::filesystem::path shown_;
  std::streamoff read_ = 0;
  std::optional<Ticks> next_;
  Point at_;
  bool is_down_ = false;
  bool is_choice_ = false;
  std::uint64_t contact_ = 1'000'000;
  std::size_t option_ = 0;
  std::optional<Moment> lifted_;
  std::optional<double> painted_ms_;
  std::optional<Moment> moved_;  ///< the last frame while an answer grows
  Ticks grows_until_{};
};

/// Jumps to the next thing that happens, unless the hand waits for the store; then it waits for
/// real. Other threads wait for their descriptors only.
class HandClock final : public Clock {
 public:
  Instant now() override {
    return Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) + ticks();
  }
  Ticks ticks() override { return Ticks(ticks_.load()); }
  std::uint64_t boot_id() override { return 1; }
  void wait(std::span<const int> readable, std::optional<Ticks> until) override;
  Errand errand() override { return nullptr; }
  void enter(Errand) override {}

  /// Before the loop begins.
  void pass(Ticks time) { ticks_ += time.count(); }

  /// Set before the loop begins.
  const Hand* hand = nullptr;

 private:
  std::thread::id ui_ = std::this_thread::get_id();
  std::atomic<std::int64_t> ticks_ = 3'600'000;
};

/// The window's panel, telling the hand when present has returned.
class WatchedPanel final : public Panel {
 public:
  WatchedPanel(Panel& panel, Hand& hand) : panel_(&panel), hand_(&hand) {}
  Pixels pixels() override { return panel_->pixels(); }
  double mm_per_px() const override { return panel_->mm_per_px(); }
  Result<void> present(std::span<const Area> changed) override;
  bool take_damage() override { return panel_->take_damage(); }
  bool is_closed() override { return panel_->is_closed(); }

 private:
  Panel* panel_;
  Hand* hand_;
};

}  // namespace stemme
