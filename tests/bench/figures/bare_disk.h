/// What the disk itself takes: four KiB written over what was there, and made durable. No file
/// system work, no growth: nothing that is durable can be faster in this folder. One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "tests/bench/figures/figures.h"

namespace stemme {

class BareDisk {
 public:
  static Result<std::unique_ptr<BareDisk>> open(const std::filesystem::path& folder);
  ~BareDisk();
  BareDisk(const BareDisk&) = delete;
  BareDisk& operator=(const BareDisk&) = delete;

  /// Milliseconds of one write and fdatasync.
  double write_once();

 private:
  explicit BareDisk(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace stemme
