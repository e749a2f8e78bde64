// What the house's clock has to do with the kiosk: windows that open and close, dayparts that end.
#include "app/kiosk.h"

namespace stemme {

HouseTime Kiosk::house_time() const {
  const auto anchor = parts_.store.present_anchor();
  if (!anchor || !library_) return std::nullopt;
  auto local = local_time(anchor->at(now_), library_->programme().zone);
  return local ? HouseTime(*local) : std::nullopt;
}

std::optional<Ticks> Kiosk::next_window_change() const {
  const auto now = house_time();
  if (!now) return std::nullopt;
  // The next whole minute at which any window opens or closes, or the day turns.
  auto next = std::chrono::minutes(24 * 60);
  for (const auto& window : library_->programme().windows)
    for (const auto edge : {window.from, window.to})
      if (edge > now->since_midnight) next = std::min(next, edge);
  return at_minute(next);
}

/// When the house's clock next shows it, today.
std::optional<Ticks> Kiosk::at_minute(std::chrono::minutes since_midnight) const {
  const auto now = house_time();
  if (!now) return std::nullopt;
  const auto anchor = *parts_.store.present_anchor();
  const auto into_minute = anchor.at(now_).time_since_epoch() % std::chrono::minutes(1);
  return now_ + (since_midnight - now->since_midnight) - into_minute;
}

std::optional<Ticks> Kiosk::next_daypart() const {
  const auto now = house_time();
  if (!now) return std::nullopt;
  return at_minute(daypart_end(library_->programme().dayparts, now->since_midnight));
}

/// C11: a round outlives the daypart it began in by an hour at most.
void Kiosk::note_daypart() {
  const auto now = house_time();
  if (!now) return;
  const auto& daypart = daypart_at(library_->programme().dayparts, now->since_midnight);
  if (daypart.id != daypart_of_round_) round_->daypart_ended(now_);
}

}  // namespace stemme
