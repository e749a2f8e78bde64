// The release log at every step of writing it: each line that was answered for is replayed, whole,
// once and in order, whenever the plug is pulled, and the log goes on after it (C12).
#include <fcntl.h>
#include <unistd.h>

#include <random>

#include "server-sync/counting/release_log.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/recorded_files/recorded_files.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

std::string log_line(int number) {
  static constexpr std::size_t sizes[] = {3, 90, 700, 1, 2600, 40};
  return R"({"line":)" + std::to_string(number) + R"(,"of":")" +
         std::string(sizes[static_cast<std::size_t>(number) % std::size(sizes)], 'y') + "\"}";
}

class AReleaseLog : public testing::Test {
 protected:
  void append(ReleaseLog& log) {
    kept.begin(disk.steps());
    log.append(log_line(++appended)).value();
    kept.say(disk.steps());
  }
  /// What a process did that was killed before it could sync.
  void append_and_be_killed(std::string_view text) {
    const int fd = open((folder / ReleaseLog::file_name).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    ASSERT_EQ(write(fd, text.data(), text.size()), std::ssize(text));
    close(fd);
  }
  std::vector<std::string> replayed() {
    ReleaseLog log(folder.path());
    std::vector<std::string> lines;
    const auto done = log.replay([&](const std::string& line) -> Result<void> {
      lines.push_back(line);
      return {};
    });
    EXPECT_TRUE(done) << done.error().message();
    return lines;
  }
  /// As many of the lines as are there, from the first on; -1 where something else is.
  int found() {
    const auto lines = replayed();
    for (int i = 0; i < std::ssize(lines); ++i)
      if (lines[static_cast<std::size_t>(i)] != log_line(i + 1)) return -1;
    return static_cast<int>(lines.size());
  }
  /// Every line that was answered for is there, and it goes on.
  void holds_and_goes_on(const CrashPoint& point) {
    const int there = found();
    if (HasFailure()) return;
    ASSERT_GE(there, kept.said(point.step)) << "not every line that was answered for";
    ASSERT_LE(there, kept.begun(point.step));
    ReleaseLog(folder.path()).append(log_line(there + 1)).value();
    ReleaseLog(folder.path()).append(log_line(there + 2)).value();
    EXPECT_EQ(found(), there + 2);
  }

  ScratchFolder folder;
  RecordedFiles disk{folder.path()};
  Kept kept;
  int appended = 0;
};

TEST_F(AReleaseLog, HoldsEveryLineItAnsweredForAndGoesOnWheneverThePlugIsPulled) {
  disk.record();
  ReleaseLog::begin(folder.path()).value();
  const auto has_begun = disk.steps();
  for (int life = 0; life < 3; ++life) {
    ReleaseLog log(folder.path());
    for (int i = 0; i < 6; ++i) append(log);
    append_and_be_killed(log_line(appended + 1).substr(0, 9));
  }
  disk.stop_recording();

  each_crash_point(disk, 6000, [&](const CrashPoint& point, std::mt19937_64&) {
    const bool is_there = std::filesystem::exists(folder / ReleaseLog::file_name);
    if (point.step < has_begun && !is_there) ReleaseLog::begin(folder.path()).value();
    holds_and_goes_on(point);
  });
}

/// Whoever replays a line acts on it, also where the process that wrote it could not sync it.
TEST_F(AReleaseLog, StillHasWhatItOnceReplayed) {
  ReleaseLog::begin(folder.path()).value();
  disk.record();
  for (int life = 0; life < 4; ++life) {
    kept.begin(disk.steps());
    append_and_be_killed(log_line(++appended) + "\n");
    EXPECT_EQ(found(), appended);
    kept.say(disk.steps());
  }
  disk.stop_recording();

  each_crash_point(disk, 1000,
                   [&](const CrashPoint& point, std::mt19937_64&) { holds_and_goes_on(point); });
}

/// A line that could not be synced was refused: it will be written again, and must be there once.
TEST_F(AReleaseLog, HasALineOnceThatWasRefusedAndWrittenAgain) {
  ReleaseLog::begin(folder.path()).value();
  disk.record();
  ReleaseLog log(folder.path());
  for (int i = 0; i < 4; ++i) {
    append(log);
    kept.begin(disk.steps());
    const auto line = log_line(++appended);
    disk.fail_next_sync();
    EXPECT_EQ(log.append(line).error().failure(), Failure::Offline);
    log.append(line).value();
    kept.say(disk.steps());
  }
  disk.stop_recording();

  EXPECT_EQ(found(), appended);
  each_crash_point(disk, 2000,
                   [&](const CrashPoint& point, std::mt19937_64&) { holds_and_goes_on(point); });
}

}  // namespace
}  // namespace stemme
