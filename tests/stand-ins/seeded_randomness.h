/// Every random byte that libsodium gives, from a seed, while this lives: keys, nonces, seals and
/// epochs are the same for the same seed, so that one seed is one history. One at a time; the bytes
/// may be asked for from any thread.
#pragma once

#include <cstdint>

namespace stemme {

class SeededRandomness {
 public:
  explicit SeededRandomness(std::uint64_t seed);
  /// The system's randomness is back.
  ~SeededRandomness();
  SeededRandomness(const SeededRandomness&) = delete;
  SeededRandomness& operator=(const SeededRandomness&) = delete;
};

}  // namespace stemme
