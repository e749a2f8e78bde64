#include "tests/stand-ins/eager_clock.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace stemme {

Ticks EagerClock::ticks() {
  const std::lock_guard lock(mutex_);
  return ticks_;
}

void EagerClock::wait(std::span<const int> readable, std::optional<Ticks> until) {
  const int bell = eventfd(0, EFD_CLOEXEC);
  std::vector<pollfd> fds{{bell, POLLIN, 0}};
  for (const int fd : readable) fds.push_back({fd, POLLIN, 0});
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++numbers_;
    waiters_[number] = {{readable.begin(), readable.end()}, until, bell, false};
    --busy_;
    jump_if_all_wait();
  }
  static_cast<void>(poll(fds.data(), fds.size(), -1));
  const std::lock_guard lock(mutex_);
  if (!waiters_.at(number).is_woken) ++busy_;
  waiters_.erase(number);
  static_cast<void>(close(bell));
}

Clock::Errand EagerClock::errand() {
  const std::lock_guard lock(mutex_);
  ++errands_;
  auto self = shared_from_this();
  return {static_cast<void*>(this), [self](void*) { self->end_errand(); }};
}

void EagerClock::end_errand() {
  const std::lock_guard lock(mutex_);
  --errands_;
  jump_if_all_wait();
}

void EagerClock::enter(Errand started_under) {
  {
    const std::lock_guard lock(mutex_);
    ++busy_;
  }
  started_under.reset();
}

void EagerClock::input_at(std::optional<Ticks> at, int fd) {
  const std::lock_guard lock(mutex_);
  input_at_ = at;
  input_fd_ = fd;
}

void EagerClock::wake(Waiter& waiter) {
  waiter.is_woken = true;
  ++busy_;
  static_cast<void>(eventfd_write(waiter.bell, 1));
}

void EagerClock::jump_if_all_wait() {
  if (busy_ > 0 || errands_ > 0) return;
  auto soonest = input_at_;
  for (const auto& [number, waiter] : waiters_)
    if (waiter.until && (!soonest || *waiter.until < *soonest)) soonest = waiter.until;
  if (!soonest) return;
  ticks_ = std::max(ticks_, *soonest);
  const bool is_input_due = input_at_ && *input_at_ <= ticks_;
  for (auto& [number, waiter] : waiters_) {
    const bool hears =
        is_input_due && std::ranges::find(waiter.readable, input_fd_) != waiter.readable.end();
    if (hears || (waiter.until && *waiter.until <= ticks_)) wake(waiter);
  }
  if (!is_input_due) return;
  static_cast<void>(eventfd_write(input_fd_, 1));
  input_at_.reset();
}

}  // namespace stemme
