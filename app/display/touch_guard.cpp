#include "app/display/touch_guard.h"

namespace stemme {
namespace {

Ruling refused_as(Refusal why) { return {std::nullopt, why, false}; }

}  // namespace

void TouchGuard::show(std::span<const Target> targets, Ticks now) {
  replace_targets(targets);
  screen_since_ = now;
  for (auto& [id, landed] : down_) landed.is_spent = true;
}

void TouchGuard::replace_targets(std::span<const Target> targets) {
  targets_.assign(targets.begin(), targets.end());
}

void TouchGuard::begin_visit() { palms_ = 0; }

Ruling TouchGuard::take(const Contact& contact) {
  forget_silent(contact.ticks);
  switch (contact.phase) {
    case Contact::Phase::Down:
      return land(contact);
    case Contact::Phase::Move:
      return slide(contact);
    case Contact::Phase::Up:
      return lift(contact);
  }
  return {};
}

Ruling TouchGuard::land(const Contact& contact) {
  Landed landed{contact.ticks, contact.ticks, contact.at, 0, {}, true};
  // A hand that leans on the frame neither counts nor stands in the way of another finger (D46).
  const bool is_at_edge = !panel_.grown(-edge_mm).contains(contact.at);
  if (!is_at_edge) {
    std::erase_if(landings_, [&](Ticks at) { return contact.ticks - at > palm_window; });
    landings_.push_back(contact.ticks);
  }
  if (landings_.size() >= palm_contacts_min && !is_palm_ && !is_at_edge) {
    down_[contact.id] = landed;
    return palm();
  }
  auto refusal = is_at_edge ? Refusal::Edge : refusal_on_landing(contact);
  const Target* target = target_at(contact.at);
  if (!refusal && target == nullptr) refusal = Refusal::NoTarget;
  if (!refusal) {
    landed = {contact.ticks, contact.ticks, contact.at, target->id, target->area, false};
    owner_ = contact.id;
  }
  down_[contact.id] = landed;
  return {std::nullopt, refusal, false};
}

std::optional<Refusal> TouchGuard::refusal_on_landing(const Contact& contact) const {
  if (is_palm_) return Refusal::Palm;
  if (owner_) return Refusal::OtherFinger;
  // What the finger meant was decided when it landed; a lift after the quiet time changes nothing.
  if (screen_since_ && contact.ticks - *screen_since_ < new_screen_max) return Refusal::NewScreen;
  if (tapped_at_ && contact.ticks - *tapped_at_ < echo_max) return Refusal::Echo;
  return std::nullopt;
}

/// The topmost target under the finger; else the nearest one within its grown border.
const Target* TouchGuard::target_at(Point at) const {
  const Target* best = nullptr;
  double best_distance = grown_mm;
  for (const auto& target : targets_) {
    const double away = distance(at, target.area);
    if (away > best_distance) continue;
    best = &target;
    best_distance = away;
  }
  return best;
}

Ruling TouchGuard::palm() {
  is_palm_ = true;
  ++palms_;
  landings_.clear();
  for (auto& [id, landed] : down_) landed.is_spent = true;
  owner_.reset();
  return {std::nullopt, Refusal::Palm, palms_ == 2};
}

Ruling TouchGuard::slide(const Contact& contact) {
  const auto found = down_.find(contact.id);
  if (found == down_.end()) return {};
  Landed& landed = found->second;
  landed.at = contact.at;
  landed.heard = contact.ticks;
  if (landed.is_spent) return {};
  if (distance(landed.at, landed.area) > slid_mm) {
    landed.is_spent = true;
    return refused_as(Refusal::Slid);
  }
  return is_held(landed, contact.ticks) ? count(landed, contact.ticks) : Ruling{};
}

Ruling TouchGuard::lift(const Contact& contact) {
  const auto found = down_.find(contact.id);
  if (found == down_.end()) return {};
  Landed landed = found->second;
  down_.erase(found);
  if (owner_ == contact.id) owner_.reset();
  if (down_.empty()) is_palm_ = false;
  if (landed.is_spent) return {};
  landed.at = contact.at;
  const double away = distance(landed.at, landed.area);
  if (away > slid_mm) return refused_as(Refusal::Slid);
  if (away > grown_mm) return refused_as(Refusal::LiftedAside);
  if (contact.ticks - landed.since < noise_max) return refused_as(Refusal::TooShort);
  return count(landed, contact.ticks);
}

Ruling TouchGuard::pass(Ticks now) {
  if (!owner_) return {};
  Landed& landed = down_.at(*owner_);
  return !landed.is_spent && is_held(landed, now) ? count(landed, now) : Ruling{};
}

std::optional<Ticks> TouchGuard::next_deadline() const {
  if (!owner_) return std::nullopt;
  const Landed& landed = down_.at(*owner_);
  const bool can_count = !landed.is_spent && distance(landed.at, landed.area) <= grown_mm;
  return can_count ? std::optional(landed.since + hold_min) : std::nullopt;
}

bool TouchGuard::is_held(const Landed& landed, Ticks now) const {
  return now - landed.since >= hold_min && distance(landed.at, landed.area) <= grown_mm;
}

Ruling TouchGuard::count(Landed& landed, Ticks now) {
  landed.is_spent = true;
  tapped_at_ = now;
  return {Tap{landed.target, landed.at, now}, std::nullopt, false};
}

/// A lift that the system lost would own the screen for ever (D45).
void TouchGuard::forget_silent(Ticks now) {
  std::erase_if(down_, [&](const auto& entry) {
    const bool is_silent = now - entry.second.heard > silence_max;
    if (is_silent && owner_ == entry.first) owner_.reset();
    return is_silent;
  });
  if (down_.empty()) is_palm_ = false;
}

}  // namespace stemme
