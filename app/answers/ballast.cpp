#include "app/answers/ballast.h"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace stemme {
namespace {

constexpr std::uintmax_t low_bytes = 128ULL * 1024 * 1024;

}  // namespace

Ballast::Ballast(std::filesystem::path folder, std::size_t bytes)
    : folder_(std::move(folder)), bytes_(bytes) {}

std::uintmax_t Ballast::free_bytes() const {
  std::error_code failed;
  const auto space = std::filesystem::space(folder_, failed);
  return failed ? 0 : space.available;
}

bool Ballast::plenty() const { return free_bytes() >= 4 * bytes_; }

bool Ballast::lies_easily() const { return bytes_ > 0 && !gone_ && free_bytes() >= low_bytes; }

void Ballast::take() {
  std::error_code failed;
  if (bytes_ == 0 || !plenty()) return;
  if (std::filesystem::file_size(folder_ / "ballast", failed) == bytes_ && !failed) return;
  const int file = open((folder_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  // Real blocks, not a hole; when it fails there is no ballast, and nothing else is lost.
  const bool taken = posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  close(file);
  gone_ = !taken;
}

void Ballast::let_go() {
  std::error_code failed;
  std::filesystem::remove(folder_ / "ballast", failed);
  gone_ = bytes_ > 0;
}

const char* Ballast::space() const {
  if (let_go_and_still_tight()) return "full";
  return free_bytes() < low_bytes ? "low" : "ok";
}

}  // namespace stemme
