/// Every random byte that libsodium gives, from a seed, while this lives: keys, nonces, seals and
/// epochs are the same for the same seed, so that one seed is one history. One at a time; the bytes
/// may be asked for from any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stemme {

class SeededRandomness {
 public:
  explicit SeededRandomness(std::uint64_t seed);
  /// Whoever asks for `size` bytes at once gets one of so few values: ids that collide.
  struct Few {
    std::size_t size = 0;
    unsigned values = 256;
  };
  SeededRandomness(std::uint64_t seed, Few few);
  /// The system's randomness is back.
  ~SeededRandomness();
  SeededRandomness(const SeededRandomness&) = delete;
  SeededRandomness& operator=(const SeededRandomness&) = delete;
};

}  // namespace stemme
