#include "server-sync/counting/release_log.h"

#include <fstream>

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

Error unreadable() { return offline("the release log cannot be read"); }

}  // namespace

Result<void> ReleaseLog::begin(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / file_name, ignored))
    return refused("a release log lies in " + folder.string() + " already; whose is it?");
  const auto done = write_durably(folder / file_name, {});
  if (done) return {};
  return offline(folder.string() + " cannot be written to: " + done.error().message());
}

Result<void> ReleaseLog::append(const std::string& line) {
  STEMME_ASSERT(line.find('\n') == std::string::npos);
  const std::lock_guard lock(mutex_);
  if (!mended_) TRY(mend());
  auto done = append_durably(path_, as_bytes(line + "\n"));
  if (done) return {};
  // Nothing may be assumed about the tail: the next append looks at it again.
  mended_ = false;
  return offline("the release log cannot be reached: " + done.error().message());
}

Result<void> ReleaseLog::replay(const std::function<Result<void>(const std::string&)>& take) {
  const std::lock_guard lock(mutex_);
  TRY(mend());
  std::ifstream file(path_, std::ios::binary);
  for (std::string line; std::getline(file, line);) TRY(take(line));
  // A disk that stopped in the middle has not told all there is.
  return file.eof() ? Result<void>() : unreadable();
}

/// Cuts off what a power cut left of a line.
Result<void> ReleaseLog::mend() {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path_, failed))
    return offline("the release log cannot be reached: no " + path_.string());
  mended_ = true;
  const auto size = std::filesystem::file_size(path_, failed);
  if (failed || size == 0) return {};
  std::ifstream file(path_, std::ios::binary);
  auto end = size;
  for (; end > 0; --end) {
    file.seekg(static_cast<std::streamoff>(end - 1));
    const auto last = file.get();
    // Taken for a line's missing end, it would cut off what is whole.
    if (!file) return unreadable();
    if (last == '\n') break;
  }
  if (end == size) return {};
  std::filesystem::resize_file(path_, end, failed);
  if (failed) return offline("the release log cannot be mended");
  return {};
}

}  // namespace stemme
