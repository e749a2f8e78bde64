#include "tests/stand-ins/crash_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace stemme {
namespace {

constexpr std::size_t sector = 512;

/// What SQLite sees; it lives in memory that SQLite gives.
struct OpenFile {
  sqlite3_file base;
  CrashDisk* disk;
  std::shared_ptr<CrashDisk::File>* file;
};

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
  content.unsynced.push_back(std::move(write));
  return SQLITE_OK;
}

int close_file(sqlite3_file* file) {
  delete of(file).file;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  const auto& now = content_of(file).now;
  const auto from = std::min(static_cast<std::size_t>(offset), now.size());
  const auto there = std::min(static_cast<std::size_t>(count), now.size() - from);
  if (there > 0) std::memcpy(to, now.data() + from, there);
  std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(count) - there);
  return there == static_cast<std::size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(count);
  const int refused = of(file).disk->may_operate(end > content_of(file).now.size());
  if (refused != SQLITE_OK) return refused == SQLITE_IOERR ? SQLITE_IOERR_WRITE : refused;
  const auto* bytes = static_cast<const std::uint8_t*>(from);
  return apply(file, {static_cast<std::uint64_t>(offset), {bytes, bytes + count}, false});
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int refused = of(file).disk->may_operate(false);
  if (refused != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
  return apply(file, {static_cast<std::uint64_t>(size), {}, true});
}

int sync(sqlite3_file* file, int) {
  const int refused = of(file).disk->may_operate(false);
  if (refused != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  auto& content = content_of(file);
  content.synced = content.now;
  content.unsynced.clear();
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(content_of(file).now.size());
  return SQLITE_OK;
}

int lock(sqlite3_file*, int) { return SQLITE_OK; }
int check_lock(sqlite3_file*, int* locked) {
  *locked = 0;
  return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
int characteristics(sqlite3_file*) { return 0; }

const sqlite3_io_methods methods = {
    1,       close_file, read,    write,       truncate,        sync,    file_size, lock,
    lock,    check_lock, control, sector_size, characteristics, nullptr, nullptr,   nullptr,
    nullptr, nullptr,    nullptr};

CrashDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<CrashDisk*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& disk = disk_of(vfs);
  const std::string path = name == nullptr ? "" : name;
  auto& kept = disk.files()[path];
  if (!kept) kept = std::make_shared<CrashDisk::File>();
  auto& open = of(file);
  open.base.pMethods = &methods;
  open.disk = &disk;
  open.file = new std::shared_ptr<CrashDisk::File>(kept);
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int) {
  auto& disk = disk_of(vfs);
  if (disk.may_operate(false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  disk.files().erase(name);
  return SQLITE_OK;
}

int has_file(sqlite3_vfs* vfs, const char* name, int, int* there) {
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
  fail_at_ = operation == 0 ? 0 : operations_ + operation;
  fault_ = fault;
  failed_ = false;
}

int CrashDisk::may_operate(bool grows) {
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

std::string CrashDisk::content() const {
  std::string all;
  for (const auto& [name, file] : files_) all.append(file->now.begin(), file->now.end());
  return all;
}

}  // namespace stemme
