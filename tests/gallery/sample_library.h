/// The real contents of assets/ as a kiosk of Lynghei would have them: for the gallery and screen
/// tests.
#pragma once

#include <filesystem>

#include "app/library.h"

namespace stemme {

/// Languages that nobody has approved yet (D62).
enum class Drafts { Hidden, Shown };

Library sample_library(const std::filesystem::path& assets, Drafts drafts = Drafts::Hidden);
/// With every pack there is.
Library whole_library(const std::filesystem::path& assets);

/// The offer that asks this question of this pack.
Offer sample_offer(const Library& library, const std::string& pack, int question);

}  // namespace stemme
