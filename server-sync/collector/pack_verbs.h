/// Verbs about packs: `pack check` for people who write them, adoption with the head's acceptance
/// (D4). See verbs.h.
#pragma once

#include <vector>

#include "server-sync/collector/verbs.h"

namespace stemme {

/// Loads the pack with the words that lie under the assets, checks it, and starts it in a house.
Result<std::string> pack_adopt(const Verb& verb, const Workplace& at);
Result<std::string> pack_end(const Verb& verb, const Workplace& at);

/// Every complaint about these files, a line each; "" when all is well. Needs no collector. Empty
/// `assets`: those the first file lies in. Empty `owner_file`: the first owner there.
Result<std::string> check_packs(const std::vector<std::string>& files, const std::string& assets,
                                const std::string& owner_file);

}  // namespace stemme
