/// A disk in memory that SQLite writes to, and that fails when told: at the n-th write, sync or
/// truncation every later operation fails, as when the plug is pulled. `after_cut` gives the disk
/// that is found afterwards: what was synced is there; of what was not, any part may be, torn in
/// the middle of a write.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
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

  enum class Fault {
    PowerCut,  ///< this operation and all later ones fail
    IoError,   ///< only this one fails
    DiskFull,  ///< this one and all later growing writes fail with SQLITE_FULL
  };
  /// Counted from the next operation, 1 is the next; 0 never.
  void fail_at(int operation, Fault fault = Fault::PowerCut);
  void make_room() { full_ = false; }
  /// Writes, syncs and truncations so far.
  int operations() const { return operations_; }
  bool has_failed() const { return failed_; }

  /// Turns this disk into the one that is found after the cut.
  void after_cut(std::mt19937_64& chance);
  /// The same after `kill -9`: the machine runs on, so every write that was made is there.
  void after_kill();
  /// Every byte there is, for looking for what must not be there.
  std::string content() const;

  // For the SQLite side in crash_disk.cpp.
  struct Write {
    std::uint64_t offset = 0;
    std::vector<std::uint8_t> bytes;
    bool truncates = false;
  };
  struct File {
    std::vector<std::uint8_t> now;
    std::vector<std::uint8_t> synced;
    std::vector<Write> unsynced;
  };
  /// 0 when the operation may go on, else the SQLite error.
  int may_operate(bool grows);
  std::map<std::string, std::shared_ptr<File>>& files() { return files_; }

 private:
  struct Registration;
  std::string name_;
  std::unique_ptr<Registration> registration_;
  std::map<std::string, std::shared_ptr<File>> files_;
  int operations_ = 0;
  int fail_at_ = 0;
  Fault fault_ = Fault::PowerCut;
  bool failed_ = false;
  bool full_ = false;
  bool cut_ = false;
};

}  // namespace stemme
