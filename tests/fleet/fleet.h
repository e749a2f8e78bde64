/// All terminals of a municipality in one process, following the clock: what is due at one moment
/// is done by a few threads together, and time goes on when all of it is done (C13). Used from one
/// thread.
#pragma once

#include <chrono>
#include <map>

#include "tests/fleet/terminal.h"

namespace stemme {

class Fleet {
 public:
  explicit Fleet(Surroundings around) : around_(std::move(around)) {}

  /// Opens terminals that have lived before, and enrols the others with their codes.
  Result<void> put_up(const std::filesystem::path& disks,
                      const std::map<std::string, EnrolmentCode>& codes);
  /// Until then, or until `stop` is readable.
  Result<void> live(std::optional<Instant> until, int stop);
  /// One line: what it came to so far.
  std::string sum() const;

  /// Called on Mondays at six with a line about the week that was.
  std::function<void(const std::string&)> tell;

 private:
  Result<void> work_on(const std::vector<Terminal*>& due);
  Ticks soonest() const;
  void tell_of_the_week();
  Ticks next_monday();

  Surroundings around_;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  std::int64_t answers_told_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point told_ = begun_;
};

}  // namespace stemme
