#include "server-sync/collector/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t small_file_bytes_max = 16 * 1024;
constexpr std::size_t pem_bytes_max = 64 * 1024;
constexpr std::string_view sealing_prefix = "sealing-";
constexpr std::string_view key_ending = ".key";

constexpr mode_t closed = 0700;
/// What the group makes belongs to the group, and stays whoever's it is.
constexpr mode_t shared = S_ISGID | S_ISVTX | 0770;
constexpr mode_t own = 0600;
/// What the web side reads, and no more.
constexpr std::string_view for_the_web_side[] = {"settings.json", "reply.key", "enrol.key",
                                                 "tls.key", "tls.crt"};
/// What both sides open, each in its way: SQLite gives a WAL the mode of its database.
constexpr std::string_view for_both[] = {"register.db", "intake.db", "counts.db", "web.lock",
                                         "count.lock"};

template <std::size_t count>
bool holds(const std::string_view (&names)[count], const std::filesystem::path& file) {
  return std::ranges::find(names, file.filename().string()) != std::end(names);
}

Error failed(const std::string& doing, const std::filesystem::path& path) {
  return unexpected(doing + " " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

StateLock::~StateLock() {
  if (fd_ >= 0) close(fd_);
}

SecretKeys SecretKeys::generate() {
  return {SigningKey::generate(),
          {OpeningKey::generate()},
          SigningKey::generate(),
          SigningKey::generate(),
          OpeningKey::generate()};
}

Result<StateDirectory> StateDirectory::create(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_empty(path, ignored))
    return refused(path.string() + " is not empty; a collector begins in a new directory");
  std::filesystem::create_directories(path.parent_path(), ignored);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("making", path);
  if (chmod(path.c_str(), closed) != 0) return failed("closing", path);
  return StateDirectory(path, false);
}

Result<StateDirectory> StateDirectory::open(const std::filesystem::path& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0 || !S_ISDIR(about.st_mode))
    return missing("no collector in " + path.string() + "; run init first");
  const bool is_shared = (about.st_mode & 07777U) == shared;
  if ((about.st_mode & 077U) != 0 && !is_shared)
    return refused("others may look into " + path.string() + "; run chmod 700 on it");
  return StateDirectory(path, is_shared);
}

mode_t StateDirectory::mode_of(const std::filesystem::path& file) const {
  if (!is_shared_) return own;
  const auto name = file.filename().string();
  if (holds(for_the_web_side, file)) return 0640;
  return holds(for_both, file) || name.ends_with("-wal") || name.ends_with("-shm") ? 0660 : own;
}

Result<void> StateDirectory::give_mode(const std::filesystem::path& file) const {
  if (chmod(file.c_str(), mode_of(file)) != 0) return failed("opening to its side", file);
  return {};
}

Result<StateDirectory> StateDirectory::share() const {
  // Of a server that was killed: whoever listens next makes them anew, as another user perhaps.
  std::error_code failed_code;
  for (const auto& socket : {socket(Side::Web), socket(Side::Count), hatch()})
    std::filesystem::remove(socket, failed_code);
  const StateDirectory ours(path_, true);
  const auto entries = TRY(entries_in(path_));
  for (const auto& entry : entries)
    if (std::filesystem::is_regular_file(std::filesystem::symlink_status(entry, failed_code)))
      TRY(ours.give_mode(entry));
  if (chmod(path_.c_str(), shared) != 0) return failed("sharing", path_);
  return ours;
}

bool StateDirectory::counting_secrets_are_readable() const {
  const auto files = sealing_files();
  const auto readable = [this](const std::string& name) {
    return access((path_ / (name + std::string(key_ending))).c_str(), R_OK) == 0;
  };
  return readable("identity") || (files && std::ranges::any_of(*files, readable));
}

std::string name_of(Side side) { return side == Side::Web ? "the web side" : "counting"; }

std::filesystem::path StateDirectory::socket(Side side) const {
  return path_ / (side == Side::Web ? "admin.sock" : "counting.sock");
}

Result<StateLock> StateDirectory::lock(Side side) const {
  const auto file = path_ / (side == Side::Web ? "web.lock" : "count.lock");
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, own);
  if (fd < 0) return failed("opening", file);
  StateLock held(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0)
    return refused("another process is " + name_of(side) + " of this collector already");
  return held;
}

Result<std::vector<StateLock>> StateDirectory::lock_both() const {
  std::vector<StateLock> held;
  for (const auto side : both_sides) {
    auto one = TRY(lock(side));
    held.push_back(std::move(one));
  }
  return held;
}

