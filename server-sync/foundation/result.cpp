#include "server-sync/foundation/result.h"

#include <cstdio>
#include <cstdlib>

namespace stemme {

void assumption_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken assumption: %s\n", file, line, condition);
  std::abort();
}

void no_value(const Error& error) {
  std::fprintf(stderr, "broken assumption: it went well: %s\n", error.message().c_str());
  std::abort();
}

}  // namespace stemme
