/// Is this a clear change? (C10; domain §6.3.) A function of findings only, so it reveals nothing
/// more than they do. Wilson score interval and Newcombe's square-and-add difference, z
/// = 1.6448536. Values.
#pragma once

#include <optional>
#include <vector>

#include "server-sync/protocol/finding.h"

namespace stemme {

inline constexpr double verdict_z = 1.6448536;

struct Interval {
  double low = 0;
  double high = 0;
};
/// Wilson's score interval for `positive` of `n`, where both may be fractions of an effective
/// number.
Interval wilson(double positive, double n);

struct Difference {
  double d = 0;
  Interval interval;
};
/// Newcombe 1998, method 10, without continuity correction.
Difference newcombe(double positive, double n, double positive_before, double n_before);

/// How many positive answers a finding allows, of `n` answers on the scale (skips not among them).
/// Nothing where a finding says no numbers, or the question has no good end.
struct PositiveCount {
  int lowest = 0;
  int highest = 0;
  int n = 0;
};
std::optional<PositiveCount> positive_count(const QuestionShape& shape, const Finding& finding);

enum class Verdict { NoClearChange, ClearlyMore, ClearlyFewer };

/// *tydelig* only when both the lowest and the highest positive count the finding allows say so,
/// with |d| ≥ 0.20, against a baseline taken the same way; n_eff = min(n, group_size).
Verdict verdict(const QuestionShape& shape, const Finding& now,
                const std::vector<Finding>& baseline, int group_size);

}  // namespace stemme
