#include "server-sync/protocol/finding.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <random>
#include <set>
#include <unordered_map>

namespace stemme {
namespace {

QuestionShape faces3() { return {QuestionKind::Scale, 3, 2, 0, false, false}; }
QuestionShape choice(int options) { return {QuestionKind::Choice, options, {}, {}, false, false}; }
QuestionShape vote(int options) { return {QuestionKind::Choice, options, {}, {}, true, false}; }

using Form = Finding::Form;

QuestionShape pairs_of_three(int members) {
  QuestionShape shape{QuestionKind::Pair, 4, {}, {}, false, false};
  shape.pictures = {0, 1, 3};
  shape.pairs_a_visit = 3;
  shape.members = members;
  return shape;
}

/// Everybody likes 3 best, then 1, then 0; every pair `times` times each way round.
Tally of_one_mind(int times) {
  Tally tally{{0, 2 * times, 0, 4 * times}, 0};
  for (const auto& [more, less] : {std::pair(3, 1), std::pair(3, 0), std::pair(1, 0)}) {
    tally.pairs.push_back({more, less, times, 0});
    tally.pairs.push_back({less, more, 0, times});
  }
  return tally;
}

TEST(RankingOfPairs, NeedsTenVisitsWorthWhateverTheAnswersAre) {
  const auto below = of_one_mind(4);
  const auto above = of_one_mind(5);

  EXPECT_EQ(below.n(), 24);
  EXPECT_EQ(make_finding(pairs_of_three(18), below).tiers, (Tiers{{0, 1, 3}}));
  EXPECT_EQ(above.n(), 30);
  EXPECT_EQ(make_finding(pairs_of_three(18), above).tiers.front(), std::vector{3});
}

TEST(RankingOfPairs, HoldsNoNumberAndNoOrderInsideATier) {
  const auto finding = make_finding(pairs_of_three(60), of_one_mind(40));

  EXPECT_EQ(to_json(finding), R"({"form":"ranking","tiers":[[3],[1],[0]]})");
  EXPECT_EQ(finding_from_json(to_json(finding)).value(), finding);
  for (const char* wrong : {"[[1,0]]", "[[0,1],[]]", "[[0],[0,1]]", "[[0]]", "[]", "[[0],[16]]"})
    EXPECT_FALSE(finding_from_json(std::string(R"({"form":"ranking","tiers":)") + wrong + "}"))
        << wrong;
}

/// Forty-eight answers, of which so many chose picture 0; all else at random.
Tally chose_nought(int times, std::mt19937_64& random) {
  constexpr int met = 8;
  auto tally = of_one_mind(0);
  for (auto& pair : tally.pairs) {
    const bool has_nought = pair.left == 0 || pair.right == 0;
    const int answered = int(random() % (met + 1));
    const int nought = has_nought ? std::min(std::exchange(times, 0), answered) : 0;
    const int other = has_nought ? answered - nought : int(random() % unsigned(answered + 1));
    pair.chose_left = pair.left == 0 ? nought : other;
    pair.chose_right = answered - pair.chose_left;
    tally.options[static_cast<std::size_t>(pair.left)] += pair.chose_left;
    tally.options[static_cast<std::size_t>(pair.right)] += pair.chose_right;
    tally.skips += met - answered;
  }
  return tally;
}

/// C9's oracle: whatever is told where one child alone chose a picture is also told, with as many
/// answers, where nobody did.
TEST(RankingOfPairs, NeverTellsThatOneChoseAPicture) {
  constexpr unsigned seed = 31;
  std::mt19937_64 random(seed);
  std::set<Tiers> of_nobody;
  for (int i = 0; i < 2'000; ++i)
    of_nobody.insert(make_finding(pairs_of_three(18), chose_nought(0, random)).tiers);
  for (int i = 0; i < 1'000; ++i) {
    const auto one = chose_nought(1, random);
    ASSERT_EQ(one.n(), 48);
    EXPECT_TRUE(of_nobody.contains(make_finding(pairs_of_three(18), one).tiers))
        << "seed " << seed << ", " << i;
  }
  EXPECT_GE(of_nobody.size(), 4U) << "among them cannot tell, and whole orders";
}

TEST(Finding, RoundsToTheNearestThree) {
  std::vector<int> rounded;
  for (int count = 0; count <= 8; ++count) rounded.push_back(rounded_to_three(count));

  EXPECT_EQ(rounded, (std::vector{0, 0, 3, 3, 3, 6, 6, 6, 9}));
}

TEST(Finding, SaysOneOfThreeWordsBelowTen) {
  EXPECT_EQ(make_finding(faces3(), {{0, 1, 5}, 1}).word, FindingWord::MostlyGood);
  EXPECT_EQ(make_finding(faces3(), {{5, 1, 0}, 1}).word, FindingWord::MostlyNotGood);
  EXPECT_EQ(make_finding(faces3(), {{0, 2, 4}, 0}).word, FindingWord::Divided);
}

TEST(Finding, CountsSkipsAmongThoseWhoMustAgree) {
  const auto exactly_two_thirds = make_finding(faces3(), {{0, 0, 6}, 3});

  EXPECT_EQ(exactly_two_thirds.form, Form::Word);
  EXPECT_EQ(exactly_two_thirds.word, FindingWord::Divided);
}

TEST(Finding, SaysWordsOfTwoOptionsAtEverySize) {
  const QuestionShape faces2{QuestionKind::Scale, 2, 1, 0, false, false};

  const auto finding = make_finding(faces2, {{5, 40}, 2});

  EXPECT_EQ(finding.form, Form::Word);
  EXPECT_EQ(finding.word, FindingWord::MostlyGood);
  EXPECT_TRUE(finding.numbers.empty());
}

TEST(Finding, NamesAFavouriteBelowTenOnlyWhenItLeadsByTwo) {
  EXPECT_EQ(make_finding(choice(3), {{1, 4, 2}, 0}).winners, std::vector{1});
  EXPECT_TRUE(make_finding(choice(3), {{1, 3, 2}, 0}).winners.empty());
}

TEST(Finding, PrintsRoundedNumbersFromTen) {
  const auto finding = make_finding(faces3(), {{2, 3, 12}, 1});

  EXPECT_EQ(finding.form, Form::Numbers);
  EXPECT_EQ(finding.numbers, (std::vector{3, 3, 12}));
  EXPECT_EQ(finding.skips, 0);
  EXPECT_EQ(finding.about, 18);
}

TEST(Finding, WithholdsWhatRoundingWouldGiveAway) {
  const auto all_down = make_finding(faces3(), {{1, 4, 7}, 1});
  const auto all_up = make_finding(faces3(), {{2, 5, 8}, 0});

  EXPECT_EQ(all_down.form, Form::Withheld);
  EXPECT_EQ(all_up.form, Form::Withheld);
  EXPECT_TRUE(all_down.numbers.empty());
}

TEST(Finding, LeavesWhatDoesNotConcernThemOutOfGoodAndBad) {
  QuestionShape with_not_applicable{QuestionKind::Scale, 4, 2, 0, false, true};

  const auto finding = make_finding(with_not_applicable, {{1, 0, 2, 6}, 0});

  EXPECT_EQ(finding.word, FindingWord::Divided);
}

TEST(Vote, SaysNothingButThanksBelowFive) {
  EXPECT_EQ(make_finding(vote(3), {{4, 0, 0}, 0}).form, Form::Thanks);
  EXPECT_EQ(make_finding(vote(3), {{1, 0, 0}, 6}).form, Form::Thanks) << "skips are no votes";
}

TEST(Vote, NamesTheWinnerOnlyBelowTen) {
  const auto finding = make_finding(vote(4), {{5, 3, 0, 1}, 0});

  EXPECT_EQ(finding.winners, std::vector{0});
  EXPECT_EQ(finding.runner_up, std::nullopt);
}

TEST(Vote, NamesBothOfTwoEquals) {
  EXPECT_EQ(make_finding(vote(4), {{1, 4, 0, 4}, 0}).winners, (std::vector{1, 3}));
}

TEST(Vote, NamesNobodyOfThreeEquals) {
  const auto finding = make_finding(vote(4), {{3, 3, 0, 3}, 2});

  EXPECT_EQ(finding.form, Form::Vote);
  EXPECT_TRUE(finding.winners.empty());
}

TEST(Vote, NamesTheRunnerUpFromTenIfItLeadsTheThirdByTwo) {
  EXPECT_EQ(make_finding(vote(4), {{5, 4, 2, 0}, 0}).runner_up, 1);
  EXPECT_EQ(make_finding(vote(4), {{5, 3, 2, 0}, 0}).runner_up, std::nullopt);
  EXPECT_EQ(make_finding(vote(4), {{5, 5, 2, 0}, 0}).runner_up, std::nullopt) << "two winners";
}

TEST(Finding, SurvivesItsText) {
  const std::vector findings{
      make_finding(faces3(), {{2, 3, 12}, 1}),  make_finding(faces3(), {{0, 1, 5}, 1}),
      make_finding(choice(3), {{1, 4, 2}, 0}),  make_finding(choice(3), {{1, 3, 2}, 0}),
      make_finding(vote(4), {{5, 4, 2, 0}, 0}), make_finding(vote(3), {{1, 0, 0}, 0}),
      make_finding(faces3(), {{1, 4, 7}, 1})};
  for (const auto& finding : findings) {
    const auto read = finding_from_json(to_json(finding));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, finding) << to_json(finding);
  }
}

TEST(Finding, HasOneText) {
  EXPECT_EQ(to_json(make_finding(faces3(), {{2, 3, 12}, 1})),
            R"({"form":"numbers","numbers":[3,3,12],"skips":0,"about":18})");
  EXPECT_EQ(to_json(make_finding(faces3(), {{0, 1, 5}, 1})),
            R"({"form":"word","word":"mostly-good"})");
  EXPECT_EQ(to_json(make_finding(vote(4), {{5, 4, 2, 0}, 0})),
            R"({"form":"vote","winners":[0],"runner_up":1})");
}

TEST(Finding, RefusesATextThatHoldsAnExactNumber) {
  EXPECT_FALSE(finding_from_json(R"({"form":"numbers","numbers":[3,4,12],"skips":0,"about":18})"));
  EXPECT_FALSE(finding_from_json(R"({"form":"numbers","numbers":[3],"skips":0,"about":17})"));
  EXPECT_FALSE(finding_from_json(R"({"form":"guess"})"));
  EXPECT_FALSE(finding_from_json(R"({"form":"vote","winners":[0,1,2]})"));
}

// C9's oracle: whoever knows the rules, the finding and n can never be sure of one cell.

void each_tally(int n, std::size_t options, const std::function<void(const Tally&)>& visit) {
  Tally tally{std::vector<int>(options, 0), 0};
  const std::function<void(std::size_t, int)> fill = [&](std::size_t place, int left) {
    if (place == options) {
      tally.skips = left;
      visit(tally);
      return;
    }
    for (int count = 0; count <= left; ++count) {
      tally.options[place] = count;
      fill(place + 1, left - count);
    }
  };
  fill(0, n);
}

/// What may stand in one cell, as bits: small counts suffice.
using Possible = std::vector<std::uint64_t>;

Possible cells_of(const Tally& tally) {
  Possible cells;
  for (int count : tally.options) cells.push_back(std::uint64_t{1} << static_cast<unsigned>(count));
  cells.push_back(std::uint64_t{1} << static_cast<unsigned>(tally.skips));
  return cells;
}

struct OracleResult {
  long tallies = 0;
  long withheld = 0;
  long sure = 0;      ///< cells that the onlooker knows
  long one_seen = 0;  ///< cells that are 1 and cannot be 0
};

OracleResult ask_oracle(int n, int options) {
  std::unordered_map<std::string, Possible> possible;
  const auto shape = choice(options);
  each_tally(n, static_cast<std::size_t>(options), [&](const Tally& tally) {
    const auto cells = cells_of(tally);
    auto& known = possible[to_json(make_finding(shape, tally))];
    known.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) known[i] |= cells[i];
  });
  OracleResult result;
  each_tally(n, static_cast<std::size_t>(options), [&](const Tally& tally) {
    const auto finding = make_finding(shape, tally);
    ++result.tallies;
    if (finding.form != Form::Numbers) {
      ++result.withheld;
      return;
    }
    const auto& known = possible[to_json(finding)];
    const auto truth = cells_of(tally);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if ((known[i] & (known[i] - 1)) == 0) ++result.sure;
      if (truth[i] == 2 && (known[i] & 1U) == 0) ++result.one_seen;
    }
  });
  return result;
}

