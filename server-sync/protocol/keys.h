/// The cryptographic words both ends use: libsodium's Ed25519 signatures, sealed boxes
/// (X25519 + XSalsa20-Poly1305), keyed BLAKE2b and Argon2id, and OpenSSL's SHA-256. Values; any
/// thread. Secret halves are wiped when they die and are never logged.
#pragma once

#include <string>
#include <string_view>

#include "server-sync/foundation/bytes.h"

namespace stemme {

using Digest = FixedBytes<32>;
using Signature = FixedBytes<64>;
using VerifyKey = FixedBytes<32>;   ///< public half, Ed25519
using SealingKey = FixedBytes<32>;  ///< public half, X25519

/// Secret Ed25519 key.
class SigningKey {
 public:
  static SigningKey generate();
  static SigningKey from_seed(const FixedBytes<32>& seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;

  const FixedBytes<32>& seed() const { return seed_; }
  VerifyKey verify_key() const;
  Signature sign(ByteView message) const;

 private:
  SigningKey() = default;
  FixedBytes<32> seed_{};
  FixedBytes<64> secret_{};
};

bool signed_by(const VerifyKey& key, ByteView message, ByteView signature);

/// Secret X25519 key. Lives with counting only.
class OpeningKey {
 public:
  static OpeningKey generate();
  static OpeningKey from_secret(const FixedBytes<32>& secret);
  ~OpeningKey();
  OpeningKey(const OpeningKey&) = default;
  OpeningKey& operator=(const OpeningKey&) = default;

  const FixedBytes<32>& secret() const { return secret_; }
  const SealingKey& sealing_key() const { return sealing_; }
  /// Invalid when the bytes were not sealed to this key.
  Result<Bytes> open(ByteView sealed) const;

 private:
  OpeningKey() = default;
  FixedBytes<32> secret_{};
  /// Kept: making it takes a third as long as opening a box, which needs it.
  SealingKey sealing_{};
};

/// 48 bytes longer than `plain`. Whoever seals cannot open again.
Bytes seal_to(const SealingKey& key, ByteView plain);

Digest sha256(ByteView bytes);
/// BLAKE2b of `size_bytes` (16–64), keyed when `key` is not empty.
Bytes blake2b(ByteView bytes, ByteView key, std::size_t size_bytes);

/// The first sixteen hex digits of the SHA-256 of a public key: how keys are named on the wire.
std::string key_name(const FixedBytes<32>& public_key);

void fill_random(std::span<std::uint8_t> bytes);
template <std::size_t size>
FixedBytes<size> random_bytes() {
  FixedBytes<size> bytes{};
  fill_random(bytes);
  return bytes;
}
std::uint64_t random_number();

/// Argon2id (trust §3.4): a string that carries its salt and cost. Slow on purpose.
std::string hash_secret(std::string_view secret);
bool secret_matches(std::string_view hash, std::string_view secret);
/// Comparison whose time does not depend on where they differ.
bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace stemme
