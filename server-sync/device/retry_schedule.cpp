#include "server-sync/device/retry_schedule.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr int doublings_max = 16;  // Far above the cap.
constexpr std::chrono::seconds jitter_least{1};

}  // namespace

Milliseconds RetrySchedule::within(Milliseconds most) {
  const auto steps = static_cast<std::uint64_t>(most.count()) + 1;
  return Milliseconds(static_cast<Milliseconds::rep>(random_() % steps));
}

void RetrySchedule::succeeded(Ticks now) {
  failures_ = 0;
  close_scheduled_ = false;
  next_ = now + contact_every - within(std::chrono::minutes(5));
}

void RetrySchedule::failed(Ticks now, std::optional<std::chrono::seconds> retry_after) {
  close_scheduled_ = false;
  if (retry_after) {
    // The collector is there and has said when: nothing to guess, so nothing to double. Jitter on
    // top, or all who were turned away come back together; as long as was asked for, or a place
    // that is free in a second stays empty for half a minute.
    const auto asked = std::min<Milliseconds>(*retry_after, retry_after_most);
    failures_ = std::max(failures_, 1);
    next_ = now + asked + within(std::clamp<Milliseconds>(asked, jitter_least, backoff_first));
    return;
  }
  const auto doubled = backoff_first * (1LL << std::min(failures_++, doublings_max));
  const auto most = std::min<Milliseconds>(doubled, backoff_max);
  next_ = now + within(most);
}

void RetrySchedule::batch_closed(Ticks now) {
  if (failures_ > 0 || close_scheduled_) return;
  close_scheduled_ = true;
  next_ = std::min(next_, now + within(upload_within_after_close));
}

}  // namespace stemme
