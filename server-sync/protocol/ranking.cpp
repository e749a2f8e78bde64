#include "server-sync/protocol/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace stemme {
namespace {

/// Twice the gain in log likelihood from telling two pictures apart: chi-square, one degree of
/// freedom, 2 %. Stricter than 5 %, because a child who answers three pairs by one taste answers
/// them alike; tests/simulation/pair_taste_test.cpp measures what chance still names.
constexpr double clearly_apart = 5.4119;
/// Each picture, and the left side, also wins and loses half an answer against a picture of worth
/// one: a picture that everybody chose gets a large worth, not an endless one.
constexpr double half_an_answer = 0.5;
constexpr int rounds_of_fitting = 200;

/// One pair with its sides; pictures by their place among those ranked.
struct Meeting {
  std::size_t left = 0;
  std::size_t right = 0;
  double left_wins = 0;
  double right_wins = 0;
  double times() const { return left_wins + right_wins; }
};

/// Worths and the pull of the left side: left wins with side·l / (side·l + r).
struct Fit {
  std::vector<double> worth;
  double side = 1;
  double log_likelihood = 0;
};

std::vector<Meeting> meetings_of(const std::vector<int>& pictures,
                                 const std::vector<PairCount>& counts, int independent_most) {
  const auto place = [&](int picture) {
    return static_cast<std::size_t>(std::ranges::find(pictures, picture) - pictures.begin());
  };
  std::vector<Meeting> meetings;
  double answers = 0;
  for (const auto& count : counts) {
    const Meeting meeting{place(count.left), place(count.right),
                          static_cast<double>(count.chose_left),
                          static_cast<double>(count.chose_right)};
    if (std::max(meeting.left, meeting.right) >= pictures.size() || meeting.times() == 0) continue;
    meetings.push_back(meeting);
    answers += meeting.times();
  }
  const double weight = std::min(1.0, independent_most / std::max(answers, 1.0));
  for (auto& meeting : meetings) {
    meeting.left_wins *= weight;
    meeting.right_wins *= weight;
  }
  return meetings;
}

/// One round of Hunter's minorise–maximise: wins over what they were expected from. Only the four
/// arithmetic operations, and it never makes the fit worse. `same_as` gives two pictures one worth.
void improve(Fit& fit, const std::vector<Meeting>& meetings,
             const std::vector<std::size_t>& same_as) {
  const auto pictures = fit.worth.size();
  std::vector<double> wins(pictures, 0);
  std::vector<double> chances(pictures, 0);
  double side_wins = half_an_answer;
  double side_chances = 2 * half_an_answer / (fit.side + 1);
  for (std::size_t i = 0; i < pictures; ++i) {
    wins[same_as[i]] += half_an_answer;
    chances[same_as[i]] += 2 * half_an_answer / (fit.worth[i] + 1);
  }
  for (const auto& meeting : meetings) {
    const auto left = same_as[meeting.left];
    const auto right = same_as[meeting.right];
    const double share = meeting.times() / (fit.side * fit.worth[left] + fit.worth[right]);
    wins[left] += meeting.left_wins;
    wins[right] += meeting.right_wins;
    chances[left] += fit.side * share;
    chances[right] += share;
    side_wins += meeting.left_wins;
    side_chances += fit.worth[left] * share;
  }
  for (std::size_t i = 0; i < pictures; ++i) fit.worth[i] = wins[same_as[i]] / chances[same_as[i]];
  // After new worths the old side is judged anew in the next round: each step alone never loses.
  fit.side = side_wins / side_chances;
}

double log_likelihood(const Fit& fit, const std::vector<Meeting>& meetings) {
  double sum = half_an_answer * std::log(fit.side / ((fit.side + 1) * (fit.side + 1)));
  for (const double worth : fit.worth)
    sum += half_an_answer * std::log(worth / ((worth + 1) * (worth + 1)));
  for (const auto& meeting : meetings) {
    const double left = fit.side * fit.worth[meeting.left];
    const double both = left + fit.worth[meeting.right];
    sum += meeting.left_wins * std::log(left / both);
    sum += meeting.right_wins * std::log(fit.worth[meeting.right] / both);
  }
  return sum;
}

Fit fit_of(const std::vector<Meeting>& meetings, const std::vector<std::size_t>& same_as) {
  Fit fit;
  fit.worth.assign(same_as.size(), 1);
  for (int round = 0; round < rounds_of_fitting; ++round) improve(fit, meetings, same_as);
  fit.log_likelihood = log_likelihood(fit, meetings);
  return fit;
}

/// Asks of two pictures whether one worth would do for both.
class Comparison {
 public:
  Comparison(const std::vector<Meeting>& meetings, std::size_t pictures)
      : meetings_(meetings), each_(pictures) {
    std::iota(each_.begin(), each_.end(), std::size_t{0});
    free_ = fit_of(meetings_, each_);
  }

  double worth(std::size_t picture) const { return free_.worth[picture]; }

  bool is_clearly_above(std::size_t upper, std::size_t lower) const {
    if (worth(upper) <= worth(lower)) return false;
    auto same_as = each_;
    same_as[std::max(upper, lower)] = std::min(upper, lower);
    const double gain = free_.log_likelihood - fit_of(meetings_, same_as).log_likelihood;
    // Logarithms may differ in their last digit between machines; a millionth never decides.
    constexpr double grain = 1e6;
    return std::round(2 * gain * grain) >= std::round(clearly_apart * grain);
  }

 private:
  const std::vector<Meeting>& meetings_;
  std::vector<std::size_t> each_;
  Fit free_;
};

bool is_cut(const Comparison& comparison, const std::vector<std::size_t>& order,
            std::size_t place) {
  for (std::size_t upper = 0; upper < place; ++upper)
    for (std::size_t lower = place; lower < order.size(); ++lower)
      if (!comparison.is_clearly_above(order[upper], order[lower])) return false;
  return true;
}

}  // namespace

PairCount one_answer(int left, int right, int chosen) {
  PairCount count{left, right, 0, 0};
  ++(chosen == left ? count.chose_left : count.chose_right);
  return count;
}

Tiers rank(const std::vector<int>& pictures, const std::vector<PairCount>& counts,
           int independent_most) {
  const auto meetings = meetings_of(pictures, counts, independent_most);
  const Comparison comparison(meetings, pictures.size());
  std::vector<std::size_t> order(pictures.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return comparison.worth(a) > comparison.worth(b);
  });
  Tiers tiers;
  for (std::size_t place = 0; place < order.size(); ++place) {
    if (place == 0 || is_cut(comparison, order, place)) tiers.emplace_back();
    tiers.back().push_back(pictures[order[place]]);
  }
  for (auto& tier : tiers) std::ranges::sort(tier);
  return tiers;
}

}  // namespace stemme
