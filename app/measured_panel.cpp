#include "app/measured_panel.h"

#include "app/kept_number.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr const char* file_name = "panel-mm";
/// From a telephone to a wall.
constexpr double width_min_mm = 60;
constexpr double width_max_mm = 2000;

}  // namespace

std::optional<double> measured_width(const std::filesystem::path& state) {
  const auto width = kept_number(state / file_name, width_min_mm, width_max_mm);
  std::error_code failed;
  if (!width && std::filesystem::exists(state / file_name, failed))
    log_event("kiosk", "the measure of the panel is no panel's; measure it again with a bank card");
  return width;
}

Result<void> keep_measured_width(const std::filesystem::path& state, double width_mm) {
  if (width_mm < width_min_mm || width_mm > width_max_mm)
    return invalid("no panel is so wide; measure it again with a bank card");
  return write_durably(state / file_name, as_bytes(std::to_string(width_mm) + "\n"));
}

}  // namespace stemme
