#include "tests/stand-ins/manual_clock.h"

#include <poll.h>

#include <vector>

namespace stemme {

ManualClock::ManualClock(Instant now) : began_(now) {}

Instant ManualClock::now() { return began_ + ticks() + Milliseconds(wrong_by_.load()); }
Ticks ManualClock::ticks() { return Ticks(ticks_.load()); }
void ManualClock::advance(Milliseconds by) { ticks_ += by.count(); }

void ManualClock::reboot(std::uint64_t boot) {
  began_ += ticks();
  ticks_ = 0;
  boot_ = boot;
}

void ManualClock::wait(std::span<const int> readable, std::optional<Ticks> until) {
  std::vector<pollfd> fds;
  for (const int fd : readable) fds.push_back({fd, POLLIN, 0});
  // A moved clock is noticed within a millisecond; nothing here depends on how soon.
  while (!until || ticks() < *until)
    if (poll(fds.data(), fds.size(), 1) > 0) return;
}

}  // namespace stemme
