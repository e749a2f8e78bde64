#include "app/kept_view.h"

#include "app/kept_number.h"
#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr const char* file_name = "view";
constexpr int sunlit = 1;
constexpr int still = 2;

}  // namespace

KeptView kept_view(const std::filesystem::path& state) {
  const auto kept = static_cast<int>(kept_number(state / file_name, 0, sunlit + still).value_or(0));
  return {(kept & sunlit) != 0, (kept & still) != 0};
}

Result<void> keep_view(const std::filesystem::path& state, const KeptView& view) {
  const int kept = (view.is_sunlit ? sunlit : 0) + (view.is_still ? still : 0);
  return write_durably(state / file_name, as_bytes(std::to_string(kept) + "\n"));
}

}  // namespace stemme
