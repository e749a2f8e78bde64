// A card that lies (trust.md §1.2, 3): it says that a write is on disk and drops it when the plug
// is pulled, so that the database may be older than its log, or half of a checkpoint. Nobody can
// keep then what the card has lost; but nothing torn is believed, what the collector has stays
// counted, nothing is counted twice, and a file that is not sound is moved aside and its loss is
// said (C4).
#include <random>
#include <set>

#include "tests/app/answers/store_driver.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

/// What arrived, and what is counted of it: as C4 has it, a box once where an epoch has a
/// predecessor or met a conflict, and as often as it came anywhere else.
class WhatArrived {
 public:
  enum class Said { Stored, Conflict };
  Said take(const OutgoingBatch& sent) {
    const auto place = std::pair(sent.name.epoch, sent.name.n);
    const auto [there, is_new] = bodies_.try_emplace(place, sent.body);
    if (is_new) order_.push_back(place);
    if (is_new || there->second == sent.body) return Said::Stored;
    conflicts_.insert(sent.name.epoch);
    return Said::Conflict;
  }
  Receipt receipt(StoreDriver& store, Epoch epoch) const {
    std::vector<StoredRange> ranges;
    for (const auto& [place, body] : bodies_)
      if (place.first == epoch) ranges.push_back({place.second, place.second, sha256(body)});
    return store.receipt(epoch, std::move(ranges));
  }
  /// A number of an epoch that was named as a predecessor neither came nor was carried (C8).
  bool has_a_gap() const {
    std::set<std::pair<Epoch, std::int64_t>> there;
    for (const auto& [place, body] : bodies_) {
      there.insert(place);
      const auto frame = batch_from_body(body).value().frame;
      if (frame.carried) there.insert({frame.carried->epoch, frame.carried->n});
    }
    for (const auto& [place, body] : bodies_)
      if (const auto before = batch_from_body(body).value().frame.previous)
        for (std::int64_t n = 1; n <= before->last; ++n)
          if (!there.contains({before->epoch, n})) return true;
    return false;
  }
  std::multiset<int> counted(const OpeningKey& key) const {
    std::set<Epoch> may_repeat = conflicts_;
    for (const auto& [place, body] : bodies_)
      if (batch_from_body(body).value().frame.previous) may_repeat.insert(place.first);
    std::multiset<int> answers;
    std::set<Box> seen;
    for (const auto& place : order_) {
      auto batch = batch_from_body(bodies_.at(place)).value();
      if (batch.frame.carried) batch = batch_from_body(batch.carried_body).value();
      for (const auto& box : batch.boxes) {
        const bool is_first = seen.insert(box).second;
        if (!is_first && may_repeat.contains(place.first)) continue;
        const auto content = open_box(box, key).value();
        if (const auto* answer = std::get_if<AnswerBox>(&content))
          answers.insert(static_cast<int>(answer->unit));
      }
    }
    return answers;
  }

 private:
  std::map<std::pair<Epoch, std::int64_t>, Bytes> bodies_;
  std::vector<std::pair<Epoch, std::int64_t>> order_;
  std::set<Epoch> conflicts_;
};

class ALyingCard : public testing::Test {
 protected:
  ALyingCard() {
    store.settings.log_bytes = 128L * 1024;
    disk.record([this](std::size_t step) { beside.note(step); });
    store.open_anchored();
    for (int day = 0; day < 3; ++day) {
      for (int i = 0; i < 12; ++i) visit();
      close();
      // The first day nobody hears of it.
      if (day > 0) send(store, collector);
      arrived.add(disk.steps(), collector);
      for (int i = 0; i < 3; ++i) visit();
      close();
    }
    store.book.reset();
    disk.stop_recording();
  }

