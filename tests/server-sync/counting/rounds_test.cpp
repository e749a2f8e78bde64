#include "server-sync/counting/set_aside.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class Rounds : public testing::Test {
 protected:
  static Instant hour(int week, int day, int hours) {
    return instant_of(day_in(week, day), std::chrono::hours(hours), "Europe/Oslo").value();
  }
  RoundNote note(RoundId id, int question, Date day) const {
    RoundNote note;
    note.id = id;
    note.pack = pack;
    note.question = question;
    note.unit = unit;
    note.date = day;
    note.present = 14;
    note.cut = true;
    return note;
  }
  std::vector<BoxContent> boxes(RoundId id, int question, const std::vector<int>& counts) const {
    auto made = TestHouse::answers(unit, pack, question, counts);
    for (auto& box : made) {
      std::get<AnswerBox>(box).mode = Mode::Veiledet;
      std::get<AnswerBox>(box).round = id;
    }
    return made;
  }
  /// A round that one tablet held: its finding travels in the note.
  void send_whole(RoundId id, Date day, const std::vector<int>& counts) {
    auto whole = note(id, 0, day);
    whole.cut = false;
    const auto shape =
        load_pack(house.reg->pack(pack).value().structure, "").value().questions[0].shape();
    whole.finding = make_finding(shape, {{counts.begin(), counts.end() - 1}, counts.back()});
    house.send({day, boxes(id, 0, counts), {whole}, {}, {}});
  }
  void send_cut(RoundId id, Date day, const std::vector<int>& counts,
                std::optional<Date> received = {}) {
    house.send({day, boxes(id, 0, counts), {note(id, 0, day)}, received, {}});
  }
  std::vector<ShelvedRound> shown(int week) {
    return house.shelf().rounds("lynghei", unit, week_at(week), week_at(week)).value();
  }
  void due(Instant now) { house.counting().release_due(now).value(); }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("valg-tur");
};

/// One question on two tablets, each with a round of its own.
class SharedRounds : public Rounds {
 protected:
  void send_part(DeviceId device, RoundId id, const std::vector<int>& counts, bool is_cut = false) {
    auto part = note(id, 0, day_in(0, 1));
    part.cut = is_cut;
    part.tablets = 2;
    house.device = device;
    house.send({day_in(0, 1), boxes(id, 0, counts), {part}, {}, Epoch{device}});
  }
  DeviceId first = house.device;
  DeviceId second = house.enrol("Hall B");
};

TEST_F(Rounds, KeepTheFindingTheirOwnTabletMade) {
  send_whole(7, day_in(0, 1), {3, 8, 1, 1, 0});
  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.form, Finding::Form::Vote);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{1});
  EXPECT_EQ(house.counting().reconcile().value().counted, 13);
}

TEST_F(Rounds, AreListedAndNeverAdded) {
  send_whole(7, day_in(0, 1), {3, 8, 1, 1, 0});
  send_whole(8, day_in(0, 1), {6, 1, 1, 1, 0});
  due(hour(0, 1, 18));

  EXPECT_EQ(shown(0).size(), 2U);
}

TEST_F(Rounds, ThatWereCutAreReleasedTogetherAtSixTheSameDay) {
  send_cut(7, day_in(0, 1), {1, 2, 0, 0, 0});
  send_cut(8, day_in(0, 1), {0, 3, 0, 0, 0});
  due(hour(0, 1, 17));
  EXPECT_TRUE(shown(0).empty());

  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{1});
  const auto brought = house.shelf().rounds_of_day("lynghei", unit, day_in(0, 1)).value();
  ASSERT_EQ(brought.size(), 2U);  // Each of them learns it under its own id.
  EXPECT_EQ(brought[0].round, 7U);
  EXPECT_EQ(brought[1].round, 8U);
}

TEST_F(SharedRounds, AreToldAsSoonAsTheLastTabletHasReported) {
  send_part(first, 7, {1, 2, 0, 0, 0});
  house.counting().count_all().value();
  EXPECT_TRUE(shown(0).empty()) << "the second tablet has not reported";

  send_part(second, 8, {0, 3, 0, 0, 0});
  house.counting().count_all().value();

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{1});
  const auto brought = house.shelf().rounds_of_day("lynghei", unit, day_in(0, 1)).value();
  EXPECT_EQ(brought.size(), 2U) << "each tablet learns it";
  const auto found = house.counting().reconcile().value();
  EXPECT_EQ(found.counted, 6);
  EXPECT_TRUE(found.holds());
}

TEST_F(SharedRounds, AreToldAtSixWithWhatHasComeAndWhatComesLaterIsSetAside) {
  send_part(first, 7, {1, 5, 0, 0, 0});
  due(hour(0, 1, 17));
  EXPECT_TRUE(shown(0).empty());
  due(hour(0, 1, 18));
  ASSERT_EQ(shown(0).size(), 1U);

  send_part(second, 8, {9, 0, 0, 0, 0});
  due(hour(0, 1, 19));

  EXPECT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{1}) << "a finding never changes";
  EXPECT_EQ(house.counting().reconcile().value().set_aside.at(aside::late_round), 9);
}

TEST_F(SharedRounds, LeaveAThirdTabletThatNobodySpokeOfAside) {
  send_part(first, 7, {1, 4, 0, 0, 0});
  send_part(second, 8, {0, 3, 0, 0, 0});
  house.counting().count_all().value();
  send_part(first, 9, {6, 0, 0, 0, 0});
  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  const auto found = house.counting().reconcile().value();
  EXPECT_EQ(found.counted, 8);
  EXPECT_EQ(found.set_aside.at(aside::late_round), 6);
  EXPECT_TRUE(found.holds());
}

