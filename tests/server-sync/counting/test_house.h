/// A house with a register, an intake store and one terminal that seals real boxes, for the tests
/// of counting and of the pages. Everything in a folder of its own. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/counting/counting.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/register/register.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

inline constexpr Date day_of(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
}
/// Monday to Sunday are 0–6; week 0 is the one of 5 October 2026.
inline Date day_in(int week, int day) {
  return Date(std::chrono::sys_days(day_of(2026, 10, 5)) + std::chrono::days(7 * week + day));
}
inline IsoWeek week_at(int week) { return week_of(day_in(week, 0)); }

/// What is sent besides the boxes.
struct Parcel {
  std::optional<Date> day;
  std::vector<BoxContent> boxes;
  std::vector<RoundNote> rounds;
  std::optional<Date> received;  ///< the same day when absent
  std::optional<Epoch> epoch;
};

class TestHouse {
 public:
  TestHouse() {
    const auto path = folder / "register.db";
    auto opened = Register::open(path, Register::Access::Write);
    reg = std::make_unique<Register>(std::move(opened.value()));
    reg->put_owner({"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb", "nn", "en"}, "", ""})
        .value();
    House house;
    house.id = "storvik";
    house.name = "Storvik barnehage";
    house.kind = "barnehage";
    house.language = "nb";
    house.dayparts = {{"dag", std::chrono::minutes(0)}};
    reg->put_house(house).value();
    open_intake();
    ReleaseLog::begin(folder.path()).value();
    opening_keys = {OpeningKey::generate()};
    device = enrol("Hall A");
  }

  DeviceId enrol(const std::string& place) {
    const auto now = Instant(std::chrono::sys_days(day_in(-8, 0)));
    const auto identity = SigningKey::generate();
    const auto code =
        reg->make_code({"storvik", place, {}, {}}, identity.verify_key(), now).value();
    return reg->enrol({code.one_time, SigningKey::generate().verify_key()}, now).value().id;
  }

  UnitId add_unit(const std::string& name, int size = 18, Band band = Band::FiveSix,
                  const std::string& audience = "barn") {
    Unit unit;
    unit.house = "storvik";
    unit.name = name;
    unit.audience = audience;
    unit.band = band;
    unit.size = size;
    unit.school_year = 2026;
    return reg->add_unit(unit).value();
  }

  PackId add_pack(const std::string& id) {
    const std::string assets = std::string(STEMME_SOURCE) + "/assets/";
    StoredPack stored;
    stored.structure = read_text_file(assets + "packs/" + id + ".toml", 1 << 20).value();
    const auto pack = load_pack(stored.structure, id).value();
    stored.digest = pack.digest;
    stored.id = pack.id;
    stored.version = pack.version;
    for (const char* language : {"nb", "nn", "en"}) {
      stored.texts[language] =
          read_text_file(assets + "texts/" + language + "/" + id + ".toml", 1 << 20).value();
    }
    reg->store_pack(stored).value();
    return stored.digest;
  }

  static AnswerBox answer(UnitId unit, const PackId& pack, int question, std::vector<int> chosen) {
    AnswerBox box;
    box.pack = pack;
    box.question = question;
    const int last = std::max(2, chosen.empty() ? 0 : chosen.back());
    for (int option = 0; option <= last; ++option) box.shown.push_back(option);
    box.chosen = std::move(chosen);
    box.unit = unit;
    box.label = VisitLabel::Whole;
    return box;
  }

  /// `counts[i]` answers with option i; the last number is skips.
  static std::vector<BoxContent> answers(UnitId unit, const PackId& pack, int question,
                                         const std::vector<int>& counts) {
    std::vector<BoxContent> boxes;
    for (std::size_t option = 0; option < counts.size(); ++option) {
      const bool skip = option + 1 == counts.size();
      for (int i = 0; i < counts[option]; ++i) {
        boxes.push_back(answer(unit, pack, question,
                               skip ? std::vector<int>{} : std::vector{static_cast<int>(option)}));
      }
    }
    return boxes;
  }

  Batch batch_of(const Parcel& parcel) {
    Batch batch;
    const auto& key = opening_keys.back();
    for (const auto& content : parcel.boxes) {
      batch.boxes.push_back(seal_box(content, key.sealing_key()).value());
      if (std::holds_alternative<AnswerBox>(content)) ++batch.frame.answers;
      if (std::holds_alternative<VisitBox>(content)) ++batch.frame.visits;
    }
    return framed(std::move(batch), parcel);
  }

  /// The frame around boxes that are there already.
  Batch framed(Batch batch, const Parcel& parcel) {
    const auto padding = padding_for(batch.boxes.size());
    for (std::size_t i = 0; i < padding; ++i) {
      batch.boxes.push_back(seal_box(EmptyBox{}, opening_keys.back().sealing_key()).value());
    }
    auto& frame = batch.frame;
    frame.owner = "lynghei";
    frame.house = "storvik";
    frame.device = device;
    frame.epoch = parcel.epoch.value_or(epoch);
    frame.n = ++numbers[frame.epoch];
    frame.key = key_name(opening_keys.back().sealing_key());
    if (frame.n > 1) frame.prev = last_digests[frame.epoch];
    frame.boxes = static_cast<int>(batch.boxes.size());
    frame.answers_total = totals[frame.epoch] += frame.answers;
    if (parcel.day) frame.stamp = DayStamp{*parcel.day, "dag"};
    if (!parcel.day) frame.stamp = BootStamp{77, 0, 5};
    frame.clock_anchored = parcel.day.has_value();
    if (parcel.day) frame.closed_through = week_of(*parcel.day) + -1;
    frame.rounds = parcel.rounds;
    frame.software = "test";
    return batch;
  }

  /// Sends; the exact body that was sent.
  Bytes send(const Parcel& parcel) { return send_batch(batch_of(parcel), parcel); }
  Bytes send_batch(const Batch& batch, const Parcel& parcel) {
    auto body = to_body(batch).value();
    store(batch.frame, body, parcel.received.value_or(parcel.day.value_or(day_in(0, 0))));
    return body;
  }

  void store(const Frame& frame, const Bytes& body, Date received) {
    last_digests[frame.epoch] = sha256(body);
    std::promise<void> done;
    intake->store({"lynghei", frame, sha256(body), body, "", received}, std::nullopt,
                  [&](const Result<IntakeOutcome>& outcome) {
                    outcome.value();
                    done.set_value();
                  });
    done.get_future().wait();
  }

  void open_intake() {
    intake.reset();
    intake = IntakeStore::open(folder / "intake.db", {[] {}, [] {}}).value();
  }

  CountingSettings settings() const {
    return {folder.path(), opening_keys, std::make_shared<ReleaseLog>(folder.path())};
  }
  /// As after a restore: what stands in the log is all that is known of releases.
  void lose_counts() const {
    for (const char* tail : {"", "-wal", "-shm"})
      std::filesystem::remove(folder / (std::string("counts.db") + tail));
  }
  Counting counting() const { return Counting::open(settings()).value(); }
  FindingShelf shelf() const { return FindingShelf::open(folder.path()).value(); }

  /// 05:00 in Oslo on the Monday after a week.
  static Instant monday_after(int week) {
    return instant_of(day_in(week + 1, 0), std::chrono::hours(5), "Europe/Oslo").value();
  }

  ScratchFolder folder;
  std::unique_ptr<Register> reg;
  std::unique_ptr<IntakeStore> intake;
  std::vector<OpeningKey> opening_keys;
  DeviceId device = 0;
  Epoch epoch = 0x5157;
  std::map<Epoch, std::int64_t> numbers;
  std::map<Epoch, std::int64_t> totals;
  std::map<Epoch, Digest> last_digests;
};

}  // namespace stemme
