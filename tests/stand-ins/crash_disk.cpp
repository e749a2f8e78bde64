#include "tests/stand-ins/crash_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <utility>

namespace stemme {
namespace {

constexpr std::size_t sector = 512;

/// What SQLite sees; it lives in memory that SQLite gives.
struct OpenFile {
  sqlite3_file base;
  CrashDisk* disk;
  std::shared_ptr<CrashDisk::File>* file;
  /// Which of the index's eight locks this connection holds, a bit each.
  unsigned shared;
  unsigned exclusive;
  bool uses_index;
  int level;  ///< SQLITE_LOCK_…
};

using Guard = std::lock_guard<std::recursive_mutex>;
using What = CrashDisk::Step::What;

OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
CrashDisk::File& content_of(sqlite3_file* file) { return **of(file).file; }

void put(std::vector<std::uint8_t>& content, const CrashDisk::Write& write, std::size_t count) {
  if (write.truncates) {
    content.resize(write.offset);
    return;
  }
  if (content.size() < write.offset + count) content.resize(write.offset + count);
  std::copy_n(write.bytes.begin(), count,
              content.begin() + static_cast<std::ptrdiff_t>(write.offset));
}

int apply(sqlite3_file* file, CrashDisk::Write write) {
  auto& content = content_of(file);
  put(content.now, write, write.bytes.size());
  of(file).disk->note({What::Written, content.name, write});
  content.unsynced.push_back(std::move(write));
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  const Guard guard(of(file).disk->mutex());
  const auto& now = content_of(file).now;
  const auto from = std::min(static_cast<std::size_t>(offset), now.size());
  const auto there = std::min(static_cast<std::size_t>(count), now.size() - from);
  if (there > 0) std::memcpy(to, now.data() + from, there);
  std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(count) - there);
  return there == static_cast<std::size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  const Guard guard(of(file).disk->mutex());
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(count);
  const int refused = of(file).disk->may_operate(end > content_of(file).now.size());
  if (refused != SQLITE_OK) return refused == SQLITE_IOERR ? SQLITE_IOERR_WRITE : refused;
  const auto* bytes = static_cast<const std::uint8_t*>(from);
  return apply(file, {static_cast<std::uint64_t>(offset), {bytes, bytes + count}, false});
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const Guard guard(of(file).disk->mutex());
  const int refused = of(file).disk->may_operate(false);
  if (refused != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
  return apply(file, {static_cast<std::uint64_t>(size), {}, true});
}

int sync(sqlite3_file* file, int) {
  const Guard guard(of(file).disk->mutex());
  const int refused = of(file).disk->may_operate(false);
  auto& content = content_of(file);
  // Where the machine runs on, it believes what it could not write to be written: a second sync
  // says that all is well, and it is not.
  if (refused != SQLITE_OK && !of(file).disk->is_cut()) content.unsynced.clear();
  if (refused != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  for (const auto& written : content.unsynced) put(content.synced, written, written.bytes.size());
  content.unsynced.clear();
  of(file).disk->note({What::Synced, content.name, {}});
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  const Guard guard(of(file).disk->mutex());
  *size = static_cast<sqlite3_int64>(content_of(file).now.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int wanted) {
  const Guard guard(of(file).disk->mutex());
  auto& level = of(file).level;
  auto& held = content_of(file);
  if (level >= wanted) return SQLITE_OK;
  const bool is_mine = level >= SQLITE_LOCK_RESERVED;
  if (level == SQLITE_LOCK_NONE) {
    if (held.exclusive) return SQLITE_BUSY;
    ++held.shared;
    level = SQLITE_LOCK_SHARED;
  }
  if (wanted >= SQLITE_LOCK_RESERVED && held.reserved && !is_mine) return SQLITE_BUSY;
  if (wanted == SQLITE_LOCK_EXCLUSIVE && held.shared > 1) return SQLITE_BUSY;
  held.reserved = held.reserved || wanted >= SQLITE_LOCK_RESERVED;
  held.exclusive = held.exclusive || wanted == SQLITE_LOCK_EXCLUSIVE;
  level = wanted;
  return SQLITE_OK;
}

int unlock(sqlite3_file* file, int wanted) {
  const Guard guard(of(file).disk->mutex());
  auto& level = of(file).level;
  auto& held = content_of(file);
  if (level <= wanted) return SQLITE_OK;
  if (level >= SQLITE_LOCK_RESERVED) held.reserved = held.exclusive = false;
  if (wanted == SQLITE_LOCK_NONE) --held.shared;
  level = wanted;
  return SQLITE_OK;
}

int check_lock(sqlite3_file* file, int* locked) {
  *locked = content_of(file).reserved ? 1 : 0;
  return SQLITE_OK;
}
int close_file(sqlite3_file* file) {
  static_cast<void>(unlock(file, SQLITE_LOCK_NONE));
  delete of(file).file;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
int characteristics(sqlite3_file*) { return 0; }

constexpr int index_locks = 8;

int map_index(sqlite3_file* file, int region, int size, int extend, void volatile** to) {
  const Guard guard(of(file).disk->mutex());
  auto& index = of(file).disk->index_of(content_of(file).name);
  if (!std::exchange(of(file).uses_index, true)) ++index.users;
  while (extend != 0 && index.regions.size() <= static_cast<std::size_t>(region))
    index.regions.push_back(std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(size)));
  const auto place = static_cast<std::size_t>(region);
  *to = place < index.regions.size() ? index.regions[place].get() : nullptr;
  return SQLITE_OK;
}

void let_go(OpenFile& open, CrashDisk::SharedIndex& index, int lock) {
  const unsigned bit = 1U << static_cast<unsigned>(lock);
  if ((open.shared & bit) != 0) --index.shared[lock];
  if ((open.exclusive & bit) != 0) index.exclusive[lock] = false;
  open.shared &= ~bit;
  open.exclusive &= ~bit;
}

/// As several processes would keep each other out.
int lock_index(sqlite3_file* file, int first, int count, int flags) {
  const Guard guard(of(file).disk->mutex());
  auto& open = of(file);
  auto& index = open.disk->index_of(content_of(file).name);
  const bool wants_all = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int lock = first; lock < first + count && (flags & SQLITE_SHM_LOCK) != 0; ++lock) {
    const int others =
        index.shared[lock] - ((open.shared >> static_cast<unsigned>(lock)) & 1U ? 1 : 0);
    if (index.exclusive[lock] || (wants_all && others > 0)) return SQLITE_BUSY;
  }
  for (int lock = first; lock < first + count; ++lock) {
    const unsigned bit = 1U << static_cast<unsigned>(lock);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      let_go(open, index, lock);
    } else if (wants_all) {
      index.exclusive[lock] = true;
      open.exclusive |= bit;
    } else if ((open.shared & bit) == 0) {
      ++index.shared[lock];
      open.shared |= bit;
    }
  }
  return SQLITE_OK;
}

void index_barrier(sqlite3_file* file) { const Guard guard(of(file).disk->mutex()); }

int unmap_index(sqlite3_file* file, int) {
  const Guard guard(of(file).disk->mutex());
  auto& open = of(file);
  auto& index = open.disk->index_of(content_of(file).name);
  for (int lock = 0; lock < index_locks; ++lock) let_go(open, index, lock);
  if (std::exchange(open.uses_index, false) && --index.users == 0) index.regions.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {2,
                                    close_file,
                                    read,
                                    write,
                                    truncate,
                                    sync,
                                    file_size,
                                    lock,
                                    unlock,
                                    check_lock,
                                    control,
                                    sector_size,
                                    characteristics,
                                    map_index,
                                    lock_index,
                                    index_barrier,
                                    unmap_index,
                                    nullptr,
                                    nullptr};

CrashDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<CrashDisk*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& disk = disk_of(vfs);
  const Guard guard(disk.mutex());
  const std::string path = name == nullptr ? "" : name;
  auto& kept = disk.files()[path];
  if (!kept) kept = std::make_shared<CrashDisk::File>();
  kept->name = path;
  auto& open = of(file);
  open.base.pMethods = &methods;
  open.disk = &disk;
  open.file = new std::shared_ptr<CrashDisk::File>(kept);
  open.shared = open.exclusive = 0;
  open.uses_index = false;
  open.level = SQLITE_LOCK_NONE;
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int) {
  auto& disk = disk_of(vfs);
  const Guard guard(disk.mutex());
  if (disk.may_operate(false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  disk.files().erase(name);
  disk.note({What::Removed, name, {}});
  return SQLITE_OK;
}

int has_file(sqlite3_vfs* vfs, const char* name, int, int* there) {
  const Guard guard(disk_of(vfs).mutex());
  const auto& files = disk_of(vfs).files();
  const auto found = files.find(name);
  *there = found != files.end() && !found->second->now.empty() ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* to) {
  sqlite3_snprintf(size, to, "%s", name);
  return SQLITE_OK;
}

}  // namespace

struct CrashDisk::Registration {
  sqlite3_vfs vfs{};
};

CrashDisk::CrashDisk() : registration_(std::make_unique<Registration>()) {
  static int number = 0;
  name_ = "crash-disk-" + std::to_string(++number);
  auto& vfs = registration_->vfs;
  vfs = *sqlite3_vfs_find(nullptr);
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.pNext = nullptr;
  vfs.zName = name_.c_str();
  vfs.pAppData = this;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = has_file;
  vfs.xFullPathname = full_name;
  sqlite3_vfs_register(&vfs, 0);
}

CrashDisk::~CrashDisk() { sqlite3_vfs_unregister(&registration_->vfs); }

void CrashDisk::fail_at(int operation, Fault fault) {
  const Guard guard(mutex_);
  fail_at_ = operation == 0 ? 0 : operations_ + operation;
  fault_ = fault;
  failed_ = false;
}

void CrashDisk::make_room() {
  const Guard guard(mutex_);
  full_ = false;
  if (fault_ == Fault::DiskFull) fail_at_ = 0;
}

int CrashDisk::may_operate(bool grows) {
  const Guard guard(mutex_);
  ++operations_;
  if (cut_) return SQLITE_IOERR;
  if (full_ && grows) return SQLITE_FULL;
  if (fail_at_ == 0 || operations_ < fail_at_ || failed_) return SQLITE_OK;
  if (fault_ == Fault::DiskFull && !grows) return SQLITE_OK;
  failed_ = true;
  cut_ = fault_ == Fault::PowerCut;
  full_ = fault_ == Fault::DiskFull;
  return full_ ? SQLITE_FULL : SQLITE_IOERR;
}

void CrashDisk::after_cut(std::mt19937_64& chance) {
  for (auto& [name, file] : files_) {
    auto found = file->synced;
    for (const auto& write : file->unsynced) {
      if (chance() % 2 == 0) continue;
      // A torn write stops at a sector's border.
      auto count = write.bytes.size();
      if (chance() % 3 == 0) count = std::min(count, chance() % (count / sector + 1) * sector);
      put(found, write, count);
    }
    file->now = found;
  }
  after_kill();
}

void CrashDisk::after_kill() {
  for (auto& [name, file] : files_) {
    file->synced = file->now;
    file->unsynced.clear();
  }
  cut_ = full_ = failed_ = false;
  fail_at_ = 0;
}

void CrashDisk::become_the_only_disk() { sqlite3_vfs_register(&registration_->vfs, 1); }

void CrashDisk::record(std::function<void(std::size_t)> each) {
  const Guard guard(mutex_);
  steps_.clear();
  begun_.clear();
  for (const auto& [name, file] : files_) {
    auto& kept = begun_[name] = std::make_shared<File>();
    kept->name = name;
    kept->now = kept->synced = file->now;
  }
  begin_again();
  each_step_ = std::move(each);
  is_recording_ = true;
}

void CrashDisk::begin_again() {
  lived_through_ = 0;
  lived_.clear();
  for (const auto& [name, file] : begun_) lived_[name] = std::make_shared<File>(*file);
}

void CrashDisk::stop_recording() { is_recording_ = false; }

void CrashDisk::note(Step step) {
  if (!is_recording_) return;
  steps_.push_back(std::move(step));
  if (each_step_) each_step_(steps_.size());
}

void CrashDisk::live_through(const Step& step) {
  if (step.what == Step::What::Removed) {
    lived_.erase(step.file);
    return;
  }
  auto& file = lived_[step.file];
  if (!file) file = std::make_shared<File>();
  file->name = step.file;
  if (step.what == Step::What::Synced) {
    file->synced = file->now;
    file->unsynced.clear();
    file->synced_at.push_back(file->history.size());
    return;
  }
  put(file->now, step.write, step.write.bytes.size());
  file->unsynced.push_back(step.write);
  file->history.push_back(step.write);
}

namespace {

/// So many of its last syncs may have been none.
constexpr std::size_t lies_max = 4;

std::vector<std::uint8_t> lied_about(const CrashDisk::File& begun, const CrashDisk::File& file,
                                     std::mt19937_64& chance) {
  const auto& syncs = file.synced_at;
  const auto lies = std::min<std::size_t>(syncs.size(), chance() % (lies_max + 1));
  const auto true_syncs = syncs.size() - lies;
  const auto from = true_syncs == 0 ? 0 : syncs[true_syncs - 1];
  const auto kept = from + chance() % (file.history.size() - from + 1);
  auto found = begun.now;
  for (std::size_t i = 0; i < kept; ++i) put(found, file.history[i], file.history[i].bytes.size());
  return found;
}

std::vector<std::uint8_t> found_of(const CrashDisk::File& file, CrashDisk::Damage damage,
                                   std::mt19937_64& chance) {
  using Damage = CrashDisk::Damage;
  if (damage == Damage::None) return file.now;
  auto found = file.synced;
  if (damage == Damage::Dropped) return found;
  auto writes = file.unsynced;
  if (damage == Damage::Reordered) std::ranges::shuffle(writes, chance);
  for (auto& write : writes) {
    if (damage != Damage::Garbage && chance() % 2 == 0) continue;
    auto count = write.bytes.size();
    const bool is_last = &write == &writes.back();
    if (damage == Damage::Torn && is_last)
      count = std::min<std::size_t>(count, chance() % (count / sector + 1) * sector);
    if (damage == Damage::Garbage && is_last)
      for (auto& byte : write.bytes) byte = static_cast<std::uint8_t>(chance());
    put(found, write, count);
  }
  return found;
}

}  // namespace

void CrashDisk::show(std::size_t step, Damage damage, std::mt19937_64& chance) {
  const Guard guard(mutex_);
  is_recording_ = false;
  if (step < lived_through_) begin_again();
  for (; lived_through_ < step; ++lived_through_) live_through(steps_[lived_through_]);
  files_.clear();
  indexes_.clear();
  for (const auto& [name, file] : lived_) {
    auto found = std::make_shared<File>();
    found->name = name;
    const auto begun = begun_.find(name);
    found->now = found->synced =
        damage == Damage::Lied
            ? lied_about(begun == begun_.end() ? File() : *begun->second, *file, chance)
            : found_of(*file, damage, chance);
    files_[name] = std::move(found);
  }
  after_kill();
}

void CrashDisk::lay_out() const {
  for (const auto& [name, file] : files_)
    std::ofstream(name, std::ios::binary)
        .write(reinterpret_cast<const char*>(file->now.data()), std::ssize(file->now));
}

std::string CrashDisk::content() const {
  std::string all;
  for (const auto& [name, file] : files_) all.append(file->now.begin(), file->now.end());
  return all;
}

}  // namespace stemme
