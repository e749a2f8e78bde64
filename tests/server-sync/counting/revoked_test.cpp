// What comes from a terminal after the last day it was in good hands is kept and never counted
// (C6).
#include "server-sync/counting/set_aside.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

TEST(ATerminalThatWasRevoked, IsCountedThroughTheLastDayItWasTrustedAndSetAsideAfterIt) {
  TestHouse house;
  const auto unit = house.add_unit("Maurtua");
  const auto pack = house.add_pack("bhg-dagen-56");
  const auto send = [&](int day) {
    house.send({day_in(0, day), TestHouse::answers(unit, pack, 0, {3, 2, 2, 1}), {}, {}, {}});
  };
  send(0);
  send(2);
  house.reg->revoke(house.device, day_in(0, 1)).value();

  auto counting = house.counting();
  counting.count_all().value();

  const auto sums = counting.reconcile().value();
  EXPECT_EQ(sums.counted, 8);
  EXPECT_EQ(sums.set_aside.at(aside::revoked), 8);
  EXPECT_TRUE(sums.holds());
}

}  // namespace
}  // namespace stemme
