/// A clock for several threads of one process: time stands while anybody works and jumps to the
/// next thing that anybody waits for as soon as all wait. What a person does at a certain time is
/// announced with `input_at`. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "server-sync/foundation/clock.h"

namespace stemme {

class EagerClock final : public Clock, public std::enable_shared_from_this<EagerClock> {
 public:
  /// The calling thread is at work from the start.
  explicit EagerClock(Instant start) : start_(start) {}

  Instant now() override { return start_ + ticks(); }
  Ticks ticks() override;
  std::uint64_t boot_id() override { return 1; }
  void wait(std::span<const int> readable, std::optional<Ticks> until) override;
  Errand errand() override;
  void enter(Errand started_under) override;

  /// When that time comes, `fd` (an eventfd) becomes readable; none takes the announcement back.
  void input_at(std::optional<Ticks> at, int fd);
  Instant boot_began() const { return start_; }

 private:
  struct Waiter {
    std::vector<int> readable;
    std::optional<Ticks> until;
    int bell = -1;
    bool is_woken = false;
  };
  void end_errand();
  void jump_if_all_wait();
  void wake(Waiter& waiter);

  const Instant start_;
  std::mutex mutex_;
  Ticks ticks_{0};
  int busy_ = 1;
  int errands_ = 0;
  std::map<std::uint64_t, Waiter> waiters_;
  std::uint64_t numbers_ = 0;
  std::optional<Ticks> input_at_;
  int input_fd_ = -1;
};

}  // namespace stemme
