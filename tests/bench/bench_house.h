/// A house as its kiosk knows it: the real packs, one group of children. For the rows that need a
/// screen with something on it. Values; any thread.
#pragma once

#include <filesystem>

#include "server-sync/protocol/programme.h"

namespace stemme {

Result<Programme> bench_programme(const std::filesystem::path& assets);
/// Leaves the folder as an enrolled kiosk leaves its own: it starts with this programme and keeps
/// answers.
Result<void> prepare_kiosk(const std::filesystem::path& folder, const Programme& programme);

}  // namespace stemme
