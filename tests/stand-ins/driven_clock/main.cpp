/// The driven clock (C13): one process that holds *now*. `stemme-clock SOCKET START_MS`. Clients
/// (see server-sync/foundation/driven_clock.h) are busy or waiting until T. A controller on the
/// same socket says
///   advance MS   move at most so far, stopping at each T; answers `at NOW_MS` when all wait again
///   until MS     the same, to an instant
///   now          answer `at NOW_MS`
/// It never goes back. Demo and test builds only.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/driven_clock.h"

namespace stemme {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t boot_ms = driven_boot.time_since_epoch().count();

struct Peer {
  enum class Kind { New, Client, Controller };
  Kind kind = Kind::New;
  bool is_waiting = false;
  std::int64_t until = never;
  std::string unread;
  /// Controllers: what they asked for and have not been answered.
  std::optional<std::int64_t> target;
};

class ClockServer {
 public:
  ClockServer(int listener, std::atomic<std::int64_t>* now) : listener_(listener), now_(now) {}

  void run() {
    for (;;) {
      // Everything said so far is heard before time moves: a client that took
      // an errand before it began to wait has said so on another line.
      while (hear(0)) {
      }
      if (!all_wait() || !answer_or_move()) hear(-1);
    }
  }

 private:
  /// True if somebody said something.
  bool hear(int timeout) {
    std::vector<pollfd> fds{{listener_, POLLIN, 0}};
    for (const auto& [fd, peer] : peers_) fds.push_back({fd, POLLIN, 0});
    if (poll(fds.data(), fds.size(), timeout) <= 0) return false;
    if (fds[0].revents != 0) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) peers_[fd];
    }
    for (std::size_t i = 1; i < fds.size(); ++i) {
      if (fds[i].revents != 0) hear_from(fds[i].fd);
    }
    return true;
  }

  void hear_from(int fd) {
    char part[4096];
    const auto count = recv(fd, part, sizeof(part), 0);
    if (count <= 0) {
      close(fd);
      peers_.erase(fd);
      return;
    }
    auto& peer = peers_[fd];
    peer.unread.append(part, static_cast<std::size_t>(count));
    for (auto end = peer.unread.find('\n'); end != std::string::npos;
         end = peer.unread.find('\n')) {
      const auto line = peer.unread.substr(0, end);
      peer.unread.erase(0, end + 1);
      take(fd, peer, line);
    }
  }

  void take(int fd, Peer& peer, const std::string& line) {
    const auto space = line.find(' ');
    const auto verb = line.substr(0, space);
    const auto rest = space == std::string::npos ? std::string() : line.substr(space + 1);
    if (verb == "b" || verb == "w") return take_client(peer, verb, rest);
    peer.kind = Peer::Kind::Controller;
    if (verb == "advance") peer.target = now_->load() + std::atoll(rest.c_str());
    if (verb == "until")
      peer.target = std::max<std::int64_t>(now_->load(), std::atoll(rest.c_str()));
    if (verb == "now") tell(fd, "at " + std::to_string(now_->load()));
  }

  void take_client(Peer& peer, const std::string& verb, const std::string& rest) {
    peer.kind = Peer::Kind::Client;
    peer.is_waiting = verb == "w";
    peer.until = rest.empty() || rest == "-" ? never : std::atoll(rest.c_str()) + boot_ms;
  }

  bool all_wait() const {
    return std::all_of(peers_.begin(), peers_.end(), [](const auto& entry) {
      const auto& peer = entry.second;
      return peer.kind == Peer::Kind::Controller ||
             (peer.kind == Peer::Kind::Client && peer.is_waiting);
    });
  }

  /// With all waiting: answers whoever has got what they asked for, or moves
  /// one step. False when there is nothing to do.
  bool answer_or_move() {
    bool done = false;
    for (auto& [fd, peer] : peers_) {
      if (peer.target && *peer.target <= now_->load() && !due()) {
        peer.target.reset();
        tell(fd, "at " + std::to_string(now_->load()));
        done = true;
      }
    }
    return done || move();
  }

  bool due() const { return next() <= now_->load(); }

  std::int64_t next() const {
    std::int64_t soonest = never;
    for (const auto& [fd, peer] : peers_) {
      if (peer.kind == Peer::Kind::Client && peer.is_waiting)
        soonest = std::min(soonest, peer.until);
    }
    return soonest;
  }

  bool move() {
    std::int64_t limit = std::numeric_limits<std::int64_t>::min();
    for (const auto& [fd, peer] : peers_) {
      if (peer.target) limit = std::max(limit, *peer.target);
    }
    const auto to = std::max(now_->load(), std::min(limit, next()));
    if (limit == std::numeric_limits<std::int64_t>::min() && !due()) return false;
    now_->store(to);
    for (auto& [fd, peer] : peers_) {
      if (peer.kind != Peer::Kind::Client || !peer.is_waiting || peer.until > to) continue;
      peer.is_waiting = false;
      tell(fd, "n");
    }
    return true;
  }

  static void tell(int fd, const std::string& line) {
    const auto text = line + "\n";
    static_cast<void>(send(fd, text.data(), text.size(), MSG_NOSIGNAL));
  }

  int listener_;
  std::atomic<std::int64_t>* now_;
  std::map<int, Peer> peers_;
};

std::atomic<std::int64_t>* shared_now(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(std::int64_t)) != 0) return nullptr;
  void* memory = mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return memory == MAP_FAILED ? nullptr : new (memory) std::atomic<std::int64_t>;
}

int listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  unlink(path.c_str());
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return -1;
  return listen(fd, 64) == 0 ? fd : -1;
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: stemme-clock SOCKET START_MS\n", stderr);
    return 2;
  }
  const std::string path = argv[1];
  auto* now = stemme::shared_now(path + ".now");
  if (now != nullptr) now->store(std::atoll(argv[2]));
  const int listener = now == nullptr ? -1 : stemme::listen_at(path);
  if (listener < 0) {
    std::fprintf(stderr, "stemme-clock: cannot listen at %s\n", path.c_str());
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  stemme::ClockServer(listener, now).run();
}
