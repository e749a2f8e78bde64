/// The collector without its sockets and threads: the real desks behind the real routes, the real
/// intake, register, counting and release log, in a folder of their own. It can be killed: what a
/// `kill -9` leaves of its files is opened anew. One thread, but for the store's own.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/collector/journal.h"
#include "server-sync/collector/routes.h"
#include "server-sync/counting/counting.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/offsite/caretaker.h"
#include "server-sync/protocol/batch.h"
#include "tests/simulation/founded_house.h"
#include "tests/stand-ins/manual_clock.h"

namespace stemme {

class WholeCollector {
 public:
  explicit WholeCollector(std::shared_ptr<ManualClock> clock,
                          const FoundedHouse& founded = FoundedHouse::once())
      : WholeCollector(std::move(clock), founded, {founded.folder.path(), founded.folder.path()}) {}
  /// Where a collector's files lie.
  struct Places {
    std::filesystem::path state;
    std::filesystem::path offsite;
  };
  /// Begins as another collector of these houses stands now.
  WholeCollector(std::shared_ptr<ManualClock> clock, const FoundedHouse& founded,
                 const Places& begin_as)
      : clock_(std::move(clock)), founded_(founded) {
    std::filesystem::create_directory(state());
    std::filesystem::create_directory(offsite_.folder());
    copy_state(begin_as.state, state(), "");
    std::filesystem::remove(state() / ReleaseLog::file_name);
    copy_state(begin_as.offsite, offsite_.folder(), ReleaseLog::file_name);
    open();
  }

  EnrolmentCode code(const FoundedHouse::Home& home) {
    Place place{home.id, "Hall A", home.group, {}};
    return rooms_->reg.make_code(place, founded_.identity.verify_key(), clock_->now()).value();
  }

  /// For a terminal that shall have another key.
  EnrolmentCode renewal_of(DeviceId device) {
    return rooms_->reg.make_renewal(device, founded_.identity.verify_key(), clock_->now()).value();
  }

  /// As the HTTPS server hands it over and waits for its answer.
  Reply answer(const Request& request) {
    std::promise<Reply> promise;
    rooms_->routes->answer(request, [&](Reply reply) { promise.set_value(std::move(reply)); });
    return promise.get_future().get();
  }

  /// As the counting thread does: what is stored is counted, what is due is released.
  void work() {
    rooms_->counting->count_all().value();
    const auto now = clock_->now();
    if (now < due_) return;
    rooms_->counting->release_due(now).value();
    due_ = rooms_->counting->next_due(now).value();
  }
  /// The same, killed between the line in the log and what it says (C12).
  void work_and_die_before_it_takes_effect() {
    rooms_->counting->count_all().value();
    const auto before = folder_ / "before";
    std::filesystem::create_directory(before);
    copy_state(state(), before, "counts.db");
    work();
    rooms_.reset();
    copy_state(before, state(), "counts.db");
    std::filesystem::remove_all(before);
    open();
  }
  /// Some of what waits, so that a kill finds it half done.
  void count_some() { rooms_->counting->count_some().value(); }

  void kill() {
    const auto left = state();
    ++lives_;
    std::filesystem::create_directory(state());
    copy_state(left, state(), "");
    rooms_.reset();
    std::filesystem::remove_all(left);
    open();
  }
  int lives() const { return lives_; }

  /// As the caretaker does it at night: a checked backup, and none that is older than devices keep.
  void back_up() {
    auto& rooms = *rooms_;
    const BackupSources sources{[&](const auto& to) { return rooms.counting->copy_to(to); },
                                [&](const auto& to) { return rooms.intake->copy_to(to); },
                                [&](const auto& to) { return rooms.reg.copy_to(to); },
                                state(),
                                offsite_.folder(),
                                [this]() -> Result<std::vector<OpeningKey>> { return keys_; }};
    const auto made = ::stemme::back_up(sources, offsite_, clock_->now()).value();
    rooms.intake->set_backed_up(made.makes_safe).value();
    offsite_.prune(clock_->now() - kept_for).value();
  }
  std::vector<KeptBackup> backups() const { return offsite_.backups().value(); }
  /// The log lies off-site and is never older; whoever restores is a new incarnation (C12).
  void restore(const KeptBackup& backup) {
    const auto left = state();
    rooms_.reset();
    ++lives_;
    std::filesystem::create_directory(state());
    bring_back(backup, state()).value();
    std::filesystem::remove_all(left);
    open();
  }
  void restore_newest() {
    const auto kept = backups();
    if (!kept.empty()) restore(kept.back());
  }

  /// Devices are told of it; counting has the key before anybody seals to it.
  void put_keys(const KeySet& keys) {
    the_register().put_identity(keys.serial, identity_document(keys, founded_.identity)).value();
  }
  void take_key(const OpeningKey& key) {
    keys_.push_back(key);
    rooms_->counting->add_key(key);
  }
  void sign_replies_with(const SigningKey& key) {
    reply_ = key;
    reopen_desks();
  }
  /// Whatever is sealed to it cannot be opened from now on.
  void lose_key(const SealingKey& key) {
    std::erase_if(keys_, [&](const OpeningKey& held) { return held.sealing_key() == key; });
    kill();
  }
  void find_key(const OpeningKey& key) {
    keys_.push_back(key);
    kill();
  }

