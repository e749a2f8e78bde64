#include "tests/hands/people.h"

#include <algorithm>
#include <cmath>

namespace stemme {
namespace {

constexpr double glass_width = 217;
constexpr double glass_height = 136;
/// Log-normal, domain §7.5.
constexpr double thought_sigma = 0.5;
constexpr double palm_share = 0.03;
constexpr double two_finger_share = 0.06;
constexpr double edge_share = 0.02;

Contact contact(std::uint64_t id, Contact::Phase phase, Point at, Ticks ticks) {
  return {id, phase, at, ticks};
}

}  // namespace

Ticks People::between(int from_ms, int to_ms) {
  return Ticks(std::uniform_int_distribution<int>(from_ms, to_ms)(chance_));
}

Ticks People::thought(double median_ms) {
  const double factor = std::lognormal_distribution<double>(0, thought_sigma)(chance_);
  return Ticks(static_cast<int>(median_ms * factor));
}

Point People::anywhere() { return {share() * glass_width, share() * glass_height}; }

/// Most of a child's taps land well inside what it means (domain §4.1).
Point People::near(const Area& area) {
  std::normal_distribution<double> aside(0, 0.16);
  return {area.x + area.width * std::clamp(0.5 + aside(chance_), 0.02, 0.98),
          area.y + area.height * std::clamp(0.5 + aside(chance_), 0.02, 0.98)};
}

void People::press(Point at, Ticks lasts) {
  const auto id = ++fingers_;
  glass_->take(contact(id, Contact::Phase::Down, at, glass_->now()));
  glass_->take(contact(id, Contact::Phase::Up, at, glass_->now() + lasts));
}

/// What a hand does beside its tap: an edge leant on, a palm, a second finger.
void People::clumsy() {
  const double dice = share();
  const auto at = anywhere();
  if (dice < edge_share) return press({2, at.y}, Ticks(300));
  const int fingers = dice < edge_share + palm_share ? 4 : 2;
  if (dice > edge_share + palm_share + two_finger_share) return;
  const auto since = glass_->now();
  for (int i = 0; i < fingers; ++i)
    glass_->take(contact(++fingers_, Contact::Phase::Down, {at.x + 9 * i, at.y}, since));
  for (int i = 0; i < fingers; ++i)
    glass_->take(contact(fingers_ - static_cast<std::uint64_t>(i), Contact::Phase::Up, {at.x, at.y},
                         since + Ticks(160)));
}

void People::hands_at(std::vector<Contact>& contacts, Ticks at, Point where) {
  const double dice = share();
  const bool is_palm = dice < 0.10;
  const bool is_smear = !is_palm && dice < 0.25;
  const auto lasts = is_smear ? Ticks(300) : between(30, 260);
  const Point end = is_smear ? anywhere() : where;
  for (int finger = is_palm ? 4 : 1; finger > 0; --finger) {
    const auto id = ++fingers_;
    const auto from = at + Ticks(is_palm ? 15 * finger : 0);
    const double aside = is_palm ? 9.0 * finger : 0.0;
    contacts.push_back(contact(id, Contact::Phase::Down, {where.x + aside, where.y}, from));
    for (int step = 1; is_smear && step < 8; ++step)
      contacts.push_back(
          contact(id, Contact::Phase::Move,
                  {where.x + (end.x - where.x) * step / 8, where.y + (end.y - where.y) * step / 8},
                  from + lasts * step / 8));
    contacts.push_back(contact(id, Contact::Phase::Up, {end.x + aside, end.y}, from + lasts));
  }
}

void People::toddler(Ticks lasts) {
  std::vector<Contact> contacts;
  auto where = anywhere();
  const auto begun = glass_->now();
  for (auto at = begun; at < begun + lasts; at += between(120, 280)) {
    // Half of the pats go where the last one went.
    const Point aside{(share() - 0.5) * 50, (share() - 0.5) * 50};
    where = share() < 0.5 ? anywhere()
                          : Point{std::clamp(where.x + aside.x, 0.0, glass_width),
                                  std::clamp(where.y + aside.y, 0.0, glass_height)};
    hands_at(contacts, at, where);
  }
  std::ranges::stable_sort(contacts, {}, &Contact::ticks);
  for (const auto& each : contacts) glass_->take(each);
}

void People::step_up() {
  glass_->fall_asleep();
  glass_->pass_to(glass_->now() + between(2000, 15'000));
}

void People::answer(double thought_ms) {
  const auto page = glass_->page_since();
  glass_->pass_to(std::max(glass_->now(), page + thought(thought_ms)));
  clumsy();
  while (!glass_->options().empty() && glass_->page_since() == page) {
    const auto options = glass_->options();
    const auto chosen = static_cast<std::size_t>(share() * static_cast<double>(options.size()));
    press(near(options[chosen].area), between(70, 220));
    // Nothing happened: again, a little later.
    glass_->pass_to(glass_->now() + between(700, 1100));
  }
}

void People::begin() {
  while (glass_->is_at_start()) {
    press(near(glass_->start()), between(70, 220));
    if (glass_->is_at_start()) glass_->pass_to(glass_->now() + between(700, 1100));
  }
}

void People::child(double thought_ms) {
  begin();
  for (int question = 0; question < 8; ++question) {
    while (glass_->options().empty() && !glass_->is_at_start())
      glass_->pass_to(glass_->now() + Ticks(100));
    if (glass_->is_at_start()) return;
    answer(thought_ms);
  }
}

void People::one_tap(double thought_ms, int option) {
  begin();
  const auto page = glass_->page_since();
  glass_->pass_to(std::max(page + TouchGuard::new_screen_max, page + thought(thought_ms)));
  press(near(glass_->options().at(static_cast<std::size_t>(option)).area), between(70, 220));
}

}  // namespace stemme
