#include "tests/stand-ins/pretend_keys.h"

#include <dlfcn.h>
#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

namespace stemme {
namespace {

std::atomic<bool> pretending = false;
SealWitness::Hear witness;

/// What libsodium itself would have done.
template <typename Function>
Function* real(const char* name) {
  auto* found = dlsym(RTLD_NEXT, name);
  STEMME_ASSERT(found != nullptr);
  return reinterpret_cast<Function*>(found);
}

constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = crypto_box_PUBLICKEYBYTES;
constexpr std::size_t mark_bytes = crypto_box_MACBYTES;
constexpr std::size_t head_bytes = nonce_bytes + mark_bytes;
static_assert(head_bytes == crypto_box_SEALBYTES);

/// A sealed box is a nonce, a mark over everything, and the content under a stream.
void mark_of(unsigned char* mark, const unsigned char* sealed, std::size_t size,
             const unsigned char* to) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, to, key_bytes, mark_bytes);
  crypto_generichash_update(&state, sealed, nonce_bytes);
  crypto_generichash_update(&state, sealed + head_bytes, size);
  crypto_generichash_final(&state, mark, mark_bytes);
}

void seal(unsigned char* sealed, const unsigned char* plain, std::size_t size,
          const unsigned char* to) {
  randombytes_buf(sealed, nonce_bytes);
  crypto_stream_chacha20_xor(sealed + head_bytes, plain, size, sealed, to);
  mark_of(sealed + nonce_bytes, sealed, size, to);
}

int open(unsigned char* plain, const unsigned char* sealed, std::size_t size,
         const unsigned char* to, const unsigned char* secret) {
  unsigned char mine[key_bytes];
  crypto_scalarmult_base(mine, secret);
  if (!std::equal(mine, mine + key_bytes, to)) return -1;
  unsigned char mark[mark_bytes];
  mark_of(mark, sealed, size, to);
  if (!std::equal(mark, mark + mark_bytes, sealed + nonce_bytes)) return -1;
  crypto_stream_chacha20_xor(plain, sealed + head_bytes, size, sealed, to);
  return 0;
}

/// A signature is a hash under the public half: whoever has only that could make it, and does not.
void sign(unsigned char* signature, const unsigned char* message, unsigned long long size,
          const unsigned char* public_half) {
  crypto_generichash(signature, crypto_sign_BYTES, message, size, public_half, key_bytes);
}

/// Few keys, met again and again.
template <std::size_t size, typename Make>
void remembered(unsigned char* to, const unsigned char* from, Make make) {
  static std::mutex mutex;
  static std::map<FixedBytes<key_bytes>, FixedBytes<size>> known;
  const std::lock_guard held(mutex);
  FixedBytes<key_bytes> name;
  std::copy_n(from, key_bytes, name.begin());
  auto found = known.find(name);
  if (found == known.end()) {
    found = known.emplace(name, FixedBytes<size>{}).first;
    make(found->second.data());
  }
  std::copy(found->second.begin(), found->second.end(), to);
}

}  // namespace

PretendKeys::PretendKeys() {
  STEMME_ASSERT(sodium_init() >= 0);
  pretending = true;
}
PretendKeys::~PretendKeys() { pretending = false; }

SealWitness::SealWitness(Hear hear) { witness = std::move(hear); }
SealWitness::~SealWitness() { witness = nullptr; }

}  // namespace stemme

// In front of libsodium's own. Attributes say there that pointers are never null.
#pragma GCC diagnostic ignored "-Wnonnull"

extern "C" {

int crypto_box_seal(unsigned char* c, const unsigned char* m, unsigned long long mlen,
                    const unsigned char* pk) {
  using namespace stemme;
  static auto* const really = real<decltype(crypto_box_seal)>("crypto_box_seal");
  int done = 0;
  if (pretending)
    seal(c, m, mlen, pk);
  else
    done = really(c, m, mlen, pk);
  if (witness) {
    SealingKey to;
    std::copy_n(pk, to.size(), to.begin());
    witness(to, {c, static_cast<std::size_t>(mlen) + crypto_box_SEALBYTES});
  }
  return done;
}

int crypto_box_seal_open(unsigned char* m, const unsigned char* c, unsigned long long clen,
                         const unsigned char* pk, const unsigned char* sk) {
  using namespace stemme;
  static auto* const really = real<decltype(crypto_box_seal_open)>("crypto_box_seal_open");
  if (!pretending) return really(m, c, clen, pk, sk);
  return clen < head_bytes ? -1 : open(m, c, clen - head_bytes, pk, sk);
}

int crypto_sign_detached(unsigned char* sig, unsigned long long* siglen_p, const unsigned char* m,
                         unsigned long long mlen, const unsigned char* sk) {
  using namespace stemme;
  static auto* const really = real<decltype(crypto_sign_detached)>("crypto_sign_detached");
  if (!pretending) return really(sig, siglen_p, m, mlen, sk);
  sign(sig, m, mlen, sk + crypto_sign_SEEDBYTES);
  if (siglen_p != nullptr) *siglen_p = crypto_sign_BYTES;
  return 0;
}

int crypto_sign_verify_detached(const unsigned char* sig, const unsigned char* m,
                                unsigned long long mlen, const unsigned char* pk) {
  using namespace stemme;
  static auto* const really =
      real<decltype(crypto_sign_verify_detached)>("crypto_sign_verify_detached");
  if (!pretending) return really(sig, m, mlen, pk);
  unsigned char expected[crypto_sign_BYTES];
  sign(expected, m, mlen, pk);
  return std::equal(expected, expected + crypto_sign_BYTES, sig) ? 0 : -1;
}

int crypto_sign_seed_keypair(unsigned char* pk, unsigned char* sk, const unsigned char* seed) {
  using namespace stemme;
  static auto* const really = real<decltype(crypto_sign_seed_keypair)>("crypto_sign_seed_keypair");
  if (!pretending) return really(pk, sk, seed);
  remembered<crypto_sign_SECRETKEYBYTES>(sk, seed, [&](unsigned char* made) {
    unsigned char unused[key_bytes];
    really(unused, made, seed);
  });
  std::copy_n(sk + crypto_sign_SEEDBYTES, key_bytes, pk);
  return 0;
}

int crypto_scalarmult_base(unsigned char* q, const unsigned char* n) {
  using namespace stemme;
  static auto* const really = real<decltype(crypto_scalarmult_base)>("crypto_scalarmult_base");
  if (!pretending) return really(q, n);
  remembered<key_bytes>(q, n, [&](unsigned char* made) { really(made, n); });
  return 0;
}
}
