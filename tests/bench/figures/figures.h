/// One figure of the bench: the same thing measured several times, beside what it is compared with,
/// measured in between. Real time, which nothing but the bench may take (C13). Values; any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

using Moment = std::chrono::steady_clock::time_point;
Moment moment();
double ms_since(Moment then);
/// Of all threads of the process.
double cpu_seconds();
/// Of this process, proportionally: what it shares with others is shared out (PSS).
double resident_mb();

/// The smallest that is not below `share` of them.
double quantile(std::vector<double> values, double share);
inline double median(const std::vector<double>& values) { return quantile(values, 0.5); }

struct Row {
  std::string name;
  std::string unit;
  std::vector<double> runs;
  /// In the same unit; may be empty.
  std::vector<double> against;
};
/// A line of JSON: name, value, unit, against, ratio, runs. Value and against are medians.
std::string to_line(const Row& row);

/// Prints the row, or why there is none; the exit code.
int tell(const Result<Row>& row);

}  // namespace stemme
