/// systemd's ear: READY once, then WATCHDOG while the loop is alive and its last frame was really
/// shown. Does nothing where no one listens. UI thread.
#pragma once

#include <optional>
#include <string>

#include "server-sync/foundation/clock.h"

namespace stemme {

class Notifier {
 public:
  /// From NOTIFY_SOCKET and WATCHDOG_USEC.
  Notifier();
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void ready();
  /// Time to feed the dog: show the frame again first, for a frozen screen says nothing by itself.
  bool is_due(Ticks now) const { return every_.count() != 0 && now >= next_; }
  /// Feeds the dog when it is time; call every turn of the loop, after a frame that was shown.
  void alive(Ticks now);
  /// When the loop must turn next for the dog's sake.
  std::optional<Ticks> deadline() const;

 private:
  void say(const std::string& words) const;

  int socket_ = -1;
  std::string address_;
  Ticks every_{0};
  Ticks next_{0};
};

}  // namespace stemme
