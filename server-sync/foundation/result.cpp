#include "server-sync/foundation/result.h"

#include <cstdio>
#include <cstdlib>

namespace stemme {

void assumption_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken assumption: %s\n", file, line, condition);
  std::abort();
}

}  // namespace stemme
