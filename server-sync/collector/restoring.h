/// A collector comes back from what lies off-site and from its exported keys (C6, C12); where
/// off-site is, is said; and the directory is made ready for two processes (§2). With no server
/// running. On failure of a restore nothing is left behind.
#pragma once

#include <filesystem>
#include <string>

#include "server-sync/foundation/result.h"

namespace stemme {

struct Restoring {
  std::filesystem::path directory;  ///< new
  std::filesystem::path offsite;
  std::string backup;  ///< a folder's name; empty: the newest
  std::filesystem::path exported_keys;
  std::string passphrase;
};

/// What was brought back, and what happens now.
Result<std::string> restore_collector(const Restoring& restoring);

/// Moves the log there, and remembers it. Refused while a server runs, or where another collector's
/// log lies.
Result<std::string> set_offsite(const std::filesystem::path& directory,
                                const std::filesystem::path& offsite);

/// The directory is shared from now on, see StateDirectory::share. What a restore brings back is
/// not.
Result<std::string> split_collector(const std::filesystem::path& directory);

}  // namespace stemme
