// A pack changes while terminals still hold answers to the one before: a box names its pack by
// digest, and every version is kept, so it is counted to what was on the screen (trust §1.2, 31).
#include "server-sync/counting/counting.h"
#include "tests/server-sync/counting/test_house.h"
#include "tests/stand-ins/newer_pack.h"

namespace stemme {
namespace {

/// In the shipped version *Fikk du bestemme* has three answers and *Hva var best* four; in the next
/// the numbers 3 and 4 mean *Hva var best* and *Hvordan var det i barnehagen*.
constexpr int decided = 3;
constexpr int best = 4;
constexpr int best_in_the_next = 3;

class APackThatChanged : public testing::Test {
 protected:
  void adopt(const PackId& pack, Date on) {
    house.reg->adopt({"storvik", pack, "styrer", "hva vi gjør om dagen", on, {}}).value();
  }
  PackId next_version() {
    auto next = house.reg->pack(first).value();
    next.structure = newer_version_of(next.structure);
    const auto pack = load_pack(next.structure, next.id).value();
    next.digest = pack.digest;
    next.version = pack.version;
    house.reg->store_pack(next).value();
    return next.digest;
  }
  void send(int day, const PackId& pack, int question, const std::vector<int>& counts) {
    house.send({day_in(0, day), TestHouse::answers(unit, pack, question, counts), {}, {}, {}});
  }
  std::optional<Finding> shelved(const PackId& pack, int question) {
    const auto all = house.shelf().findings("lynghei", unit, week_at(0), week_at(0)).value();
    const auto found = std::ranges::find_if(all, [&](const ShelvedFinding& one) {
      return one.key.pack == pack && one.key.question == question;
    });
    return found == all.end() ? std::nullopt : std::optional(found->finding);
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId first = house.add_pack("bhg-dagen-56");
};

TEST_F(APackThatChanged, StillMeansInOldBoxesWhatItMeantThen) {
  adopt(first, day_in(-4, 0));
  send(0, first, decided, {1, 2, 3, 1});
  const auto next = next_version();
  adopt(next, day_in(0, 1));
  // A terminal that has not heard of it yet goes on with the first.
  send(1, first, best, {3, 1, 1, 6, 0});
  send(1, next, best_in_the_next, {1, 1, 4, 6, 0});
  house.reg->end_adoption("storvik", next, day_in(0, 2)).value();
  for (const auto& adoption : house.reg->adoptions("storvik").value())
    ASSERT_TRUE(adoption.ended) << "none is in use any more";
  send(2, first, decided, {1, 2, 3, 1});
  send(2, first, best, {3, 1, 1, 6, 0});
  send(2, next, best_in_the_next, {1, 1, 4, 6, 0});

  auto counting = house.counting();
  counting.count_all().value();
  const auto said = counting.reconcile().value();
  EXPECT_EQ(said.set_aside_total(), 0);
  EXPECT_EQ(said.counted, said.stored);
  counting.release_due(TestHouse::monday_after(0)).value();

  ASSERT_TRUE(shelved(first, decided));
  EXPECT_EQ(shelved(first, decided)->numbers, (std::vector{3, 3, 6}));
  ASSERT_TRUE(shelved(first, best));
  EXPECT_EQ(shelved(first, best)->numbers, (std::vector{6, 3, 3, 12}));
  ASSERT_TRUE(shelved(next, best_in_the_next));
  EXPECT_EQ(shelved(next, best_in_the_next)->numbers, (std::vector{3, 3, 9, 12}));
}

}  // namespace
}  // namespace stemme
