#include "tests/stand-ins/driven_clock_process.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "server-sync/foundation/driven_clock.h"

namespace stemme {
namespace {

pid_t start_server(const std::filesystem::path& socket, Instant start) {
  int ready[2];
  STEMME_ASSERT(pipe(ready) == 0);
  const auto from = std::to_string(start.time_since_epoch().count());
  const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const pid_t process = fork();
  if (process == 0) {
    dup2(ready[1], STDOUT_FILENO);
    close(ready[0]);
    close(ready[1]);
    execl((program / "stemme-clock").c_str(), "stemme-clock", socket.c_str(), from.c_str(),
          nullptr);
    _exit(127);
  }
  close(ready[1]);
  char word[8];
  STEMME_ASSERT(read(ready[0], word, sizeof(word)) > 0);
  close(ready[0]);
  return process;
}

int connect_to(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket.c_str(), sizeof(address.sun_path) - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  STEMME_ASSERT(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  return fd;
}

}  // namespace

DrivenClockProcess::DrivenClockProcess(const std::filesystem::path& socket, Instant start)
    : socket_(socket), process_(start_server(socket, start)), line_(connect_to(socket)) {
  static_cast<void>(ask("now"));
}

DrivenClockProcess::~DrivenClockProcess() {
  close(line_);
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

std::shared_ptr<Clock> DrivenClockProcess::connect() const {
  setenv("STEMME_DRIVEN_CLOCK", socket_.c_str(), 1);
  auto clock = connect_driven_clock().value();
  unsetenv("STEMME_DRIVEN_CLOCK");
  return clock;
}

Instant DrivenClockProcess::advance(Milliseconds by) {
  const auto answer = ask("advance " + std::to_string(by.count()));
  return Instant(Milliseconds(std::stoll(answer.substr(3))));
}

Instant DrivenClockProcess::advance_to(Instant to) {
  const auto answer = ask("until " + std::to_string(to.time_since_epoch().count()));
  return Instant(Milliseconds(std::stoll(answer.substr(3))));
}

std::string DrivenClockProcess::ask(const std::string& line) {
  const auto text = line + "\n";
  STEMME_ASSERT(send(line_, text.data(), text.size(), MSG_NOSIGNAL) > 0);
  std::string answer;
  char letter = 0;
  while (recv(line_, &letter, 1, 0) == 1 && letter != '\n') answer += letter;
  STEMME_ASSERT(!answer.empty());
  return answer;
}

}  // namespace stemme
