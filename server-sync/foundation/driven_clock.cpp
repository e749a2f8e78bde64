#ifdef STEMME_DRIVEN_TIME

#include "server-sync/foundation/driven_clock.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stemme {
namespace {

constexpr const char* socket_variable = "STEMME_DRIVEN_CLOCK";

long long number_from(const char* variable, long long otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoll(text);
}

/// One connection of this process to the clock.
class Line {
 public:
  explicit Line(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    STEMME_ASSERT(path.size() < sizeof(address.sun_path));
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    STEMME_ASSERT(fd_ >= 0);
    open_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Line() { close(fd_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool open() const { return open_; }
  int fd() const { return fd_; }
  void say(std::string_view line) {
    // The clock's end is the end of the run: nothing is left to keep in step
    // with.
    if (send(fd_, line.data(), line.size(), MSG_NOSIGNAL) < 0) std::_Exit(0);
  }
  void drain() {
    char rest[64];
    if (recv(fd_, rest, sizeof(rest), MSG_DONTWAIT) == 0) std::_Exit(0);
  }

 private:
  int fd_;
  bool open_ = false;
};

class DrivenClock final : public Clock, public std::enable_shared_from_this<DrivenClock> {
 public:
  DrivenClock(std::string path, const std::atomic<std::int64_t>* now)
      : path_(std::move(path)), now_(now), errands_line_(path_) {}

  bool open() const { return errands_line_.open(); }
  void settle() { errands_line_.say("w -\n"); }

  Instant now() override { return Instant(Milliseconds(now_->load())) + Milliseconds(offset_); }
  Ticks ticks() override { return Milliseconds(now_->load()) - driven_boot.time_since_epoch(); }
  std::uint64_t boot_id() override { return boot_id_; }

  void wait(std::span<const int> readable, std::optional<Ticks> until) override {
    if (until && *until <= ticks()) return;
    Line& line = line_of_this_thread();
    std::vector<pollfd> fds;
    for (int fd : readable) fds.push_back({fd, POLLIN, 0});
    fds.push_back({line.fd(), POLLIN, 0});
    line.say(until ? "w " + std::to_string(until->count()) + "\n" : std::string("w -\n"));
    static_cast<void>(poll(fds.data(), fds.size(), -1));
    line.say("b\n");
    line.drain();
  }

  Errand errand() override {
    const std::lock_guard lock(mutex_);
    if (errands_++ == 0) errands_line_.say("b\n");
    auto self = shared_from_this();
    return {static_cast<void*>(this), [self](void*) { self->end_errand(); }};
  }

  void enter(Errand started_under) override {
    line_of_this_thread().say("b\n");
    started_under.reset();
  }

 private:
  void end_errand() {
    const std::lock_guard lock(mutex_);
    if (--errands_ == 0) errands_line_.say("w -\n");
  }

  /// Busy from its first wait until the thread ends.
  Line& line_of_this_thread() {
    thread_local std::unordered_map<const void*, std::unique_ptr<Line>> lines;
    auto& line = lines[this];
    if (!line) line = std::make_unique<Line>(path_);
    return *line;
  }

  const std::string path_;
  const std::atomic<std::int64_t>* now_;
  const long long offset_ = number_from("STEMME_CLOCK_OFFSET_MS", 0);
  const std::uint64_t boot_id_ = static_cast<std::uint64_t>(number_from("STEMME_BOOT_ID", 1));
  std::mutex mutex_;
  int errands_ = 0;
  Line errands_line_;
};

}  // namespace

bool driven_clock_named() { return std::getenv(socket_variable) != nullptr; }

Result<std::shared_ptr<Clock>> connect_driven_clock() {
  const std::string path = std::getenv(socket_variable);
  const int file = open((path + ".now").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return missing("no driven clock at " + path);
  void* memory = mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) return unexpected("cannot read the driven clock");
  auto clock =
      std::make_shared<DrivenClock>(path, static_cast<const std::atomic<std::int64_t>*>(memory));
  if (!clock->open()) return missing("nobody drives the clock at " + path);
  clock->settle();
  return std::shared_ptr<Clock>(clock);
}

}  // namespace stemme

#endif
