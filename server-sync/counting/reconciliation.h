/// Where every stored answer is (C2): counted, set aside with its reason, or not yet opened. Exact
/// numbers: for tests, the journal of an owner's technician and `doctor`; never for a page. Values;
/// any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace stemme {

struct Reconciliation {
  std::int64_t stored = 0;    ///< as the frames of the stored batches say
  std::int64_t counted = 0;   ///< in a tally, a released atom, or destroyed below the limit
  std::int64_t unopened = 0;  ///< in batches that have not been looked at
  std::map<std::string, std::int64_t> set_aside;  ///< by reason; runs and noise too
  std::int64_t set_aside_total() const;
  bool holds() const { return counted + unopened + set_aside_total() == stored; }
};

}  // namespace stemme
