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

#include "server-sync/collector/routes.h"
#include "server-sync/counting/counting.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/protocol/batch.h"
#include "tests/simulation/founded_house.h"
#include "tests/stand-ins/manual_clock.h"

namespace stemme {

class WholeCollector {
 public:
  explicit WholeCollector(std::shared_ptr<ManualClock> clock) : clock_(std::move(clock)) {
    std::filesystem::copy(house_.folder.path(), state());
    open();
  }

  EnrolmentCode code(UnitId children) {
    Place place{FoundedHouse::house, "Hall A", children, {}};
    return rooms_->reg.make_code(place, house_.identity.verify_key(), clock_->now()).value();
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

  /// Counts before intake (C12): nothing is then counted that is not stored.
  void back_up() {
    const auto backup = folder_ / "backup";
    std::filesystem::remove_all(backup);
    std::filesystem::create_directory(backup);
    for (const char* name : {"counts.db", "intake.db", "register.db"})
      copy_state(state(), backup, name);
  }
  /// The log lies off-site and is never older; whoever restores is a new incarnation (C12).
  void restore_backup() {
    if (!std::filesystem::exists(folder_ / "backup")) return;
    const auto left = state();
    rooms_.reset();
    ++lives_;
    std::filesystem::create_directory(state());
    copy_state(folder_ / "backup", state(), "");
    copy_state(left, state(), ReleaseLog::file_name);
    std::filesystem::remove_all(left);
    auto intake = Database::open(state() / "intake.db", Database::Role::Writer).value();
    auto anew = intake.prepare("UPDATE collector SET incarnation=?").value();
    anew.bind(to_hex(random_bytes<16>())).run().value();
    open();
  }

  Reconciliation reconcile() { return rooms_->counting->reconcile().value(); }
  FindingShelf& shelf() { return *rooms_->shelf; }
  std::filesystem::path state() const { return folder_ / ("state-" + std::to_string(lives_)); }
  const FoundedHouse& house() const { return house_; }

 private:
  /// In the order they are opened; taken down in reverse.
  struct Rooms {
    explicit Rooms(Register opened) : reg(std::move(opened)) {}
    std::shared_ptr<ReleaseLog> log;
    Register reg;
    std::unique_ptr<IntakeStore> intake;
    std::optional<Counting> counting;
    std::optional<FindingShelf> shelf;
    std::optional<FrontDesk> front;
    std::optional<BatchIntake> batches;
    std::optional<EnrolmentDesk> enrolment;
    std::optional<ProgrammeDesk> programmes;
    std::optional<AssetDesk> assets;
    std::optional<Routes> routes;
  };

  void open() {
    const auto path = state();
    rooms_ = std::make_unique<Rooms>(
        Register::open(path / "register.db", Register::Access::Write).value());
    auto& rooms = *rooms_;
    rooms.log = std::make_shared<ReleaseLog>(path);
    rooms.log->replay([&](const std::string& line) { return rooms.reg.replay(line); }).value();
    rooms.reg.write_ahead_to(
        [log = rooms.log](const std::string& line) { return log->append(line); });
    rooms.intake = IntakeStore::open(path / "intake.db", {[] {}, [] {}}).value();
    rooms.counting.emplace(Counting::open({path, {house_.sealing}, rooms.log}).value());
    rooms.shelf.emplace(FindingShelf::open(path).value());
    open_desks();
    due_ = {};
  }

  void open_desks() {
    auto& rooms = *rooms_;
    rooms.front.emplace(rooms.reg, *rooms.intake, clock_,
                        FrontDesk::Keys{house_.reply, house_.enrol});
    rooms.batches.emplace(*rooms.front);
    rooms.enrolment.emplace(*rooms.front);
    rooms.programmes.emplace(*rooms.front,
                             [this](UnitId unit, Date day) { return rounds_of(unit, day); });
    rooms.assets.emplace(AssetDesk::open(*rooms.front, house_.assets()).value());
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
  const FoundedHouse& house_ = FoundedHouse::once();
  std::unique_ptr<Rooms> rooms_;
  Instant due_{};
  int lives_ = 1;
};

}  // namespace stemme
