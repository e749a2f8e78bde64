/// libFuzzer's way in: STEMME_FUZZ names the target. Built by the preset `fuzz` only.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

namespace {
const stemme::FuzzTarget* chosen = nullptr;
}

// NOLINTBEGIN(readability-identifier-naming): libFuzzer's words.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("STEMME_FUZZ");
  for (const auto& target : stemme::fuzz_targets())
    if (name != nullptr && target.name == name) chosen = &target;
  if (chosen != nullptr) return 0;
  std::fprintf(stderr, "STEMME_FUZZ is one of:");
  for (const auto& target : stemme::fuzz_targets())
    std::fprintf(stderr, " %s", target.name.c_str());
  std::fprintf(stderr, "\n");
  std::exit(1);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->take(stemme::ByteView(data, size));
  return 0;
}
// NOLINTEND(readability-identifier-naming)
