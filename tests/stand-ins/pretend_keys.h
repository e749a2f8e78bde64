/// Boxes and signatures that cost next to nothing, for those who make a hundred thousand histories:
/// while PretendKeys live, whatever is sealed, opened, signed or checked in this process goes
/// through a hash where libsodium has a curve. Same sizes, same refusals: a box opens only with the
/// key it was sealed to and only as it was sealed, two boxes of one content differ, a signature
/// fits one message and one key. Keys themselves stay real ones, so real and pretended may take
/// turns; a box or a signature may not cross from one to the other. Nothing is secret from whoever
/// knows how it is done. Stands in front of libsodium's functions where the program is linked:
/// protocol/keys.cpp is the product's own. One at a time; then any thread.
#pragma once

#include <functional>

#include "server-sync/protocol/keys.h"

namespace stemme {

class PretendKeys {
 public:
  PretendKeys();
  /// The real ones are back.
  ~PretendKeys();
  PretendKeys(const PretendKeys&) = delete;
  PretendKeys& operator=(const PretendKeys&) = delete;
};

/// Hears of everything that is sealed while it lives, really or in pretence, and may spoil it: what
/// stands in `sealed` when `hear` returns is what the product gets. One at a time; set it up where
/// one thread seals.
class SealWitness {
 public:
  using Hear = std::function<void(const SealingKey& to, std::span<std::uint8_t> sealed)>;
  explicit SealWitness(Hear hear);
  ~SealWitness();
  SealWitness(const SealWitness&) = delete;
  SealWitness& operator=(const SealWitness&) = delete;
};

}  // namespace stemme
