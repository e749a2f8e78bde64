/// A disk in memory that SQLite writes to, and that fails when told: at the n-th write, sync or
/// truncation every later operation fails, as when the plug is pulled. `after_cut` gives the disk
/// that is found afterwards: what was synced is there; of what was not, any part may be, torn in
/// the middle of a write. It can also record a life: then every moment of it can be shown again,
/// with what was not synced dropped, torn, reordered or turned to garbage, or with syncs that were
/// none. Several connections may be open, as the collector's are; writes come from one thread at a
/// time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace stemme {

class CrashDisk {
 public:
  /// Registers itself as an SQLite VFS under `name()`.
  CrashDisk();
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  const std::string& name() const { return name_; }
  /// Every database that is opened from now on lies here, until this disk is gone.
  void become_the_only_disk();

  enum class Fault {
    PowerCut,  ///< this operation and all later ones fail; also a disk that is gone for good
    IoError,   ///< only this one fails; what a sync did not bring to the disk, none brings later
    DiskFull,  ///< this one and all later growing writes fail with SQLITE_FULL
  };
  /// Counted from the next operation, 1 is the next; 0 never.
  void fail_at(int operation, Fault fault = Fault::PowerCut);
  /// Where it was full, or was to be.
  void make_room();
  /// Writes, syncs and truncations so far.
  int operations() const { return operations_; }
  /// Asked where nobody writes.
  bool has_failed() const { return failed_; }
  bool is_cut() const { return cut_; }

  /// Turns this disk into the one that is found after the cut.
  void after_cut(std::mt19937_64& chance);
  /// The same after `kill -9`: the machine runs on, so every write that was made is there.
  void after_kill();
  /// From here on every step is remembered. `each` is called with its number, after it.
  void record(std::function<void(std::size_t)> each = {});
  void stop_recording();
  std::size_t steps() const { return steps_.size(); }
  enum class Damage {
    None,       ///< `kill -9`: every write that was made is there
    Dropped,    ///< nothing that was not synced is there
    Torn,       ///< some is, and the last stops at a sector's border
    Reordered,  ///< any part is, in any order
    Garbage,    ///< what was on its way is there with other bytes in it
    Lied,       ///< of each file also what was synced is gone, newest first, back to one of its
                ///< last syncs or between two of them: a card that said so and had not
  };
  /// Turns this disk into the one that is found after that step. Nothing may be open.
  void show(std::size_t step, Damage damage, std::mt19937_64& chance);
  /// Puts every file where its name says, on the machine's own disk: whoever moves a file aside
  /// does that there.
  void lay_out() const;

  /// Every byte there is, for looking for what must not be there.
  std::string content() const;

  // For the SQLite side in crash_disk.cpp.
  struct Write {
    std::uint64_t offset = 0;
    std::vector<std::uint8_t> bytes;
    bool truncates = false;
  };
  /// One thing that happened, and to which file.
  struct Step {
    enum class What { Written, Synced, Removed };
    What what = What::Written;
    std::string file;
    Write write;
  };
  struct File {
    std::vector<std::uint8_t> now;
    std::vector<std::uint8_t> synced;
    std::vector<Write> unsynced;
    std::string name;
    /// Of a recorded life: every write, and how many there were at each sync.
    std::vector<Write> history;
    std::vector<std::size_t> synced_at;
    // SQLite's own locks, as connections of one or several processes hold them.
    int shared = 0;
    bool reserved = false;
    bool exclusive = false;
  };
  /// The index of a WAL, which several connections share in memory.
  struct SharedIndex {
    std::vector<std::unique_ptr<std::uint8_t[]>> regions;
    int shared[8] = {};
    bool exclusive[8] = {};
    int users = 0;
  };
  /// 0 when the operation may go on, else the SQLite error.
  int may_operate(bool grows);
  std::map<std::string, std::shared_ptr<File>>& files() { return files_; }
  SharedIndex& index_of(const std::string& file) { return indexes_[file]; }
  void note(Step step);
  std::recursive_mutex& mutex() { return mutex_; }

 private:
  struct Registration;
  std::string name_;
  std::unique_ptr<Registration> registration_;
  using Files = std::map<std::string, std::shared_ptr<File>>;
  void live_through(const Step& step);
  void begin_again();

  Files files_;
  std::map<std::string, SharedIndex> indexes_;
  std::recursive_mutex mutex_;
  std::vector<Step> steps_;
  std::function<void(std::size_t)> each_step_;
  bool is_recording_ = false;
  Files begun_;  ///< what was there, for good, when the recording began
  Files lived_;  ///< the recorded life as far as `show` has lived it
  std::size_t lived_through_ = 0;
  int operations_ = 0;
  int fail_at_ = 0;
  Fault fault_ = Fault::PowerCut;
  bool failed_ = false;
  bool full_ = false;
  bool cut_ = false;
};

/// Made before anything else that a test has: all of it lies on this disk.
struct TheOnlyDisk {
  TheOnlyDisk() { disk.become_the_only_disk(); }
  CrashDisk disk;
};

}  // namespace stemme
