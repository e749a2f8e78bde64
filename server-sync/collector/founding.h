/// `init`: a collector is made, once. Not done until its secret keys lie in a file of their own
/// under a passphrase and have been read back from it (C6). On failure nothing is left behind.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "server-sync/collector/state_directory.h"

namespace stemme {

struct Founding {
  std::filesystem::path directory;
  std::filesystem::path owner_file;
  CollectorSettings settings;
  std::filesystem::path export_file;  ///< where the secret keys go; outside `directory`
  std::string passphrase;
  /// A certificate that browsers know already; without it we make our own and devices pin its key.
  struct PublicCertificate {
    std::filesystem::path certificate;
    std::filesystem::path key;
  };
  std::optional<PublicCertificate> certificate;
};

/// The owner's public identity, in hex.
Result<std::string> found_collector(const Founding& founding);

}  // namespace stemme
