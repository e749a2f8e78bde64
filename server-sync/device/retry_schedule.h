/// When to speak to the collector next (C7): hourly, within half an hour of a close, and after a
/// failure with full jitter up to six hours. Pure but for the random numbers it is handed; ticks
/// only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "server-sync/foundation/clock.h"

namespace stemme {

inline constexpr std::chrono::minutes contact_every{60};
inline constexpr std::chrono::minutes upload_within_after_close{30};
inline constexpr std::chrono::seconds backoff_first{30};
inline constexpr std::chrono::hours backoff_max{6};
inline constexpr std::chrono::hours retry_after_most{24};
/// Terminals that get their power back together do not all speak at once.
inline constexpr std::chrono::seconds first_contact_within{20};

class RetrySchedule {
 public:
  explicit RetrySchedule(std::function<std::uint64_t()> random) : random_(std::move(random)) {}

  void started(Ticks now) { next_ = now + within(first_contact_within); }
  void succeeded(Ticks now);
  /// `retry_after` only from a verified reply.
  void failed(Ticks now, std::optional<std::chrono::seconds> retry_after);
  /// Brings the next contact forward; not while backing off, for the collector is not there anyway.
  void batch_closed(Ticks now);
  void asked_for(Ticks now) { next_ = now; }

  Ticks next() const { return next_; }
  bool is_due(Ticks now) const { return now >= next_; }

 private:
  /// Uniform in [0, most].
  Milliseconds within(Milliseconds most);

  std::function<std::uint64_t()> random_;
  Ticks next_{};
  int failures_ = 0;
  bool close_scheduled_ = false;
};

}  // namespace stemme
