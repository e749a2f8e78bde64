/// The secret keys in one file under a passphrase (C6): what the owner keeps where nothing burns.
/// Sealed with Argon2id and XSalsa20-Poly1305: identity, every sealing key that is held, reply,
/// enrolment, TLS. Never part of a backup. Values; any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "server-sync/collector/state_directory.h"

namespace stemme {

inline constexpr std::size_t passphrase_letters_min = 12;

/// Invalid for a passphrase shorter than that.
Result<void> export_keys(const SecretKeys& keys, const std::filesystem::path& file,
                         std::string_view passphrase);
/// The same into a new file, and proves that it can be read. Refused where a file is already.
Result<void> export_and_read_back(const SecretKeys& keys, const std::filesystem::path& file,
                                  std::string_view passphrase);
/// Refused for a wrong passphrase or a file that was changed.
Result<SecretKeys> read_exported_keys(const std::filesystem::path& file,
                                      std::string_view passphrase);

}  // namespace stemme
