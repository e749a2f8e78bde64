// A batch cut at a hundred places, or its receipt at every byte: nothing is stored or believed but
// the whole, and it is neither lost, let go too early nor counted twice (trust §1.2, 25). That the
// collector takes no batch that is cut, at whatever byte, is batch_intake_test's to show.
#include "tests/simulation/whole_road.h"

namespace stemme {
namespace {

class ATornRoad : public testing::Test {
 protected:
  /// A morning's answers, closed and never sent.
  ATornRoad() {
    auto glass = road.glass_of(road.terminal());
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(glass.visit(road.next_unit(), AtTheGlass::Pace::Calm));
    road.live(hours(24), 0);
    EXPECT_EQ(figures().unsent_batches, 1);
    EXPECT_EQ(figures().unclosed_answers, 0);
  }

  OutboxFigures figures() { return road.terminal().book().figures().value(); }
  std::size_t arrived() { return road.collector.arrived_after(0).size(); }
  void is_sent_and(Trouble trouble, std::size_t cut_at = 0) {
    road.link.cuts_at(cut_at);
    road.link.troubled_by([trouble](const Request& request) {
      return request.method == "PUT" ? trouble : Trouble::None;
    });
    EXPECT_TRUE(road.terminal().contact());
  }
  /// What the collector could not take is held for a day, or until the next start.
  void starts_anew() {
    road.terminal().end_now(WholeTerminal::End::Killed);
    road.get_up(road.terminal());
  }
  void all_is_counted_once() {
    road.all_is_well();
    road.tallies_are_exact(road.promise_is_kept());
  }

  WholeRoad road{25};
};

TEST_F(ATornRoad, LosesNothingWhereverABatchIsCut) {
  const auto bodies = road.terminal().kept_bodies();
  ASSERT_EQ(bodies.size(), 1U);
  for (std::size_t at = 0; at < bodies[0].size() && !HasFailure(); at += bodies[0].size() / 100) {
    SCOPED_TRACE("byte " + std::to_string(at));
    is_sent_and(Trouble::CutsRequest, at);
    starts_anew();
    ASSERT_EQ(arrived(), 0U);
    ASSERT_EQ(figures().unsent_batches, 1);
  }
  EXPECT_EQ(road.terminal().kept_bodies(), bodies);
  all_is_counted_once();
}

/// It is stored, counted and in a backup all the while, so one that is believed lets the batch go.
TEST_F(ATornRoad, LosesNothingAtWhateverByteAReceiptIsCut) {
  const auto bodies = road.terminal().kept_bodies();
  is_sent_and(Trouble::LosesReceipt);
  road.collector.work();
  road.collector.back_up();
  const auto bytes = road.link.reply_bytes();
  ASSERT_GT(bytes, 200U);
  for (std::size_t at = 0; at < bytes && !HasFailure(); ++at) {
    SCOPED_TRACE("byte " + std::to_string(at));
    is_sent_and(Trouble::Truncates, at);
    ASSERT_EQ(road.link.reply_bytes(), bytes);
    ASSERT_EQ(figures().unsent_batches, 1);
    road.collector.work();
  }
  road.pass(hours(40 * 24));
  EXPECT_TRUE(road.terminal().work());
  const auto kept = road.terminal().kept_bodies();
  EXPECT_EQ(std::ranges::count(kept, bodies.front()), 1) << "let go too early";
  all_is_counted_once();
}

}  // namespace
}  // namespace stemme
