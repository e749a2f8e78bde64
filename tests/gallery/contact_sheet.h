/// Every picture as the kiosk paints it, at 20 mm and at 70 mm of a 10.1" panel, with its word: to
/// be looked at by somebody who asks what a child would call it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/display/picture_shelf.h"
#include "app/display/typesetter.h"
#include "server-sync/protocol/phrasebook.h"

namespace stemme {

/// Writes `pictures-1.png` … into the folder. The names of the files, in order.
Result<std::vector<std::string>> write_contact_sheets(const std::filesystem::path& pictures,
                                                      const Phrasebook& words, PictureShelf& shelf,
                                                      Typesetter& typesetter,
                                                      const std::filesystem::path& folder);

}  // namespace stemme
