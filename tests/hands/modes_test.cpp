// What does not count, on the whole kiosk: a conversation that leaves disk and line as they were
// (D23), and a place to play for whoever plays (domain §4.7, D59).
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "server-sync/foundation/durable_file.h"
#include "tests/hands/places.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// Everything the kiosk keeps, byte for byte; what it tells scripted fingers is not its own.
std::map<std::string, std::string> kept_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  constexpr std::size_t bytes_max = 64U << 20U;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    const auto name = file.path().filename().string();
    if (file.is_regular_file() && !name.starts_with("shown.jsonl"))
      files[name] = read_text_file(file.path(), bytes_max).value();
  }
  return files;
}

TEST(AConversation, LeavesTheDiskAndTheLineAsTheyWere) {
  WholeKiosk kiosk(staffed());
  PressPath in(kiosk, past_the_code({"start", "talk"}));
  std::optional<PressPath> talk;
  std::map<std::string, std::string> before;
  std::size_t sent = 0;
  int choices = 0;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    if (!in.is_done()) return;
    if (frame.screen == "question" && !talk) {
      before = kept_in(kiosk.folder());
      sent = kiosk.bytes_sent();
      auto names = frame.options;
      names.insert(names.end(), frame.options.begin(), frame.options.end());
      names.push_back("back");
      talk.emplace(kiosk, names);
    }
    choices += frame.chosen.empty() ? 0 : 1;
    if (talk) talk->look(frame);
    if (talk && talk->is_done() && frame.screen == "attract") kiosk.stop();
  });
  EXPECT_GE(choices, 4) << "what was pointed at was not shown";
  EXPECT_GE(before.size(), 2U) << "there is no database to compare";
  EXPECT_TRUE(kept_in(kiosk.folder()) == before);
  EXPECT_EQ(kiosk.bytes_sent(), sent);
}

/// Answers as fast as the screen takes it, over and over.
class Player {
 public:
  explicit Player(WholeKiosk& kiosk) : kiosk_(&kiosk) {}

  void look(const SeenFrame& frame) {
    const bool is_start = frame.screen == "attract";
    if (is_start && frame.targets.contains("play")) offered_ = true;
    if (offered_) return play(frame);
    if (is_start) kiosk_->press(frame.targets.at("start"), 750ms);
    if (frame.screen == "question" && frame.chosen.empty())
      kiosk_->press(frame.targets.at(frame.options.front()), 750ms);
    visits_ += is_start ? 1 : 0;
  }

  int visits() const { return visits_; }
  int played() const { return played_; }
  bool saw_it_go() const { return saw_it_go_; }
  std::int64_t kept_before = 0;

 private:
  void play(const SeenFrame& frame) {
    const bool is_start = frame.screen == "attract";
    if (is_start && played_ == 0) {
      kept_before = kiosk_->store().latest_figures().unclosed_answers;
      return kiosk_->press(frame.targets.at("play"), 1s);
    }
    if (frame.screen == "question" && !frame.chosen.empty()) ++played_;
    if (frame.screen == "question" && frame.chosen.empty() && played_ < 12)
      return kiosk_->press(frame.targets.at(frame.options.front()), 900ms);
    if (frame.screen == "question" && played_ >= 12)
      return kiosk_->press(frame.targets.at("back"), 900ms);
    if (!is_start) return;
    saw_it_go_ = !frame.targets.contains("play");
    if (saw_it_go_) return kiosk_->stop();
    kiosk_->again_in(90s);
  }

  WholeKiosk* kiosk_;
  bool offered_ = false;
  bool saw_it_go_ = false;
  int visits_ = 0;
  int played_ = 0;
};

TEST(WhoeverPlays, GetsAPlaceForItAfterTwoRunsAndNothingOfItCounts) {
  WholeKiosk kiosk(cloakroom());
  Player player(kiosk);
  kiosk.run([&](const SeenFrame& frame) { player.look(frame); });
  EXPECT_EQ(player.visits(), 3) << "the first counts, two are runs";
  EXPECT_GE(player.played(), 12);
  EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, player.kept_before);
  EXPECT_TRUE(player.saw_it_go()) << "the next one is offered to play";
}

