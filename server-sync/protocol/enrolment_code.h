/// The sixteen characters typed at a kiosk (C6): Crockford base 32 in four groups; six are the
/// one-time code, ten the first 50 bits of BLAKE2b(identity, keyed with the six), so the code pins
/// the owner and nothing can be prepared beforehand. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server-sync/protocol/keys.h"

namespace stemme {

struct EnrolmentCode {
  std::string one_time;  ///< six characters
  std::string pin;       ///< ten characters
  bool operator==(const EnrolmentCode&) const = default;
};

EnrolmentCode make_enrolment_code(const VerifyKey& identity);
bool pins(const EnrolmentCode& code, const VerifyKey& identity);

/// "ABCD-EFGH-JKMN-PQRS".
std::string to_text(const EnrolmentCode& code);
/// Forgives case, spaces, dashes, O for 0, I and L for 1. Invalid: says what is wrong with it.
Result<EnrolmentCode> enrolment_code_from(std::string_view typed);

/// What a new device sends, sealed to the key set's `enrol` key, and what it gets.
struct EnrolmentRequest {
  std::string one_time;
  VerifyKey device_key{};
  /// Who it is, of a terminal that has a name already: only a code made for that one is for it.
  std::optional<std::uint64_t> device{};
};
struct EnrolmentReply {
  std::uint64_t device = 0;
  std::string owner;
  std::string house;
};
std::string to_json(const EnrolmentRequest& request);
Result<EnrolmentRequest> enrolment_request_from_json(std::string_view text);
std::string to_json(const EnrolmentReply& reply);
Result<EnrolmentReply> enrolment_reply_from_json(std::string_view text);

}  // namespace stemme