void expect_oracle_is_blind(int options, int n_from, int n_to) {
  OracleResult all;
  for (int n = n_from; n <= n_to; ++n) {
    const auto result = ask_oracle(n, options);
    EXPECT_EQ(result.sure, 0) << options << " options, n " << n;
    EXPECT_EQ(result.one_seen, 0) << options << " options, n " << n;
    all.tallies += result.tallies;
    all.withheld += result.withheld;
    if (n == n_from)
      std::printf("%d options, n %d: %.1f %% of tallies withheld\n", options, n,
                  100.0 * double(result.withheld) / double(result.tallies));
  }
  std::printf("%d options, n %d-%d: %.1f %% of %ld tallies withheld\n", options, n_from, n_to,
              100.0 * double(all.withheld) / double(all.tallies), all.tallies);
}

/// Every tally of pick-three in which nobody takes an option twice and whoever did not skip took
/// one to three.
void each_pick_tally(int n, std::size_t options, const std::function<void(const Tally&)>& visit) {
  Tally tally{std::vector<int>(options, 0), 0};
  tally.people = n;
  const std::function<void(std::size_t, int, int)> fill = [&](std::size_t place, int pickers,
                                                              int sum) {
    if (place == options) {
      if (sum >= pickers && sum <= 3 * pickers) visit(tally);
      return;
    }
    for (int count = 0; count <= pickers; ++count) {
      tally.options[place] = count;
      fill(place + 1, pickers, sum + count);
    }
  };
  for (tally.skips = 0; tally.skips <= n; ++tally.skips) fill(0, n - tally.skips, 0);
}

