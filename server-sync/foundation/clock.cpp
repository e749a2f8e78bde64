#include "server-sync/foundation/clock.h"

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "server-sync/foundation/driven_clock.h"

namespace stemme {
namespace {

Milliseconds read(clockid_t which) {
  timespec at{};
  STEMME_ASSERT(clock_gettime(which, &at) == 0);
  return std::chrono::duration_cast<Milliseconds>(std::chrono::seconds(at.tv_sec) +
                                                  std::chrono::nanoseconds(at.tv_nsec));
}

std::uint64_t read_boot_id() {
  std::uint64_t id = 0;
  if (auto* file = std::fopen("/proc/sys/kernel/random/boot_id", "r")) {
    unsigned int high = 0;
    unsigned int middle = 0;
    unsigned int low = 0;
    if (std::fscanf(file, "%8x-%4x-%4x", &high, &middle, &low) == 3)
      id = (std::uint64_t{high} << 32) | (std::uint64_t{middle} << 16) | low;
    static_cast<void>(std::fclose(file));
  }
  return id;
}

class SystemClock final : public Clock {
 public:
  Instant now() override { return Instant(read(CLOCK_REALTIME)); }
  Ticks ticks() override { return read(CLOCK_BOOTTIME); }
  std::uint64_t boot_id() override { return boot_id_; }

  void wait(std::span<const int> readable, std::optional<Ticks> until) override {
    std::vector<pollfd> fds;
    for (int fd : readable) fds.push_back({fd, POLLIN, 0});
    int timeout = -1;
    // An hour at most, so that a long wait notices a machine that slept.
    if (until)
      timeout = static_cast<int>(std::clamp<long>((*until - ticks()).count(), 0, 3'600'000));
    static_cast<void>(poll(fds.data(), fds.size(), timeout));
  }

  Errand errand() override { return nullptr; }
  void enter(Errand) override {}

 private:
  std::uint64_t boot_id_ = read_boot_id();
};

}  // namespace

Result<std::shared_ptr<Clock>> open_clock() {
#ifdef STEMME_DRIVEN_TIME
  if (driven_clock_named()) return connect_driven_clock();
#endif
  return std::shared_ptr<Clock>(std::make_shared<SystemClock>());
}

}  // namespace stemme
