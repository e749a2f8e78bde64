/// A terminal, an intake store, a register and a count, each with a database that was filled under
/// an older schema (filled/*.sql): where it lies, and what the product must be able to do with it
/// when it has been brought to the newest. They lie on whatever is the only disk. One thread.
#pragma once

#include <fstream>
#include <span>

#include "app/answers/schema.h"
#include "server-sync/counting/schema.h"
#include "server-sync/intake/schema.h"
#include "server-sync/register/schema.h"
#include "tests/app/answers/store_driver.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {

class FilledRoom {
 public:
  /// What stands in the place of some words of the SQL.
  using Words = std::map<std::string, std::string>;
  FilledRoom() = default;
  virtual ~FilledRoom() = default;
  FilledRoom(const FilledRoom&) = delete;
  FilledRoom& operator=(const FilledRoom&) = delete;

  virtual std::span<const char* const> steps() const = 0;
  virtual std::filesystem::path file() const = 0;
  virtual Words words() const { return {}; }
  /// Nothing of it is open before and after. What was filled in stood in the schema of `step`.
  virtual void goes_on(std::size_t step) = 0;
};

/// As in the SQL: 32 digits.
inline Digest filled_digest(int number) {
  Digest digest;
  digest.fill('0');
  const auto digits = std::to_string(number);
  std::ranges::copy(digits, digest.end() - std::ssize(digits));
  return digest;
}

class FilledTerminal final : public FilledRoom {
 public:
  FilledTerminal() { store_.settings.log_bytes = 0; }
  std::span<const char* const> steps() const override { return answers_schema; }
  std::filesystem::path file() const override { return store_.settings.folder / "answers.db"; }
  Words words() const override {
    Words words{
        {"OPENKEY", to_hex(store_.key.sealing_key())}, {"NOTE77", note(77)}, {"NOTE78", note(78)}};
    for (int batch = 2; batch <= last_batch; ++batch)
      words["DIGEST" + std::to_string(batch)] = to_hex(body_digest(batch));
    return words;
  }

  void goes_on(std::size_t step) override {
    store_.open_anchored();
    const auto before = store_.book->figures().value();
    EXPECT_EQ(before.unclosed_answers, step == 0 ? 0 : open_answers);
    EXPECT_EQ(before.unsent_batches, step == 0 ? 0 : 5);
    if (step > 0) send_all();
    store_.visit_times(1);
    store_.pass(hours(48));
    const auto after = store_.book->figures().value();
    EXPECT_EQ(after.unclosed_answers, 0);
    EXPECT_EQ(after.unsent_answers, before.unclosed_answers + 1);
    store_.book.reset();
  }

 private:
  static constexpr int open_answers = 36;
  static constexpr int last_batch = 9;

  /// A terminal believes no body that is not its digest's. As in the SQL: 4000 digits.
  static Digest body_digest(int batch) {
    const auto digits = std::to_string(batch);
    return sha256(as_bytes(std::string(4000 - digits.size(), '0') + digits));
  }

  void send_all() {
    const auto next = store_.book->next_to_send(0).value().value();
    EXPECT_EQ(next.name.n, 2);
    EXPECT_EQ(next.name.digest, body_digest(5));
    store_.book->apply(store_.receipt(next.name.epoch, {{1, 6, body_digest(last_batch)}})).value();
    EXPECT_EQ(store_.book->figures().value().unsent_batches, 0);
  }
  /// A note travels in a frame, and is kept as one.
  static std::string note(RoundId id) {
    RoundNote note;
    note.id = id;
    note.date = Date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(23));
    note.present = 12;
    Frame frame;
    frame.owner = frame.house = "note";
    frame.n = 1;
    frame.key = key_name({});
    frame.stamp = DayStamp{note.date, std::string(whole_day)};
    frame.rounds = {note};
    return to_json(frame);
  }

  StoreDriver store_;
};

class FilledIntake final : public FilledRoom {
 public:
  std::span<const char* const> steps() const override { return intake_schema; }
  std::filesystem::path file() const override { return folder_ / "intake.db"; }

  void goes_on(std::size_t step) override {
    const auto store = IntakeStore::open(file(), {[] {}, [] {}}).value();
    EXPECT_TRUE(step == 0 || store->name() == "0011223344556677");
    const auto missing = stored(*store, 3, 2);
    EXPECT_EQ(missing.how, Stored::Now);
    EXPECT_EQ(missing.durable_through, step < 2 ? 0 : step < 4 ? 2 : 1);
    if (step == 0) return;
    const auto known = stored(*store, 4, 3);
    EXPECT_EQ(known.how, Stored::Before);
    EXPECT_EQ(known.ranges, (std::vector{StoredRange{1, 4, filled_digest(4)}}));
  }

