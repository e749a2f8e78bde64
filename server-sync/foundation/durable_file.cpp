#include "server-sync/foundation/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace stemme {
namespace {

Error failed(std::string_view doing, const std::filesystem::path& path) {
  const int code = errno;
  const auto failure = code == ENOSPC || code == EDQUOT ? Failure::Full : Failure::Unexpected;
  return {failure, std::string(doing) + " " + path.string() + ": " + std::strerror(code)};
}

/// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return fd_; }

 private:
  int fd_;
};

Result<void> write_and_sync(int fd, ByteView content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const auto written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("writing", path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
  if (fsync(fd) != 0) return failed("syncing", path);
  return {};
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.number() < 0 && errno == ENOENT) return missing("no file " + path.string());
  if (fd.number() < 0) return failed("opening", path);
  Bytes content;
  std::uint8_t part[16384];
  for (;;) {
    const auto count = read(fd.number(), part, sizeof(part));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("reading", path);
    if (count == 0) return content;
    content.insert(content.end(), part, part + count);
    if (content.size() > bytes_max)
      return invalid(path.string() + " is longer than " + std::to_string(bytes_max) + " bytes");
  }
}

Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t bytes_max) {
  auto content = TRY(read_file(path, bytes_max));
  return std::string(as_text(content));
}

Result<void> write_durably(const std::filesystem::path& path, ByteView content) {
  auto fresh = path;
  fresh += ".new";
  {
    const Descriptor fd(open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd.number() < 0) return failed("creating", fresh);
    TRY(write_and_sync(fd.number(), content, fresh));
  }
  if (rename(fresh.c_str(), path.c_str()) != 0) return failed("renaming", fresh);
  return sync_file(path.parent_path().empty() ? "." : path.parent_path());
}

Result<void> append_durably(const std::filesystem::path& path, ByteView content) {
  const Descriptor fd(open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (fd.number() < 0 && errno == ENOENT) return missing("no file " + path.string());
  if (fd.number() < 0) return failed("opening", path);
  return write_and_sync(fd.number(), content, path);
}

Result<void> sync_file(const std::filesystem::path& path) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.number() < 0 || fsync(fd.number()) != 0) return failed("syncing", path);
  return {};
}

Result<std::vector<std::filesystem::path>> entries_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code code;
  std::filesystem::directory_iterator at(folder, code);
  for (; !code && at != std::filesystem::directory_iterator(); at.increment(code))
    entries.push_back(at->path());
  if (code == std::errc::no_such_file_or_directory) return missing("no folder " + folder.string());
  if (code) return unexpected("reading " + folder.string() + ": " + code.message());
  std::ranges::sort(entries);
  return entries;
}

Result<std::vector<std::filesystem::path>> files_below(const std::filesystem::path& folder) {
  auto waiting = TRY(entries_in(folder));
  std::vector<std::filesystem::path> files;
  while (!waiting.empty()) {
    const auto path = std::move(waiting.back());
    waiting.pop_back();
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) files.push_back(path);
    if (!std::filesystem::is_directory(std::filesystem::symlink_status(path, ignored))) continue;
    const auto deeper = entries_in(path);
    if (deeper) waiting.insert(waiting.end(), deeper->begin(), deeper->end());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace stemme
