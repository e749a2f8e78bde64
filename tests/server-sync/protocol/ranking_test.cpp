#include "server-sync/protocol/ranking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/server-sync/protocol/vector_file.h"

namespace stemme {
namespace {

const std::vector<int> abc{0, 1, 2};
const Tiers cannot_tell{{0, 1, 2}};

/// Every pair both ways round, `won` of `met` times by the first.
std::vector<PairCount> both_ways(int first, int second, int won, int met) {
  return {{first, second, won, met - won}, {second, first, met - won, won}};
}

std::vector<PairCount> all(std::initializer_list<std::vector<PairCount>> parts) {
  std::vector<PairCount> counts;
  for (const auto& part : parts) counts.insert(counts.end(), part.begin(), part.end());
  return counts;
}

TEST(Ranking, PutsFirstWhatIsClearlyChosenMore) {
  const auto counts =
      all({both_ways(2, 0, 18, 20), both_ways(2, 1, 17, 20), both_ways(0, 1, 10, 20)});

  EXPECT_EQ(rank(abc, counts, 120), (Tiers{{2}, {0, 1}}));
}

TEST(Ranking, TellsTheWholeOrderWhereItIsClear) {
  const auto counts =
      all({both_ways(1, 2, 18, 20), both_ways(2, 0, 18, 20), both_ways(1, 0, 20, 20)});

  EXPECT_EQ(rank(abc, counts, 120), (Tiers{{1}, {2}, {0}}));
}

TEST(Ranking, CannotTellEqualsNorAFewAnswersNorNone) {
  EXPECT_EQ(
      rank(abc, all({both_ways(0, 1, 10, 20), both_ways(1, 2, 10, 20), both_ways(0, 2, 10, 20)}),
           120),
      cannot_tell);
  EXPECT_EQ(rank(abc, all({both_ways(0, 1, 2, 2), both_ways(0, 2, 2, 2)}), 120), cannot_tell);
  EXPECT_EQ(rank(abc, {}, 120), cannot_tell);
}

TEST(Ranking, TellsNoOrderInARing) {
  const auto counts =
      all({both_ways(0, 1, 18, 20), both_ways(1, 2, 18, 20), both_ways(2, 0, 18, 20)});

  EXPECT_EQ(rank(abc, counts, 120), cannot_tell);
}

TEST(Ranking, TakesAHabitOfTheLeftForNoTaste) {
  // Picture 0 happened to stand on the left three times of four, and everybody pressed left.
  const std::vector<PairCount> counts{{0, 1, 30, 0}, {1, 0, 10, 0}, {0, 2, 30, 0},
                                      {2, 0, 10, 0}, {1, 2, 20, 0}, {2, 1, 20, 0}};

  EXPECT_EQ(rank(abc, counts, 1'000), cannot_tell);
}

TEST(Ranking, StaysFiniteWhenEverybodyAgrees) {
  const auto counts =
      all({both_ways(0, 1, 400, 400), both_ways(0, 2, 400, 400), both_ways(1, 2, 400, 400)});

  EXPECT_EQ(rank(abc, counts, 10'000), (Tiers{{0}, {1}, {2}}));
}

TEST(Ranking, WeighsManyVisitsOfAFewChildrenAsThoseChildren) {
  const auto counts =
      all({both_ways(0, 1, 60, 100), both_ways(0, 2, 60, 100), both_ways(1, 2, 50, 100)});

  EXPECT_EQ(rank(abc, counts, 600).front(), std::vector{0});
  EXPECT_EQ(rank(abc, counts, 24), cannot_tell);
}

TEST(Ranking, LeavesOutAPictureThatIsNotOfTheWeek) {
  const auto counts =
      all({both_ways(0, 1, 20, 20), both_ways(0, 3, 0, 20), both_ways(3, 1, 20, 20)});

  EXPECT_EQ(rank({0, 1}, counts, 120), (Tiers{{0}, {1}}));
}

TEST(Ranking, HangsOnNeitherTheOrderOfTheCountsNorOfThePictures) {
  constexpr unsigned seed = 88;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 200; ++i) {
    std::vector<PairCount> counts;
    for (int left = 0; left < 4; ++left)
      for (int right = 0; right < 4; ++right)
        if (left != right) counts.push_back({left, right, int(random() % 9), int(random() % 5)});
    const auto once = rank({0, 1, 2, 3}, counts, 200);
    std::shuffle(counts.begin(), counts.end(), random);

    EXPECT_EQ(rank({3, 1, 0, 2}, counts, 200), once) << "seed " << seed << ", number " << i;
  }
}

vectors::Json as_vector(const std::vector<PairCount>& counts, int independent_most) {
  vectors::Json vector;
  vector["pictures"] = abc;
  vector["independent_most"] = independent_most;
  for (const auto& count : counts)
    vector["pairs"].push_back({count.left, count.right, count.chose_left, count.chose_right});
  vector["tiers"] = rank(abc, counts, independent_most);
  return vector;
}

/// second_reader.py ranks these anew, with another method of its own.
TEST(Vectors, RankingsComeBack) {
  std::mt19937_64 random(12);
  auto made = vectors::Json::array();
  for (int crowd = 0; crowd < 24; ++crowd) {
    std::vector<PairCount> counts;
    for (const auto& [left, right] : {std::pair(0, 1), {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}}) {
      const int times = 5 + int(random() % 20);
      int chose_left = 0;
      // The smaller number is liked more in every other crowd; the left always pulls a little.
      for (int i = 0; i < times; ++i)
        chose_left += int(random() % 20) < 11 + (crowd % 2) * (left < right ? 5 : -6) ? 1 : 0;
      counts.push_back({left, right, chose_left, times - chose_left});
    }
    made.push_back(as_vector(counts, crowd % 3 == 0 ? 42 : 400));
  }
  vectors::publish("rankings", made);
}

}  // namespace
}  // namespace stemme
