/// Periods close (C9, C11, C12): what has enough answers leaves a finding, once, and its exact
/// tally is destroyed. Written ahead: the line stands durably in the log before any row changes.
/// One thread.
#pragma once

#include <string>

#include "server-sync/counting/guide.h"
#include "server-sync/counting/logged_release.h"
#include "server-sync/counting/release_log.h"

namespace stemme {

class Release {
 public:
  /// All outlive the release.
  Release(Database& counts, Guide& guide, ReleaseLog& log)
      : counts_(counts), guide_(guide), log_(log) {}

  /// Brings counts.db to where the log is. Every start does it, not only a restore.
  Result<void> replay();
  /// A line stands in the log that changed no row, for want of room: nothing may be released before
  /// it has been replayed, or two lines would bear one number.
  bool is_behind() const { return is_behind_; }

  /// Closes the rounds of a house through a day: each with its own finding, the cut ones of a day
  /// together (C11). Writes nothing when there is nothing to close and the day is known to be
  /// closed.
  Result<void> close_rounds(const std::string& owner, const std::string& house, Date through);
  /// Closes what several tablets shared and all of them have reported, none of them cut (C11);
  /// where they are fewer than five together it waits for the day's end.
  Result<void> close_together(const std::string& owner, const std::string& house);
  /// Closes what can be closed of a house's week and writes the week's note. A week that is out
  /// stays as it is.
  Result<void> release_week(const std::string& owner, const std::string& house, IsoWeek week);

 private:
  /// In a line of its own before the week's: the week then knows nothing of those days.
  Result<void> set_aside_overfull(const std::string& owner, const std::string& house, IsoWeek week);
  Result<std::string> first_page_not_out(const std::string& owner, const std::string& house);
  Result<void> write_ahead(LoggedRelease& release);

  Database& counts_;
  Guide& guide_;
  ReleaseLog& log_;
  bool is_behind_ = false;
};

}  // namespace stemme
