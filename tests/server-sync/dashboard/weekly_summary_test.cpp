#include "server-sync/dashboard/weekly_summary.h"

#include <gtest/gtest.h>

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

Finding numbers(std::vector<int> options, int skips = 0) {
  Finding finding;
  finding.form = Finding::Form::Numbers;
  finding.numbers = std::move(options);
  finding.skips = skips;
  finding.about = skips;
  for (const int count : finding.numbers) finding.about += count;
  return finding;
}

/// One group, one pack, weeks counted from the first of October.
class Summary : public testing::Test {
 protected:
  Summary() {
    const auto file = std::string(STEMME_SOURCE) + "/assets/packs/bhg-dagen-56.toml";
    pack = load_pack(read_text_file(file, 1 << 20).value(), file).value();
    sources.week = week(8);
    sources.own.unit.id = 5;
    sources.own.unit.name = "Maurtua";
    sources.own.unit.audience = "barn";
    sources.own.unit.size = 18;
    sources.units = {sources.own.unit};
    sources.pack = [this](const PackId&) { return &pack; };
  }
  static IsoWeek week(int number) { return IsoWeek{2026, 40} + number; }
  QuestionKey key(int question) const { return {5, pack.digest, question, Mode::Apen}; }
  void found(int at, const Finding& finding, int question = 0, int length = 1) {
    auto& all = sources.own.findings;
    all.insert(all.begin(), {key(question), week(at - length + 1), week(at), false, finding});
  }
  void quiet_weeks(int from, int through) {
    for (int at = from; at <= through; ++at) found(at, numbers({3, 3, 12}));
  }

  Pack pack;
  SummarySources sources;
};

TEST_F(Summary, SaysThatNothingStandsOutWhenNothingDoes) {
  quiet_weeks(3, 8);

  const auto page = summarise(sources);

  EXPECT_TRUE(page.headlines.empty());
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].verdict, Verdict::NoClearChange);
}

TEST_F(Summary, SaysThatFewerAreContentWhenTheFallIsClear) {
  quiet_weeks(3, 7);
  found(8, numbers({9, 6, 3}));

  const auto page = summarise(sources);

  ASSERT_EQ(page.headlines.size(), 1U);
  EXPECT_EQ(page.headlines[0].kind, Headline::Kind::FewerGood);
}

TEST_F(Summary, NamesSomethingGoodBesideWhatFell) {
  quiet_weeks(3, 7);
  found(8, numbers({9, 6, 3}));
  found(8, numbers({0, 3, 15}), 1);

  const auto page = summarise(sources);

  ASSERT_EQ(page.headlines.size(), 2U);
  EXPECT_EQ(page.headlines[1].kind, Headline::Kind::MostlyGood);
  EXPECT_EQ(page.headlines[1].key.question, 1);
}

TEST_F(Summary, NeverHasMoreThanThreeHeadlines) {
  for (int question = 0; question < 4; ++question) {
    for (int at = 3; at <= 7; ++at) found(at, numbers({3, 3, 12}), question);
    found(8, numbers({9, 6, 3}), question);
  }

  EXPECT_EQ(summarise(sources).headlines.size(), 3U);
}

TEST_F(Summary, ComparesWithFourWeeksAndNoMore) {
  found(2, numbers({12, 3, 3}));  // Long ago it was bad; that is no comparison any more.
  quiet_weeks(4, 7);
  found(8, numbers({3, 3, 12}));

  EXPECT_EQ(summarise(sources).rows[0].verdict, Verdict::NoClearChange);
}

TEST_F(Summary, NeverComparesAcrossAugust) {
  sources.week = IsoWeek{2026, 33};
  for (int at = 26; at <= 30; ++at) {
    sources.own.findings.insert(sources.own.findings.begin(),
                                {key(0), {2026, at}, {2026, at}, false, numbers({3, 3, 12})});
  }
  sources.own.findings.insert(sources.own.findings.begin(),
                              {key(0), {2026, 33}, {2026, 33}, false, numbers({9, 6, 3})});

  const auto page = summarise(sources);

  EXPECT_FALSE(page.rows[0].verdict);
  EXPECT_TRUE(page.rows[0].nothing_before);
}

TEST_F(Summary, GivesNoVerdictOnFacesToFourYearOlds) {
  sources.own.unit.band = Band::FourFive;
  quiet_weeks(3, 7);
  found(8, numbers({9, 6, 3}));

  const auto page = summarise(sources);

  EXPECT_FALSE(page.rows[0].verdict);
  EXPECT_TRUE(page.headlines.empty());
}

TEST_F(Summary, TellsWhenMoreThanAFifthSkipped) {
  found(8, numbers({3, 3, 6}, 6));

  const auto page = summarise(sources);

  ASSERT_FALSE(page.headlines.empty());
  EXPECT_EQ(page.headlines[0].kind, Headline::Kind::ManySkipped);
}

TEST_F(Summary, WaitsWithARowOfItsOwn) {
  sources.note.waiting = {key(2)};

  const auto page = summarise(sources);

  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_FALSE(page.rows[0].finding);
}

TEST_F(Summary, NamesTheGroupsThatWereNotHeard) {
  auto other = sources.own.unit;
  other.id = 6;
  sources.units.push_back(other);
  sources.note.heard = {5};

  const auto page = summarise(sources);

  ASSERT_EQ(page.not_heard.size(), 1U);
  EXPECT_EQ(page.not_heard[0].id, 6U);
}

TEST_F(Summary, ComparesARoundWithEarlierRoundsOnly) {
  quiet_weeks(3, 7);
  auto round_key = key(0);
  round_key.mode = Mode::Veiledet;
  const Date wednesday(std::chrono::sys_days(monday_of(week(8))) + std::chrono::days{2});
  sources.own.rounds = {{round_key, 7, wednesday, week(8), numbers({9, 6, 3})}};

  const auto page = summarise(sources);

  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_FALSE(page.rows[0].verdict);
  EXPECT_EQ(page.rows[0].day, wednesday);
}

}  // namespace
}  // namespace stemme