Result<void> StateDirectory::write(const CollectorSettings& settings) const {
  const auto text = JsonObject()
                        .text("host", settings.host)
                        .text("assets", settings.assets)
                        .text("templates", settings.templates)
                        .text("offsite", settings.offsite)
                        .written();
  TRY(write_durably(path_ / "settings.json", as_bytes(text + "\n")));
  return give_mode(path_ / "settings.json");
}

Result<CollectorSettings> StateDirectory::settings() const {
  const auto text = TRY(read_text_file(path_ / "settings.json", small_file_bytes_max));
  const auto json = TRY(read_json(text, small_file_bytes_max).while_doing("settings.json"));
  CollectorSettings settings;
  settings.host = TRY(json.text("host", 256));
  settings.assets = TRY(json.text("assets", 4096));
  settings.templates = TRY(json.text("templates", 4096));
  if (json.has("offsite")) settings.offsite = TRY(json.text("offsite", 4096));
  return settings;
}

Result<std::filesystem::path> StateDirectory::log_folder() const {
  const auto kept = TRY(settings());
  return kept.offsite.empty() ? path_ : std::filesystem::path(kept.offsite);
}

Result<void> StateDirectory::write(const SecretKeys& keys) const {
  TRY(write_secret("identity", keys.identity.seed()));
  for (const auto& sealing : keys.sealing) TRY(write_sealing_key(sealing));
  TRY(write_secret("reply", keys.reply.seed()));
  TRY(write_secret("reply-reserve", keys.reserve_reply.seed()));
  TRY(write_secret("enrol", keys.enrol.secret()));
  const std::pair<std::filesystem::path, const std::string*> pems[] = {
      {certificate(), &keys.tls_certificate},
      {certificate_key(), &keys.tls_key},
      {reserve_certificate_key(), &keys.tls_reserve_key}};
  for (const auto& [path, pem] : pems)
    if (!pem->empty()) TRY(write_durably(path, as_bytes(*pem)));
  return {};
}

Result<SecretKeys> StateDirectory::secret_keys() const {
  SecretKeys keys = SecretKeys::generate();
  keys.identity = TRY(signing_key("identity"));
  keys.sealing = TRY(opening_keys());
  keys.reply = TRY(signing_key("reply"));
  keys.reserve_reply = TRY(signing_key("reply-reserve"));
  keys.enrol = TRY(enrol_key());
  keys.tls_certificate = TRY(read_text_file(certificate(), pem_bytes_max));
  keys.tls_key = TRY(read_text_file(certificate_key(), pem_bytes_max));
  // Where the public roots vouch there is none in reserve.
  if (auto reserve = read_text_file(reserve_certificate_key(), pem_bytes_max))
    keys.tls_reserve_key = std::move(*reserve);
  return keys;
}

/// Numbered, so that the newest is known as such: a name tells nothing of age.
Result<void> StateDirectory::write_sealing_key(const OpeningKey& key) const {
  const auto name = key_name(key.sealing_key());
  const auto held = TRY(sealing_files());
  for (const auto& file : held)
    if (file.ends_with("-" + name)) return {};
  const auto number = std::to_string(1000 + held.size()).substr(1);
  return write_secret(std::string(sealing_prefix) + number + "-" + name, key.secret());
}

Result<void> StateDirectory::remove_sealing_key(const std::string& key_name) const {
  const auto held = TRY(sealing_files());
  if (held.size() < 2) return refused("the only sealing key there is");
  for (const auto& file : held) {
    std::error_code failed_code;
    if (!file.ends_with("-" + key_name)) continue;
    std::filesystem::remove(path_ / (file + std::string(key_ending)), failed_code);
    return failed_code ? failed("removing", path_ / file) : Result<void>();
  }
  return missing("no sealing key is called " + key_name);
}

Result<std::vector<std::string>> StateDirectory::sealing_files() const {
  std::vector<std::string> files;
  struct stat folder {};
  if (stat(path_.c_str(), &folder) != 0) return failed("reading", path_);
  const auto entries = TRY(entries_in(path_));
  for (const auto& entry : entries) {
    auto name = entry.stem().string();
    struct stat about {};
    const bool is_key = entry.extension() == key_ending && name.starts_with(sealing_prefix);
    // A web side that was broken into may put files here; none of them is a key of the owner's.
    if (is_key && lstat(entry.c_str(), &about) == 0 && about.st_uid == folder.st_uid)
      files.push_back(std::move(name));
  }
  std::sort(files.begin(), files.end());
  return files;
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
  const auto files = TRY(sealing_files());
  std::vector<OpeningKey> keys;
  for (const auto& file : files) {
    const auto bytes = TRY(secret(file));
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
