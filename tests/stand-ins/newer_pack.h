/// The next version of a pack, in which every index means something else than before: its first
/// question comes last. Values.
#pragma once

#include <string>

#include "server-sync/foundation/result.h"

namespace stemme {

inline std::string newer_version_of(std::string structure) {
  const std::string before_version = "\nversion = ";
  const auto version = structure.find(before_version) + before_version.size();
  const auto digits = structure.find('\n', version) - version;
  const auto next = std::stoi(structure.substr(version, digits)) + 1;
  structure.replace(version, digits, std::to_string(next));
  const std::string begins = "\n[[question]]";
  const auto first = structure.find(begins);
  const auto second = structure.find(begins, first + 1);
  STEMME_ASSERT(second != std::string::npos);
  const auto moved = structure.substr(first, second - first);
  return structure.erase(first, moved.size()) + moved;
}

}  // namespace stemme
