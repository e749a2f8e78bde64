/// Everything a collector is lies in one directory of mode 0700 (§6): keys, databases, log, socket.
/// This knows the names, makes it, and holds the lock that keeps two processes from being one
/// collector. Values, and a lock that lives as long as its holder; any thread.
#pragma once

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

/// Held while a process is the collector, or stands in for it.
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
  /// Refused when others than its owner may look into it.
  static Result<StateDirectory> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path register_db() const { return path_ / "register.db"; }
  std::filesystem::path intake_db() const { return path_ / "intake.db"; }
  std::filesystem::path socket() const { return path_ / "admin.sock"; }
  std::filesystem::path certificate() const { return path_ / "tls.crt"; }
  std::filesystem::path certificate_key() const { return path_ / "tls.key"; }
  std::filesystem::path reserve_certificate_key() const { return path_ / "tls-reserve.key"; }

  /// The folder the log and the backups lie in; the state directory's own where there is none.
  Result<std::filesystem::path> log_folder() const;

  /// Refused when a running server holds it.
  Result<StateLock> lock() const;

  Result<void> write(const CollectorSettings& settings) const;
  Result<CollectorSettings> settings() const;
  Result<void> write(const SecretKeys& keys) const;
  Result<SecretKeys> secret_keys() const;
  Result<void> write_sealing_key(const OpeningKey& key) const;
  /// Its batches are gone, or nobody can open them any more.
  Result<void> remove_sealing_key(const std::string& key_name) const;
  Result<SigningKey> signing_key(const std::string& name) const;
  Result<OpeningKey> enrol_key() const;
  /// Every sealing key that batches may still be sealed to; the newest is the last.
  Result<std::vector<OpeningKey>> opening_keys() const;

 private:
  explicit StateDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  Result<std::vector<std::string>> sealing_files() const;
  Result<FixedBytes<32>> secret(const std::string& name) const;
  Result<void> write_secret(const std::string& name, const FixedBytes<32>& secret) const;

  std::filesystem::path path_;
};

}  // namespace stemme
