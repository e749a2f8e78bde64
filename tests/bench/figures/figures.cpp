#include "tests/bench/figures/figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace stemme {

Moment moment() { return std::chrono::steady_clock::now(); }

double ms_since(Moment then) {
  return std::chrono::duration<double, std::milli>(moment() - then).count();
}

double cpu_seconds() {
  timespec used{};
  STEMME_ASSERT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double resident_mb() {
  std::ifstream rollup("/proc/self/smaps_rollup");
  std::string word;
  double kb = 0;
  while (rollup >> word)
    if (word == "Pss:") rollup >> kb;
  return kb / 1024;
}

double quantile(std::vector<double> values, double share) {
  STEMME_ASSERT(!values.empty());
  std::sort(values.begin(), values.end());
  const auto rank = std::ceil(share * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

std::string to_line(const Row& row) {
  const auto value = median(row.runs);
  std::string against = "null";
  std::string ratio = "null";
  if (!row.against.empty()) {
    against = fmt::format("{:.6g}", median(row.against));
    ratio = fmt::format("{:.4g}", value / median(row.against));
  }
  return fmt::format(
      R"({{"name":"{}","value":{:.6g},"unit":"{}","against":{},"ratio":{},"runs":[{:.6g}]}})",
      row.name, value, row.unit, against, ratio, fmt::join(row.runs, ","));
}

int tell(const Result<Row>& row) {
  if (!row) {
    std::fprintf(stderr, "%s\n", row.error().message().c_str());
    return 1;
  }
  std::puts(to_line(*row).c_str());
  return 0;
}

}  // namespace stemme
