/// Which devices are switches here, and how they are to be used: a file on the terminal, written by
/// whoever knows the person who uses them. Values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/display/switches.h"
#include "app/display/touch_guard.h"
#include "server-sync/foundation/result.h"

namespace stemme {

/// [[switch]] device, choose, next, speak, step_ms, hold_ms, ignore_ms. Invalid: which line, and
/// what may stand there.
Result<std::vector<DeclaredSwitch>> load_switches(const std::string& text, const std::string& file);

/// Of that file, where there is one. A mistake in it, or a folder nobody may look into, takes the
/// switches away and nothing else; the log says where it is.
std::vector<DeclaredSwitch> switches_in(const std::filesystem::path& file);

/// What a switch goes through of a page: answers first, then the rest; nothing that is the staff's.
std::vector<Target> places_of(const std::vector<Target>& targets);

}  // namespace stemme
