/// A file that only takes up room (trust §1.2, 5): let go when the disk is full, so that closing
/// and sending still work, and taken back when there is room again. Store's thread.
#pragma once

#include <cstddef>
#include <filesystem>

namespace stemme {

class Ballast {
 public:
  /// None is kept when `bytes` is 0.
  Ballast(std::filesystem::path folder, std::size_t bytes);

  /// Takes room if the disk has plenty; keeps what is there.
  void take();
  void let_go();
  /// The disk was full and has not got better: no answer may be taken.
  bool let_go_and_still_tight() const { return gone_ && !plenty(); }

  /// It lies there, and the disk has so much room besides that a few more megabytes are nothing.
  bool lies_easily() const;

  /// "ok", "low", "full" for `stemme-status`.
  const char* space() const;

 private:
  bool plenty() const;
  std::uintmax_t free_bytes() const;

  std::filesystem::path folder_;
  std::size_t bytes_;
  bool gone_ = false;
};

}  // namespace stemme
