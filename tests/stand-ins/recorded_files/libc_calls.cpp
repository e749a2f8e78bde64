/// The calls that RecordedFiles records, in front of libc's (and of a sanitizer's) own. Built into
/// the program that asks for it, not into the room of stand-ins: whoever links that keeps libc's.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>

#include "tests/stand-ins/recorded_files/recorded_files.h"

namespace {

using stemme::RecordedFiles;

template <typename Call>
Call next(const char* name) {
  return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

template <typename Told>
int told(int done, Told tell) {
  if (done >= 0 && RecordedFiles::recording() != nullptr) tell(*RecordedFiles::recording());
  return done;
}

int synced(int fd, int (*real)(int)) {
  auto* files = RecordedFiles::recording();
  if (files != nullptr && files->refuses_sync(fd)) {
    errno = EIO;
    return -1;
  }
  return told(real(fd), [&](RecordedFiles& recorded) { recorded.synced(fd); });
}

using Open = int (*)(const char*, int, ...);

int opened(Open real, const char* path, int flags, va_list rest) {
  const auto mode = (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(rest, int)) : mode_t{};
  const int fd = real(path, flags, mode);
  return told(fd, [&](RecordedFiles& files) { files.opened(path, flags, fd); });
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  static const auto real = next<Open>("open");
  va_list rest;
  va_start(rest, flags);
  const int fd = opened(real, path, flags, rest);
  va_end(rest);
  return fd;
}

int open64(const char* path, int flags, ...) {
  static const auto real = next<Open>("open64");
  va_list rest;
  va_start(rest, flags);
  const int fd = opened(real, path, flags, rest);
  va_end(rest);
  return fd;
}

ssize_t write(int fd, const void* from, size_t bytes) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  const auto written = real(fd, from, bytes);
  auto* files = RecordedFiles::recording();
  if (written > 0 && files != nullptr) files->wrote(fd, from, static_cast<std::size_t>(written));
  return written;
}

int truncate(const char* path, off_t size) noexcept {
  static const auto real = next<int (*)(const char*, off_t)>("truncate");
  return told(real(path, size),
              [&](RecordedFiles& files) { files.truncated(path, static_cast<std::size_t>(size)); });
}

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return synced(fd, real);
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return synced(fd, real);
}

int rename(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return told(real(from, to), [&](RecordedFiles& files) { files.renamed(from, to); });
}

int unlink(const char* path) noexcept {
  static const auto real = next<int (*)(const char*)>("unlink");
  return told(real(path), [&](RecordedFiles& files) { files.removed(path); });
}

int remove(const char* path) noexcept {
  static const auto real = next<int (*)(const char*)>("remove");
  return told(real(path), [&](RecordedFiles& files) { files.removed(path); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  static const auto real = next<int (*)(const char*, mode_t)>("mkdir");
  return told(real(path, mode), [&](RecordedFiles& files) { files.made_folder(path); });
}

}  // extern "C"
