/// What is wrong with a collector, and what to do about it: clock, disk, certificate, keys,
/// backups, off-site, silent devices, what waits. For the IT person; no number that comes from
/// answers stands in it. Values; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server-sync/collector/verbs.h"

namespace stemme {

struct Check {
  std::string what;  ///< "backups"
  std::string seen;
  std::string remedy;  ///< empty: all is well
  bool is_well() const { return remedy.empty(); }
};

/// Each side looks at what it can see.
Result<std::vector<Check>> examine_web_side(const Workplace& at);
Result<std::vector<Check>> examine_counting(const CountingPlace& at);
/// Of the disk that the state directory lies on: by its figures, since no test fills a disk.
Check check_of(const std::filesystem::space_info& disk);
/// "ok     disk: …" or "WRONG  disk: …", and under it what to do.
std::string to_text(const std::vector<Check>& checks);

/// Active terminals, and those of them that have been silent for three days.
struct DevicesHeardOf {
  int active = 0;
  int silent = 0;
  std::string who;  ///< the silent ones, and since when
};
Result<DevicesHeardOf> devices_heard_of(const Workplace& at);

/// Refused while an active device has not been heard of since the newer key, or has unsent answers
/// from before it (C6).
Result<void> nobody_seals_to(const std::string& key_name, const Workplace& at);

}  // namespace stemme
