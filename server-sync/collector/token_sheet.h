/// A house's tokens on paper (C11): one A4 page after another of cards with four pictures each, to
/// be cut apart and shuffled. The only place where the codes ever stand. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server-sync/protocol/phrasebook.h"
#include "server-sync/protocol/token.h"

namespace stemme {

/// HTML that prints as it is. Missing: one of the sixteen pictures.
Result<std::string> token_sheet(const std::vector<TokenCode>& codes,
                                const std::filesystem::path& pictures, const Phrasebook& words);

}  // namespace stemme
