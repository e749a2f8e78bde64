// Months and more: a terminal's own key is another twice a year, whatever is lost on the way,
// and one that was away while its owner changed every key comes home by the owner's name alone
// (C6).
#include "server-sync/device/own_key.h"
#include "tests/simulation/whole_road.h"

namespace stemme {
namespace {

class OwnKeys : public testing::TestWithParam<Trouble> {
 protected:
  static constexpr auto just_before = own_key_lives - std::chrono::days(1);

  VerifyKey known_at_the_collector() {
    return road_.collector.the_register().device(road_.terminal().device()).value().key;
  }
  void visit() {
    auto glass = road_.glass_of(road_.terminal());
    ASSERT_TRUE(glass.visit(road_.next_unit(), AtTheGlass::Pace::Calm));
    road_.terminal().look_again();
  }
  /// Whatever happens to the first request that offers a key.
  void meets_while_it_offers(Trouble trouble) {
    road_.link.troubled_by([trouble, is_over = false](const Request& request) mutable {
      if (is_over || !request.path.ends_with("/key")) return Trouble::None;
      is_over = true;
      return trouble;
    });
  }

  WholeRoad road_{7};
};

TEST_P(OwnKeys, AreAnotherAfterHalfAYearWhateverIsLostOnTheWay) {
  const auto first = known_at_the_collector();
  road_.live_until(road_.now() + just_before, hours(6), 4);
  visit();
  EXPECT_EQ(known_at_the_collector(), first) << "it is not due yet";

  meets_while_it_offers(GetParam());
  road_.live(hours(48));
  road_.get_up(road_.terminal());
  road_.live(hours(4));
  const auto second = known_at_the_collector();
  EXPECT_NE(second, first);

  visit();
  road_.all_is_well();
  EXPECT_EQ(known_at_the_collector(), second) << "one is enough for another half year";
  road_.tallies_are_exact(road_.promise_is_kept());
}

INSTANTIATE_TEST_SUITE_P(With, OwnKeys,
                         testing::Values(Trouble::None, Trouble::LosesRequest,
                                         Trouble::LosesReceipt, Trouble::LoginPage,
                                         Trouble::Duplicates, Trouble::CutsRequest, Trouble::Forges,
                                         Trouble::KillsBefore, Trouble::KillsAfter),
                         [](const auto& of) { return std::to_string(of.index); });

/// A code gives a terminal another key under its name: whoever was shut out is heard again, and
/// what it held comes home; whoever copied the card is shut out.
TEST(AnotherKeyByCode, BringsHomeWhatAShutOutTerminalHolds) {
  WholeRoad road(23);
  const auto visit = [&] {
    auto glass = road.glass_of(road.terminal());
    EXPECT_TRUE(glass.visit(road.next_unit(), AtTheGlass::Pace::Calm));
    road.terminal().look_again();
  };
  visit();
  road.live(hours(48));
  auto& reg = road.collector.the_register();
  const auto device = road.terminal().device();
  reg.settle_key(device, SigningKey::generate().verify_key()).value();
  visit();
  road.live(hours(48));
  EXPECT_FALSE(road.terminal().reached());
  EXPECT_GT(road.terminal().book().figures().value().unsent_answers, 0);

  road.terminal().enrol(road.collector.renewal_of(device));

  road.live(hours(48));
  road.all_is_well();
  EXPECT_TRUE(road.terminal().reached());
  EXPECT_EQ(road.terminal().device(), device);
  EXPECT_EQ(road.terminal().book().figures().value().unsent_answers, 0);
  road.tallies_are_exact(road.promise_is_kept());
}

class KeysOfAnOwner {
 public:
  explicit KeysOfAnOwner(WholeCollector& collector) : collector_(&collector) {}

  void are_all_changed() {
    const auto sealing = OpeningKey::generate();
    const auto reply = SigningKey::generate();
    ++keys_.serial;
    keys_.sealing = sealing.sealing_key();
    keys_.reply = {reply.verify_key(), SigningKey::generate().verify_key()};
    collector_->take_key(sealing);
    collector_->put_keys(keys_);
    collector_->sign_replies_with(reply);
  }
  std::int64_t serial() const { return keys_.serial; }

 private:
  WholeCollector* collector_;
  KeySet keys_ = collector_->founded().keys();
};

std::int64_t serial_known_to(WholeTerminal& terminal) {
  return read_identity(terminal.programme()->identity, std::nullopt).value().keys.serial;
}

TEST(FourMonthsAway, OverTwoChangesOfEveryKeyTheTerminalComesHomeByTheOwnersNameAlone) {
  WholeRoad road(11);
  KeysOfAnOwner keys(road.collector);
  const auto visit = [&] {
    auto glass = road.glass_of(road.terminal());
    EXPECT_TRUE(glass.visit(road.next_unit(), AtTheGlass::Pace::Calm));
    road.terminal().look_again();
  };
  visit();
  road.link.troubled_by([](const Request&) { return Trouble::LosesRequest; });
  for (int change = 0; change < 2; ++change) {
    road.live_until(road.now() + std::chrono::days(60), hours(6), 4);
    keys.are_all_changed();
    visit();
  }
  EXPECT_LT(serial_known_to(road.terminal()), keys.serial() - 1);
  road.all_is_well();
  EXPECT_EQ(serial_known_to(road.terminal()), keys.serial());
  visit();
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
}

}  // namespace
}  // namespace stemme
