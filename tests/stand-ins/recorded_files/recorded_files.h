/// What this process does to the files of one folder, step by step, as libc is asked for it: then
/// every moment of it can be shown again as a power cut may leave it. What of a file was not synced
/// is dropped, torn at a sector's border, there in any order or turned to garbage; a name that was
/// made, moved or removed may or may not have reached the disk until the folder was synced, also
/// before what lies under it has. SQLite's files are CrashDisk's. A program that uses this has
/// `open`, `write`, `fsync`, `rename` and more of its own (libc_calls.cpp). One thread writes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/stand-ins/crash_disk.h"

namespace stemme {

class RecordedFiles {
 public:
  /// One records at a time. Folders in `folder` are names to it: made and moved, never removed, and
  /// shown with what is in them in the end.
  explicit RecordedFiles(std::filesystem::path folder);
  ~RecordedFiles();
  RecordedFiles(const RecordedFiles&) = delete;
  RecordedFiles& operator=(const RecordedFiles&) = delete;

  /// What lies there now is there for good.
  void record();
  /// A call that went past us would show here: what was recorded must be what lies there.
  void stop_recording();
  std::size_t steps() const { return steps_.size(); }
  /// The next sync of a file fails, and what it was to bring to the disk stays on its way.
  void fail_next_sync() { is_to_fail_ = true; }
  /// Lays into the folder what is found after that step.
  void show(std::size_t step, CrashDisk::Damage damage, std::mt19937_64& chance);

  // For libc_calls.cpp, each after the call has succeeded.
  static RecordedFiles* recording() { return present; }
  void opened(const char* path, int flags, int fd);
  void wrote(int fd, const void* from, std::size_t bytes);
  void truncated(const char* path, std::size_t size);
  void synced(int fd);
  void renamed(const char* from, const char* to);
  void removed(const char* path);
  void made_folder(const char* path);
  /// Before it: whether it is to fail.
  bool refuses_sync(int fd);

  struct Step {
    enum class What { Written, Truncated, Synced, Named, FolderSynced };
    What what = What::Written;
    std::size_t file = nowhere;  ///< which of them, whatever it is called
    std::size_t offset = 0;      ///< or the size it was cut to
    std::string bytes;
    std::string gone;  ///< the name that is not there any more
    std::string name;  ///< the name that is
    bool makes_folder = false;
  };
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  struct File {
    std::string now;
    std::string synced;
    std::vector<Step> unsynced;
    bool is_folder = false;
  };
  struct Folder {
    std::vector<File> files;
    std::map<std::string, std::size_t> now;
    std::map<std::string, std::size_t> synced;
    std::vector<Step> unsynced;
    void live_through(const Step& step);
  };

 private:
  std::string name_in_folder(const char* path) const;
  std::size_t file_of(int fd) const;
  std::filesystem::path aside(std::size_t file) const { return aside_ / std::to_string(file); }
  void note(Step step);

  static inline RecordedFiles* present = nullptr;
  std::filesystem::path folder_;
  std::filesystem::path aside_ = folder_.string() + ".aside";  ///< the folders in it, by number
  std::map<ino_t, std::size_t> known_;
  bool is_to_fail_ = false;
  std::vector<Step> steps_;
  Folder begun_;
  Folder lived_;  ///< as it is while recording; while showing, as far as `show` has lived it
  std::size_t lived_through_ = 0;
};

}  // namespace stemme
