#include "tests/stand-ins/scarce_memory.h"

#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "server-sync/foundation/result.h"

namespace stemme {
namespace {

std::atomic<bool> sqlite_is_scarce{false};
std::atomic<bool> ours_is_scarce{false};
std::atomic<bool> is_once{false};
std::atomic<std::uint64_t> fails_at{0};
std::atomic<std::uint64_t> so_far{0};
std::atomic<bool> failed{false};

bool is_refused() {
  const auto number = ++so_far;
  const auto at = fails_at.load();
  if (at == 0 || number < at || (is_once && number > at)) return false;
  failed = true;
  return true;
}

sqlite3_mem_methods sound{};

void* sqlite_malloc(int size) {
  return sqlite_is_scarce && is_refused() ? nullptr : sound.xMalloc(size);
}
void* sqlite_realloc(void* old, int size) {
  return sqlite_is_scarce && is_refused() ? nullptr : sound.xRealloc(old, size);
}

void stand_before_sqlite() {
  STEMME_ASSERT(sqlite3_shutdown() == SQLITE_OK);
  STEMME_ASSERT(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sound) == SQLITE_OK);
  auto scarce = sound;
  scarce.xMalloc = sqlite_malloc;
  scarce.xRealloc = sqlite_realloc;
  STEMME_ASSERT(sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce) == SQLITE_OK);
  STEMME_ASSERT(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) == SQLITE_OK);
  STEMME_ASSERT(sqlite3_initialize() == SQLITE_OK);
}

void* allocated(std::size_t size) {
  if (ours_is_scarce && is_refused()) return nullptr;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void ScarceMemory::begin(Whose whose, Fails fails, std::uint64_t allocation) {
  if (whose == Whose::SQLite) stand_before_sqlite();
  is_once = fails == Fails::Once;
  fails_at = allocation;
  so_far = 0;
  (whose == Whose::SQLite ? sqlite_is_scarce : ours_is_scarce) = true;
}

void ScarceMemory::end() { sqlite_is_scarce = ours_is_scarce = false; }
std::uint64_t ScarceMemory::allocations() { return so_far; }
bool ScarceMemory::has_failed() { return failed; }

}  // namespace stemme

void* operator new(std::size_t size) {
  if (void* memory = stemme::allocated(size)) return memory;
  std::__throw_bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return stemme::allocated(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return stemme::allocated(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
