// More visits on one day than 1.3 × the group: the day is set aside whole, and said so.
#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/set_aside.h"
#include "server-sync/protocol/rotation.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class ADayWithMoreVisitsThanMembers : public testing::Test {
 protected:
  void send(int day, int question, int answers, std::optional<Date> received = {}) {
    house.send({day_in(0, day),
                TestHouse::answers(unit, pack, question, {0, 0, answers, 0}),
                {},
                received,
                {}});
  }
  std::vector<ShelvedFinding> released(int week) {
    house.counting().release_due(TestHouse::monday_after(week)).value();
    return house.shelf().findings("lynghei", unit, week_at(0), week_at(9)).value();
  }
  std::int64_t set_aside() {
    const auto found = house.counting().reconcile().value();
    EXPECT_TRUE(found.holds());
    const auto line = found.set_aside.find(aside::overfull);
    return line == found.set_aside.end() ? 0 : line->second;
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua", 10);  // 13 visits a day may be.
  PackId pack = house.add_pack("bhg-dagen-56");
};

TEST_F(ADayWithMoreVisitsThanMembers, IsSetAsideWithAllItsQuestionsAndSaidSo) {
  send(0, 0, 14);
  send(0, 1, 3);
  send(1, 0, 6);
  send(2, 0, 6);
  send(1, 1, 9);

  const auto findings = released(0);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].key.question, 0);
  EXPECT_EQ(findings[0].finding.about, 12);
  EXPECT_EQ(set_aside(), 17);
  const auto note = house.shelf().week_note("lynghei", "storvik", week_at(0)).value().value();
  ASSERT_EQ(note.set_aside.size(), 1U);
  EXPECT_EQ(note.set_aside[0], (SetAsideLine{aside::overfull, 18}));
  EXPECT_EQ(note.heard, std::vector{unit});
}

TEST_F(ADayWithMoreVisitsThanMembers, IsCountedUpToTheLimit) {
  send(0, 0, 13);
  send(1, 0, 12);

  const auto findings = released(0);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.about, 24);
  EXPECT_EQ(set_aside(), 0);
}

TEST_F(ADayWithMoreVisitsThanMembers, TakesAlongWhatComesOfItLater) {
  send(0, 0, 14);
  send(1, 0, 6);
  send(2, 0, 6);
  released(0);

  send(0, 0, 5, day_in(1, 1));
  send(0, 1, 5, day_in(1, 1));
  house.counting().count_all().value();

  EXPECT_EQ(set_aside(), 24);
  EXPECT_EQ(released(1).size(), 1U);
}

TEST_F(ADayWithMoreVisitsThanMembers, IsSetAsideEvenWhereItIsAllThereIs) {
  send(0, 0, 40);

  EXPECT_TRUE(released(0).empty());
  EXPECT_EQ(set_aside(), 40);
}

TEST_F(ADayWithMoreVisitsThanMembers, IsSetAsideOnceWhateverIsRestored) {
  house.counting();
  std::filesystem::copy_file(house.folder / "counts.db", house.folder / "kept.db");
  send(0, 0, 14);
  send(1, 0, 6);
  send(2, 0, 6);
  const auto before = released(0);

  house.lose_counts();
  std::filesystem::copy_file(house.folder / "kept.db", house.folder / "counts.db");
  house.counting().count_all().value();

  EXPECT_EQ(released(0), before);
  EXPECT_EQ(set_aside(), 14);
  EXPECT_EQ(house.counting().reconcile().value().counted, 12);
}

TEST_F(ADayWithMoreVisitsThanMembers, NeverStopsARound) {
  std::vector<BoxContent> boxes;
  for (int child = 0; child < 15; ++child) {
    auto answer = TestHouse::answer(unit, pack, 0, {2});
    answer.mode = Mode::Veiledet;
    answer.round = 7;
    boxes.push_back(answer);
  }
  house.send({day_in(0, 0), boxes, {}, {}, {}});

  released(0);

  EXPECT_EQ(set_aside(), 0);
}

TEST_F(ADayWithMoreVisitsThanMembers, CountsPairsByTheVisit) {
  const auto young = house.add_unit("Frosketua", 10, Band::FourFive);
  const auto id = house.add_pack("bhg-dagen-34");
  const auto pairs = load_pack(house.reg->pack(id).value().structure, "").value();
  const int asked = asked_in_week(pairs, young, week_at(0)).at(0);
  const auto pictures = pictures_in_week(pairs, asked, young, week_at(0));
  const auto send_pairs = [&](int day, int count) {
    std::vector<BoxContent> boxes;
    for (int i = 0; i < count; ++i) {
      auto box = TestHouse::answer(young, id, asked, {pictures[0]});
      box.shown = {pictures[0], pictures[1]};
      boxes.push_back(box);
    }
    house.send({day_in(0, day), boxes, {}, {}, {}});
  };
  const int a_visit = pairs_a_visit(pairs, pairs.questions[static_cast<std::size_t>(asked)]);
  send_pairs(0, 13 * a_visit);
  send_pairs(1, 13 * a_visit + 1);

  released(0);

  EXPECT_EQ(set_aside(), 13 * a_visit + 1);
}

TEST(CountsOfTheSecondSchema, KeepTheirSumsTheirDaysAndTheirBatches) {
  ScratchFolder folder;
  const std::string here = std::string(STEMME_SOURCE) + "/tests/server-sync/counting/counts_2.sql";
  const auto schema = read_text_file(here, 1 << 20).value();
  Database::open(counts_path(folder.path()), Database::Role::Writer)
      .value()
      .run(schema.c_str())
      .value();

  auto counts = open_counts(folder.path()).value();

  const auto rows = [&](const char* query) {
    auto found = counts.prepare(query).value();
    std::vector<std::string> texts;
    while (found.step().value()) texts.push_back(found.text(0));
    return texts;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(rows("SELECT question || ' ' || day || ' ' || answers || ' ' || o2 FROM tallies"),
            (Texts{"0 2026-10-05 20 20", "1 2026-10-05 0 0", "1 undated 12 12", "2 2026-10-05 0 0",
                   "2 undated 11 11", "3 2026-10-05 6 6"}));
  EXPECT_EQ(rows("SELECT question || ' ' || day || ' ' || hex(digest) FROM tally_batches"),
            (Texts{"0 2026-10-05 AA", "1 undated AA", "1 undated BB"}));
  EXPECT_EQ(rows("SELECT day || ' ' || chose_left || ' ' || chose_right FROM pair_tallies"),
            (Texts{"2026-10-05 11 9"}));
}

}  // namespace
}  // namespace stemme
