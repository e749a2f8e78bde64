// Every pack we ship, for every band it is for, week after week and child after child: what is
// asked, in which order, and what stands where (D30, D37, D38, domain §4.1).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <random>

#include "app/visit/visit.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

constexpr int weeks = 20;
constexpr int children = 12;

/// Domain §4.1; a pack for adults outside the pickup may ask nine.
const std::map<Band, std::size_t> most_questions{
    {Band::Three, 2},     {Band::FourFive, 3},        {Band::FiveSix, 3}, {Band::SevenNine, 3},
    {Band::TenTwelve, 4}, {Band::ThirteenSixteen, 5}, {Band::Adult, 9}};

std::vector<Pack> shipped_packs() {
  std::vector<Pack> packs;
  const std::string folder = std::string(STEMME_SOURCE) + "/assets/packs";
  for (const auto& file : std::filesystem::directory_iterator(folder))
    packs.push_back(
        load_pack(read_text_file(file.path(), 1 << 20).value(), file.path().string()).value());
  return packs;
}

/// What one child meets; `seed` is what its visit draws from.
void each_visit(
    const std::function<void(const Pack&, Band, const std::vector<int>&, std::uint64_t)>& look) {
  const auto first = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(first));
  std::mt19937_64 random(first);
  for (const auto& pack : shipped_packs())
    for (const auto& [band, most] : most_questions) {
      if (!pack.is_for(band)) continue;
      const UnitId unit = random();
      for (int week = 0; week < weeks; ++week) {
        const auto asked = asked_in_week(pack, unit, IsoWeek{2026, 34} + week);
        for (int child = 0; child < children; ++child) {
          const auto seed = random();
          look(pack, band, order_questions(pack, asked, seed), seed);
        }
      }
    }
}

const Question& question_of(const Pack& pack, int index) {
  return pack.questions[static_cast<std::size_t>(index)];
}

TEST(EveryVisit, AsksNoMoreThanItsBandCanTake) {
  each_visit([](const Pack& pack, Band band, const std::vector<int>& questions, std::uint64_t) {
    EXPECT_LE(questions.size(), most_questions.at(band)) << pack.id;
  });
}

TEST(EveryVisit, AsksNothingTwice) {
  each_visit([](const Pack& pack, Band, std::vector<int> questions, std::uint64_t) {
    std::ranges::sort(questions);
    EXPECT_EQ(std::ranges::adjacent_find(questions), questions.end()) << pack.id;
  });
}

TEST(EveryVisit, LetsACareQuestionBeNeverFirstNeverLastAndAlone) {
  int met = 0;
  each_visit([&](const Pack& pack, Band, const std::vector<int>& questions, std::uint64_t) {
    std::vector<std::size_t> care;
    for (std::size_t i = 0; i < questions.size(); ++i)
      if (question_of(pack, questions[i]).care) care.push_back(i);
    EXPECT_LE(care.size(), 1U) << pack.id;
    if (care.empty()) return;
    ++met;
    EXPECT_GT(care.front(), 0U) << pack.id;
    EXPECT_LT(care.front() + 1, questions.size()) << pack.id;
  });
  EXPECT_GT(met, 100) << "or nothing was shown";
}

TEST(EveryVisit, ShowsEveryAnswerOnceAScaleInItsOrderAndTheOtherLast) {
  each_visit([](const Pack& pack, Band, const std::vector<int>& questions, std::uint64_t seed) {
    for (const int index : questions) {
      const auto& question = question_of(pack, index);
      if (question.kind == QuestionKind::Pair) continue;
      const auto order = order_options(question, seed);
      std::vector<int> natural(question.options.size());
      for (std::size_t i = 0; i < natural.size(); ++i) natural[i] = static_cast<int>(i);
      auto sorted = order;
      std::ranges::sort(sorted);
      EXPECT_EQ(sorted, natural) << pack.id << "." << question.id;
      const bool stays = question.kind == QuestionKind::Scale;
      EXPECT_EQ(order, stays ? natural : order) << pack.id << "." << question.id;
      const bool has_last = question.other && !question.not_applicable;
      EXPECT_EQ(order.back(), has_last ? natural.back() : order.back()) << pack.id;
    }
  });
}

}  // namespace
}  // namespace stemme
