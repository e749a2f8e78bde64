#include "app/display/wait.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace stemme {

bool is_readable(int fd) {
  pollfd asked{fd, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

Result<std::shared_ptr<Bell>> Bell::open() {
  const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) return unexpected(std::string("eventfd: ") + std::strerror(errno));
  return std::shared_ptr<Bell>(new Bell(fd));
}

Bell::~Bell() { static_cast<void>(close(fd_)); }

void Bell::ring() { static_cast<void>(eventfd_write(fd_, 1)); }

bool Bell::take() {
  eventfd_t rings = 0;
  return eventfd_read(fd_, &rings) == 0;
}

Result<Wait> Wait::open(std::shared_ptr<Clock> clock, Fingers& fingers) {
  auto bell = TRY(Bell::open());
  return Wait(std::move(clock), fingers, std::move(bell));
}

void Wait::until(std::optional<Ticks> deadline, std::span<const int> also) {
  // Xlib may have read events into memory while it drew; then the descriptor is quiet although
  // something waits.
  if (fingers_->gather()) return;
  std::vector<int> readable{bell_->fd()};
  if (const auto input = fingers_->fd()) readable.push_back(*input);
  readable.insert(readable.end(), also.begin(), also.end());
  clock_->wait(readable, deadline);
}

}  // namespace stemme
