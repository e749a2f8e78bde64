#include "app/display/scanner.h"

#include <algorithm>

namespace stemme {
namespace {

bool are_the_same(const std::vector<Target>& one, const std::vector<Target>& other) {
  return std::ranges::equal(one, other, {}, &Target::id, &Target::id);
}

}  // namespace

void Scanner::show(std::vector<Target> places, Ticks now) {
  const bool is_same = are_the_same(places, places_);
  places_ = std::move(places);
  if (is_same) return;
  let_go();
  begin(now);
  // A ring that goes by itself waits for whoever presses first.
  is_going_ = !goes_by_itself();
}

void Scanner::begin(Ticks now) {
  inside_.reset();
  at_ = 0;
  rounds_ = 0;
  if (goes_by_itself()) step_at_ = now + declared_.step;
}

/// The last group there can be takes what is left.
std::span<const Target> Scanner::group(std::size_t index) const {
  std::size_t from = 0;
  for (std::size_t before = 0; before < index; ++before) from += alone_max - before;
  const std::span<const Target> all(places_);
  const auto left = all.size() - from;
  return all.subspan(from, index + 1 == alone_max ? left : std::min(alone_max - index, left));
}

std::span<const Target> Scanner::singles() const {
  return inside_ ? group(*inside_) : std::span<const Target>(places_);
}

std::size_t Scanner::stops() const {
  if (!is_grouped()) return singles().size();
  std::size_t groups = 0;
  for (std::size_t held = 0; held < places_.size(); ++groups) held += group(groups).size();
  return groups;
}

std::optional<int> Scanner::take(const SwitchPress& press, Ticks now) {
  if (!press.is_down) {
    if (held_ && held_->key == press.key) held_.reset();
    return {};
  }
  const bool is_repeat = counted_at_ && now - *counted_at_ < declared_.ignore_repeat;
  if (is_repeat || places_.empty()) return {};
  if (declared_.hold.count() == 0) return count(press.key, now);
  held_ = press;
  held_->ticks = now;
  return {};
}

std::optional<int> Scanner::pass(Ticks now) {
  if (held_ && now - held_->ticks >= declared_.hold) {
    const auto key = held_->key;
    held_.reset();
    return count(key, now);
  }
  if (is_going_ && step_at_ && *step_at_ <= now) go_on(now);
  return {};
}

std::optional<Ticks> Scanner::deadline() const {
  std::optional<Ticks> first = is_going_ ? step_at_ : std::nullopt;
  if (!held_) return first;
  const auto lasted = held_->ticks + declared_.hold;
  return first ? std::min(*first, lasted) : lasted;
}

std::optional<int> Scanner::count(SwitchPress::Key key, Ticks now) {
  counted_at_ = now;
  rounds_ = 0;
  if (key == SwitchPress::Key::Next) {
    go_on(now);
    return {};
  }
  if (is_going_) return choose(now);
  begin(now);
  is_going_ = true;
  return {};
}

void Scanner::go_on(Ticks now) {
  at_ = (at_ + 1) % std::max<std::size_t>(stops(), 1);
  if (goes_by_itself()) step_at_ = now + declared_.step;
  if (at_ != 0 || !goes_by_itself() || ++rounds_ < rounds_max) return;
  // Out of a group first: whoever missed it gets another round.
  const bool was_inside = inside_.has_value();
  begin(now);
  is_going_ = was_inside;
}

std::optional<int> Scanner::choose(Ticks now) {
  if (!is_grouped()) {
    const int chosen = singles()[at_].id;
    begin(now);
    is_going_ = !goes_by_itself();
    return chosen;
  }
  inside_ = at_;
  at_ = 0;
  if (goes_by_itself()) step_at_ = now + declared_.step;
  return {};
}

std::vector<Area> Scanner::ring() const {
  std::vector<Area> areas;
  if (!is_going_ || places_.empty()) return areas;
  if (!is_grouped()) return {singles()[at_].area};
  for (const auto& place : group(at_)) areas.push_back(place.area);
  return areas;
}

}  // namespace stemme
