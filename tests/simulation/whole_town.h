/// Twenty terminals in four houses live four weeks, and then a quiet time in which everything must
/// come home: one history, the same for the same seed and the same faults. The product's own rooms
/// from the tap to the finding, without threads or sockets. One thread.
#pragma once

#include <array>
#include <vector>

#include "tests/simulation/at_the_glass.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/town_faults.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {

class WholeTown {
 public:
  static constexpr int weeks = 4;
  static constexpr int fault_hours = weeks * 7 * 24;
  static constexpr int houses = 4;
  static constexpr int terminals = houses * FoundedTown::terminals_each;

  WholeTown(std::uint64_t seed, std::vector<Fault> faults, const FoundedTown& founded)
      : seed_(seed),
        faults_(std::move(faults)),
        randomness_(seed),
        parts_(founded, begin_of(seed)) {
    for (int home = 0; home < houses; ++home) move_in(home);
    road_.draw_for(parts_);
  }

  void live() {
    for (int day = 0; day < weeks * 7; ++day) live_day(day);
    come_home();
    books_.look_at_what_arrived();
    seen_.between += books_.everything_is_there();
    books_.findings_stay_as_they_are();
    seen_.taps = parts_.promise.taps();
    seen_.acknowledged = parts_.promise.acknowledged();
    seen_.restarts = parts_.collector.lives() - 1;
    for (const auto& kiosk : parts_.kiosks) seen_.lost_receipts += kiosk->link.receipts_lost();
  }
  const Seen& seen() const { return seen_; }

 private:
  enum class Day { OfVisits, OfRest };

  /// Among them a Monday in August, summer time's end, the turn of a year of 53 weeks, and summer
  /// time's beginning.
  static Instant begin_of(std::uint64_t seed) {
    using std::chrono::year;
    constexpr std::array mondays{year{2026} / 8 / 3, year{2026} / 9 / 7, year{2026} / 10 / 12,
                                 year{2026} / 12 / 14, year{2027} / 3 / 8};
    const Date monday(mondays.at(mixed(seed, 2) % mondays.size()));
    return instant_of(monday, std::chrono::hours(0), FoundedHouse::zone).value();
  }

  void move_in(int home) {
    const auto& founded = parts_.founded.houses().homes[static_cast<std::size_t>(home)];
    parts_.houses.push_back({FoundedHouse::described(founded.id), founded, {}, {}, {}, {}});
    for (int i = 0; i < FoundedTown::terminals_each; ++i) {
      const auto number = home * FoundedTown::terminals_each + i;
      const auto& original = *parts_.founded.terminals()[static_cast<std::size_t>(number)];
      auto kiosk = std::make_unique<LivingKiosk>(parts_.collector, original, parts_.time->now());
      kiosk->number = number;
      kiosk->home = home;
      kiosk->group = founded.group;
      kiosk->chance.seed(mixed(seed_, 100U + static_cast<unsigned>(number)));
      kiosk->terminal.clock().reboot(kiosk->chance());
      kiosk->terminal.get_up(kiosk->chance);
      kiosk->device = kiosk->terminal.device();
      parts_.kiosks.push_back(std::move(kiosk));
    }
  }

  /// Of visits and contacts, whatever happened before: independent of the faults that are left out.
  void begin_luck_of(LivingKiosk& kiosk, int hour) const {
    kiosk.chance.seed(
        mixed(seed_, 1'000U + 1'000U * static_cast<unsigned>(hour) + unsigned(kiosk.number)));
  }
  static int dice(LivingKiosk& kiosk, int sides) {
    return static_cast<int>(kiosk.chance() % static_cast<unsigned>(sides));
  }

  void pass(Milliseconds time) {
    parts_.time->advance(time);
    for (auto& kiosk : parts_.kiosks) kiosk->terminal.clock().advance(time);
  }
  /// The hour of the house's day, whatever summer time does.
  void pass_until(int day, int hour) {
    const auto monday = local_time(begin_, FoundedHouse::zone).value().date;
    const Date date(std::chrono::sys_days(monday) + std::chrono::days(day));
    const auto at = instant_of(date, std::chrono::hours(hour), FoundedHouse::zone).value();
    if (at > parts_.time->now()) pass(at - parts_.time->now());
    parts_.promise.it_is(date);
  }

