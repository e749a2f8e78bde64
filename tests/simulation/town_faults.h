/// How each fault of a schedule befalls a town. One thread.
#pragma once

#include <utility>
#include <vector>

#include "tests/simulation/town_books.h"
#include "tests/simulation/troubled_road.h"
#include "tests/stand-ins/newer_pack.h"

namespace stemme {

class TownFaults {
 public:
  TownFaults(TownParts& town, TownBooks& books, TroubledRoad& road)
      : town_(&town), books_(&books), road_(&road) {}

  void strike(const Fault& fault, std::uint64_t luck) {
    std::mt19937_64 chance(luck);
    if (faults::is_on_the_road(fault.kind)) return road_->begins(fault, town_->time->now(), luck);
    if (faults::is_at_a_terminal(fault.kind))
      return strike(*town_->kiosks[static_cast<std::size_t>(fault.who)], fault, chance);
    if (fault.kind >= Fault::Kind::DaypartsChanged)
      return change(town_->houses[static_cast<std::size_t>(fault.who) % town_->houses.size()],
                    fault, chance);
    strike_collector(fault);
  }

  /// Each seal of each terminal: to a key of the owner's, and spoiled where that was asked for.
  void is_sealed(const SealingKey& to, std::span<std::uint8_t> sealed) {
    if (sealed.size() != box_bytes - 1) return;
    EXPECT_TRUE(std::any_of(town_->all_keys.begin(), town_->all_keys.end(),
                            [&](const OpeningKey& key) { return key.sealing_key() == to; }))
        << "sealed to a key that nobody holds";
    is_newest(to);
    if (boxes_to_poison_ > 0) {
      --boxes_to_poison_;
      sealed.back() ^= 1U;
    }
    town_->promise.sealed(sealed);
  }

  bool dies_releasing() { return std::exchange(dies_releasing_, false); }
  /// A week, a day of rounds, or a collector that began anew.
  bool something_may_be_published(Date today) {
    return std::exchange(looked_at_, std::pair(today, town_->collector.lives())) !=
           std::pair(today, town_->collector.lives());
  }

 private:
  using Kind = Fault::Kind;

  /// A new key takes effect at a close (C3), and a day's piles are closed when it is over: so
  /// nobody seals for long to one that may be gone.
  void is_newest(const SealingKey& to) const {
    const auto* kiosk = town_->visited;
    if (kiosk == nullptr || !kiosk->told_on) return;
    const auto& keys = town_->all_keys;
    const auto told = std::find_if(keys.begin(), keys.end(), [&](const OpeningKey& key) {
      return key.sealing_key() == kiosk->told_key;
    });
    // By GET /v1/identity it may have heard of a newer one than came with its programme.
    const bool is_older = std::any_of(
        keys.begin(), told, [&](const OpeningKey& key) { return key.sealing_key() == to; });
    const auto by = std::chrono::sys_days(*kiosk->told_on) + std::chrono::days(1);
    EXPECT_TRUE(!is_older || std::chrono::sys_days(town_->today()) <= by)
        << "terminal " << kiosk->number << " seals to an older key than it has been told";
  }

  void strike(LivingKiosk& kiosk, const Fault& fault, std::mt19937_64& chance) {
    auto& terminal = kiosk.terminal;
    switch (fault.kind) {
      case Kind::KilledStarting:
        terminal.will_end_while_starting(fault.much);
        [[fallthrough]];
      case Kind::Killed:
        return terminal.will_end(WholeTerminal::End::Killed, fault.much);
      case Kind::PowerCut:
        return terminal.will_end(WholeTerminal::End::PowerCut, fault.much);
      case Kind::PulledBeforeShown:
        kiosk.pulled_once_in = fault.much;
        return;
      case Kind::ClockJumps:
        return terminal.clock().set_wrong_by(std::chrono::days(365) * (fault.much - 20));
      case Kind::CardCloned:
        return clone_the_card(kiosk, chance);
      case Kind::DiskSpoiled:
        books_->look_at_what_arrived();
        books_->spoiled(kiosk);
        return terminal.spoil_its_disk(chance);
      case Kind::DiskFull:
        kiosk.is_full_until = town_->time->now() + std::chrono::hours(fault.much);
        return terminal.fill_its_disk(1 + static_cast<int>(chance() % 25));
      case Kind::PoisonBox:
        boxes_to_poison_ = fault.much;
        return;
      case Kind::Revoked:
        return revoke(kiosk);
      case Kind::KeyByCode:
        return give_another_key(kiosk, fault.much);
      default:
        STEMME_ASSERT(false);
    }
  }

