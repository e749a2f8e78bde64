/// Verbs about houses, units and staff; and how a verb's words are read. See verbs.h.
#pragma once

#include "server-sync/collector/verbs.h"

namespace stemme {

/// Invalid when it is not there.
Result<std::string> word(const Verb& verb, const std::string& name);
std::string word_or(const Verb& verb, const std::string& name, const std::string& otherwise);
Result<int> number_word(const Verb& verb, const std::string& name);
Result<std::int64_t> long_number_word(const Verb& verb, const std::string& name);
Result<std::optional<UnitId>> unit_word(const Verb& verb, const std::string& name);
/// The day in the owner's zone.
Result<Date> today_of(const Workplace& at);

Result<std::string> house_add(const Verb& verb, const Workplace& at);
Result<std::string> house_list(const Verb& verb, const Workplace& at);
Result<std::string> house_pin(const Verb& verb, const Workplace& at);
Result<std::string> house_close(const Verb& verb, const Workplace& at);
/// Makes new tokens and prints the sheet: nobody can print it again.
Result<std::string> house_tokens(const Verb& verb, const Workplace& at);
Result<std::string> unit_add(const Verb& verb, const Workplace& at);
Result<std::string> unit_list(const Verb& verb, const Workplace& at);
Result<std::string> unit_end(const Verb& verb, const Workplace& at);
Result<std::string> staff_add(const Verb& verb, const Workplace& at);
Result<std::string> staff_password(const Verb& verb, const Workplace& at);
Result<std::string> staff_list(const Verb& verb, const Workplace& at);

}  // namespace stemme
