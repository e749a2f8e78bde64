// A collector's disk that fails at the n-th write, sync, truncation or removal: once, from then on,
// or for want of room (C2, C8, trust §1.2, 4–6). Whoever asked hears of it, nothing that was
// answered for is lost, nothing is there twice, and afterwards everything goes on.
#include <csignal>
#include <cstdio>
#include <functional>
#include <random>

#include "server-sync/collector/journal.h"
#include "server-sync/counting/counting_thread.h"
#include "tests/crash/collectors_week.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

using Fault = CrashDisk::Fault;

std::string name_of(const testing::TestParamInfo<Fault>& with) {
  if (with.param == Fault::IoError) return "OneError";
  return with.param == Fault::PowerCut ? "ErrorsFromThere" : "NoRoomFromThere";
}

/// A week that may be lived again and again, each time with a disk that fails one operation later.
class OnAFailingDisk : public TheOnlyDisk, public testing::TestWithParam<Fault> {
 protected:
  /// What there is now is what each life begins with.
  void begin_here() {
    house.intake.reset();
    house.reg.reset();
    disk.record();
    disk.stop_recording();
    beside.note(0);
  }

  /// `lives` says whether all went well; `ends` lets go of every file; `looks` is asked afterwards,
  /// of a disk that is sound again.
  void each_failure(const std::function<bool()>& lives, const std::function<void()>& ends,
                    const std::function<void()>& looks) {
    int places = 0;
    for (int n = 1; !HasFailure(); ++n) {
      SCOPED_TRACE("operation " + std::to_string(n));
      std::mt19937_64 chance(static_cast<std::uint64_t>(n));
      disk.show(0, CrashDisk::Damage::None, chance);
      beside.show(0);
      disk.fail_at(n, GetParam());
      const bool well = lives();
      const bool has_failed = disk.has_failed();
      EXPECT_EQ(well, !has_failed) << "whoever asks must hear of it";
      if (has_failed && GetParam() == Fault::DiskFull) {
        disk.make_room();
        EXPECT_TRUE(lives()) << "there is room again";
      }
      disk.fail_at(0);
      ends();
      if (!has_failed) break;
      ++places;
      disk.after_cut(chance);
      open_register();
      looks();
      house.intake.reset();
      house.reg.reset();
    }
    std::printf("the disk failed at each of %d writes, syncs, truncations and removals\n", places);
    EXPECT_GT(places, 20);
  }

  void open_register() {
    house.reg = std::make_unique<Register>(
        Register::open(house.folder / "register.db", Register::Access::Write).value());
  }
  std::filesystem::path intake_db() const { return house.folder / "intake.db"; }

  PretendKeys quick;
  CollectorsWeek week;
  TestHouse& house = week.house;
  FilesBeside beside{house.folder.path()};
};

class AnIntake : public OnAFailingDisk {
 protected:
  /// Until the first error; the same calls again do what was left.
  bool receives() {
    if (!house.intake) {
      auto opened = IntakeStore::open(intake_db(), {[] {}, [this] { is_broken = true; }});
      if (!opened) return false;
      house.intake = std::move(*opened);
      incarnation = house.intake->incarnation();
    }
    for (const auto& batch : week.sent) {
      if (receipted.contains(batch.digest)) continue;
      if (!CollectorsWeek::store(*house.intake, batch)) return false;
      receipted.insert(batch.digest);
    }
    if (!house.intake->set_backed_up({2, {}})) return false;
    is_backed_up = true;
    if (!house.intake->begin_incarnation()) return false;
    incarnation = house.intake->incarnation();
    return true;
  }
  /// Whatever the disk would say now.
  void expect_nothing_more_is_stored() {
    EXPECT_TRUE(is_broken) << "the process must end";
    const int operations = disk.operations();
    EXPECT_FALSE(CollectorsWeek::store(*house.intake, week.sent.back()));
    EXPECT_FALSE(house.intake->destroy_raw({1}));
    EXPECT_FALSE(house.intake->set_backed_up({3, {}}));
    EXPECT_FALSE(house.intake->begin_incarnation());
    EXPECT_EQ(disk.operations(), operations);
  }
  void begin_anew() {
    receipted.clear();
    incarnation.clear();
    is_backed_up = is_broken = false;
  }

  std::set<Digest> receipted;
  std::string incarnation;
  bool is_backed_up = false;
  bool is_broken = false;
};