  void clone_the_card(LivingKiosk& kiosk, std::mt19937_64& chance) {
    auto clone =
        std::make_unique<LivingKiosk>(town_->collector, kiosk.terminal, town_->time->now());
    clone->number = static_cast<int>(town_->kiosks.size());
    clone->home = kiosk.home;
    clone->device = kiosk.device;
    clone->group = kiosk.group;
    clone->is_revoked = kiosk.is_revoked;
    if (kiosk.has_to_hear) clone->has_to_hear = ToBeHeard{0, kiosk.has_to_hear->by};
    clone->is_cloned = true;
    clone->terminal.clock().reboot(chance());
    clone->terminal.get_up(chance);
    town_->kiosks.push_back(std::move(clone));
    for (auto& one : town_->kiosks) one->is_cloned = one->is_cloned || one->device == kiosk.device;
    road_->draw_for(*town_);
  }

  void revoke(LivingKiosk& kiosk) {
    town_->collector.the_register().revoke(kiosk.device, town_->today()).value();
    for (auto& one : town_->kiosks)
      one->is_revoked = one->is_revoked || one->device == kiosk.device;
  }

  /// Whatever is on the road: staff type the same code until the terminal has its key, or give up.
  /// Who is revoked gets none, and one without a screen cannot be asked.
  void give_another_key(LivingKiosk& kiosk, int times) {
    if (kiosk.is_revoked || kiosk.terminal.is_down()) return;
    const auto code = town_->collector.renewal_of(kiosk.device);
    const auto before = kiosk.terminal.own_key();
    for (; times > 0 && kiosk.terminal.own_key() == before; --times)
      if (!kiosk.terminal.enrol(code)) return;
  }

  void strike_collector(const Fault& fault) {
    switch (fault.kind) {
      case Kind::CollectorKilledCounting:
        town_->collector.count_some();
        [[fallthrough]];
      case Kind::CollectorKilled:
        return town_->collector.kill();
      case Kind::CollectorKilledReleasing:
        dies_releasing_ = true;
        return;
      case Kind::Restored:
        return restore(fault.much);
      default:
        STEMME_ASSERT(false);
    }
  }

  void restore(int which) {
    auto backups = town_->collector.backups();
    if (backups.empty()) return;
    // The caretaker would have removed them last night.
    const auto newest = backups.back();
    std::erase_if(backups, [&](const KeptBackup& backup) {
      return backup.made < town_->time->now() - kept_for;
    });
    if (backups.empty()) backups.push_back(newest);
    books_->look_at_what_arrived();
    town_->collector.restore(backups[static_cast<std::size_t>(which) % backups.size()]);
    for (const auto& house : town_->houses) tell_again(house);
    const auto by = town_->time->now() + std::chrono::days(8);
    for (auto& kiosk : town_->kiosks)
      kiosk->has_to_hear = ToBeHeard{kiosk->link.receipts_brought(), by};
    books_->look_at_a_restored_collector();
  }

  /// What an IT person does after a restore: houses and groups are not in the log.
  void tell_again(const LivingHouse& house) {
    auto& reg = town_->collector.the_register();
    reg.put_house(house.house).value();
    for (const auto& unit : house.later_units)
      if (!reg.unit(unit.id)) reg.add_unit(unit).value();
    for (const auto& [unit, on] : house.ended) reg.end_unit(unit, on).value();
    for (const auto& days : house.closed) reg.add_closed_days(house.house.id, days).value();
    for (const auto& pack : house.later_packs) adopt(house, pack);
  }

