/// A verb finds whoever does it: the running side it belongs to, or, with none running, this
/// process under both state locks. One verb at a time.
#pragma once

#include "server-sync/collector/verbs.h"

namespace stemme {

/// Refused when the collector runs in two processes and the verb's own is not there.
Result<std::string> perform(const Verb& verb, const std::filesystem::path& directory);

}  // namespace stemme
