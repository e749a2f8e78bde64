/// What a page should say of exact counts, worked out from the words of C9 and C11 alone: shares no
/// code with the product, so that both must be wrong in the same way to agree wrongly. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

#include "server-sync/protocol/finding.h"

namespace stemme {

/// Every single answer to one question; none is a skip.
struct CountByHand {
  std::vector<int> options;
  int skips = 0;
  std::set<std::chrono::sys_days> days;

  void add(std::optional<int> chosen) {
    if (chosen)
      ++options.at(static_cast<std::size_t>(*chosen));
    else
      ++skips;
  }
  int cast() const {
    int sum = 0;
    for (const int count : options) sum += count;
    return sum;
  }
  int all() const { return cast() + skips; }
};

namespace by_hand {

inline int nearest_three(int count) { return static_cast<int>(std::lround(count / 3.0)) * 3; }

/// n ≥ 10: to the nearest three, unless every cell has remainder 1, or is 0 or has remainder 2.
inline Finding numbers(const CountByHand& count) {
  auto cells = count.options;
  cells.push_back(count.skips);
  std::size_t down = 0;
  std::size_t up = 0;
  for (const int cell : cells) {
    if (cell % 3 == 1) ++down;
    if (cell == 0 || cell % 3 == 2) ++up;
  }
  Finding finding;
  if (down == cells.size() || up == cells.size()) return finding;
  finding.form = Finding::Form::Numbers;
  for (const int option : count.options) finding.numbers.push_back(nearest_three(option));
  finding.skips = nearest_three(count.skips);
  finding.about = nearest_three(count.all());
  return finding;
}

/// n 5–9 on three faces, of which the last is good and the first is not.
inline Finding word(const CountByHand& count) {
  Finding finding;
  finding.form = Finding::Form::Word;
  const double two_thirds = count.all() * 2.0 / 3.0;
  if (count.options.back() > two_thirds) finding.word = FindingWord::MostlyGood;
  if (count.options.front() > two_thirds) finding.word = FindingWord::MostlyNotGood;
  return finding;
}

/// Below five thanks; the winner; two equal: both; three or more equal: none. From ten the
/// runner-up too, if it leads the third by two.
inline Finding vote(const CountByHand& count) {
  Finding finding;
  finding.form = count.cast() < 5 ? Finding::Form::Thanks : Finding::Form::Vote;
  if (count.cast() < 5) return finding;
  auto sorted = count.options;
  std::sort(sorted.rbegin(), sorted.rend());
  std::vector<int> best;
  for (std::size_t i = 0; i < count.options.size(); ++i)
    if (count.options[i] == sorted[0]) best.push_back(static_cast<int>(i));
  if (best.size() <= 2) finding.winners = best;
  if (best.size() == 1 && count.cast() >= 10 && sorted[1] - sorted[2] >= 2) {
    const auto second = std::find(count.options.begin(), count.options.end(), sorted[1]);
    finding.runner_up = static_cast<int>(second - count.options.begin());
  }
  return finding;
}

}  // namespace by_hand

/// What a round's finding should be; none for fewer than five that are no vote.
inline std::optional<Finding> round_by_hand(const CountByHand& count, bool is_vote) {
  if (is_vote) return by_hand::vote(count);
  if (count.all() < 5) return std::nullopt;
  return count.all() < 10 ? by_hand::word(count) : by_hand::numbers(count);
}

}  // namespace stemme
