#include "server-sync/device/retry_schedule.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr int doublings_max = 16;  // Far above the cap.

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
  const auto doubled = backoff_first * (1LL << std::min(failures_++, doublings_max));
  const auto most = std::min<Milliseconds>(doubled, backoff_max);
  next_ = now + within(most);
  close_scheduled_ = false;
  if (!retry_after) return;
  const auto asked = std::min<Milliseconds>(*retry_after, retry_after_most);
  // Jitter on top, or all who were turned away come back together.
  next_ = std::max(next_, now + asked + within(backoff_first));
}

void RetrySchedule::batch_closed(Ticks now) {
  if (failures_ > 0 || close_scheduled_) return;
  close_scheduled_ = true;
  next_ = std::min(next_, now + within(upload_within_after_close));
}

}  // namespace stemme