void expect_oracle_is_blind_to_picks(int options, int n_from, int n_to) {
  QuestionShape shape;
  shape.kind = QuestionKind::PickThree;
  shape.options = options;
  long tallies = 0;
  long withheld = 0;
  for (int n = n_from; n <= n_to; ++n) {
    std::unordered_map<std::string, Possible> possible;
    each_pick_tally(n, static_cast<std::size_t>(options), [&](const Tally& tally) {
      const auto finding = make_finding(shape, tally);
      ++tallies;
      if (finding.form != Form::Numbers) {
        ++withheld;
        return;
      }
      const auto cells = cells_of(tally);
      auto& known = possible[to_json(finding)];
      known.resize(cells.size());
      for (std::size_t i = 0; i < cells.size(); ++i) known[i] |= cells[i];
    });
    for (const auto& [text, known] : possible)
      for (const auto cell : known) {
        EXPECT_NE(cell & (cell - 1), 0U) << "n " << n << ", sure of a cell: " << text;
        EXPECT_FALSE((cell & 2U) != 0 && (cell & 1U) == 0) << "n " << n << ": " << text;
      }
  }
  std::printf("pick-three of %d, n %d-%d: %.2f %% of %ld tallies withheld\n", options, n_from, n_to,
              100.0 * double(withheld) / double(tallies), tallies);
}

