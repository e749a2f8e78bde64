#include "app/kept_volume.h"

#include "app/kept_number.h"
#include "app/voice/loudspeaker.h"
#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr const char* file_name = "volume";

}  // namespace

int kept_volume(const std::filesystem::path& state) {
  return static_cast<int>(kept_number(state / file_name, 0, volume_most).value_or(volume_at_first));
}

Result<void> keep_volume(const std::filesystem::path& state, int of_ten) {
  if (of_ten < 0 || of_ten > volume_most) return invalid("the volume is 0 to 10");
  return write_durably(state / file_name, as_bytes(std::to_string(of_ten) + "\n"));
}

}  // namespace stemme
