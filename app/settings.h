/// What a kiosk is told when it starts. Values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

struct Settings {
  std::filesystem::path state = "/var/lib/stemme-kiosk";
  std::filesystem::path assets = "/usr/share/stemme";
  /// 0 × 0 takes the whole screen.
  int width_px = 0;
  int height_px = 0;
  /// Of the panel in millimetres, from the bank-card calibration (D41); 0 = a 10.1" panel's 217.
  double width_mm = 0;
  /// Offered when a screen is connected, so that only the code must be typed; may be empty.
  std::string address;
  /// Which switches may be plugged in; a file that need not be there.
  std::filesystem::path switches = "/etc/stemme/switches.toml";
  /// What a machine has said, where nobody has recorded it.
  std::filesystem::path generated_voices = "/usr/share/stemme/voices-generated";
  bool is_help_wanted = false;
};

/// `--state DIR --assets DIR --window WxH --panel-mm W --collector HOST[:PORT] --switches
/// FILE --generated-voices DIR`. Invalid: says
/// which word was not understood and what may stand there.
Result<Settings> settings_from(const std::vector<std::string>& words);
std::string settings_help();

}  // namespace stemme
