/// Memory that runs out: the n-th allocation fails, once or from there on, of SQLite's own or of
/// everything that is made with `new`. For a process that was forked for it: what fails it may not
/// survive. A program that uses this has `new` and `delete` of its own. Counted over all threads.
#pragma once

#include <cstdint>

namespace stemme {

class ScarceMemory {
 public:
  enum class Whose {
    SQLite,  ///< its allocator, with the small ones it usually keeps aside; nothing may be open
    Ours,    ///< `new`: std::bad_alloc
  };
  enum class Fails { Once, FromThere };

  /// From here on; 0 only counts.
  static void begin(Whose whose, Fails fails, std::uint64_t allocation);
  static void end();
  static std::uint64_t allocations();
  static bool has_failed();
};

}  // namespace stemme
