#include "app/notifier.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace stemme {

Notifier::Notifier() {
  const char* address = std::getenv("NOTIFY_SOCKET");
  if (address == nullptr) return;
  address_ = address;
  socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (const char* usec = std::getenv("WATCHDOG_USEC")) every_ = Ticks(std::atoll(usec) / 1000 / 2);
}

Notifier::~Notifier() {
  if (socket_ >= 0) close(socket_);
}

void Notifier::ready() { say("READY=1"); }

void Notifier::alive(Ticks now) {
  if (!is_due(now)) return;
  say("WATCHDOG=1");
  next_ = now + every_;
}

std::optional<Ticks> Notifier::deadline() const {
  if (every_.count() == 0) return std::nullopt;
  return next_;
}

void Notifier::say(const std::string& words) const {
  if (socket_ < 0) return;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (address_.size() >= sizeof(to.sun_path)) return;
  std::memcpy(to.sun_path, address_.c_str(), address_.size());
  // An address that begins with @ is in the abstract namespace.
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  static_cast<void>(sendto(socket_, words.data(), words.size(), MSG_NOSIGNAL,
                           reinterpret_cast<const sockaddr*>(&to), size));
}

}  // namespace stemme
