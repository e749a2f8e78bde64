// Staff hold the terminal's screen beside the page: the same sentence stands on both, word for
// word, while receipts are lost, a group's answers are set aside and batches are still on the way;
// and its numbers are those of the promise (C2).
#include "app/staff_desk.h"
#include "tests/server-sync/dashboard/sample_house.h"
#include "tests/simulation/whole_road.h"

namespace stemme {
namespace {

using Pace = AtTheGlass::Pace;

/// A head of the house at the page, and at the terminal with the code.
class Head {
 public:
  explicit Head(WholeRoad& road)
      : road_(&road),
        reg_(Register::open(road.collector.state() / "register.db", Register::Access::Write)
                 .value()) {
    reg_.add_staff({"styrer", StaffRole::Head, road.home().id, {}}, SampleHouse::password).value();
    const std::string source = STEMME_SOURCE;
    pages_.emplace(StaffPages::open({road.collector.state(), source + "/assets/texts",
                                     source + "/server-sync/dashboard/templates", false},
                                    reg_)
                       .value());
  }

  void reads_the_same_sentence_on_both() {
    PaperBrowser browser(*pages_, road_->now());
    browser.sign_in("styrer", SampleHouse::password);
    for (const char* language : {"nb", "nn", "en"}) {
      const auto screen = on_the_screen(language);
      EXPECT_FALSE(screen.empty());
      EXPECT_EQ(screen, on_the_page(browser, language));
    }
  }

 private:
  std::string on_the_screen(const std::string& language) {
    StaffDesk::Standing standing;
    standing.figures = road_->terminal().book().figures().value();
    standing.reckoning = road_->terminal().programme()->reckoning;
    return StaffDesk().staff_view(book(language), standing, Ticks()).reckoning;
  }
  std::string on_the_page(PaperBrowser& browser, const std::string& language) {
    const auto week = "/week/" + id_text(road_->home().group) + "?lang=" + language;
    auto page = PaperBrowser::text_of(browser.get(week));
    return PaperBrowser::between(page, "<b>Hall A:</b> ", "</p>");
  }
  static Phrasebook book(const std::string& language) {
    return load_phrasebook(std::string(STEMME_SOURCE) + "/assets/texts/" + language).value();
  }

  WholeRoad* road_;
  Register reg_;
  std::optional<StaffPages> pages_;
};

/// What the terminal has told is counted, and what counting says is brought.
Reckoning told_and_brought(WholeRoad& road) {
  EXPECT_TRUE(road.terminal().contact());
  road.collector.work();
  EXPECT_TRUE(road.terminal().contact());
  return road.terminal().programme()->reckoning.value();
}

int up_to_three(std::int64_t count) { return static_cast<int>((count + 2) / 3 * 3); }

/// Made = counted + set aside + on the way, to the answer; and what is said comes from it.
void expect_adds_up(WholeRoad& road, const Reckoning& said) {
  const auto figures = road.terminal().book().figures().value();
  const auto found = road.collector.reconcile();
  EXPECT_TRUE(found.holds());
  EXPECT_EQ(found.unopened, 0);
  const auto on_the_way = figures.made - found.stored;
  EXPECT_EQ(figures.made, found.counted + found.set_aside_total() + on_the_way);

  EXPECT_EQ(said.made, said.counted + said.set_aside_total() + said.on_the_way);
  EXPECT_EQ(said.on_the_way, up_to_three(on_the_way));
  EXPECT_EQ(said.made, up_to_three(figures.made));
  const auto aside = found.set_aside_total();
  EXPECT_EQ(said.set_aside_total(),
            aside < answers_printed_min ? 0 : rounded_to_three(static_cast<int>(aside)));
}

bool is_batch(const Request& request) { return request.method == "PUT"; }

/// A week for the first page; then a day of children, of whom some press for a group that nobody
/// knows, while half of the receipts are lost; then batches are torn and everything else goes
/// through; then all is well.
Seen held_beside_each_other(std::uint64_t seed, long& said_to_be_set_aside) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  const auto day_of = [](int week, int day) {
    return Date(std::chrono::floor<std::chrono::days>(WholeRoad::monday) +
                std::chrono::days(7 * week + day));
  };
  const auto children = [&](int visits, bool some_are_strange) {
    for (int i = 0; i < visits; ++i) {
      const bool is_strange = some_are_strange && i % 3 == 0;
      ASSERT_TRUE(glass.visit(is_strange ? UnitId{0xdead} : road.next_unit(), Pace::Calm));
      road.pass(std::chrono::minutes(1));
    }
  };
  road.live_until(day_of(0, 1), hours(12));
  children(6 + road.dice(6), false);
  road.live_until(day_of(1, 0), hours(12));
  Head head(road);
  expect_adds_up(road, told_and_brought(road));
  head.reads_the_same_sentence_on_both();

  road.link.troubled_by([&road](const Request& request) {
    return is_batch(request) && road.dice(2) == 0 ? Trouble::LosesReceipt : Trouble::None;
  });
  children(12 + road.dice(12), true);
  road.live_until(day_of(1, 1), hours(9));
  expect_adds_up(road, told_and_brought(road));
  head.reads_the_same_sentence_on_both();

  road.link.troubled_by([](const Request& request) {
    return is_batch(request) ? Trouble::LosesRequest : Trouble::None;
  });
  children(6 + road.dice(9), true);
  road.live_until(day_of(1, 2), hours(9));
  const auto on_the_way = told_and_brought(road);
  EXPECT_GT(on_the_way.on_the_way, 0);
  // Where luck sent few strangers, they are too few to be said.
  if (on_the_way.set_aside_total() > 0) ++said_to_be_set_aside;
  expect_adds_up(road, on_the_way);
  head.reads_the_same_sentence_on_both();

  road.all_is_well();
  const auto home = told_and_brought(road);
  EXPECT_EQ(home.on_the_way, 0);
  expect_adds_up(road, home);
  head.reads_the_same_sentence_on_both();
  return road.seen_at_the_end();
}

TEST(WholeRoad, TheScreenAndThePageSayTheSameSentence) {
  long said_to_be_set_aside = 0;
  const auto seen = for_every_seed("the screen and the page", [&](std::uint64_t seed) {
    return held_beside_each_other(seed, said_to_be_set_aside);
  });

  if (!is_a_campaign(seen)) return;
  EXPECT_GT(said_to_be_set_aside, seen.seeds / 2);
  EXPECT_GT(seen.lost_receipts, seen.seeds);
}

}  // namespace
}  // namespace stemme
