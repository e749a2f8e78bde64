#include "app/kept_volume.h"

#include <charconv>

#include "app/voice/loudspeaker.h"
#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr const char* file_name = "volume";
constexpr std::size_t text_bytes_max = 8;

}  // namespace

int kept_volume(const std::filesystem::path& state) {
  const auto text = read_text_file(state / file_name, text_bytes_max);
  int volume = volume_at_first;
  if (!text) return volume;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), volume);
  const bool is_one = read.ec == std::errc() && volume >= 0 && volume <= volume_most;
  return is_one ? volume : volume_at_first;
}

Result<void> keep_volume(const std::filesystem::path& state, int of_ten) {
  if (of_ten < 0 || of_ten > volume_most) return invalid("the volume is 0 to 10");
  return write_durably(state / file_name, as_bytes(std::to_string(of_ten) + "\n"));
}

}  // namespace stemme
