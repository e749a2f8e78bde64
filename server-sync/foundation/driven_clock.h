/// The driven clock's client (C13): demo and test builds only. One server
/// process holds *now*; it moves only while every connection is waiting. Wire:
/// lines over a Unix stream socket. A client says `w <ticks>` (waiting until),
/// `w -` (waiting, no deadline) or `b` (busy); the server says `n` when the
/// deadline has come. The time itself is eight bytes in the file
/// `<socket>.now`, read without asking.
#pragma once

#include "server-sync/foundation/clock.h"

namespace stemme {

/// Driven boots began at this instant; ticks are counted from it.
inline constexpr Instant driven_boot{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};

bool driven_clock_named();
Result<std::shared_ptr<Clock>> connect_driven_clock();

}  // namespace stemme
