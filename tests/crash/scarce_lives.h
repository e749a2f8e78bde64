/// A life in a process of its own, in which one allocation fails, or every one from there on
/// (trust §1.2, 7); then its files are looked at by the one that is left. It may end as it likes:
/// the watchdog starts it again. How many places are looked at: STEMME_MEMORY_POINTS, spread evenly
/// over the life; STEMME_CRASH_SEED shifts them. One thread.
#pragma once

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>

#include "tests/crash/crash_points.h"
#include "tests/stand-ins/scarce_memory.h"

namespace stemme {

/// What the life told before it ended, in memory that both processes have.
struct Told {
  std::atomic<std::uint64_t> allocations{0};
  std::atomic<bool> has_failed{false};
  std::atomic<bool> is_whole{false};  ///< it came to its end
  std::array<std::atomic<bool>, 256> tried{};
  std::array<std::atomic<bool>, 256> acknowledged{};
};

class ToldByAnother {
 public:
  ToldByAnother()
      : told_(new (mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                        -1, 0)) Told) {}
  ~ToldByAnother() { munmap(told_, sizeof(Told)); }
  ToldByAnother(const ToldByAnother&) = delete;
  ToldByAnother& operator=(const ToldByAnother&) = delete;
  Told* operator->() { return told_; }
  Told& operator*() { return *told_; }

 private:
  Told* told_;
};

struct Scarcity {
  ScarceMemory::Whose whose = ScarceMemory::Whose::SQLite;
  ScarceMemory::Fails fails = ScarceMemory::Fails::Once;
};

inline std::string to_text(const Scarcity& scarcity) {
  return std::string(scarcity.whose == ScarceMemory::Whose::SQLite ? "SQLites" : "Ours") +
         (scarcity.fails == ScarceMemory::Fails::Once ? "Once" : "FromThere");
}

template <typename Life>
void live_apart(const Scarcity& scarcity, std::uint64_t allocation, Told& told, Life life) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
    // What it says as it dies is said once for each place; nobody reads that.
    if (freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
    ScarceMemory::begin(scarcity.whose, scarcity.fails, allocation);
    // What is thrown ends the process, as it does in the product; gtest would catch it.
    const auto lived = [&]() noexcept { return life(told); };
    told.is_whole = lived();
    ScarceMemory::end();
    told.allocations = ScarceMemory::allocations();
    told.has_failed = ScarceMemory::has_failed();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  // Killed is as good as ended: the allocation failed, and it did not live with it.
  if (!WIFEXITED(status)) told.has_failed = true;
}

/// `begun` makes what the life begins with; its `life(told)` is lived apart and says whether it
/// came to its end; `look(told)` is asked of what is left. Stops at the first failure.
template <typename Begin>
void each_scarce_life(const Scarcity& scarcity, std::uint64_t points, Begin begin) {
  ToldByAnother whole;
  {
    auto begun = begin();
    live_apart(scarcity, 0, *whole, [&](Told& told) { return begun.life(told); });
    ASSERT_TRUE(whole->is_whole) << "nothing failed, and yet";
    begun.look(*whole);
  }
  const auto all = whole->allocations.load();
  const auto seed = number_in("STEMME_CRASH_SEED", 1);
  const auto wanted = std::min(all, number_in("STEMME_MEMORY_POINTS", points));
  std::uint64_t died = 0;
  for (std::uint64_t i = 0; i < wanted; ++i) {
    const auto place = 1 + (i * all / wanted + seed % (all / wanted)) % all;
    SCOPED_TRACE("allocation " + std::to_string(place) + " of " + std::to_string(all) + ", seed " +
                 std::to_string(seed));
    ToldByAnother told;
    auto begun = begin();
    live_apart(scarcity, place, *told, [&](Told& mine) { return begun.life(mine); });
    begun.look(*told);
    if (testing::Test::HasFailure()) return;
    if (!told->is_whole) ++died;
  }
  std::printf("%llu of %llu allocations failed, %llu lives ended with it, seed %llu\n",
              static_cast<unsigned long long>(wanted), static_cast<unsigned long long>(all),
              static_cast<unsigned long long>(died), static_cast<unsigned long long>(seed));
}

inline constexpr Scarcity scarcities[] = {
    {ScarceMemory::Whose::SQLite, ScarceMemory::Fails::Once},
    {ScarceMemory::Whose::SQLite, ScarceMemory::Fails::FromThere},
    {ScarceMemory::Whose::Ours, ScarceMemory::Fails::Once},
    {ScarceMemory::Whose::Ours, ScarceMemory::Fails::FromThere}};

}  // namespace stemme