TEST_P(AnIntake, ReceiptsNothingThatIsNotThereAndStoresNothingAfterAnError) {
  begin_here();
  each_failure(
      [&] { return receives(); },
      [&] {
        if (house.intake && disk.has_failed() && GetParam() != Fault::DiskFull)
          expect_nothing_more_is_stored();
        house.intake.reset();
      },
      [&] {
        EXPECT_TRUE(std::ranges::includes(week.stored(), receipted)) << "a receipted batch is gone";
        house.open_intake();
        EXPECT_TRUE(incarnation.empty() || GetParam() != Fault::DiskFull ||
                    house.intake->incarnation() == incarnation);
        const auto again = CollectorsWeek::store(*house.intake, week.sent.front()).value();
        EXPECT_TRUE(!is_backed_up || again.durable_through == 2);
        EXPECT_TRUE(!receipted.contains(week.sent.front().digest) || again.how == Stored::Before);
        week.finish();
        EXPECT_EQ(week.stored().size(), week.sent.size()) << "each once";
        begin_anew();
      });
}

class ACount : public OnAFailingDisk {
 protected:
  bool counts_and_releases() {
    if (!counting) {
      auto opened = Counting::open(house.settings());
      if (!opened) return false;
      counting.emplace(std::move(*opened));
    }
    return counting->count_all() && counting->release_due(TestHouse::monday_after(0)) &&
           counting->reconcile().value().holds();
  }

  std::optional<Counting> counting;
};

TEST_P(ACount, TakesEachAnswerOnceAndChangesNoPage) {
  house.open_intake();
  for (const auto& batch : week.sent) EXPECT_TRUE(CollectorsWeek::store(*house.intake, batch));
  begin_here();
  each_failure([&] { return counts_and_releases(); }, [&] { counting.reset(); },
               [&] { week.finish(); });
}

/// Of a register: what is written, and how often it is there.
struct Written {
  const char* what;
  std::function<Result<void>()> write;
  std::function<std::ptrdiff_t()> there;
};

template <typename T>
Result<void> heard(const Result<T>& result) {
  return result ? Result<void>() : Result<void>(result.error());
}

class ARegister : public OnAFailingDisk {
 protected:
  void open() {
    open_register();
    house.reg->write_ahead_to(journal_in(std::make_shared<ReleaseLog>(house.folder.path())));
  }
  Register& reg() { return *house.reg; }
  DeviceId newest_device() {
    for (const auto& device : reg().devices().value())
      if (device.place == "Hall B") return device.id;
    return 0;
  }
  Result<void> admit() {
    if (!code) code = TRY(reg().make_code({"storvik", "Hall B", {}, {}}, VerifyKey{}, now));
    return heard(reg().enrol({code->one_time, key.verify_key()}, now));
  }
  Result<void> put_house() {
    auto another = reg().house("storvik").value();
    another.id = "nymark";
    return reg().put_house(another);
  }
  Result<void> add_unit() {
    auto another = reg().unit(week.unit).value();
    another.id = 0;
    another.name = "Tusenben";
    return heard(reg().add_unit(another));
  }

  std::vector<Written> year() {
    return {
        {"a house", [&] { return put_house(); },
         [&] { return std::ranges::count(reg().houses().value(), "nymark", &House::id); }},
        {"a group", [&] { return add_unit(); },
         [&] {
           return std::ranges::count(reg().units("storvik").value(), "Tusenben", &Unit::name);
         }},
        {"a holiday",
         [&] {
           return reg().add_closed_days("storvik", {day_in(9, 0), day_in(9, 4)});
         },
         [&] { return std::ssize(reg().closed_days("storvik").value()); }},
        {"an adoption",
         [&] {
           return reg().adopt({"storvik", week.pack, "styrer", "leken ute", day_in(0, 0), {}});
         },
         [&] { return std::ssize(reg().adoptions("storvik").value()); }},
        {"a terminal", [&] { return admit(); },
         [&] { return std::ranges::count(reg().devices().value(), "Hall B", &Device::place); }},
        {"its next key", [&] { return reg().offer_key(newest_device(), next.verify_key()); },
         [&] { return reg().key_holder(key_name(next.verify_key())) ? 1 : 0; }},
        {"the end of its old key",
         [&] { return reg().settle_key(newest_device(), next.verify_key()); },
         [&] { return reg().key_holder(key_name(key.verify_key())) ? 0 : 1; }},
        {"an epoch's end",
         [&] {
           return reg().end_epoch({house.device, 5, 3});
         },
         [&] { return std::ssize(reg().ended_epochs(house.device).value()); }},
        {"a theft", [&] { return reg().revoke(newest_device(), day_in(1, 1)); },
         [&] {
           return std::ranges::count(reg().devices().value(), DeviceState::Revoked, &Device::state);
         }},
        {"a key set", [&] { return reg().put_identity(7, "{}"); },
         [&] { return reg().newest_identity() ? 1 : 0; }},
    };
  }
  /// Until the first error; the same call again does what was left.
  bool lives() {
    if (!house.reg) open();
    for (const auto& one : year()) {
      const auto wanted = std::string_view(one.what);
      if (is_done.contains(wanted)) continue;
      const auto written = one.there() > 0 ? Result<void>() : one.write();
      // Refused because it is there by now: the journal held it.
      if (!written && !(written.error().failure() == Failure::Refused && one.there() == 1))
        return false;
      is_done.insert(wanted);
    }
    return true;
  }

