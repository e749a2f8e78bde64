// Denne eller den, from boxes to a ranking: pair counts live in counting and nowhere else (C9).
#include "server-sync/protocol/rotation.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class CountingOfPairs : public testing::Test {
 protected:
  const Pack& pack() const { return loaded; }
  int asked(int week) const { return asked_in_week(loaded, unit, week_at(week)).at(0); }
  std::vector<int> pictures(int week) const {
    return pictures_in_week(loaded, asked(week), unit, week_at(week));
  }

  BoxContent pair(int question, int left, int right, std::optional<int> chosen) const {
    AnswerBox box;
    box.pack = id;
    box.question = question;
    box.shown = {left, right};
    if (chosen) box.chosen = {*chosen};
    box.unit = unit;
    box.label = VisitLabel::Whole;
    return box;
  }
  /// So many children meet every pair both ways round and like the pictures in the week's order.
  std::vector<BoxContent> of_one_mind(int week, int children) const {
    std::vector<BoxContent> boxes;
    const auto three = pictures(week);
    for (int child = 0; child < children; ++child)
      for (std::size_t i = 0; i < 3; ++i) {
        auto left = three[i];
        auto right = three[(i + 1) % 3];
        const int liked = std::min(left, right);
        if (child % 2 == 1) std::swap(left, right);
        boxes.push_back(pair(asked(week), left, right, liked));
      }
    return boxes;
  }
  void send(int week, int day, std::vector<BoxContent> boxes) {
    house.send({day_in(week, day), std::move(boxes), {}, {}, {}});
    house.counting().count_all().value();
  }
  std::vector<ShelvedFinding> released(int week) {
    house.counting().release_due(TestHouse::monday_after(week)).value();
    return house.shelf().findings("lynghei", unit, week_at(-20), week_at(20)).value();
  }
  std::int64_t rows_in(const std::string& table) {
    auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
    auto rows = counts.prepare("SELECT count(*) FROM " + table).value();
    rows.step().value();
    return rows.integer(0);
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua", 18, Band::FourFive);
  PackId id = house.add_pack("bhg-dagen-34");
  Pack loaded = load_pack(house.reg->pack(id).value().structure, "").value();
};

TEST_F(CountingOfPairs, LeaveARankingOnMondayAndNoPairCount) {
  send(0, 0, of_one_mind(0, 10));
  send(0, 1, of_one_mind(0, 10));
  EXPECT_GT(rows_in("pair_tallies"), 0);

  const auto findings = released(0);

  const auto three = pictures(0);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.form, Finding::Form::Ranking);
  EXPECT_EQ(findings[0].finding.tiers, (Tiers{{three[0]}, {three[1]}, {three[2]}}));
  for (const char* table : {"tallies", "pair_tallies", "tally_batches"})
    EXPECT_EQ(rows_in(table), 0) << table;
}

TEST_F(CountingOfPairs, CannotTellOfNineVisitsWhateverWasChosen) {
  send(0, 0, of_one_mind(0, 5));
  send(0, 1, of_one_mind(0, 4));

  const auto findings = released(0);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.tiers, Tiers{pictures(0)});
}

TEST_F(CountingOfPairs, CountASkipAsAnAnswerThatComparesNothing) {
  auto boxes = of_one_mind(0, 10);
  for (int i = 0; i < 9; ++i) boxes.push_back(pair(asked(0), 0, 1, {}));
  send(0, 0, boxes);
  send(0, 1, of_one_mind(0, 10));

  const auto found = house.counting().reconcile().value();
  EXPECT_EQ(found.counted, 69);
  EXPECT_EQ(released(0).at(0).finding.tiers.size(), 3U);
}

TEST_F(CountingOfPairs, SetAsideABoxThatIsNoPair) {
  auto broken = std::get<AnswerBox>(pair(asked(0), 0, 1, 1));
  broken.shown = {0, 1, 2};
  send(0, 0, {broken, pair(asked(0), 0, 1, 0), pair(asked(0), 0, 9, 0)});

  const auto found = house.counting().reconcile().value();
  EXPECT_EQ(found.counted, 1);
  EXPECT_EQ(found.set_aside_total(), 2);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfPairs, RankAPeriodThatGrewOverWeeksAsOne) {
  send(0, 0, of_one_mind(0, 3));
  EXPECT_TRUE(released(0).empty());
  send(1, 0, of_one_mind(0, 20));

  const auto findings = released(1);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].first, week_at(0));
  EXPECT_EQ(findings[0].last, week_at(1));
  EXPECT_GE(findings[0].finding.tiers.size(), 2U);
}

TEST_F(CountingOfPairs, TakeTheRankingATabletMade) {
  RoundNote note;
  note.id = 7;
  note.pack = id;
  note.question = asked(0);
  note.unit = unit;
  note.date = day_in(0, 1);
  note.present = 14;
  note.finding.emplace();
  note.finding->form = Finding::Form::Ranking;
  note.finding->tiers = {{1}, {0, 2}};
  auto boxes = of_one_mind(0, 14);
  for (auto& box : boxes) {
    std::get<AnswerBox>(box).mode = Mode::Veiledet;
    std::get<AnswerBox>(box).round = 7;
  }
  house.send({day_in(0, 1), boxes, {note}, {}, {}});
  house.counting().release_due(TestHouse::monday_after(0)).value();

  const auto rounds = house.shelf().rounds("lynghei", unit, week_at(0), week_at(0)).value();
  ASSERT_EQ(rounds.size(), 1U);
  EXPECT_EQ(rounds[0].finding.tiers, (Tiers{{1}, {0, 2}}));
  EXPECT_EQ(rows_in("pair_tallies"), 0);
}

}  // namespace
}  // namespace stemme
