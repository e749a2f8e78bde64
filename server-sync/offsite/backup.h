/// A backup is made while the collector serves, and is none before it has been restored and checked
/// (C12). It holds the three databases and the settings, never a secret key. One thread.
#pragma once

#include <functional>

#include "server-sync/intake/intake_store.h"
#include "server-sync/offsite/offsite.h"
#include "server-sync/protocol/keys.h"

namespace stemme {

/// What a backup is made from: each copies its database whole, on the connection that writes it.
struct BackupSources {
  using Copy = std::function<Result<void>(const std::filesystem::path& to)>;
  Copy counts;
  Copy intake;
  Copy registry;
  std::filesystem::path state_folder;  ///< settings, the log where it lies here, room for the check
  std::filesystem::path log_folder;
  std::function<Result<std::vector<OpeningKey>>()> keys;
};

struct SoundBackup {
  KeptBackup kept;
  BackedUp makes_safe;
};

/// Counts before intake: nothing is then counted that is not stored. Corrupt when the copy, opened
/// as after a restore, is not sound or does not add up; then the backups that were there stay.
Result<SoundBackup> back_up(const BackupSources& sources, const Offsite& offsite, Instant now);

/// Brings a backup back into an empty folder: databases and settings, under a new incarnation. Keys
/// come from their own file. The log stays where it is and is replayed at the next start.
Result<void> bring_back(const KeptBackup& backup, const std::filesystem::path& state_folder);

}  // namespace stemme
