#include "app/settings.h"

#include <charconv>
#include <limits>

namespace stemme {
namespace {

template <typename Number>
Result<Number> number_from(const std::string& text, const std::string& word) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  // "nan" and "inf" are read too.
  const bool is_size = value > 0 && value <= std::numeric_limits<Number>::max();
  if (!is_whole || !is_size) return invalid(word + " takes a number, not \"" + text + "\"");
  return value;
}

Result<void> take_window(Settings& settings, const std::string& text) {
  const auto cross = text.find('x');
  if (cross == std::string::npos)
    return invalid("--window takes WIDTHxHEIGHT, as 1280x800, not \"" + text + "\"");
  settings.width_px = TRY(number_from<int>(text.substr(0, cross), "--window"));
  settings.height_px = TRY(number_from<int>(text.substr(cross + 1), "--window"));
  return {};
}

Result<void> take(Settings& settings, const std::string& word, const std::string& text) {
  if (word == "--window") return take_window(settings, text);
  if (word == "--state") {
    settings.state = text;
  } else if (word == "--assets") {
    settings.assets = text;
  } else if (word == "--collector") {
    settings.address = text;
  } else if (word == "--switches") {
    settings.switches = text;
  } else if (word == "--generated-voices") {
    settings.generated_voices = text;
  } else if (word == "--panel-mm") {
    settings.width_mm = TRY(number_from<double>(text, word));
  } else {
    return invalid("stemme-kiosk does not know " + word + "; try --help");
  }
  return {};
}

}  // namespace

Result<Settings> settings_from(const std::vector<std::string>& words) {
  Settings settings;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (words[i] == "--help") {
      settings.is_help_wanted = true;
      return settings;
    }
    if (i + 1 == words.size()) return invalid(words[i] + " needs a value; try --help");
    TRY(take(settings, words[i], words[i + 1]));
  }
  return settings;
}

std::string settings_help() {
  return "stemme-kiosk: the screen children and parents answer on.\n"
         "  --state DIR      where answers are kept until they are safe elsewhere\n"
         "  --assets DIR     texts and pictures\n"
         "  --window WxH     a window of that many pixels instead of the whole screen\n"
         "  --panel-mm W     width of the panel in millimetres, measured with a bank card\n"
         "  --collector H    host, host:port or host/owner offered when the screen is connected\n"
         "  --switches FILE  switches for whoever cannot touch the glass (firmware/README.md)\n"
         "  --generated-voices DIR  what a machine has said, where nobody has recorded it\n";
}

}  // namespace stemme
