#include "app/measured_panel.h"

#include <charconv>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr const char* file_name = "panel-mm";
constexpr std::size_t text_bytes_max = 32;
/// From a telephone to a wall.
constexpr double width_min_mm = 60;
constexpr double width_max_mm = 2000;

}  // namespace

std::optional<double> measured_width(const std::filesystem::path& state) {
  const auto text = read_text_file(state / file_name, text_bytes_max);
  if (!text) return std::nullopt;
  double width = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), width);
  if (read.ec == std::errc() && width >= width_min_mm && width <= width_max_mm) return width;
  log_event("kiosk", "the measure of the panel is no panel's; measure it again with a bank card");
  return std::nullopt;
}

Result<void> keep_measured_width(const std::filesystem::path& state, double width_mm) {
  if (width_mm < width_min_mm || width_mm > width_max_mm)
    return invalid("no panel is so wide; measure it again with a bank card");
  return write_durably(state / file_name, as_bytes(std::to_string(width_mm) + "\n"));
}

}  // namespace stemme
