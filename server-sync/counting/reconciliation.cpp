#include "server-sync/counting/reconciliation.h"

namespace stemme {

std::int64_t Reconciliation::set_aside_total() const {
  std::int64_t total = 0;
  for (const auto& [reason, answers] : set_aside) total += answers;
  return total;
}

}  // namespace stemme
