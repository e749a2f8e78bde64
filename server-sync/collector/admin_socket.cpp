#include "server-sync/collector/admin_socket.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace stemme {
namespace {

constexpr std::size_t line_bytes_max = 1024 * 1024;

std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof(address.sun_path)) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// A caller that stops in the middle must not stop the collector's verbs.
void bound_waiting(int fd, int seconds) {
  const timeval limit{seconds, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

Result<std::string> read_line(int fd) {
  std::string line;
  std::array<char, 4096> part{};
  while (line.size() < line_bytes_max) {
    const auto count = recv(fd, part.data(), part.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return offline("the other end has gone");
    line.append(part.data(), static_cast<std::size_t>(count));
    if (line.ends_with('\n')) return line.substr(0, line.size() - 1);
  }
  return invalid("a line that long");
}

Result<void> write_line(int fd, std::string line) {
  line += '\n';
  std::string_view left = line;
  while (!left.empty()) {
    const auto count = send(fd, left.data(), left.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return offline("the other end has gone");
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace

AdminSocket::AdminSocket(std::filesystem::path path, std::shared_ptr<Clock> clock, Answer answer,
                         int listener, int stop)
    : path_(std::move(path)),
      clock_(std::move(clock)),
      answer_(std::move(answer)),
      listener_(listener),
      stop_(stop) {}

Result<std::unique_ptr<AdminSocket>> AdminSocket::listen(const std::filesystem::path& path,
                                                         mode_t mode, std::shared_ptr<Clock> clock,
                                                         Answer answer) {
  const auto address = address_of(path);
  if (!address) return invalid("a path too long for a socket: " + path.string());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (listener < 0 || stop < 0) return unexpected("no socket for verbs");
  // Only the holder of the state lock comes here, so what is there is a dead process's.
  unlink(path.c_str());
  const bool bound = bind(listener, generic(*address), sizeof(*address)) == 0 &&
                     chmod(path.c_str(), mode) == 0 && ::listen(listener, 16) == 0;
  if (!bound) return unexpected("cannot listen at " + path.string() + ": " + std::strerror(errno));
  std::unique_ptr<AdminSocket> admin(
      new AdminSocket(path, std::move(clock), std::move(answer), listener, stop));
  admin->thread_ = std::thread([raw = admin.get(), errand = admin->clock_->errand()]() mutable {
    raw->clock_->enter(std::move(errand));
    raw->run();
  });
  return admin;
}

AdminSocket::~AdminSocket() {
  eventfd_write(stop_, 1);
  if (thread_.joinable()) thread_.join();
  unlink(path_.c_str());
  close(listener_);
  close(stop_);
}

void AdminSocket::run() {
  const std::array readable{listener_, stop_};
  for (;;) {
    clock_->wait(readable, std::nullopt);
    eventfd_t stopped = 0;
    if (eventfd_read(stop_, &stopped) == 0) return;
    serve_one();
  }
}

void AdminSocket::serve_one() {
  const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  bound_waiting(fd, 5);
  const auto line = read_line(fd);
  // Whoever asked has gone: nothing to tell.
  if (line) static_cast<void>(!write_line(fd, answer_(*line)));
  close(fd);
}

Result<std::string> ask_admin_socket(const std::filesystem::path& path, const std::string& line,
                                     int seconds) {
  const auto address = address_of(path);
  if (!address) return missing("no collector there");
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return unexpected("no socket");
  if (seconds > 0) bound_waiting(fd, seconds);
  if (connect(fd, generic(*address), sizeof(*address)) != 0) {
    close(fd);
    return missing("no running collector");
  }
  auto sent = write_line(fd, line);
  auto answer = sent ? read_line(fd) : Result<std::string>(std::move(sent).error());
  close(fd);
  return answer;
}

}  // namespace stemme
