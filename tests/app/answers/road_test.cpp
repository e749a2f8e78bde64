// From the tap to the collector with the real store, the real delivery and a disk and a road that
// fail: C2's promise, to the answer, for every seed.
#include <cstdio>
#include <random>

#include "server-sync/device/delivery.h"
#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/crash_disk.h"
#include "tests/stand-ins/pretend_collector.h"

namespace stemme {
namespace {

using Script = PretendCollector::Script;

/// The book without its thread.
class BookOutbox final : public Outbox {
 public:
  explicit BookOutbox(AnswerBook& book) : book_(&book) {}
  Result<void> adopt(const OutboxTerms& terms) override { return book_->adopt(terms); }
  Result<void> anchor(const Anchor& anchor) override { return book_->anchor(anchor); }
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override {
    return book_->next_to_send(after);
  }
  Result<void> apply(const Receipt& receipt) override { return book_->apply(receipt); }
  Result<void> hold(const BatchName& name, ProblemType why) override {
    return book_->hold(name, why);
  }
  Result<void> begin_new_epoch(Epoch epoch) override { return book_->begin_new_epoch(epoch); }
  Result<OutboxFigures> figures() override { return book_->figures(); }
  void on_close(std::function<void()>) override {}

 private:
  AnswerBook* book_;
};

struct Road {
  explicit Road(std::uint64_t seed) : chance(seed) {
    store.key = collector.opening_key();
    const auto key = SigningKey::from_seed(device_seed).verify_key();
    collector.knows_device(7, key);
    line.speak_as(device_seed, key_name(key));
    line.believe(collector.keys().reply);
    store.open_anchored();
  }

  /// False when the plug was pulled meanwhile.
  bool visit() {
    const int answer = store.next_answer;
    tapped.insert(answer);
    if (!store.try_visit()) return false;
    acknowledged.insert(answer);
    return true;
  }
  bool hours_pass(int count) {
    store.clock.advance(hours(count));
    for (int i = 0; i < 6; ++i)
      if (!store.book->work()) return false;
    return true;
  }
  bool deliver() {
    BookOutbox outbox(*store.book);
    return Delivery(outbox, line, 7).deliver_all().has_value();
  }
  void find_it_again() {
    store.book.reset();
    disk.after_cut(chance);
    if (chance() % 4 == 0) store.clock.reboot(chance());
    store.open_anchored();
  }
  bool step() {
    switch (chance() % 6) {
      case 0:
      case 1:
        return visit() && visit() && visit();
      case 2:
        return hours_pass(1 + static_cast<int>(chance() % 9));
      case 3:
        collector.next(Script(chance() % 6));
        return deliver();
      case 4:
        return deliver();
      default:
        return trouble();
    }
  }
  bool trouble() {
    switch (chance() % 8) {
      case 0:
        collector.back_up();
        return true;
      case 1:
        collector.restore_backup();
        return true;
      default:
        disk.fail_at(1 + static_cast<int>(chance() % 25));
        return true;
    }
  }
  /// Two quiet weeks on a good road bring everything home.
  void all_is_well() {
    find_it_again();
    for (int i = 0; i < 60; ++i) {
      ASSERT_TRUE(hours_pass(6));
      ASSERT_TRUE(deliver());
    }
  }
  std::multiset<int> counted() {
    std::multiset<int> answers;
    for (const auto& [place, body] : collector.batches())
      answers.merge(store.answers_in({batch_from_body(body).value()}));
    return answers;
  }

  std::mt19937_64 chance;
  CrashDisk disk;
  StoreDriver store{disk.name()};
  PretendCollector collector{[this] { return store.clock.boot_began() + store.clock.ticks(); }};
  FixedBytes<32> device_seed = random_bytes<32>();
  CollectorLine line{collector, "collector.test"};
  std::multiset<int> acknowledged;
  std::multiset<int> tapped;
};

TEST(EveryAcknowledgedAnswerIsCountedOnce, OverAFailingDiskAndRoadForEverySeed) {
  int cuts = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Road road(seed);
    for (int i = 0; i < 80; ++i) {
      if (road.step()) continue;
      ASSERT_TRUE(road.disk.has_failed());
      road.find_it_again();
      ++cuts;
    }
    road.all_is_well();
    const auto counted = road.counted();
    ASSERT_TRUE(std::includes(counted.begin(), counted.end(), road.acknowledged.begin(),
                              road.acknowledged.end()));
    ASSERT_TRUE(
        std::includes(road.tapped.begin(), road.tapped.end(), counted.begin(), counted.end()));
  }
  std::printf("the plug was pulled %d times\n", cuts);
  EXPECT_GT(cuts, 100);
}

}  // namespace
}  // namespace stemme
