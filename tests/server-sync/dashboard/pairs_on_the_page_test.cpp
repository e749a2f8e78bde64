// What Monday's page says of denne eller den: an order in words, or that no difference can be seen.
#include "server-sync/dashboard/staff_pages.h"
#include "tests/server-sync/dashboard/sample_house.h"

namespace stemme {
namespace {

class RankingOnThePage : public testing::Test {
 protected:
  /// The page of a week with one round of pairs that a tablet ranked so.
  static std::string page_with(const Tiers& tiers, const std::string& language) {
    SampleHouse house;
    RoundNote note;
    note.id = 21;
    note.pack = house.add_pack("bhg-dagen-34");
    note.unit = SampleHouse::maurtua;
    note.date = day_in(0, 2);
    note.present = 14;
    note.finding.emplace();
    note.finding->form = Finding::Form::Ranking;
    note.finding->tiers = tiers;
    house.send({day_in(0, 2), {}, {note}, {}, {}});
    house.counting().release_due(TestHouse::monday_after(0)).value();
    auto pages = house.pages();
    PaperBrowser reader(pages, TestHouse::monday_after(0) + std::chrono::hours(3));
    reader.sign_in("styrer@storvik", "en+lang+setning");
    return PaperBrowser::text_of(reader.get("/week/" + id_text(SampleHouse::maurtua) + "/" +
                                            to_text(week_at(0)) + "?lang=" + language));
  }
  static bool says(const std::string& page, const std::string& words) {
    return page.find(words) != std::string::npos;
  }
};

TEST_F(RankingOnThePage, NamesWhatIsChosenMoreOftenThanWhat) {
  const Tiers tiers{{0, 2}, {1}};

  EXPECT_TRUE(
      says(page_with(tiers, "nb"), "«Sandkassa» og «Klatretreet» velges oftere enn «Husken»"));
  EXPECT_TRUE(
      says(page_with(tiers, "nn"), "dei vel oftare «Sandkassa» og «Klatretreet» enn «Huska»"));
  EXPECT_TRUE(
      says(page_with(tiers, "en"),
           "they choose ‘The sandpit’ and ‘The climbing tree’ more often than ‘The swing’"));
}

TEST_F(RankingOnThePage, NamesAWholeOrder) {
  EXPECT_TRUE(says(page_with({{3}, {1}, {0}}, "nb"),
                   "«Sklia» velges oftere enn «Husken», og «Husken» oftere enn «Sandkassa»"));
}

TEST_F(RankingOnThePage, SaysThatNoDifferenceCanBeSeenAndGivesNoVerdict) {
  const auto page = page_with({{0, 1, 2}}, "nb");

  EXPECT_TRUE(says(page, "vi kan ikke se forskjell på «Sandkassa», «Husken» og «Klatretreet»"));
  EXPECT_FALSE(says(page, "ingen tydelig endring"));
  EXPECT_FALSE(says(page, "ingenting å sammenligne med"));
}

}  // namespace
}  // namespace stemme
