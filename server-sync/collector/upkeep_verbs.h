/// Verbs for whoever looks after a collector: backups, keys, and a doctor who says what is wrong
/// and what to do about it. See verbs.h.
#pragma once

#include "server-sync/collector/verbs.h"

namespace stemme {

/// Makes, restores and checks one, now (C12).
Result<std::string> backup(const Verb& verb, const CountingPlace& at);
/// A line a check: "ok" or "WRONG", what was seen, what to do. Each side says what it can see.
Result<std::string> doctor_of_the_web_side(const Verb& verb, const Workplace& at);
Result<std::string> doctor_of_counting(const Verb& verb, const CountingPlace& at);

Result<std::string> keys_list(const Verb& verb, const CountingPlace& at);
/// A new sealing key, exported under a passphrase and read back before any device hears of it (C6).
Result<std::string> keys_rotate(const Verb& verb, const CountingPlace& at);
/// The end of an old sealing key: Refused while a device may still seal to it or a batch waits for
/// it, unless it is declared lost by name.
Result<std::string> keys_retire(const Verb& verb, const CountingPlace& at);

}  // namespace stemme