TEST(Oracle, IsNeverSureOfPicksOfFour) { expect_oracle_is_blind_to_picks(4, 10, 12); }
TEST(Oracle, IsNeverSureOfPicksOfFive) { expect_oracle_is_blind_to_picks(5, 10, 10); }

TEST(PickThree, CountsPeopleNotPicks) {
  QuestionShape shape;
  shape.kind = QuestionKind::PickThree;
  shape.options = 4;
  const auto finding = make_finding(shape, {{9, 8, 7, 4}, 1, {}, 12});
  EXPECT_EQ(finding.form, Form::Numbers);
  EXPECT_EQ(finding.about, 12);
  EXPECT_EQ(finding.numbers, (std::vector{9, 9, 6, 3}));
}

/// Eleven is printed as twelve; of eleven people no more than eleven can have taken one thing.
TEST(PickThree, SaysNothingWhereTheNumberIsAllThereAre) {
  QuestionShape shape;
  shape.kind = QuestionKind::PickThree;
  shape.options = 4;
  EXPECT_EQ(make_finding(shape, {{11, 5, 4, 3}, 0, {}, 11}).form, Form::Withheld);
  EXPECT_EQ(make_finding(shape, {{12, 5, 4, 3}, 0, {}, 12}).form, Form::Numbers);
}

TEST(PickThree, NamesAFavouriteBelowTenOnlyWhenItLeadsByTwo) {
  QuestionShape shape;
  shape.kind = QuestionKind::PickThree;
  shape.options = 4;
  EXPECT_EQ(make_finding(shape, {{6, 4, 2, 0}, 0, {}, 7}).winners, std::vector{0});
  EXPECT_TRUE(make_finding(shape, {{6, 5, 2, 0}, 0, {}, 7}).winners.empty());
}

TEST(Oracle, IsNeverSureOfThreeOptions) { expect_oracle_is_blind(3, 10, 30); }
TEST(Oracle, IsNeverSureOfFourOptions) { expect_oracle_is_blind(4, 10, 18); }
TEST(Oracle, IsNeverSureOfFiveOptions) { expect_oracle_is_blind(5, 10, 14); }

}  // namespace
}  // namespace stemme
