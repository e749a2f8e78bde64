#include "app/declared_switches.h"

#include <algorithm>
#include <array>

#include "app/screens/page.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

constexpr std::array staffs_own{int{target_staff}, int{target_close}, int{target_tools},
                                int{target_anywhere}};

DeclaredSwitch switch_in(TomlSection& section) {
  section.knows_only({"device", "choose", "next", "speak", "step_ms", "hold_ms", "ignore_ms"});
  DeclaredSwitch declared;
  declared.device = section.text("device");
  declared.speak = section.text_or("speak", "");
  declared.choose = declared.speak.empty() ? section.text("choose") : section.text_or("choose", "");
  declared.next = section.text_or("next", "");
  declared.step = Ticks(section.number_or("step_ms", 1500, 300, 20'000));
  declared.hold = Ticks(section.number_or("hold_ms", 0, 0, 5000));
  declared.ignore_repeat = Ticks(section.number_or("ignore_ms", 500, 0, 5000));
  if (!declared.next.empty() && declared.next == declared.choose)
    section.complain_of("next", "the same key chooses", "leave it out: the ring goes by itself");
  if (!declared.speak.empty() &&
      (declared.speak == declared.choose || declared.speak == declared.next))
    section.complain_of("speak", "the same key moves the ring", "give it a key of its own");
  return declared;
}

}  // namespace

Result<std::vector<DeclaredSwitch>> load_switches(const std::string& text,
                                                  const std::string& file) {
  const auto read = TRY(read_toml(text, file));
  Complaints complaints;
  TomlSection top(read, file, complaints);
  top.knows_only({"switch"});
  std::vector<DeclaredSwitch> declared;
  for (auto& section : top.sections("switch")) declared.push_back(switch_in(section));
  if (!complaints.empty()) return as_error(complaints);
  return declared;
}

std::vector<DeclaredSwitch> switches_in(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed) && !failed) return {};
  const auto text = read_text_file(file, 64 * 1024);
  if (!text) return log_failure("switches", text.error()), std::vector<DeclaredSwitch>();
  auto declared = load_switches(*text, file.string());
  if (!declared) return log_failure("switches", declared.error()), std::vector<DeclaredSwitch>();
  return std::move(*declared);
}

std::vector<Target> places_of(const std::vector<Target>& targets) {
  std::vector<Target> places;
  for (const auto& target : targets)
    if (std::ranges::find(staffs_own, target.id) == staffs_own.end()) places.push_back(target);
  std::stable_partition(places.begin(), places.end(),
                        [](const Target& target) { return target.id < target_skip; });
  return places;
}

}  // namespace stemme
