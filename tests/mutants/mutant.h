/// Which planted bug is awake: the one that STEMME_MUTANT names. Only in the woven tree
/// (mutants.py), never in the product. Any thread.
#pragma once

#include <cstdlib>
#include <cstring>

namespace stemme {

inline bool mutant(const char* name) {
  static const char* const awake = std::getenv("STEMME_MUTANT");
  return awake != nullptr && std::strcmp(awake, name) == 0;
}

}  // namespace stemme
