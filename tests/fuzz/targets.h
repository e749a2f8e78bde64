/// Every parser of bytes that somebody else wrote, by name: each takes anything, crashes on
/// nothing, and what it accepts it can write and read again. A target says so by a broken
/// assumption. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "server-sync/foundation/bytes.h"

namespace stemme {

struct FuzzTarget {
  std::string name;
  void (*take)(ByteView bytes);
};

const std::vector<FuzzTarget>& fuzz_targets();

}  // namespace stemme
