/// A collector whose log and backups lie in a folder of its own, the terminals that send to it, and
/// what is shown, stored and kept. One thread, beside the collector's own.
#pragma once

#include "server-sync/collector/restoring.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/foundation/database.h"
#include "tests/server-sync/collector/a_terminal.h"

namespace stemme {

using namespace std::chrono_literals;

/// The clock begins on Monday 23 November at eight.
inline constexpr Instant monday = std::chrono::sys_days(std::chrono::year{2026} / 11 / 23) + 8h;

class CollectorWithOffsite {
 public:
  CollectorWithOffsite() {
    at.collector.reset();
    std::filesystem::create_directory(offsite());
    set_offsite(state(), offsite()).value();
    at.open();
    pack = adopt();
  }

  PackId adopt() {
    code = at.house_and_code();
    at.adopt_pack();
    auto reg = Register::open(state() / "register.db", Register::Access::Read).value();
    return reg.packs().value().front().digest;
  }
  Date today() { return Date(std::chrono::floor<std::chrono::days>(at.clock->now())); }
  void next_day() { at.clock->advance(24h); }
  void next_week() { at.clock->advance(7 * 24h); }
  UnitId unit() const { return id_from(at.unit).value(); }
  std::filesystem::path state() const { return at.folder / "state"; }
  std::filesystem::path offsite() const { return at.folder / "elsewhere"; }
  std::filesystem::path away() const { return at.folder / "away"; }
  OwnTerminal terminal() {
    std::filesystem::create_directories(at.folder / "first");
    return OwnTerminal(at, code, at.folder / "first");
  }
  OwnTerminal another() {
    const auto said =
        at.verb("device code", {{"house", "lyngtua"}, {"place", "Hall B"}, {"children", at.unit}})
            .value();
    std::filesystem::create_directories(at.folder / "second");
    return OwnTerminal(at, said.substr(0, said.find('\n')), at.folder / "second");
  }
  std::string back_up() { return at.verb("backup").value(); }
  void lose_everything() {
    at.collector.reset();
    std::filesystem::remove_all(state());
  }
  Result<std::string> restore(const std::filesystem::path& keys, const std::string& backup = {}) {
    return restore_collector({state(), offsite(), backup, keys, passphrase});
  }
  std::vector<ShelvedFinding> shown() {
    auto shelf = FindingShelf::open(state()).value();
    return shelf
        .findings("lynghei", unit(), week_of(Date(std::chrono::floor<std::chrono::days>(monday))),
                  week_of(today()))
        .value();
  }
  std::int64_t bodies() {
    auto intake = Database::open(state() / "intake.db", Database::Role::Reader).value();
    auto count = intake.prepare("SELECT count(*) FROM batches WHERE body IS NOT NULL").value();
    count.step().value();
    return count.integer(0);
  }
  std::string newest_backup() {
    return Offsite(offsite()).backups().value().back().folder.filename().string();
  }

  TestCollector at;
  std::string code;
  PackId pack{};
};

class ACollectorWithOffsite : public testing::Test, protected CollectorWithOffsite {};

}  // namespace stemme
