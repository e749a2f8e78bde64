#include "server-sync/counting/release_log.h"

#include <algorithm>
#include <fstream>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::uintmax_t looked_at_once = 4096;

Error unreadable() { return offline("the release log cannot be read"); }

/// Of the first `end` bytes, with its own end where it has one.
std::string last_line(std::ifstream& file, std::uintmax_t end) {
  std::string line;
  while (end > 0) {
    std::string before(std::min(end, looked_at_once), '\0');
    end -= before.size();
    file.seekg(static_cast<std::streamoff>(end));
    file.read(before.data(), std::ssize(before));
    line.insert(0, before);
    const auto other = line.find_last_of('\n', line.size() - 2);
    if (line.size() > 1 && other != std::string::npos) return line.substr(other + 1);
  }
  return line;
}

bool is_whole(std::string_view line) {
  return line.starts_with('{') && line.ends_with('\n') && read_json(line, line.size());
}

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
  std::error_code unknown;
  const auto before = std::filesystem::file_size(path_, unknown);
  auto done = append_durably(path_, as_bytes(line + "\n"));
  if (done) return {};
  // Nothing may be assumed about the tail, and the line will come again: it must not stand there
  // twice.
  mended_ = false;
  if (!unknown) refused_at_ = before;
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

/// Cuts off what nobody was answered for: a refused line, and what a power cut left of one. Where
/// its bytes were on their way, others may lie in their place, also ends of lines. What stays is
/// there for good before anybody acts on it.
Result<void> ReleaseLog::mend() {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path_, failed))
    return offline("the release log cannot be reached: no " + path_.string());
  const auto size = std::filesystem::file_size(path_, failed);
  std::ifstream file(path_, std::ios::binary);
  if (failed || !file) return unreadable();
  auto end = std::min(size, refused_at_.value_or(size));
  while (end > 0) {
    const auto line = last_line(file, end);
    // Taken for a torn line, it would cut off what is whole.
    if (!file) return unreadable();
    if (is_whole(line)) break;
    end -= line.size();
  }
  if (end < size) std::filesystem::resize_file(path_, end, failed);
  if (failed) return offline("the release log cannot be mended");
  const auto synced = sync_file(path_);
  if (!synced) return offline("the release log cannot be mended: " + synced.error().message());
  refused_at_.reset();
  mended_ = true;
  return {};
}

}  // namespace stemme