  void visit() {
    const int answer = store.next_answer;
    tapped.add(disk.steps(), answer);
    store.try_visit().value();
    acknowledged.add(disk.steps(), answer);
  }
  /// Everything that was tapped until now is in a batch.
  void close() {
    store.pass(hours(12));
    closed.add(disk.steps(), store.next_answer);
  }
  /// As the sync thread does: what is not stored yet, and where another's batch has our number a
  /// new epoch.
  static void send(StoreDriver& from, WhatArrived& to) {
    std::int64_t after = 0;
    while (const auto next = from.book->next_to_send(after).value()) {
      if (next->name.n <= after) break;
      after = next->name.n;
      if (to.take(*next) == WhatArrived::Said::Conflict) {
        from.book->begin_new_epoch(next->name.epoch).value();
        after = 0;
        continue;
      }
      from.book->apply(to.receipt(from, next->name.epoch)).value();
    }
  }
  /// The terminal is started on what the card has, lives on for some days, and sends. How much it
  /// says was lost.
  std::int64_t live_on(WhatArrived& collector_then) {
    StoreDriver after;
    after.settings.folder = store.settings.folder;
    after.key = store.key;
    after.next_answer = later_answers;
    after.clock.advance(hours(5 * 24));
    after.open_anchored();
    for (int day = 0; day < 3; ++day) {
      after.visit_times(11);
      after.pass(hours(24));
      send(after, collector_then);
    }
    return after.book->figures().value().lost_at_most;
  }
  static constexpr int later_answers = 10'000;
  PretendKeys quick;  ///< hundreds of lives, and none of them is about keys
  CrashDisk disk;
  StoreDriver store{disk.name()};
  FilesBeside beside{store.settings.folder};
  WhatArrived collector;
  KnownByStep<int> tapped;
  KnownByStep<int> acknowledged;
  KnownByStep<WhatArrived> arrived;
  KnownByStep<int> closed;  ///< the first answer that came later
};

TEST_F(ALyingCard, IsBelievedInNothingThatIsTornAndNothingCountsTwice) {
  int aside = 0;
  int older = 0;
  const auto looks = [&](const CrashPoint& point, std::mt19937_64&) {
    beside.show(point.step);
    disk.lay_out();
    WhatArrived known;
    std::set<int> may;
    std::set<int> must;
    int closed_before = 0;
    arrived.each_before(point.step, [&](const WhatArrived& then) { known = then; });
    tapped.each_before(point.step, [&](int answer) { may.insert(answer); });
    acknowledged.each_before(point.step, [&](int answer) { must.insert(answer); });
    closed.each_before(point.step, [&](int next) { closed_before = next; });
    const auto had = known.counted(store.key);

    const auto lost = live_on(known);

    const auto counted = known.counted(store.key);
    std::set<int> once(counted.begin(), counted.end());
    EXPECT_EQ(once.size(), counted.size()) << "something is counted twice";
    EXPECT_TRUE(std::ranges::includes(once, had)) << "what had arrived is counted no more";
    for (int later = 0; later < 33; ++later)
      EXPECT_EQ(once.erase(later_answers + later), 1U) << "it was kept after the card had lied";
    EXPECT_TRUE(std::ranges::includes(may, once)) << "from nowhere";
    const auto first_lost =
        std::ranges::find_if(must, [&](int answer) { return !once.contains(answer); });
    if (!std::filesystem::exists(store.settings.folder / "answers.db.corrupt-1")) {
      older += first_lost == must.end() ? 0 : 1;
      return;
    }
    ++aside;
    if (first_lost == must.end() || *first_lost >= closed_before) return;
    EXPECT_TRUE(lost > 0 || known.has_a_gap()) << "a batch is lost, and nobody says so";
  };
  each_crash_point(disk, 500, looks, {CrashDisk::Damage::Lied});
  std::printf("%d files were moved aside; %d were sound, and older than what was said\n", aside,
              older);
  EXPECT_GT(aside, 100) << "the card lied, and it shows";
}

}  // namespace
}  // namespace stemme