  SigningKey key = SigningKey::generate();
  SigningKey next = SigningKey::generate();
  Instant now{std::chrono::sys_days(day_in(0, 0))};
  std::optional<EnrolmentCode> code;
  std::set<std::string_view> is_done;
};

TEST_P(ARegister, ForgetsNothingItHasAnsweredForAndGoesOn) {
  begin_here();
  each_failure([&] { return lives(); }, [&] { house.reg.reset(); },
               [&] {
                 house.reg.reset();
                 open();
                 reg().catch_up().value();
                 for (const auto& one : year()) {
                   // A key that was changed is no more the one before it.
                   EXPECT_LE(one.there(), 1) << one.what << " is there twice";
                   EXPECT_TRUE(!is_done.contains(one.what) || one.there() == 1)
                       << one.what << " is gone";
                 }
                 EXPECT_TRUE(lives());
                 house.reg.reset();
                 open();
                 reg().catch_up().value();
                 for (const auto& one : year()) EXPECT_EQ(one.there(), 1) << one.what;
                 is_done.clear();
                 code.reset();
               });
}

const auto faults = testing::Values(Fault::IoError, Fault::PowerCut, Fault::DiskFull);
INSTANTIATE_TEST_SUITE_P(With, AnIntake, faults, name_of);
INSTANTIATE_TEST_SUITE_P(With, ACount, faults, name_of);
INSTANTIATE_TEST_SUITE_P(With, ARegister, faults, name_of);

/// Two commits' worth waits in the queue when the disk refuses the first of them.
TEST(AnIntakeWhoseDiskRefusesOneCommit, StoresNothingOfWhatWaitedBehindIt) {
  TheOnlyDisk only;
  auto& disk = only.disk;
  CollectorsWeek week;
  week.house.open_intake();
  auto& intake = *week.house.intake;
  const auto parcel = [&](const CollectorsWeek::Sent& sent) {
    return BatchToStore{"lynghei", sent.frame, sent.digest, sent.body, "", sent.received};
  };
  std::vector<std::promise<bool>> stored(week.sent.size());
  const auto tell = [&](std::size_t i) {
    return
        [&stored, i](const Result<IntakeOutcome>& what) { stored[i].set_value(what.has_value()); };
  };
  intake.store(parcel(week.sent[0]), std::nullopt, [&](const Result<IntakeOutcome>& what) {
    disk.fail_at(1, Fault::IoError);
    intake.store(parcel(week.sent[1]), std::nullopt, tell(1));
    for (int i = 0; i < 63; ++i) intake.note({"lynghei", week.house.device, day_in(0, 0), {}, {}});
    intake.store(parcel(week.sent[2]), std::nullopt, tell(2));
    stored[0].set_value(what.has_value());
  });

  EXPECT_TRUE(stored[0].get_future().get());
  EXPECT_FALSE(stored[1].get_future().get());
  EXPECT_FALSE(stored[2].get_future().get());
}

/// Counting's thread ends the process, and the watchdog starts it anew; the next try would go well
/// and nothing would ever be looked at.
TEST(ACountingThreadWhoseDiskRefusesOneWrite, EndsTheProcess) {
  for (const int n : {1, 2, 5, 9}) {
    SCOPED_TRACE("operation " + std::to_string(n));
    TheOnlyDisk only;
    CollectorsWeek week;
    auto counts_one_more = [&] {
      const auto clock = std::make_shared<ManualClock>(TestHouse::monday_after(0));
      auto thread = CountingThread::start(week.house.settings(), clock).value();
      thread->reconcile().value();
      week.house.open_intake();
      EXPECT_TRUE(CollectorsWeek::store(*week.house.intake, week.sent.front()));
      only.disk.fail_at(n, Fault::IoError);
      thread->wake(clock->errand());
      static_cast<void>(thread->reconcile());
    };
    EXPECT_EXIT(counts_one_more(), testing::KilledBySignal(SIGABRT), "disk I/O error");
  }
}

}  // namespace
}  // namespace stemme
