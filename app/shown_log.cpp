#include "app/shown_log.h"

#include <cstdlib>
#include <fstream>

#include "app/screens/page.h"

namespace stemme {

#ifdef STEMME_DRIVEN_TIME

namespace {

std::string name_of_target(int id, const ShownFrame& frame) {
  if (id < static_cast<int>(frame.options.size()) && id >= 0)
    return frame.options[static_cast<std::size_t>(id)];
  if (id >= target_item_first) return "item-" + std::to_string(id - target_item_first);
  if (id >= target_key_first) return "key-" + std::to_string(id - target_key_first);
  if (id >= target_language_first) return "language-" + std::to_string(id - target_language_first);
  switch (id) {
    case target_skip:
      return "skip";
    case target_listen:
      return "listen";
    case target_again:
      return "again";
    case target_languages:
      return "languages";
    case target_door:
      return "door";
    case target_back:
      return "back";
    case target_start:
      return "start";
    case target_staff:
      return "staff";
    case target_close:
      return "close";
    case target_more:
      return "more";
    case target_fewer:
      return "fewer";
    case target_send:
      return "send";
    case target_erase:
      return "erase";
    case target_enter:
      return "enter";
    case target_address:
      return "address";
    case target_code:
      return "code";
    case target_anywhere:
      return "anywhere";
    case target_tools:
      return "tools";
    case target_enrol:
      return "enrol";
    case target_play:
      return "play";
    case target_talk:
      return "talk";
    case target_tablets:
      return "tablets";
    case target_plan:
      return "plan";
    default:
      return "";
  }
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + quoted(text);
  return "[" + out + "]";
}

std::string target_line(const Target& target, const ShownFrame& frame, double mm_per_px) {
  const auto px = [&](double mm) { return std::to_string(mm / mm_per_px); };
  return "{\"id\":" + std::to_string(target.id) +
         ",\"name\":" + quoted(name_of_target(target.id, frame)) + ",\"x\":" + px(target.area.x) +
         ",\"y\":" + px(target.area.y) + ",\"w\":" + px(target.area.width) +
         ",\"h\":" + px(target.area.height) + "}";
}

}  // namespace

ShownLog::ShownLog() {
  if (const char* path = std::getenv("STEMME_SHOWN")) path_ = path;
}

void ShownLog::say(const ShownFrame& frame, const std::vector<Target>& targets, double mm_per_px) {
  if (path_.empty()) return;
  std::string places;
  for (const auto& target : targets)
    places += (places.empty() ? "" : ",") + target_line(target, frame, mm_per_px);
  const auto line = "{\"screen\":" + quoted(frame.screen) +
                    ",\"question\":" + quoted(frame.question) +
                    ",\"options\":" + list_of(frame.options) +
                    ",\"chosen\":" + quoted(frame.chosen) + ",\"targets\":[" + places + "]}\n";
  if (line == said_) return;  // what grows or breathes means the same
  std::ofstream(path_, std::ios::app) << line;
  said_ = line;
}

void ShownLog::hear(const Contact& contact) {
  if (path_.empty() || contact.phase == Contact::Phase::Move) return;
  std::ofstream(path_ + ".heard", std::ios::app) << '.';
}

#else

ShownLog::ShownLog() = default;
void ShownLog::hear(const Contact&) {}
void ShownLog::say(const ShownFrame&, const std::vector<Target>&, double) {}

#endif

}  // namespace stemme
