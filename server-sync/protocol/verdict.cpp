#include "server-sync/protocol/verdict.h"

#include <algorithm>
#include <cmath>

namespace stemme {
namespace {

constexpr double change_min = 0.20;

/// Share positive as a count of an effective number: the group's size caps what answers can prove.
struct Effective {
  double positive = 0;
  double n = 0;
};

Effective effective(int positive, int n, int group_size) {
  const double capped = std::min(n, group_size);
  return {capped * positive / n, capped};
}

Verdict clear_change(const Effective& now, const Effective& before) {
  const auto change = newcombe(now.positive, now.n, before.positive, before.n);
  if (change.d >= change_min && change.interval.low > 0) return Verdict::ClearlyMore;
  if (change.d <= -change_min && change.interval.high < 0) return Verdict::ClearlyFewer;
  return Verdict::NoClearChange;
}

std::optional<PositiveCount> pooled(const QuestionShape& shape,
                                    const std::vector<Finding>& findings) {
  std::optional<PositiveCount> pool;
  for (const auto& finding : findings) {
    const auto count = positive_count(shape, finding);
    if (!count) continue;
    if (!pool) pool.emplace();
    pool->lowest += count->lowest;
    pool->highest += count->highest;
    pool->n += count->n;
  }
  return pool;
}

}  // namespace

Interval wilson(double positive, double n) {
  const double z2 = verdict_z * verdict_z;
  const double p = positive / n;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = verdict_z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Difference newcombe(double positive, double n, double positive_before, double n_before) {
  const double p = positive / n;
  const double p0 = positive_before / n_before;
  const auto now = wilson(positive, n);
  const auto before = wilson(positive_before, n_before);
  const double d = p - p0;
  return {d,
          {d - std::hypot(p - now.low, before.high - p0),
           d + std::hypot(now.high - p, p0 - before.low)}};
}

std::optional<PositiveCount> positive_count(const QuestionShape& shape, const Finding& finding) {
  const bool has_good_end = shape.kind == QuestionKind::Scale && shape.positive_from.has_value();
  if (!has_good_end || shape.vote || finding.form != Finding::Form::Numbers) return std::nullopt;
  PositiveCount count;
  const int cells = static_cast<int>(finding.numbers.size()) - (shape.not_applicable ? 1 : 0);
  for (int i = 0; i < cells; ++i) {
    const int rounded = finding.numbers[static_cast<std::size_t>(i)];
    count.n += rounded;
    if (i < *shape.positive_from) continue;
    count.lowest += std::max(0, rounded - 1);
    count.highest += rounded + 1;
  }
  count.highest = std::min(count.highest, count.n);
  if (count.n == 0) return std::nullopt;
  return count;
}

Verdict verdict(const QuestionShape& shape, const Finding& now,
                const std::vector<Finding>& baseline, int group_size) {
  const auto count = positive_count(shape, now);
  const auto before = pooled(shape, baseline);
  if (!count || !before || group_size < 1) return Verdict::NoClearChange;
  const auto at_least = clear_change(effective(count->lowest, count->n, group_size),
                                     effective(before->lowest, before->n, group_size));
  const auto at_most = clear_change(effective(count->highest, count->n, group_size),
                                    effective(before->highest, before->n, group_size));
  return at_least == at_most ? at_least : Verdict::NoClearChange;
}

}  // namespace stemme