/// More may be asked in a circle than the page holds; votes stand first.
TEST(ARound, CanBeOpenedOnEveryQuestionThatMayBeAsked) {
  auto place = staffed();
  place.programme.packs = {shipped_pack(our_assets, "bhg-venner").value(),
                           shipped_pack(our_assets, "valg-tur").value()};
  WholeKiosk kiosk(place);
  PressPath in(kiosk, past_the_code({"start", "enter", "item-0", "start", "start"}));
  std::string asked;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    if (!in.is_done() || frame.screen != "question") return;
    asked = frame.question;
    kiosk.stop();
  });
  EXPECT_FALSE(asked.empty());
  EXPECT_NE(asked, "valg-tur.hvor") << "the next page is the first one again";
}

/// Three tablets go round: this one says nothing of its part, and lets go of it at once.
TEST(ARound, ThatSeveralTabletsShareSaysNothingOfItsPart) {
  auto place = staffed();
  place.programme.packs = {shipped_pack(our_assets, "valg-tur").value()};
  WholeKiosk kiosk(place);
  std::vector<std::string> path{"start", "tablets", "tablets", "start"};
  for (int child = 0; child < 6; ++child) path.insert(path.end(), {"start", "skog"});
  path.insert(path.end(), {"close", "start", "back"});
  PressPath in(kiosk, past_the_code(path));
  bool was_told = false;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    was_told = was_told || frame.screen == "round-result";
    if (in.is_done() && frame.screen == "attract") kiosk.stop();
  });
  EXPECT_TRUE(was_told);
  const auto figures = kiosk.store().latest_figures();
  EXPECT_EQ(figures.unsent_answers, 6) << "closed into a batch, on its way";
  EXPECT_EQ(figures.unclosed_answers, 0);
}

/// At a parents' meeting the tablet goes round; each takes up to three, in a language of their own.
TEST(ARoundOfPicks, IsTakenChangedAndEndedByWhoeverPicks) {
  auto place = place_with("onsker-mott", "foreldremote",
                          {0x12, "Foreldre", "forelder", Band::Adult, 70, {}});
  place.programme.staff_pin_hash = hash_secret(staff_code);
  WholeKiosk kiosk(place);
  PressPath in(kiosk, past_the_code({"start", "start", "start", "respekt", "language-2", "tid",
                                     "respekt", "plan", "taushet", "enter", "start"}));
  std::vector<std::string> taken;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    const auto before = taken.empty() ? "" : taken.back();
    if (frame.screen == "question" && frame.chosen != before) taken.push_back(frame.chosen);
    if (in.is_done() && frame.screen == "question") kiosk.stop();
  });
  EXPECT_EQ(taken, (std::vector<std::string>{"respekt", "respekt+tid", "tid", "tid+plan",
                                             "tid+taushet+plan", ""}))
      << "and the next one begins anew";
}

/// An adult who is called away leaves a round open (C11).
TEST(ARound, ClosesByItselfAnHourAfterItsDaypart) {
  auto place = staffed();
  place.programme.packs = {shipped_pack(our_assets, "valg-tur").value()};
  place.programme.dayparts = {{"formiddag", 0min}, {"ettermiddag", 15h}};
  WholeKiosk kiosk(place);
  PressPath in(kiosk, past_the_code({"start", "start"}));
  std::optional<Ticks> opened;
  std::optional<Ticks> closed;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    if (in.is_done() && frame.screen == "round-turn" && !opened) opened = kiosk.now();
    if (!opened || frame.screen != "round-result") return;
    closed = kiosk.now();
    kiosk.stop();
  });
  ASSERT_TRUE(closed) << "nobody came back";
  EXPECT_NEAR(static_cast<double>((*closed - *opened).count()), 2.0 * 3'600'000, 120'000)
      << "from two o'clock to an hour after three";
}

}  // namespace
}  // namespace stemme
