#include "server-sync/protocol/keys.h"

#include <openssl/evp.h>
#include <sodium.h>

namespace stemme {
namespace {

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_SECRETKEYBYTES == 64);
static_assert(crypto_box_SECRETKEYBYTES == 32 && crypto_box_PUBLICKEYBYTES == 32);
static_assert(crypto_sign_BYTES == 64);

constexpr unsigned long long password_passes = 2;
constexpr std::size_t password_memory_bytes = 64 * 1024 * 1024;

/// Every function that depends on libsodium's start-up calls this; it costs one guarded load.
void need_sodium() {
  static const bool ready = sodium_init() >= 0;
  STEMME_ASSERT(ready);
}

}  // namespace

SigningKey SigningKey::generate() {
  auto seed = random_bytes<32>();
  auto key = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SigningKey SigningKey::from_seed(const FixedBytes<32>& seed) {
  need_sodium();
  SigningKey key;
  key.seed_ = seed;
  VerifyKey ignored{};
  STEMME_ASSERT(crypto_sign_seed_keypair(ignored.data(), key.secret_.data(), seed.data()) == 0);
  return key;
}

SigningKey::~SigningKey() {
  sodium_memzero(seed_.data(), seed_.size());
  sodium_memzero(secret_.data(), secret_.size());
}

VerifyKey SigningKey::verify_key() const {
  VerifyKey key{};
  STEMME_ASSERT(crypto_sign_ed25519_sk_to_pk(key.data(), secret_.data()) == 0);
  return key;
}

Signature SigningKey::sign(ByteView message) const {
  Signature signature{};
  STEMME_ASSERT(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                                     secret_.data()) == 0);
  return signature;
}

bool signed_by(const VerifyKey& key, ByteView message, ByteView signature) {
  need_sodium();
  if (signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

OpeningKey OpeningKey::generate() {
  auto secret = random_bytes<32>();
  auto key = from_secret(secret);
  sodium_memzero(secret.data(), secret.size());
  return key;
}

OpeningKey OpeningKey::from_secret(const FixedBytes<32>& secret) {
  need_sodium();
  OpeningKey key;
  key.secret_ = secret;
  STEMME_ASSERT(crypto_scalarmult_base(key.sealing_.data(), secret.data()) == 0);
  return key;
}

OpeningKey::~OpeningKey() { sodium_memzero(secret_.data(), secret_.size()); }

Result<Bytes> OpeningKey::open(ByteView sealed) const {
  if (sealed.size() < crypto_box_SEALBYTES) return invalid("too short to be sealed");
  Bytes plain(sealed.size() - crypto_box_SEALBYTES);
  if (crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), sealing_.data(),
                           secret_.data()) != 0)
    return invalid("not sealed to this key");
  return plain;
}

Bytes seal_to(const SealingKey& key, ByteView plain) {
  need_sodium();
  Bytes sealed(plain.size() + crypto_box_SEALBYTES);
  // Fails only for a key of low order, which no OpeningKey has: whoever takes keys from outside
  // checks the owner's signature first.
  STEMME_ASSERT(crypto_box_seal(sealed.data(), plain.data(), plain.size(), key.data()) == 0);
  return sealed;
}

/// OpenSSL's uses what the processor has for it: 9 µs for twelve kilobytes where libsodium takes
/// 44, and every batch is hashed at both ends.
Digest sha256(ByteView bytes) {
  static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Digest digest{};
  const bool done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, method, nullptr) == 1;
  STEMME_ASSERT(done);
  return digest;
}

Bytes blake2b(ByteView bytes, ByteView key, std::size_t size_bytes) {
  need_sodium();
  STEMME_ASSERT(size_bytes >= 16 && size_bytes <= 64);
  Bytes hash(size_bytes);
  STEMME_ASSERT(crypto_generichash_blake2b(hash.data(), hash.size(), bytes.data(), bytes.size(),
                                           key.data(), key.size()) == 0);
  return hash;
}

std::string key_name(const FixedBytes<32>& public_key) {
  return to_hex(sha256(public_key)).substr(0, 16);
}

void fill_random(std::span<std::uint8_t> bytes) {
  need_sodium();
  randombytes_buf(bytes.data(), bytes.size());
}

std::uint64_t random_number() {
  need_sodium();
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return number;
}

std::string hash_secret(std::string_view secret) {
  need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  // Fails only when 64 MiB cannot be had.
  STEMME_ASSERT(crypto_pwhash_argon2id_str(hash.data(), secret.data(), secret.size(),
                                           password_passes, password_memory_bytes) == 0);
  return hash.data();
}

bool secret_matches(std::string_view hash, std::string_view secret) {
  need_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  const std::string ended(hash);
  return crypto_pwhash_argon2id_str_verify(ended.c_str(), secret.data(), secret.size()) == 0;
}

bool equal_in_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace stemme