  /// Whatever the collector has of it: the last that is adopted is the one in use.
  void adopt(const LivingHouse& house, const StoredPack& pack) {
    auto& reg = town_->collector.the_register();
    reg.store_pack(pack).value();
    reg.adopt({house.house.id, pack.digest, "head", "the days", town_->today(), {}}).value();
  }

  void change(LivingHouse& house, const Fault& fault, std::mt19937_64& chance) {
    switch (fault.kind) {
      case Kind::DaypartsChanged:
        house.house.dayparts = {{"natt", std::chrono::hours(0)}};
        for (int i = 0; i < fault.much; ++i)
          house.house.dayparts.push_back(
              {"del" + std::to_string(i), std::chrono::hours(7 + 4 * i + int(chance() % 3))});
        return town_->collector.the_register().put_house(house.house).value();
      case Kind::DaysClosed: {
        const std::chrono::sys_days from(town_->today());
        house.closed.push_back({Date(from), Date(from + std::chrono::days(fault.much))});
        return tell_again(house);
      }
      case Kind::August:
        return begin_school_year(house);
      case Kind::PackChanged:
        return change_pack(house, fault.much == 1 ? "bhg-dagen-56" : "valg-tur");
      case Kind::SealingRotated:
        return rotate(OpeningKey::generate());
      case Kind::RepliesSignedAnew:
        return sign_replies_anew(fault.much);
      case Kind::OldKeyGone:
        return lose_old_key();
      case Kind::OldKeyFound:
        return find_old_key();
      default:
        STEMME_ASSERT(false);
    }
  }

  void begin_school_year(LivingHouse& house) {
    const auto before = house.later_units.empty() ? house.home.group : house.later_units.back().id;
    house.ended.emplace_back(before, town_->today());
    auto unit = FoundedHouse::described_unit(house.house.id, "Ekorn");
    unit.school_year = 2027;
    unit.id = random_number();
    house.later_units.push_back(unit);
    tell_again(house);
  }

  void change_pack(LivingHouse& house, const std::string& id) {
    auto& reg = town_->collector.the_register();
    StoredPack next;
    for (const auto& adoption : reg.adoptions(house.house.id).value()) {
      const auto present = reg.pack(adoption.pack).value();
      if (!adoption.ended && present.id == id) next = present;
    }
    next.structure = newer_version_of(next.structure);
    const auto pack = load_pack(next.structure, id).value();
    next.digest = pack.digest;
    next.version = pack.version;
    adopt(house, next);
    house.later_packs.push_back(std::move(next));
  }

  void rotate(const OpeningKey& key) {
    town_->all_keys.push_back(key);
    town_->collector.take_key(key);
    ++town_->keys.serial;
    town_->keys.sealing = key.sealing_key();
    town_->collector.put_keys(town_->keys);
  }

  /// With the key in reserve, which devices know; or with one that they must ask for (C6).
  void sign_replies_anew(int how) {
    const auto key = how == 1 ? reserve_ : SigningKey::generate();
    reserve_ = SigningKey::generate();
    ++town_->keys.serial;
    town_->keys.reply = {key.verify_key(), reserve_.verify_key()};
    town_->collector.put_keys(town_->keys);
    town_->collector.sign_replies_with(key);
  }

  void lose_old_key() {
    if (town_->all_keys.size() < 2 || town_->gone) return;
    town_->gone = town_->all_keys[town_->all_keys.size() - 2];
    town_->was_gone = true;
    town_->collector.lose_key(town_->gone->sealing_key());
  }
  void find_old_key() {
    if (!town_->gone) return;
    town_->collector.find_key(*std::exchange(town_->gone, std::nullopt));
  }

  TownParts* town_;
  TownBooks* books_;
  TroubledRoad* road_;
  SigningKey reserve_ = town_->founded.houses().reserve;
  int boxes_to_poison_ = 0;
  bool dies_releasing_ = false;
  std::pair<Date, int> looked_at_{};
};

}  // namespace stemme
