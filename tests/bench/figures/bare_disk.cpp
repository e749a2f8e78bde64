#include "tests/bench/figures/bare_disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace stemme {

Result<std::unique_ptr<BareDisk>> BareDisk::open(const std::filesystem::path& folder) {
  const int fd = ::open((folder / "bare").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return unexpected(std::string("cannot make a file to compare with: ") + std::strerror(errno));
  std::unique_ptr<BareDisk> disk(new BareDisk(fd));
  disk->write_once();
  return disk;
}

BareDisk::~BareDisk() { close(fd_); }

double BareDisk::write_once() {
  std::array<char, 4096> page{};
  page.fill('s');
  const auto began = moment();
  STEMME_ASSERT(pwrite(fd_, page.data(), page.size(), 0) == static_cast<ssize_t>(page.size()));
  STEMME_ASSERT(fdatasync(fd_) == 0);
  return ms_since(began);
}

}  // namespace stemme
