/// What people tell a collector to do: the same code whether a running side does it (over its
/// socket) or, with none running, the verb's own process under both state locks. One verb at a time
/// on each side.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "server-sync/collector/state_directory.h"
#include "server-sync/counting/reconciliation.h"
#include "server-sync/offsite/caretaker.h"
#include "server-sync/register/register.h"

namespace stemme {

struct Verb {
  std::string name;                         ///< "device code"
  std::map<std::string, std::string> with;  ///< "house" → "lyngtua"
};
std::string to_json(const Verb& verb);
Result<Verb> verb_from_json(std::string_view line);

/// What a socket answers to, by name.
using Verbs = std::map<std::string, std::function<Result<std::string>(const Verb&)>, std::less<>>;

/// What a verb works with, on either side.
struct Workplace {
  const StateDirectory& state;
  const CollectorSettings& settings;
  Register& the_register;  ///< counting's only reads
  Clock& clock;
  bool stands_alone = false;  ///< the other side is another process
};

/// And where counting is.
struct CountingPlace : Workplace {
  std::function<Result<void>()> release;
  std::function<Result<Reconciliation>()> reconcile;
  std::function<Result<KeptBackup>()> back_up;
  /// A new sealing key is held from now on.
  std::function<void(const OpeningKey&)> add_key;
  std::function<Result<void>(std::int64_t serial, const std::string& document)> put_identity;
  std::function<Caretaker::Standing()> standing;
};

/// The verbs of a side. What the place refers to outlives them. Each prints what is returned.
Verbs web_verbs(const Workplace& at);
Verbs counting_verbs(const CountingPlace& at);

/// Invalid for a verb or a word it does not know.
Result<std::string> run_verb(const Verb& verb, const Verbs& verbs);
/// The answer of a running side to one line of its socket.
std::string answer_line(const std::string& line, const Verbs& verbs);
/// And what it says, read again.
Result<std::string> answer_in(std::string_view line);

}  // namespace stemme