 private:
  static IntakeOutcome stored(IntakeStore& store, int n, int before) {
    BatchToStore batch;
    batch.owner = "lynghei";
    batch.frame.house = "storvik";
    batch.frame.device = 7;
    batch.frame.epoch = 900;
    batch.frame.n = n;
    batch.frame.prev = filled_digest(before);
    batch.frame.stamp = DayStamp{day_in(0, 2), "dag"};
    batch.digest = filled_digest(n);
    batch.received = day_in(0, 2);
    SignOfLife contact{"lynghei", 7, day_in(0, 2), {}, {}};
    std::promise<IntakeOutcome> outcome;
    store.store(batch, contact,
                [&](Result<IntakeOutcome> what) { outcome.set_value(what.value()); });
    return outcome.get_future().get();
  }

  ScratchFolder folder_;
};

class FilledRegister final : public FilledRoom {
 public:
  std::span<const char* const> steps() const override { return register_schema; }
  std::filesystem::path file() const override { return folder_ / "register.db"; }
  Words words() const override {
    const std::string_view code = "ABCDEF";
    return {{"CODE", to_hex(blake2b(as_bytes(code), as_bytes("stemme enrolment"), 32))}};
  }

  void goes_on(std::size_t step) override {
    auto reg = Register::open(file(), Register::Access::Write).value();
    if (step == 0) {
      EXPECT_FALSE(reg.owner());
      return;
    }
    EXPECT_EQ(reg.owner().value().required_languages.size(), 3U);
    EXPECT_EQ(reg.house("storvik").value().windows.size(), 1U);
    EXPECT_EQ(reg.units("storvik").value().size(), 3U);
    EXPECT_EQ(reg.key_holder("key-three").value().device.place, "Hall B");
    EXPECT_EQ(reg.packs().value().size(), 1U);
    EXPECT_EQ(reg.staff().value().size(), 2U);
    EXPECT_EQ(reg.newest_identity().value(), R"({"serial":4})");
    EXPECT_EQ(reg.tokens("storvik").value().has_value(), step > 1);
    const auto now = Instant(std::chrono::milliseconds(1795500000000));
    const auto key = SigningKey::generate().verify_key();
    EXPECT_EQ(reg.enrol({"ABCDEF", key}, now).value().place, "Hall C") << "the code that waits";
    const auto renewal = reg.make_renewal(7, VerifyKey{}, now).value();
    const auto another = SigningKey::generate().verify_key();
    EXPECT_EQ(reg.enrol({renewal.one_time, another, DeviceId{7}}, now).value().next_key, another);
  }

 private:
  ScratchFolder folder_;
};

class FilledCounts final : public FilledRoom {
 public:
  FilledCounts() {
    Unit maurtua;
    maurtua.id = 17;
    maurtua.house = "storvik";
    maurtua.name = "Maurtua";
    maurtua.audience = "barn";
    maurtua.size = 18;
    maurtua.school_year = 2026;
    house_.reg->add_unit(maurtua).value();
    house_.intake.reset();
    house_.reg.reset();
  }
  std::span<const char* const> steps() const override { return counts_schema; }
  std::filesystem::path file() const override { return house_.folder / "counts.db"; }
  Words words() const override { return {{"PACK", to_hex(pack_)}}; }

  /// A day more, and the week's page: all of it stands on the shelf beside what was out before.
  void goes_on(std::size_t step) override {
    std::filesystem::remove(house_.folder / ReleaseLog::file_name);
    ReleaseLog::begin(house_.folder.path()).value();
    house_.open_intake();
    Parcel parcel;
    parcel.day = day_in(0, 2);
    parcel.boxes = TestHouse::answers(17, pack_, 0, {3, 2, 2, 1});
    const auto numbers = house_.numbers;
    const auto totals = house_.totals;
    house_.send(parcel);
    house_.numbers = numbers;
    house_.totals = totals;
    {
      auto counting = house_.counting();
      counting.release_due(TestHouse::monday_after(0)).value();
      EXPECT_EQ(counting.reconcile().value().counted, step == 0 ? 8 : 58 + 10 + 8);
    }
    std::map<int, int> about;
    const std::ofstream there(file());  // The shelf first looks whether there is a file.
    auto shelf = house_.shelf();
    const auto findings = shelf.findings("lynghei", 17, week_at(-1), week_at(0));
    ASSERT_TRUE(findings.has_value()) << findings.error().message();
    for (const auto& found : *findings) about[found.key.question] = found.finding.about;
    std::map<int, int> expected;
    if (step > 0) expected = {{0, 27}, {1, 15}, {2, 12}, {4, 18}};
    if (step > 2) expected[3] = 15;
    EXPECT_EQ(about, expected);
    house_.intake.reset();
  }

 private:
  TestHouse house_;
  PackId pack_ = house_.add_pack("bhg-dagen-56");
};

}  // namespace stemme
