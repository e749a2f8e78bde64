/// The one place where the UI loop sleeps (design §4): until input, a ring from another thread, or
/// the deadline. It never polls, and takes events out of the system's own memory before it sleeps.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "app/display/fingers.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/foundation/result.h"

namespace stemme {

/// Without waiting.
bool is_readable(int fd);

/// What other threads pull to wake the UI. `ring` from any thread, even a destroyed loop's; never
/// blocks.
class Bell {
 public:
  static Result<std::shared_ptr<Bell>> open();
  ~Bell();
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring();
  /// True if it rang since it was last asked. UI thread.
  bool take();
  int fd() const { return fd_; }

 private:
  explicit Bell(int fd) : fd_(fd) {}
  int fd_;
};

class Wait {
 public:
  /// The fingers must live longer.
  static Result<Wait> open(std::shared_ptr<Clock> clock, Fingers& fingers);

  /// Returns when there is something to do; may return early, never late. After it a turn of the
  /// loop takes all there is: fingers.take(), panel.take_damage(), panel.is_closed(),
  /// bell()->take(). What is left untaken makes the next wait return at once. `also` are other
  /// descriptors that wake it: the queues of the store and the sync thread.
  void until(std::optional<Ticks> deadline, std::span<const int> also = {});
  /// Hand this to the threads that post to the UI.
  const std::shared_ptr<Bell>& bell() const { return bell_; }

 private:
  Wait(std::shared_ptr<Clock> clock, Fingers& fingers, std::shared_ptr<Bell> bell)
      : clock_(std::move(clock)), fingers_(&fingers), bell_(std::move(bell)) {}

  std::shared_ptr<Clock> clock_;
  Fingers* fingers_;
  std::shared_ptr<Bell> bell_;
};

}  // namespace stemme
