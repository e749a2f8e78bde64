#include "server-sync/offsite/backup.h"

#include <system_error>

#include "server-sync/counting/counting.h"
#include "server-sync/foundation/database.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/high_water.h"
#include "server-sync/intake/intake_store.h"

namespace stemme {
namespace {

constexpr const char* databases[] = {"counts.db", "intake.db", "register.db"};
constexpr const char* settings_name = "settings.json";

Result<void> copy_one(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code failed;
  std::filesystem::copy_file(from, to, failed);
  if (failed) return unexpected("copying " + from.string() + ": " + failed.message());
  return {};
}

/// A folder beside the state that is gone when the check is over.
class CheckingRoom {
 public:
  explicit CheckingRoom(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    std::filesystem::create_directory(path_, ignored);
  }
  ~CheckingRoom() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  CheckingRoom(const CheckingRoom&) = delete;
  CheckingRoom& operator=(const CheckingRoom&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Result<void> check_file(const std::filesystem::path& path) {
  auto database = TRY(Database::open(path, Database::Role::Writer));
  return database.verify(Database::Check::PagesAndIndex)
      .while_doing("checking " + path.filename().string() + " of the backup");
}

/// As a restore would open it: the log is replayed, what waits is counted, and everything stored is
/// found again. Says which batches nobody can open.
Result<std::vector<std::int64_t>> check(const std::filesystem::path& backup,
                                        const BackupSources& sources) {
  const CheckingRoom room(sources.state_folder / "checking");
  for (const auto* name : databases) {
    TRY(copy_one(backup / name, room.path() / name));
    TRY(check_file(room.path() / name));
  }
  TRY(copy_one(sources.log_folder / ReleaseLog::file_name, room.path() / ReleaseLog::file_name));
  CountingSettings with;
  with.state_folder = room.path();
  with.keys = TRY(sources.keys());
  with.log = std::make_shared<ReleaseLog>(room.path());
  auto counting = TRY(Counting::open(std::move(with)));
  TRY(counting.count_all());
  const auto sums = TRY(counting.reconcile());
  if (!sums.holds()) return corrupt("the answers in the backup do not add up");
  return counting.unopened();
}

}  // namespace

Result<SoundBackup> back_up(const BackupSources& sources, const Offsite& offsite, Instant now) {
  const auto begun = TRY(offsite.begin_backup());
  TRY(sources.counts(begun / databases[0]));
  TRY(sources.intake(begun / databases[1]));
  TRY(sources.registry(begun / databases[2]));
  TRY(copy_one(sources.state_folder / settings_name, begun / settings_name));
  TRY(sync_file(begun / settings_name));
  const auto mark = TRY(high_water_in(begun / databases[1]));
  auto unopened = TRY(check(begun, sources).while_doing("checking a backup"));
  const auto kept = TRY(offsite.keep(begun, now, mark.newest_row));
  return SoundBackup{kept, {mark.newest_row, std::move(unopened)}};
}

Result<void> bring_back(const KeptBackup& backup, const std::filesystem::path& state_folder) {
  for (const auto* name : databases) TRY(copy_one(backup.folder / name, state_folder / name));
  TRY(copy_one(backup.folder / settings_name, state_folder / settings_name));
  const auto intake = TRY(IntakeStore::open(state_folder / databases[1], {[] {}, [] {}}));
  return intake->begin_incarnation();
}

}  // namespace stemme
