#include <algorithm>
#include <random>

#include "app/visit/visit.h"

namespace stemme {
namespace {

/// Fisher and Yates with our own draw: std::shuffle differs between standard libraries.
void shuffle(std::vector<int>& values, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (auto left = values.size(); left > 1; --left)
    std::swap(values[left - 1], values[random() % left]);
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

}  // namespace stemme
