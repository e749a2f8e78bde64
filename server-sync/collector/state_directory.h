/// Everything a collector is lies in one directory (§6): keys, databases, log, sockets. It is
/// closed (0700), or shared by the two users of a split collector (3770, see `share`). This knows
/// the names, makes it, and holds the locks that keep two processes from being one side. Values,
/// and a lock that lives as long as its holder; any thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/key_set.h"

namespace stemme {

/// What `init` decided and `serve` needs. None of it is secret.
struct CollectorSettings {
  std::string host;       ///< as devices and browsers name it, with the port unless 443
  std::string assets;     ///< packs, texts, pictures, windows
  std::string templates;  ///< of the pages
  /// Where the log and checked backups go (C12); empty: the log lies in the state directory, and
  /// devices delete nothing.
  std::string offsite;
};

/// The two sides of a collector (§2): the web side writes intake.db and register.db and holds the
/// keys for replies, enrolment and TLS; counting writes counts.db and the release log and alone
/// holds the identity and the sealing keys (C6).
enum class Side { Web, Count };
inline constexpr Side both_sides[] = {Side::Web, Side::Count};
/// As one says it to an IT person: "the web side", "counting".
std::string name_of(Side side);

/// Held while a process is that side of the collector, or stands in for it.
class StateLock {
 public:
  StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~StateLock();

 private:
  friend class StateDirectory;
  explicit StateLock(int fd) : fd_(fd) {}
  int fd_;
};

/// All that a collector needs and that no backup holds.
struct SecretKeys {
  SigningKey identity;
  /// What devices seal to, and what they did before, as long as batches may come under it. The
  /// newest is the last.
  std::vector<OpeningKey> sealing;
  SigningKey reply;
  SigningKey reserve_reply;
  OpeningKey enrol;
  /// PEM: what devices have pinned, or a certificate browsers know. Empty until it is made.
  std::string tls_certificate{};
  std::string tls_key{};
  std::string tls_reserve_key{};

  static SecretKeys generate();
};

class StateDirectory {
 public:
  /// Makes it, 0700. Refused when something is there already.
  static Result<StateDirectory> create(const std::filesystem::path& path);
  /// Refused when others than its owner, or the group it was shared with, may look into it.
  static Result<StateDirectory> open(const std::filesystem::path& path);

  /// Is it shared by two users, its owner who counts and another of its group who is the web side?
  bool is_shared() const { return is_shared_; }
  /// From now on it is: files of both get the group's rights, secrets of counting stay its owner's,
  /// and nobody may remove or replace what another made. Only its owner can; with no server
  /// running. Doing it twice changes nothing.
  Result<StateDirectory> share() const;
  /// May this process read what only counting should (C6)?
  bool counting_secrets_are_readable() const;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path register_db() const { return path_ / "register.db"; }
  std::filesystem::path intake_db() const { return path_ / "intake.db"; }
  std::filesystem::path counts_db() const { return path_ / "counts.db"; }
  /// Where a side listens for its verbs.
  std::filesystem::path socket(Side side) const;
  /// Where counting listens for the web side, when that is a process of its own.
  std::filesystem::path hatch() const { return path_ / "hatch.sock"; }
  std::filesystem::path certificate() const { return path_ / "tls.crt"; }
  std::filesystem::path certificate_key() const { return path_ / "tls.key"; }
  std::filesystem::path reserve_certificate_key() const { return path_ / "tls-reserve.key"; }

  /// The folder the log and the backups lie in; the state directory's own where there is none.
  Result<std::filesystem::path> log_folder() const;

  /// Refused when a running server holds it.
  Result<StateLock> lock(Side side) const;
  Result<std::vector<StateLock>> lock_both() const;

  Result<void> write(const CollectorSettings& settings) const;
  Result<CollectorSettings> settings() const;
  Result<void> write(const SecretKeys& keys) const;
  Result<SecretKeys> secret_keys() const;
  Result<void> write_sealing_key(const OpeningKey& key) const;
  /// Its batches are gone, or nobody can open them any more.
  Result<void> remove_sealing_key(const std::string& key_name) const;
  Result<SigningKey> signing_key(const std::string& name) const;
  Result<OpeningKey> enrol_key() const;
  /// Every sealing key that batches may still be sealed to; the newest is the last. A file that
  /// another than the directory's owner put there is none.
  Result<std::vector<OpeningKey>> opening_keys() const;

  /// What a file of that name may be opened by, as the directory is now.
  mode_t mode_of(const std::filesystem::path& file) const;

 private:
  StateDirectory(std::filesystem::path path, bool is_shared)
      : path_(std::move(path)), is_shared_(is_shared) {}
  Result<void> give_mode(const std::filesystem::path& file) const;
  Result<std::vector<std::string>> sealing_files() const;
  Result<FixedBytes<32>> secret(const std::string& name) const;
  Result<void> write_secret(const std::string& name, const FixedBytes<32>& secret) const;

  std::filesystem::path path_;
  bool is_shared_ = false;
};

}  // namespace stemme
