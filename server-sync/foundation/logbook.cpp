#include "server-sync/foundation/logbook.h"

#include <unistd.h>

#include <string>

namespace stemme {
namespace {

void write_line(std::string_view priority, std::string_view room, std::string_view message) {
  std::string line(priority);
  line.append(room).append(": ").append(message).append("\n");
  // One write a line: lines of several threads do not mix.
  static_cast<void>(!write(STDERR_FILENO, line.data(), line.size()));
}

}  // namespace

void log_event(std::string_view room, std::string_view message) {
  write_line("<6>", room, message);
}

void log_warning(std::string_view room, std::string_view message) {
  write_line("<4>", room, message);
}

void log_failure(std::string_view room, const Error& error) {
  write_line("<3>", room, error.message());
}

}  // namespace stemme
