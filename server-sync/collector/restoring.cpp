#include "server-sync/collector/restoring.h"

#include <algorithm>
#include <system_error>

#include "server-sync/collector/key_export.h"
#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/release_log.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/high_water.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/offsite/backup.h"
#include "server-sync/register/register.h"

namespace stemme {
namespace {

constexpr std::size_t log_bytes_max = 1UL << 30U;

Result<KeptBackup> wanted(const Offsite& offsite, const std::string& name) {
  const auto backups = TRY(offsite.backups());
  if (backups.empty()) return missing("no backup lies in " + offsite.folder().string());
  if (name.empty()) return backups.back();
  const auto found = std::ranges::find_if(
      backups, [&](const KeptBackup& backup) { return backup.folder.filename() == name; });
  if (found == backups.end()) return missing("no backup is called " + name);
  return *found;
}

/// Counting believes the register, and may start before the web side has taken up the log.
Result<void> bring_register_up(const Offsite& offsite, const StateDirectory& state) {
  auto the_register = TRY(Register::open(state.register_db(), Register::Access::Write));
  ReleaseLog log(offsite.folder());
  return log.replay([&](const std::string& line) { return the_register.replay(line); });
}

Result<void> fill(const Restoring& restoring, const Offsite& offsite, const KeptBackup& backup,
                  const StateDirectory& state) {
  const auto keys = TRY(read_exported_keys(restoring.exported_keys, restoring.passphrase));
  TRY(bring_back(backup, state.path()));
  TRY(state.write(keys));
  auto settings = TRY(state.settings());
  settings.offsite = restoring.offsite.string();
  // What the mark says is of the store that was lost.
  const auto mark = TRY(high_water_in(state.intake_db()));
  TRY(offsite.write(mark));
  TRY(bring_register_up(offsite, state));
  return state.write(settings);
}

}  // namespace

Result<std::string> restore_collector(const Restoring& restoring) {
  const Offsite offsite(restoring.offsite);
  const auto backup = TRY(wanted(offsite, restoring.backup));
  const auto state = TRY(StateDirectory::create(restoring.directory));
  const auto done = fill(restoring, offsite, backup, state);
  if (!done) {
    std::error_code ignored;
    std::filesystem::remove_all(restoring.directory, ignored);
    return done.error();
  }
  return "Brought back from " + backup.folder.string() +
         ".\nStart the server: it replays the log, so that no week is shown anew, and devices send "
         "again what came after the backup, within a day. Until then pages say who is missing.";
}

Result<std::string> set_offsite(const std::filesystem::path& directory,
                                const std::filesystem::path& offsite) {
  const auto state = TRY(StateDirectory::open(directory));
  const auto locks = TRY(state.lock_both());
  auto settings = TRY(state.settings());
  const auto log_folder = TRY(state.log_folder());
  const auto from = log_folder / ReleaseLog::file_name;
  std::error_code failed;
  const auto to = std::filesystem::absolute(offsite, failed) / ReleaseLog::file_name;
  if (failed) return invalid("say which folder: offsite --to FOLDER");
  TRY(ReleaseLog::begin(to.parent_path()));
  const auto lines = TRY(read_file(from, log_bytes_max));
  TRY(write_durably(to, lines));
  settings.offsite = to.parent_path().string();
  TRY(state.write(settings));
  std::error_code ignored;
  std::filesystem::remove(from, ignored);
  return "The log and the backups lie in " + settings.offsite + " from now on.";
}

Result<std::string> split_collector(const std::filesystem::path& directory) {
  const auto state = TRY(StateDirectory::open(directory));
  const auto locks = TRY(state.lock_both());
  // Each side finds the other's file there, whichever starts first.
  TRY(IntakeStore::open(state.intake_db(), {[] {}, [] {}}));
  TRY(open_counts(state.path()));
  TRY(state.share());
  return std::string(
      "Two processes may be this collector from now on: serve --only count as this user, serve "
      "--only web as another of the same group.");
}

}  // namespace stemme
