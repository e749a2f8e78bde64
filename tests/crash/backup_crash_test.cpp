// A backup at every step of keeping it: from the moment it is said to be kept, terminals may forget
// what is in it (C12), so its name must have reached the disk, and that of the folder it lies in.
#include <random>

#include "server-sync/counting/release_log.h"
#include "server-sync/offsite/offsite.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/recorded_files/recorded_files.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

/// Whose names may be lost: the folder's off-site, or of that in it where backups lie.
class ABackup : public testing::TestWithParam<const char*> {
 protected:
  std::int64_t newest() {
    const auto backups = offsite.backups().value();
    return backups.empty() ? 0 : backups.back().newest_row;
  }

  ScratchFolder folder;
  Offsite offsite{folder.path()};
  Kept kept;
};

TEST_P(ABackup, IsThereWheneverThePlugIsPulledOnceItIsSaidToBeKept) {
  ReleaseLog::begin(folder.path()).value();
  const auto watched = GetParam()[0] == 0 ? folder.path() : folder / GetParam();
  std::filesystem::create_directory(watched);
  RecordedFiles disk(watched);
  disk.record();
  for (int number = 1; number <= 3; ++number) {
    kept.begin(disk.steps());
    const auto begun = offsite.begin_backup().value();
    offsite.keep(begun, Instant(std::chrono::hours(number)), number).value();
    kept.say(disk.steps());
  }
  disk.stop_recording();

  each_crash_point(disk, 600, [&](const CrashPoint& point, std::mt19937_64&) {
    EXPECT_GE(newest(), kept.said(point.step)) << "a backup that terminals were told of is gone";
    const auto again = offsite.begin_backup().value();
    offsite.keep(again, Instant(std::chrono::hours(4)), 4).value();
    EXPECT_EQ(newest(), 4);
  });
}

INSTANTIATE_TEST_SUITE_P(In, ABackup, testing::Values("", "backups"),
                         [](const auto& in) { return in.index == 0 ? "Offsite" : "Backups"; });

}  // namespace
}  // namespace stemme
