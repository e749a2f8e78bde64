/// RFC 9457 problems (C7): the device reacts to the type, never to the text. One table turns
/// failures into HTTP status and back, so both ends agree by construction. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "server-sync/protocol/message.h"

namespace stemme {

enum class ProblemType {
  IdentityConflict,  ///< 409: same number, other digest → new epoch, carry
  Malformed,         ///< 400: hold this batch, go on with the next
  TooLarge,          ///< 413
  WrongMediaType,    ///< 415
  NotSigned,         ///< 401: keep, tell staff
  Revoked,           ///< 403: keep, tell staff
  UnknownCode,       ///< 403: the enrolment code is unknown, used or expired
  TooManyTries,      ///< 429
  NotFound,          ///< 404
  Busy,              ///< 503: back off; signed Retry-After ≤ 24 h
  Broken,            ///< 500
};

/// "urn:stemme:problem:identity-conflict" …
std::string_view urn_of(ProblemType type);
int status_of(ProblemType type);
Failure failure_of(ProblemType type);

/// What a collector answers when its own work failed so.
ProblemType refusal(Failure failure);

inline constexpr std::string_view problem_media_type = "application/problem+json";

Reply problem_reply(ProblemType type, std::string_view detail);
/// The problem in a (verified) reply; Invalid when it carries none we know.
Result<ProblemType> problem_in(const Reply& reply);

}  // namespace stemme
