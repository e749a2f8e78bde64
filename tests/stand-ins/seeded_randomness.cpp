#include "tests/stand-ins/seeded_randomness.h"

#include <sodium.h>

#include <algorithm>
#include <mutex>
#include <random>

#include "server-sync/foundation/result.h"

namespace stemme {
namespace {

std::mutex mutex;
std::mt19937_64 source;
SeededRandomness::Few few;

const char* name() { return "seeded"; }

std::uint32_t number() {
  const std::lock_guard held(mutex);
  return static_cast<std::uint32_t>(source());
}

void fill(void* const to, const std::size_t size) {
  const std::lock_guard held(mutex);
  auto* bytes = static_cast<unsigned char*>(to);
  if (size == few.size) {
    std::fill_n(bytes, size, static_cast<unsigned char>(0));
    bytes[0] = static_cast<unsigned char>(source() % few.values);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(source());
}

randombytes_implementation seeded{name, number, nullptr, nullptr, fill, nullptr};

}  // namespace

SeededRandomness::SeededRandomness(std::uint64_t seed) : SeededRandomness(seed, Few()) {}

SeededRandomness::SeededRandomness(std::uint64_t seed, Few which) {
  // Now, so that it does not stir what is set here.
  STEMME_ASSERT(sodium_init() >= 0);
  source.seed(seed);
  few = which;
  randombytes_set_implementation(&seeded);
}

SeededRandomness::~SeededRandomness() {
  randombytes_set_implementation(&randombytes_sysrandom_implementation);
}

}  // namespace stemme
