/// What people tell a collector to do: the same code whether the running server does it (over
/// admin.sock) or, with none running, the verb's own process under the state lock. One verb at a
/// time.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "server-sync/collector/state_directory.h"
#include "server-sync/counting/counting.h"
#include "server-sync/offsite/caretaker.h"
#include "server-sync/register/register.h"

namespace stemme {

struct Verb {
  std::string name;                         ///< "device code"
  std::map<std::string, std::string> with;  ///< "house" → "lyngtua"
};
std::string to_json(const Verb& verb);
Result<Verb> verb_from_json(std::string_view line);

/// What a verb works with.
struct Workplace {
  const StateDirectory& state;
  const CollectorSettings& settings;
  Register& the_register;
  Clock& clock;
  std::function<Result<void>()> release;
  std::function<Result<Reconciliation>()> reconcile;
  std::function<Result<KeptBackup>()> back_up;
  /// A new sealing key is held from now on.
  std::function<void(const OpeningKey&)> add_key;
  std::function<Caretaker::Standing()> standing;
};

/// What is printed. Invalid for a verb or a word it does not know.
Result<std::string> run_verb(const Verb& verb, const Workplace& at);

/// The answer of the running server to one line of its socket.
std::string answer_line(const std::string& line, const Workplace& at);

/// Asks the running server; with none, does it here.
Result<std::string> perform(const Verb& verb, const std::filesystem::path& directory);

}  // namespace stemme
