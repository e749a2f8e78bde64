// Programmes come that this kiosk cannot show: the last good one stays on the screen, the next
// child is asked as before, and when a good one comes it is shown (trust §1.2, 30).
#include <gtest/gtest.h>

#include "server-sync/device/enrolment.h"
#include "tests/hands/places.h"
#include "tests/stand-ins/pretend_collector.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// A collector that gives out one programme after the other, the last for ever.
class InTurn final : public Link {
 public:
  InTurn(PretendCollector& collector, std::vector<Programme> programmes,
         std::atomic<std::size_t>& given)
      : collector_(&collector), programmes_(std::move(programmes)), given_(&given) {}

  void trust(const LinkTrust& trust) override { collector_->trust(trust); }
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override {
    const bool is_asked = request.path.ends_with("/programme");
    if (is_asked)
      collector_->publish(programmes_[std::min<std::size_t>(*given_, programmes_.size() - 1)]);
    auto reply = collector_->exchange(request, reply_bytes_max);
    if (is_asked) ++*given_;
    return reply;
  }
  void stop() override {}

 private:
  PretendCollector* collector_;
  std::vector<Programme> programmes_;
  std::atomic<std::size_t>* given_;
};

/// Two that cannot be shown and then one that can. Each would close the house today, which is seen
/// from the start screen.
std::vector<Programme> two_broken_and_a_good_one(const WholeKiosk::Place& place) {
  auto good = place.programme;
  const Date today(std::chrono::floor<std::chrono::days>(place.start));
  good.closed = {{today, today}};
  auto in_no_language_of_ours = good;
  in_no_language_of_ours.languages = {"tlh"};
  auto with_a_newer_pack = good;
  with_a_newer_pack.packs.push_back({"schema = 99\n", good.packs.front().texts});
  return {in_no_language_of_ours, with_a_newer_pack, good};
}

class AProgrammeThatCannotBeShown : public testing::Test {
 protected:
  AProgrammeThatCannotBeShown() {
    auto place = cloakroom();
    const auto programmes = two_broken_and_a_good_one(place);
    start_ = place.start;
    place.line = [this, programmes](const std::filesystem::path& folder) {
      const CollectorAddress address{"collector.test", ""};
      enrol_device(collector_, address, collector_.make_code(), folder, std::nullopt).value();
      return std::make_unique<InTurn>(collector_, programmes, given);
    };
    kiosk.emplace(std::move(place));
  }

  std::atomic<std::size_t> given = 0;
  std::optional<WholeKiosk> kiosk;

 private:
  Instant start_;
  PretendCollector collector_{[this] { return start_ + kiosk->now(); }};
};

TEST_F(AProgrammeThatCannotBeShown, NeverBlanksAScreen) {
  std::size_t visited = 0;
  bool is_closed = false;
  kiosk->run([&](const SeenFrame& frame) {
    ASSERT_NE(frame.screen, "enrol") << "it has nothing to show";
    kiosk->again_in(1min);
    if (frame.screen == "question") visited = given;
    if (frame.screen != "attract") return;
    is_closed = !frame.targets.contains("start");
    if (is_closed || given > 5) return kiosk->stop();
    if (given > visited) kiosk->press(frame.targets.at("start"), 1s);
  });
  EXPECT_EQ(visited, 2U) << "nobody was asked under the last good one";
  EXPECT_GE(given, 3U) << "a broken one was shown";
  EXPECT_TRUE(is_closed) << "the good one was not";
}

}  // namespace
}  // namespace stemme
