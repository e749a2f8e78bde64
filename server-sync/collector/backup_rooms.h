/// What a backup of this collector copies, the same from a running server and from a verb without
/// one.
#pragma once

#include <utility>

#include "server-sync/collector/hatch.h"

namespace stemme {

/// `Counts` is a CountingThread while a server runs, else a Counting of the caller's own. All that
/// is handed over is borrowed and outlives the answer.
template <typename Counts>
BackupSources backup_sources(const StateDirectory& state, std::filesystem::path log_folder,
                             Counts& counting, const StoreEnd& store) {
  BackupSources sources;
  sources.counts = [&counting](const auto& to) { return counting.copy_to(to); };
  sources.intake = store.copy_intake;
  sources.registry = store.copy_register;
  sources.state_folder = state.path();
  sources.log_folder = std::move(log_folder);
  sources.keys = [&state] { return state.opening_keys(); };
  return sources;
}

}  // namespace stemme
