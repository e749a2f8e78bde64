/// The one place where the UI loop sleeps (design §4): until input, a ring from another thread, or the
/// deadline. It never polls, and takes events out of the system's own memory before it sleeps.
#pragma once

#include <memory>
#include <optional>

#include "server-sync/foundation/clock.h"
#include "server-sync/foundation/result.h"

namespace stemme {

/// What other threads pull to wake the UI. `ring` from any thread, even a destroyed loop's; never blocks.
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
  static Result<std::unique_ptr<Wait>> open(std::shared_ptr<Clock> clock);
  virtual ~Wait() = default;

  /// Returns when there is something to do. May return early; never late. UI thread.
  virtual void until(std::optional<Ticks> deadline) = 0;
  /// Hand this to the threads that post to the UI.
  virtual const std::shared_ptr<Bell>& bell() const = 0;
};

}  // namespace stemme