  void live_day(int day) {
    const bool is_school = day % 7 < 5;
    for (const int hour : is_school ? std::vector{8, 13, 17} : std::vector{12}) {
      pass_until(day, hour);
      befall(day * 24 + hour);
      for (std::size_t i = 0; i < parts_.kiosks.size(); ++i)
        live_hour(*parts_.kiosks[i], day * 24 + hour,
                  is_school && hour < 17 ? Day::OfVisits : Day::OfRest);
      collector_works();
    }
    if (day % 7 == 2 || day == 18) back_up();
  }

  void befall(int hour) {
    road_.ends_what_is_over(parts_.time->now());
    for (; next_fault_ < faults_.size() && faults_[next_fault_].hour <= hour; ++next_fault_) {
      const auto& fault = faults_[next_fault_];
      strikes_.strike(fault, mixed(seed_, 900'000U + static_cast<unsigned>(fault.number)));
      ++seen_.faults;
    }
  }

  void live_hour(LivingKiosk& kiosk, int hour, Day day) {
    begin_luck_of(kiosk, hour);
    bool is_touched = false;
    make_room_if_due(kiosk);
    // What was due in the night is done before anybody comes.
    static_cast<void>(kiosk.terminal.work_if_due());
    get_up_if_down(kiosk);
    if (day == Day::OfVisits && dice(kiosk, 6) == 0) {
      is_touched = true;
      for (int left = 1 + dice(kiosk, 4); left > 0 && !kiosk.terminal.is_down(); --left)
        visit(kiosk);
    }
    if (!kiosk.terminal.is_down()) static_cast<void>(kiosk.terminal.work_if_due());
    if (!kiosk.terminal.is_down() && dice(kiosk, 9) == 0) {
      is_touched = true;
      contact(kiosk);
    }
    get_up_if_down(kiosk);
    if (!is_touched) return;
    books_.look_at_what_arrived();
    books_.nothing_is_missing_at(kiosk);
  }

  void visit(LivingKiosk& kiosk) {
    AtTheGlass glass(
        kiosk.terminal, parts_.promise, kiosk.chance, [this](Milliseconds time) { pass(time); },
        kiosk.number);
    glass.plug_is_pulled_once_in(kiosk.pulled_once_in);
    const auto& house = parts_.houses[static_cast<std::size_t>(kiosk.home)];
    const auto pace = dice(kiosk, 9) == 0 ? AtTheGlass::Pace::Hasty : AtTheGlass::Pace::Calm;
    // A group's answers close into findings; the others stay open, to be counted to the option.
    const auto units = static_cast<int>(house.home.units.size());
    const auto unit = dice(kiosk, 2) == 0
                          ? kiosk.group
                          : house.home.units[static_cast<std::size_t>(dice(kiosk, units))];
    parts_.visited = &kiosk;
    if (dice(kiosk, 30) == 0)
      hold_round(kiosk, glass);
    else
      static_cast<void>(glass.visit(unit, pace));
    parts_.visited = nullptr;
    kiosk.terminal.look_again();
    kiosk.pulled_once_in = 0;
  }

  /// A vote in the circle, where the terminal knows the day and has the pack.
  static void hold_round(LivingKiosk& kiosk, AtTheGlass& glass) {
    const auto time = kiosk.terminal.house_time();
    RoundPlan plan;
    plan.pack = kiosk.terminal.pack("valg-tur");
    if (!time || !plan.pack) return;
    plan.unit = kiosk.group;
    plan.questions = {{0, kiosk.chance()}};
    plan.date = time->date;
    plan.present = 3 + dice(kiosk, 9);
    plan.language = "nb";
    plan.seed = kiosk.chance();
    std::optional<Finding> shown;
    static_cast<void>(glass.hold_round(plan, plan.present, shown));
  }

  /// What came with the programme is what answers are sealed to from the next close on.
  void hear_of_keys(LivingKiosk& kiosk) {
    const auto* programme = kiosk.terminal.programme();
    if (programme == nullptr || programme->identity == kiosk.identity) return;
    kiosk.identity = programme->identity;
    kiosk.told_key = read_identity(kiosk.identity, std::nullopt).value().keys.sealing;
    kiosk.told_on = parts_.today();
  }

  /// What came to a terminal that went down meanwhile may be forgotten.
  void hear_of_a_restore(LivingKiosk& kiosk) const {
    if (!kiosk.has_to_hear) return;
    const auto brought = kiosk.link.receipts_brought();
    if (kiosk.terminal.is_down())
      kiosk.has_to_hear->receipts = brought;
    else if (brought > kiosk.has_to_hear->receipts && kiosk.has_to_hear->by <= parts_.time->now())
      kiosk.has_to_hear.reset();
  }

  void contact(LivingKiosk& kiosk) {
    kiosk.link.deliver_what_was_held();
    static_cast<void>(kiosk.terminal.contact());
    kiosk.terminal.look_again();
    hear_of_keys(kiosk);
    hear_of_a_restore(kiosk);
    if (kiosk.terminal.is_down() || !kiosk.terminal.reached()) return;
    if (!parts_.houses[static_cast<std::size_t>(kiosk.home)].later_units.empty())
      kiosk.group = parts_.houses[static_cast<std::size_t>(kiosk.home)].later_units.back().id;
  }

  void make_room_if_due(LivingKiosk& kiosk) {
    if (!kiosk.is_full_until || *kiosk.is_full_until > parts_.time->now()) return;
    kiosk.is_full_until.reset();
    kiosk.terminal.make_room();
  }
  void get_up_if_down(LivingKiosk& kiosk) {
    if (!kiosk.terminal.is_down()) return;
    ++seen_.cuts;
    kiosk.terminal.get_up(kiosk.chance);
  }

  void collector_works() {
    if (strikes_.dies_releasing())
      parts_.collector.work_and_die_before_it_takes_effect();
    else
      parts_.collector.work();
    books_.look_at_what_arrived();
    books_.no_week_is_falsely_complete();
    if (strikes_.something_may_be_published(parts_.today())) books_.findings_stay_as_they_are();
  }

  void back_up() {
    parts_.collector.back_up();
    books_.backed_up();
    books_.sums_hold();
  }

  /// Nothing more befalls anybody but a collector that comes back from what it has. Batches that
  /// lie long enough are let go on the way.
  void come_home() {
    road_.all_is_well();
    for (auto& kiosk : parts_.kiosks) {
      kiosk->terminal.nothing_more_will_end();
      kiosk->link.deliver_what_was_held();
    }
    for (const int day : {31, 38, 45, 56, 66, 67, 77}) {
      pass_until(day, 12);
      befall(day * 24);
      for (auto& kiosk : parts_.kiosks) {
        make_room_if_due(*kiosk);
        get_up_if_down(*kiosk);
        static_cast<void>(kiosk->terminal.work_if_due());
        contact(*kiosk);
      }
      collector_works();
      for (auto& kiosk : parts_.kiosks) books_.nothing_is_missing_at(*kiosk);
      if (day >= 45) books_.any_restore_would_lose_nothing();
      if (day == 31 || day == 38 || day == 66) back_up();
    }
    for (auto& kiosk : parts_.kiosks)
      if (!kiosk->is_revoked && parts_.is_locked_out(*kiosk)) give_another_key(*kiosk);
    for (auto& kiosk : parts_.kiosks)
      EXPECT_TRUE(kiosk->is_revoked || kiosk->terminal.has_its_pictures()) << kiosk->number;
    collector_works();
  }

  /// By a code, under the name it has: now its copy is shut out, which is home already or has its
  /// turn later. What was restored while nobody heard it may lack what it sent long ago, and of an
  /// ended epoch that is asked once a day.
  void give_another_key(LivingKiosk& kiosk) {
    kiosk.terminal.enrol(parts_.collector.renewal_of(kiosk.device));
    for (int day = 0; day < 3; ++day) {
      contact(kiosk);
      pass(std::chrono::hours(25));
    }
  }

  std::uint64_t seed_;
  std::vector<Fault> faults_;
  SeededRandomness randomness_;
  TownParts parts_;
  Instant begin_ = parts_.time->now();
  TownBooks books_{parts_};
  TroubledRoad road_;
  TownFaults strikes_{parts_, books_, road_};
  SealWitness witness_{[this](const SealingKey& to, std::span<std::uint8_t> sealed) {
    strikes_.is_sealed(to, sealed);
  }};
  Seen seen_;
  std::size_t next_fault_ = 0;
};

}  // namespace stemme
