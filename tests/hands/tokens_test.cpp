// A round with tokens on the whole kiosk (C11): staff open it, whoever has a token answers once,
// and nobody but staff closes it.
#include <gtest/gtest.h>

#include "tests/hands/places.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

const std::vector<TokenCode> tokens{{0, 1, 2, 3}, {4, 5, 6, 7}};

/// After a parents' meeting.
WholeKiosk::Place meeting() {
  auto place = place_with("foreldre-mott", "etter-mote",
                          {0x12, "Foreldre", "forelder", Band::Adult, 70, {}});
  place.programme.staff_pin_hash = hash_secret(staff_code);
  place.programme.tokens = token_set_of(tokens);
  return place;
}

std::vector<std::string> keys_of(const TokenCode& code) {
  std::vector<std::string> names;
  for (const auto picture : code) names.push_back("item-" + std::to_string(picture));
  return names;
}

/// Answers whatever is asked with the first face there is.
class Answering {
 public:
  explicit Answering(WholeKiosk& kiosk) : kiosk_(&kiosk) {}
  void look(const SeenFrame& frame) {
    if (frame.screen != "question" || !frame.chosen.empty() || frame.question == asked_) return;
    asked_ = frame.question;
    ++answers_;
    kiosk_->press(frame.targets.at(frame.options.front()), 900ms);
  }
  int answers() const { return answers_; }

 private:
  WholeKiosk* kiosk_;
  std::string asked_;
  int answers_ = 0;
};

TEST(AToken, LetsItsHolderAnswerOnce) {
  WholeKiosk kiosk(meeting());
  auto names = past_the_code({"start", "start"});
  const auto code = keys_of(tokens.front());
  names.insert(names.end(), code.begin(), code.end());
  PressPath in(kiosk, names);
  Answering answering(kiosk);
  std::optional<PressPath> again;
  bool was_refused = false;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    answering.look(frame);
    if (!in.is_done() || frame.screen != "token" || answering.answers() == 0) return;
    if (!again) again.emplace(kiosk, code);
    again->look(frame);
    if (!again->is_done()) return;
    // The code has gone from the keys, and no question came.
    was_refused = frame.targets.contains("item-0") && frame.targets.contains("item-3");
    if (was_refused) kiosk.stop();
  });
  EXPECT_EQ(answering.answers(), 8);
  EXPECT_TRUE(was_refused);
  EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, 8);
}

TEST(ARoundWithTokensOpen, IsClosedByStaffAlone) {
  WholeKiosk kiosk(meeting());
  auto names = past_the_code({"start", "start", "close", "back"});
  PressPath to_the_code(kiosk, names);
  std::optional<PressPath> by_staff;
  bool went_on = false;
  bool ended = false;
  kiosk.run([&](const SeenFrame& frame) {
    to_the_code.look(frame);
    if (!to_the_code.is_done()) return;
    went_on = went_on || frame.screen == "token";
    if (!went_on) return;
    if (!by_staff) {
      auto close = past_the_code({"start", "back"});
      close.front() = "close";
      by_staff.emplace(kiosk, close);
    }
    by_staff->look(frame);
    ended = by_staff->is_done() && frame.screen == "attract";
    if (ended) kiosk.stop();
  });
  EXPECT_TRUE(went_on) << "whoever does not know the code ended it";
  EXPECT_TRUE(ended);
}

TEST(TokenRounds, AreOfferedOnlyWhereTheHouseHasTokens) {
  auto place = meeting();
  place.programme.tokens.reset();
  WholeKiosk kiosk(place);
  PressPath in(kiosk, past_the_code({}));
  bool may_start = true;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    if (!in.is_done() || frame.screen != "staff") return;
    may_start = frame.targets.contains("start");
    kiosk.stop();
  });
  EXPECT_FALSE(may_start);
}

}  // namespace
}  // namespace stemme