  Register& the_register() { return rooms_->reg; }
  /// In the order they came, with what the ledger says of their day.
  std::vector<ArrivedBatch> arrived_after(std::int64_t row) {
    constexpr int most = 256;
    if (!rooms_->ledger)
      rooms_->ledger.emplace(Ledger::open(state() / "intake.db", rooms_->reg).value());
    return rooms_->ledger->arrived_after(row, most).value();
  }
  Reconciliation reconcile() { return rooms_->counting->reconcile().value(); }
  /// counts.db, as a page reads it.
  Database& counts() {
    if (!rooms_->counts)
      rooms_->counts.emplace(Database::open(state() / "counts.db", Database::Role::Reader).value());
    return *rooms_->counts;
  }
  FindingShelf& shelf() { return *rooms_->shelf; }
  std::filesystem::path state() const { return folder_ / ("state-" + std::to_string(lives_)); }
  Places places() const { return {state(), offsite_.folder()}; }
  const FoundedHouse& founded() const { return founded_; }
  const std::vector<OpeningKey>& keys() const { return keys_; }

 private:
  /// In the order they are opened; taken down in reverse.
  struct Rooms {
    explicit Rooms(Register opened) : reg(std::move(opened)) {}
    std::shared_ptr<ReleaseLog> log;
    Register reg;
    std::unique_ptr<IntakeStore> intake;
    std::optional<Counting> counting;
    std::optional<FindingShelf> shelf;
    std::optional<Ledger> ledger;
    std::optional<Database> counts;
    std::optional<FrontDesk> front;
    std::optional<BatchIntake> batches;
    std::optional<EnrolmentDesk> enrolment;
    std::unique_ptr<AssetDesk> assets;
    std::optional<ProgrammeDesk> programmes;
    std::optional<Routes> routes;
  };

  void open() {
    const auto path = state();
    rooms_ = std::make_unique<Rooms>(
        Register::open(path / "register.db", Register::Access::Write).value());
    auto& rooms = *rooms_;
    rooms.log = std::make_shared<ReleaseLog>(offsite_.folder());
    rooms.reg.write_ahead_to(journal_in(rooms.log));
    rooms.reg.catch_up().value();
    rooms.intake = IntakeStore::open(path / "intake.db", {[] {}, [] {}}).value();
    rooms.counting.emplace(Counting::open({path, keys_, rooms.log}).value());
    rooms.shelf.emplace(FindingShelf::open(path).value());
    open_desks();
    due_ = {};
  }

  void reopen_desks() {
    auto& rooms = *rooms_;
    rooms.routes.reset();
    rooms.programmes.reset();
    rooms.assets.reset();
    rooms.enrolment.reset();
    rooms.batches.reset();
    open_desks();
  }

  void open_desks() {
    auto& rooms = *rooms_;
    rooms.front.emplace(rooms.reg, *rooms.intake, clock_, FrontDesk::Keys{reply_, founded_.enrol});
    rooms.batches.emplace(*rooms.front);
    rooms.enrolment.emplace(*rooms.front);
    rooms.assets = AssetDesk::open(*rooms.front, founded_.assets()).value();
    rooms.programmes.emplace(
        *rooms.front, *rooms.assets, [this](UnitId unit, Date day) { return rounds_of(unit, day); },
        [this](DeviceId device) {
          return rooms_->shelf->reckoning(FoundedHouse::owner, device).value();
        });
    rooms.routes.emplace(Routes::Desks{
        *rooms.front, *rooms.batches, *rooms.enrolment, *rooms.programmes, *rooms.assets,
        [this](const Request& request, const Routes::Done& done) {
          done(rooms_->front->refuse(ProblemType::NotFound, "no pages here", request));
        }});
  }

  std::vector<ProgrammeRound> rounds_of(UnitId unit, Date day) {
    std::vector<ProgrammeRound> rounds;
    const auto found = rooms_->shelf->rounds_of_day(FoundedHouse::owner, unit, day).value();
    rounds.reserve(found.size());
    for (const auto& round : found)
      rounds.push_back({round.round, round.key.pack, round.key.question, round.finding});
    return rounds;
  }

  /// Files as they lie there, open or not. The index of a WAL is made anew from the WAL.
  static void copy_state(const std::filesystem::path& from, const std::filesystem::path& to,
                         const std::string& prefix) {
    for (const auto& entry : std::filesystem::directory_iterator(from)) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with(prefix) || name.ends_with("-shm") || !entry.is_regular_file()) continue;
      std::filesystem::copy(entry.path(), to / name,
                            std::filesystem::copy_options::overwrite_existing);
    }
  }

  ScratchFolder folder_;
  std::shared_ptr<ManualClock> clock_;
  const FoundedHouse& founded_;
  std::vector<OpeningKey> keys_{founded_.sealing};
  SigningKey reply_ = founded_.reply;
  Offsite offsite_{folder_ / "offsite"};
  std::unique_ptr<Rooms> rooms_;
  Instant due_{};
  int lives_ = 1;
};

}  // namespace stemme
