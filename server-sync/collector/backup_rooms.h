/// What a backup of this collector copies, the same from a running server and from a verb without
/// one.
#pragma once

#include <utility>

#include "server-sync/collector/state_directory.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/offsite/backup.h"
#include "server-sync/register/register.h"

namespace stemme {

/// `Counts` is a CountingThread while a server runs, else a Counting of the caller's own. All that
/// is handed over is borrowed and outlives the answer.
template <typename Counts>
BackupSources backup_sources(const StateDirectory& state, std::filesystem::path log_folder,
                             Counts& counting, IntakeStore& intake, Register& the_register) {
  BackupSources sources;
  sources.counts = [&counting](const auto& to) { return counting.copy_to(to); };
  sources.intake = [&intake](const auto& to) { return intake.copy_to(to); };
  sources.registry = [&the_register](const auto& to) { return the_register.copy_to(to); };
  sources.state_folder = state.path();
  sources.log_folder = std::move(log_folder);
  sources.keys = [&state] { return state.opening_keys(); };
  return sources;
}

}  // namespace stemme
