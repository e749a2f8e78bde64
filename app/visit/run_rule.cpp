#include "app/visit/run_rule.h"

#include <algorithm>

namespace stemme {
namespace {

/// Above one: slower than anyone who looked; the two kinds of question share one scale.
double haste(const Answered& answer) {
  const auto limit = answer.kind == QuestionKind::Scale ? run_scale_haste : run_choice_haste;
  return static_cast<double>(answer.thought.count()) / static_cast<double>(limit.count());
}

bool is_hasty(const std::vector<Answered>& answers) {
  std::vector<double> times;
  for (const auto& answer : answers) times.push_back(haste(answer));
  std::ranges::sort(times);
  const auto middle = times.size() / 2;
  const double median =
      times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  return median < 1;
}

/// Pairs prove nothing here: two children with the same taste answer all of them alike.
bool repeats(const std::vector<Answered>& answers, const std::vector<Answered>& previous) {
  const auto same = std::ranges::count_if(answers, [&](const Answered& answer) {
    return std::ranges::any_of(previous, [&](const Answered& before) {
      return answer.kind != QuestionKind::Pair && before.question == answer.question &&
             before.chosen == answer.chosen;
    });
  });
  return same >= run_repeats_min;
}

}  // namespace

bool is_noise(int in_vain, int answers) {
  return in_vain >= noise_in_vain_min && in_vain >= noise_in_vain_per_answer * answers;
}

void RunRule::start_screen_shown(Ticks now) { start_screen_at_ = now; }

void RunRule::visit_begins(Ticks now) {
  follows_ = start_screen_at_ && now - *start_screen_at_ < run_follows_within;
  if (!follows_) previous_.clear();
  start_screen_at_.reset();
}

bool RunRule::is_run(const std::vector<Answered>& answers, RunWatch watch) {
  const auto previous = std::exchange(previous_, {});
  if (watch == RunWatch::Off) return false;
  previous_ = answers;
  if (!follows_ || answers.empty()) return false;
  return is_hasty(answers) || (watch == RunWatch::Child && repeats(answers, previous));
}

std::optional<Ticks> RunRule::deadline() const {
  if (!start_screen_at_) return std::nullopt;
  return *start_screen_at_ + run_follows_within;
}

void RunRule::tick(Ticks now) {
  if (!start_screen_at_ || now - *start_screen_at_ < run_follows_within) return;
  start_screen_at_.reset();
  previous_.clear();
}

}  // namespace stemme
