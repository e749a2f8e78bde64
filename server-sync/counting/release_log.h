/// The log that is written before anything takes effect (C12): one JSON line an event, from
/// counting
/// (`"event":"week"`, `"event":"rounds"`) and from the register (its own events). Lives off-site
/// when that is configured. Any thread; appends wait for each other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "server-sync/foundation/result.h"

namespace stemme {

class ReleaseLog {
 public:
  static constexpr const char* file_name = "release.log";

  explicit ReleaseLog(const std::filesystem::path& folder) : path_(folder / file_name) {}

  /// An empty log. Refused where one lies already: it is somebody's. Whoever finds none later knows
  /// that the folder is not the one it was, as the bare place of a disk that is not mounted.
  static Result<void> begin(const std::filesystem::path& folder);

  /// Durable when it returns. Offline when the log cannot be reached; then nothing may take effect.
  Result<void> append(const std::string& line);
  /// Every whole line, oldest first, each there for good when it is handed over. What follows the
  /// last one that can be read was never answered for: it is cut off, so that the next one begins
  /// clean.
  Result<void> replay(const std::function<Result<void>(const std::string& line)>& take);

 private:
  Result<void> mend();

  std::filesystem::path path_;
  std::mutex mutex_;
  bool mended_ = false;
  std::optional<std::uintmax_t> refused_at_;  ///< how long it was before a line that was refused
};

}  // namespace stemme
