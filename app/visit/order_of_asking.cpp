#include <algorithm>
#include <random>

#include "app/visit/visit.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

/// Fisher and Yates with our own draw: std::shuffle differs between standard libraries.
void shuffle(std::vector<int>& values, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (auto left = values.size(); left > 1; --left)
    std::swap(values[left - 1], values[random() % left]);
}

std::vector<VisitStep> steps_of_question(const VisitPlan& plan, int index, std::uint64_t seed) {
  const auto& question = plan.pack->questions[static_cast<std::size_t>(index)];
  if (question.kind != QuestionKind::Pair) return {{index, order_options(question, seed), 0, 0}};
  const auto pairs = order_pairs(pictures_in_week(*plan.pack, index, plan.unit, plan.week), seed);
  std::vector<VisitStep> steps;
  for (const auto& shown : pairs)
    steps.push_back({index, shown, static_cast<int>(steps.size()), static_cast<int>(pairs.size())});
  return steps;
}

}  // namespace

std::vector<int> order_questions(const Pack& pack, const std::vector<int>& asked,
                                 std::uint64_t seed) {
  std::vector<int> neutral;
  std::optional<int> care;
  for (int i : asked) {
    const bool is_care = pack.questions[static_cast<std::size_t>(i)].care;
    if (!is_care) neutral.push_back(i);
    if (is_care && !care) care = i;
  }
  if (!neutral.empty()) {
    const auto turn = static_cast<std::ptrdiff_t>(seed % neutral.size());
    std::rotate(neutral.begin(), neutral.begin() + turn, neutral.end());
  }
  const auto most = static_cast<std::size_t>(pack.per_visit);
  const bool care_fits = care && neutral.size() >= 2 && most >= 3;
  if (neutral.size() > most - (care_fits ? 1 : 0)) neutral.resize(most - (care_fits ? 1 : 0));
  if (care_fits) neutral.insert(neutral.begin() + 1, *care);
  return neutral;
}

std::vector<int> order_options(const Question& question, std::uint64_t seed) {
  std::vector<int> order;
  const int last = (question.other ? 1 : 0) + (question.not_applicable ? 1 : 0);
  const int all = static_cast<int>(question.options.size());
  for (int i = 0; i < all - last; ++i) order.push_back(i);
  if (question.kind != QuestionKind::Scale) shuffle(order, seed);
  for (int i = all - last; i < all; ++i) order.push_back(i);
  return order;
}

std::vector<std::vector<int>> order_pairs(std::vector<int> pictures, std::uint64_t seed) {
  shuffle(pictures, seed);
  std::vector<std::vector<int>> pairs;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    pairs.push_back({pictures[i], pictures[(i + 1) % pictures.size()]});
  return pairs;
}

std::vector<VisitStep> steps_of(const VisitPlan& plan) {
  // An adult has chosen a round's one question; with several the rules of a visit hold (D38).
  const bool is_chosen = plan.rounds.size() == 1;
  const auto questions =
      is_chosen ? plan.questions : order_questions(*plan.pack, plan.questions, plan.seed);
  std::vector<VisitStep> steps;
  for (const int question : questions) {
    const auto its = steps_of_question(plan, question, plan.seed + steps.size());
    steps.insert(steps.end(), its.begin(), its.end());
  }
  return steps;
}

}  // namespace stemme
