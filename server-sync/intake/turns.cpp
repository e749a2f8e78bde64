#include "server-sync/intake/turns.h"

#include <algorithm>
#include <cmath>

namespace stemme {
namespace {

/// What one turn weighs in the usual one.
constexpr double newest_share = 0.02;

double ms_between(Ticks from, Ticks to) { return static_cast<double>((to - from).count()); }

}  // namespace

std::optional<std::chrono::seconds> Turns::ask(DeviceId device, Ticks now) {
  const std::lock_guard lock(mutex_);
  auto found = held_.find(device);
  if (found == held_.end()) {
    if (held_.size() >= turns_at_once) end_silent(now);
    if (held_.size() >= turns_at_once) return next_place(now);
    found = held_.emplace(device, Turn{now, now, 0}).first;
  }
  ++found->second.in_work;
  found->second.last = now;
  return std::nullopt;
}

void Turns::served(DeviceId device, bool more, Ticks now) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(device);
  if (found == held_.end()) return;
  --found->second.in_work;
  found->second.last = now;
  if (!more && found->second.in_work <= 0) end(found);
}

Turns::Held::iterator Turns::end(Held::iterator turn) {
  const auto took = ms_between(turn->second.began, turn->second.last);
  usual_ms_ += (took - usual_ms_) * newest_share;
  return held_.erase(turn);
}

void Turns::end_silent(Ticks now) {
  for (auto turn = held_.begin(); turn != held_.end();) {
    const bool is_silent = turn->second.in_work <= 0 && now - turn->second.last > turn_silence_max;
    turn = is_silent ? end(turn) : std::next(turn);
  }
}

/// Whoever is sent away comes back in its place in the line, as fast as turns end.
std::chrono::seconds Turns::next_place(Ticks now) {
  // When it has become slow nobody is done yet to tell: those who are at it do, by their age.
  double ages_ms = 0;
  for (const auto& [device, turn] : held_) ages_ms += ms_between(turn.began, now);
  const auto turn_ms = std::max(usual_ms_, ages_ms / static_cast<double>(turns_at_once));
  // A little sooner than they end, or every guess that is too long leaves a turn empty.
  const auto each = turn_ms / static_cast<double>(turns_at_once) * 0.75;
  taken_until_ = std::max(taken_until_, now) + Milliseconds(std::lround(std::ceil(each)));
  taken_until_ = std::min<Ticks>(taken_until_, now + turn_wait_max);
  return std::chrono::ceil<std::chrono::seconds>(taken_until_ - now);
}

}  // namespace stemme
