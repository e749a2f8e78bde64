#include "server-sync/collector/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t small_file_bytes_max = 16 * 1024;
constexpr std::string_view sealing_prefix = "sealing-";
constexpr std::string_view key_ending = ".key";

Error failed(const std::string& doing, const std::filesystem::path& path) {
  return unexpected(doing + " " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

StateLock::~StateLock() {
  if (fd_ >= 0) close(fd_);
}

SecretKeys SecretKeys::generate() {
  return {SigningKey::generate(), OpeningKey::generate(), SigningKey::generate(),
          SigningKey::generate(), OpeningKey::generate()};
}

Result<StateDirectory> StateDirectory::create(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_empty(path, ignored))
    return refused(path.string() + " is not empty; a collector begins in a new directory");
  std::filesystem::create_directories(path.parent_path(), ignored);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("making", path);
  if (chmod(path.c_str(), 0700) != 0) return failed("closing", path);
  return StateDirectory(path);
}

Result<StateDirectory> StateDirectory::open(const std::filesystem::path& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0 || !S_ISDIR(about.st_mode))
    return missing("no collector in " + path.string() + "; run init first");
  if ((about.st_mode & 077U) != 0)
    return refused("others may look into " + path.string() + "; run chmod 700 on it");
  return StateDirectory(path);
}

Result<StateLock> StateDirectory::lock() const {
  const auto file = path_ / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed("opening", file);
  StateLock held(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0)
    return refused("another process is this collector already");
  return held;
}

Result<void> StateDirectory::write(const CollectorSettings& settings) const {
  const auto text = JsonObject()
                        .text("host", settings.host)
                        .text("assets", settings.assets)
                        .text("templates", settings.templates)
                        .written();
  return write_durably(path_ / "settings.json", as_bytes(text + "\n"));
}

Result<CollectorSettings> StateDirectory::settings() const {
  const auto text = TRY(read_text_file(path_ / "settings.json", small_file_bytes_max));
  const auto json = TRY(read_json(text, small_file_bytes_max).while_doing("settings.json"));
  CollectorSettings settings;
  settings.host = TRY(json.text("host", 256));
  settings.assets = TRY(json.text("assets", 4096));
  settings.templates = TRY(json.text("templates", 4096));
  return settings;
}

Result<void> StateDirectory::write(const SecretKeys& keys) const {
  TRY(write_secret("identity", keys.identity.seed()));
  TRY(write_secret(std::string(sealing_prefix) + key_name(keys.sealing.sealing_key()),
                   keys.sealing.secret()));
  TRY(write_secret("reply", keys.reply.seed()));
  TRY(write_secret("reply-reserve", keys.reserve_reply.seed()));
  return write_secret("enrol", keys.enrol.secret());
}

Result<SigningKey> StateDirectory::signing_key(const std::string& name) const {
  const auto seed = TRY(secret(name));
  return SigningKey::from_seed(seed);
}

Result<OpeningKey> StateDirectory::enrol_key() const {
  const auto bytes = TRY(secret("enrol"));
  return OpeningKey::from_secret(bytes);
}

Result<std::vector<OpeningKey>> StateDirectory::opening_keys() const {
  std::vector<OpeningKey> keys;
  std::error_code failed_code;
  for (const auto& entry : std::filesystem::directory_iterator(path_, failed_code)) {
    const auto name = entry.path().stem().string();
    if (entry.path().extension() != key_ending || !name.starts_with(sealing_prefix)) continue;
    const auto bytes = TRY(secret(name));
    keys.push_back(OpeningKey::from_secret(bytes));
  }
  if (keys.empty()) return missing("no sealing key in " + path_.string());
  return keys;
}

Result<FixedBytes<32>> StateDirectory::secret(const std::string& name) const {
  const auto file = path_ / (name + std::string(key_ending));
  auto text = TRY(read_text_file(file, small_file_bytes_max));
  while (text.ends_with('\n')) text.pop_back();
  const auto bytes = TRY(from_hex(text).while_doing("reading " + file.string()));
  return fixed<32>(bytes).while_doing("reading " + file.string());
}

Result<void> StateDirectory::write_secret(const std::string& name,
                                          const FixedBytes<32>& secret) const {
  return write_durably(path_ / (name + std::string(key_ending)), as_bytes(to_hex(secret) + "\n"));
}

}  // namespace stemme
