#include <gtest/gtest.h>

#include "server-sync/foundation/durable_file.h"
#include "tests/fleet/day_plan.h"

namespace stemme {
namespace {

constexpr Date monday{std::chrono::year{2025}, std::chrono::month{10}, std::chrono::day{20}};

std::shared_ptr<const Pack> pack_called(const std::string& name) {
  const auto path = std::filesystem::path(STEMME_SOURCE) / "assets/packs" / (name + ".toml");
  const auto text = read_text_file(path, 1 << 20);
  return std::make_shared<const Pack>(load_pack(text.value(), path.string()).value());
}

Asking asking() {
  return {
      {pack_called("bhg-dagen-56"), pack_called("foreldre-henting"), pack_called("valg-tur")},
      {{"ettermiddag", std::chrono::minutes(13 * 60), std::chrono::minutes(15 * 60), false},
       {"henting", std::chrono::minutes(14 * 60 + 30), std::chrono::minutes(17 * 60 + 15), false},
       {"formiddag", std::chrono::minutes(9 * 60 + 30), std::chrono::minutes(11 * 60), false}},
      3};
}

ProgrammeUnit group(const std::string& name) { return {7, name, "barn", Band::FiveSix, 18, {}}; }

std::vector<AnswerBox> answers_of(const DayPlan& plan) {
  std::vector<AnswerBox> all;
  for (const auto& visit : plan.visits)
    all.insert(all.end(), visit.answers.begin(), visit.answers.end());
  for (const auto& round : plan.rounds)
    all.insert(all.end(), round.answers.begin(), round.answers.end());
  return all;
}

/// Shares of a question's options, of many groups on one day.
std::vector<double> shares(const Town& town, const Pack& pack, int question,
                           const Occasion& where) {
  std::vector<double> counts(pack.questions[static_cast<std::size_t>(question)].options.size());
  double all = 0;
  for (int child = 0; child < 20'000; ++child) {
    auto occasion = where;
    if (where.unit.empty()) occasion.unit = "group " + std::to_string(child / 18);
    auto dice = town.dice({"answer", std::to_string(child)});
    const auto chosen =
        town.answer(occasion, town.person(occasion, child, false), pack, question, dice);
    if (chosen.empty()) continue;
    ++counts[static_cast<std::size_t>(chosen[0])];
    ++all;
  }
  for (auto& count : counts) count /= all;
  return counts;
}

TEST(Town, LivesTheSameDayTwice) {
  const Occasion occasion{"bekkesving", "Humla", monday};
  const auto one = answers_of(plan_day(Town(1), asking(), occasion, group("Humla"), 50));
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(one, answers_of(plan_day(Town(1), asking(), occasion, group("Humla"), 50)));
  EXPECT_NE(one, answers_of(plan_day(Town(2), asking(), occasion, group("Humla"), 50)));
}

TEST(Town, AnswersAsChildrenOfFiveDo) {
  const auto pack = pack_called("bhg-dagen-56");
  const auto found = shares(Town(1), *pack, 0, {"bekkesving", "", monday});
  EXPECT_NEAR(found[0], 0.13, 0.04);  // Domain §7.5: about 12 / 14 / 73.
  EXPECT_NEAR(found[1], 0.14, 0.04);
  EXPECT_NEAR(found[2], 0.73, 0.05);
}

TEST(Town, KnowsOfTheConflictInMaurtua) {
  const auto pack = pack_called("bhg-dagen-56");
  EXPECT_NEAR(shares(Town(1), *pack, 0, {"lyngtua", "Maurtua", monday})[2], 0.33, 0.02);
  EXPECT_NEAR(shares(Town(1), *pack, 0,
                     {"lyngtua", "Maurtua",
                      Date(std::chrono::sys_days(monday) - std::chrono::days(21))})[2],
              0.73, 0.02);
}

TEST(Town, ComesToTheScreenAsOftenAsTheDomainSays) {
  double answers = 0;
  constexpr int groups = 200;
  for (int i = 0; i < groups; ++i) {
    const Occasion occasion{"bekkesving", "group " + std::to_string(i), monday};
    for (const auto& visit : plan_day(Town(1), asking(), occasion, group(occasion.unit), 50).visits)
      for (const auto& answer : visit.answers) answers += answer.label == VisitLabel::Run ? 0 : 1;
  }
  // Nine children are old enough, 0.88 of them there, 0.45 visits each, two questions less who
  // leave.
  EXPECT_NEAR(answers / groups, 9 * 0.88 * 0.45 * 1.88, 0.6);
}

TEST(Town, IsClosedOnSundaysAndPlanningDays) {
  const Date sunday(std::chrono::sys_days(monday) - std::chrono::days(1));
  const Date planning{std::chrono::year{2025}, std::chrono::month{9}, std::chrono::day{8}};
  for (const auto date : {sunday, planning})
    EXPECT_TRUE(plan_day(Town(1), asking(), {"bekkesving", "Humla", date}, group("Humla"), 50)
                    .visits.empty());
}

TEST(Town, ClosesItsRoundsWithTheSameFindingAsACollector) {
  int rounds = 0;
  for (int i = 0; i < 60; ++i) {
    const Date wednesday(std::chrono::sys_days(monday) + std::chrono::days(2));
    const Occasion occasion{"bekkesving", "group " + std::to_string(i), wednesday};
    for (const auto& round :
         plan_day(Town(1), asking(), occasion, group(occasion.unit), 50).rounds) {
      ++rounds;
      EXPECT_GE(round.note.present, static_cast<int>(round.answers.size()));
      EXPECT_TRUE(round.note.finding.has_value());
      for (const auto& answer : round.answers) EXPECT_EQ(answer.round, round.note.id);
    }
  }
  EXPECT_GT(rounds, 5);
}

}  // namespace
}  // namespace stemme