/// It may have begun again: then its first round is only a part of what it has.
TEST_F(SharedRounds, WaitForTheDaysEndWhenOneOfThemWasCut) {
  send_part(first, 7, {1, 2, 0, 0, 0}, true);
  send_part(second, 8, {0, 3, 0, 0, 0});
  house.counting().count_all().value();
  EXPECT_TRUE(shown(0).empty());
  send_part(first, 9, {0, 0, 9, 0, 0});
  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{2}) << "all three rounds are in it";
}

TEST_F(SharedRounds, OfOneTabletThatReportedTwiceAreNotAllThereIs) {
  send_part(first, 7, {1, 4, 0, 0, 0});
  send_part(first, 8, {0, 3, 0, 0, 0});
  house.counting().count_all().value();
  EXPECT_TRUE(shown(0).empty());
}

TEST_F(SharedRounds, AreFoundInTheLogAgainAfterARestore) {
  send_part(first, 7, {1, 2, 0, 0, 0});
  send_part(second, 8, {0, 3, 0, 0, 0});
  house.counting().count_all().value();
  const auto before = shown(0);

  house.lose_counts();
  house.counting().count_all().value();

  EXPECT_EQ(shown(0), before);
  EXPECT_EQ(house.counting().reconcile().value().counted, 6);
}

TEST_F(Rounds, BelowFiveAreCountedDestroyedAndNeverShown) {
  send_cut(7, day_in(0, 1), {1, 3, 0, 0, 0});
  due(hour(0, 1, 18));

  EXPECT_TRUE(shown(0).empty());
  EXPECT_EQ(house.counting().reconcile().value().counted, 4);
  auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
  auto rows = counts.prepare("SELECT count(*) FROM tallies").value();
  rows.step().value();
  EXPECT_EQ(rows.integer(0), 0);
}

TEST_F(Rounds, ThatComeAfterTheirDayIsClosedAreSetAside) {
  send_cut(7, day_in(0, 1), {1, 4, 0, 0, 0});
  due(hour(0, 1, 18));
  send_cut(8, day_in(0, 1), {5, 0, 0, 0, 0}, day_in(0, 2));
  due(hour(0, 2, 19));

  const auto found = house.counting().reconcile().value();

  EXPECT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(found.set_aside.at(aside::late_round), 5);
  EXPECT_TRUE(found.holds());
}

TEST_F(Rounds, ThatComeLateWithTheirFindingStandOnTheNextPage) {
  due(TestHouse::monday_after(0));
  send_whole(7, day_in(0, 4), {3, 8, 1, 1, 0});
  due(hour(1, 0, 12));

  EXPECT_TRUE(shown(0).empty());
  ASSERT_EQ(shown(1).size(), 1U);
  EXPECT_EQ(shown(1)[0].day, day_in(0, 4));
}

TEST_F(Rounds, AreNotBelievedWhenTheirFindingNamesAnOptionThatIsNotThere) {
  auto whole = note(7, 0, day_in(0, 1));
  whole.finding = Finding{};
  whole.finding->form = Finding::Form::Vote;
  whole.finding->winners = {11};
  house.send({day_in(0, 1), boxes(7, 0, {1, 4, 0, 0, 0}), {whole}, {}, {}});
  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].finding.winners, std::vector{1});
}

/// A note said of fourteen children that a million had answered, and the page drew them.
TEST_F(Rounds, AreNotBelievedWhenTheirFindingCountsMoreThanWereThere) {
  const auto days = house.add_pack("bhg-dagen-56");
  RoundId id = 7;
  const auto send = [&](std::vector<int> numbers, int skips, int about) {
    auto whole = note(id++, 0, day_in(0, 1));
    whole.pack = days;
    whole.cut = false;
    whole.finding = Finding{};
    whole.finding->form = Finding::Form::Numbers;
    whole.finding->numbers = std::move(numbers);
    whole.finding->skips = skips;
    whole.finding->about = about;
    house.send({day_in(0, 1), {}, {whole}, {}, {}});
  };
  send({999'999, 3, 3}, 0, 15);
  send({3, 3, 9}, 999'999, 15);
  send({3, 3, 9}, 0, 18);
  send({3, 3, 9}, 0, 15);
  due(hour(0, 1, 18));

  ASSERT_EQ(shown(0).size(), 1U);
  EXPECT_EQ(shown(0)[0].round, RoundId{10});
}

/// A token that lay in a pocket is one more than were handed out today; its note says so.
TEST_F(Rounds, AreBelievedWhereMoreTokensCameThanWereHandedOut) {
  auto tokens = note(7, 0, day_in(0, 1));
  tokens.pack = house.add_pack("bhg-dagen-56");
  tokens.mode = Mode::Brikke;
  tokens.present = 11;
  tokens.tokens_issued = tokens.tokens_used = 14;
  tokens.finding = Finding{};
  tokens.finding->form = Finding::Form::Numbers;
  tokens.finding->numbers = {3, 3, 9};
  tokens.finding->about = 15;
  house.send({day_in(0, 1), {}, {tokens}, {}, {}});
  due(hour(0, 1, 18));

  EXPECT_EQ(shown(0).size(), 1U);
}

/// No release of Stemme is that old, and the weeks of a round are counted from its day.
TEST_F(Rounds, AreNotBelievedOfADayBeforeThereWasAny) {
  auto old = note(7, 0, day_of(1959, 6, 3));
  old.finding = Finding{};
  house.send({day_in(0, 1), {}, {old}, {}, {}});
  due(hour(0, 1, 18));

  auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
  auto rounds = counts.prepare("SELECT 1 FROM rounds").value();
  EXPECT_FALSE(rounds.step().value());
}

}  // namespace
}  // namespace stemme
