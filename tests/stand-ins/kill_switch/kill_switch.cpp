/// A library that is loaded before all others (LD_PRELOAD) and ends its process with SIGKILL at the
/// n-th write, sync or send: a moment that no signal from outside could be aimed at. Armed through
/// the file that STEMME_KILL_SWITCH names. Any thread.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

/// The file: five numbers, shared with whoever arms it.
struct Switch {
  std::atomic<std::int64_t> left;        ///< calls until the end; 0 = not armed
  std::atomic<std::int64_t> after;       ///< 1: the last call is carried out, 0: it is not
  std::atomic<std::int64_t> only_syncs;  ///< 1: writes and sends do not count
  std::atomic<std::int64_t> calls;       ///< made so far, armed or not
  std::atomic<std::int64_t> syncs;       ///< those of them that were syncs
};

enum class Kind { Write, Sync };

Switch* open_switch() {
  const char* path = std::getenv("STEMME_KILL_SWITCH");
  if (path == nullptr) return nullptr;
  const int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* memory = mmap(nullptr, sizeof(Switch), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  return memory == MAP_FAILED ? nullptr : static_cast<Switch*>(memory);
}

template <typename Call>
Call next(const char* name) {
  return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

template <typename Done>
auto counted(Kind kind, Done done) {
  static Switch* const board = open_switch();
  if (board == nullptr) return done();
  board->calls.fetch_add(1);
  if (kind == Kind::Sync) board->syncs.fetch_add(1);
  const bool counts = kind == Kind::Sync || board->only_syncs.load() == 0;
  const bool is_last = counts && board->left.load() > 0 && board->left.fetch_sub(1) == 1;
  if (!is_last) return done();
  if (board->after.load() != 0) static_cast<void>(done());
  kill(getpid(), SIGKILL);
  return done();
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* from, size_t bytes) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  return counted(Kind::Write, [&] { return real(fd, from, bytes); });
}

ssize_t writev(int fd, const iovec* parts, int count) {
  static const auto real = next<ssize_t (*)(int, const iovec*, int)>("writev");
  return counted(Kind::Write, [&] { return real(fd, parts, count); });
}

ssize_t pwrite(int fd, const void* from, size_t bytes, off_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return counted(Kind::Write, [&] { return real(fd, from, bytes, at); });
}

ssize_t pwrite64(int fd, const void* from, size_t bytes, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return counted(Kind::Write, [&] { return real(fd, from, bytes, at); });
}

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return counted(Kind::Sync, [&] { return real(fd); });
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return counted(Kind::Sync, [&] { return real(fd); });
}

ssize_t send(int fd, const void* from, size_t bytes, int flags) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, int)>("send");
  return counted(Kind::Write, [&] { return real(fd, from, bytes, flags); });
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  static const auto real = next<ssize_t (*)(int, const msghdr*, int)>("sendmsg");
  return counted(Kind::Write, [&] { return real(fd, message, flags); });
}

}  // extern "C"
