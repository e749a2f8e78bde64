#include "server-sync/protocol/problem.h"

#include <array>

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t problem_bytes_max = 16 * 1024;

struct Row {
  ProblemType type;
  int status;
  Failure failure;  ///< what the device does
  std::string_view urn;
  std::string_view title;
};

constexpr std::array<Row, 11> rows = {{
    {ProblemType::IdentityConflict, 409, Failure::Refused, "urn:stemme:problem:identity-conflict",
     "Another batch is stored under this number"},
    {ProblemType::Malformed, 400, Failure::Invalid, "urn:stemme:problem:malformed",
     "What was sent cannot be read"},
    {ProblemType::TooLarge, 413, Failure::Invalid, "urn:stemme:problem:too-large",
     "What was sent is too large"},
    {ProblemType::WrongMediaType, 415, Failure::Invalid, "urn:stemme:problem:wrong-media-type",
     "What was sent is of another media type"},
    {ProblemType::NotSigned, 401, Failure::Refused, "urn:stemme:problem:not-signed",
     "The request is not signed as it must be"},
    {ProblemType::Revoked, 403, Failure::Refused, "urn:stemme:problem:revoked",
     "The device's key is revoked"},
    {ProblemType::UnknownCode, 403, Failure::Refused, "urn:stemme:problem:unknown-code",
     "The code is unknown, used or expired"},
    {ProblemType::TooManyTries, 429, Failure::Offline, "urn:stemme:problem:too-many-tries",
     "Too many tries"},
    {ProblemType::NotFound, 404, Failure::Missing, "urn:stemme:problem:not-found",
     "There is nothing here"},
    {ProblemType::Busy, 503, Failure::Offline, "urn:stemme:problem:busy",
     "The collector cannot take more now"},
    {ProblemType::Broken, 500, Failure::Offline, "urn:stemme:problem:broken",
     "Something is wrong in the collector"},
}};

const Row& row_of(ProblemType type) {
  for (const auto& row : rows)
    if (row.type == type) return row;
  STEMME_ASSERT(false && "a problem without a row");
  return rows.back();
}

}  // namespace

std::string_view urn_of(ProblemType type) { return row_of(type).urn; }
int status_of(ProblemType type) { return row_of(type).status; }
Failure failure_of(ProblemType type) { return row_of(type).failure; }

ProblemType refusal(Failure failure) {
  switch (failure) {
    case Failure::Refused:
      return ProblemType::NotSigned;
    case Failure::Invalid:
      return ProblemType::Malformed;
    case Failure::Missing:
      return ProblemType::NotFound;
    case Failure::Offline:
    case Failure::Full:
      return ProblemType::Busy;
    case Failure::Corrupt:
    case Failure::Unexpected:
      break;
  }
  return ProblemType::Broken;
}

Reply problem_reply(ProblemType type, std::string_view detail) {
  const auto& row = row_of(type);
  JsonObject json;
  json.text("type", row.urn).text("title", row.title).number("status", row.status);
  if (!detail.empty()) json.text("detail", detail);
  Reply reply;
  reply.status = row.status;
  reply.fields.set("content-type", std::string(problem_media_type));
  reply.body = to_bytes(as_bytes(json.written()));
  return reply;
}

Result<ProblemType> problem_in(const Reply& reply) {
  if (reply.fields.find("content-type") != problem_media_type) return invalid("no problem inside");
  const auto json = TRY(read_json(as_text(reply.body), problem_bytes_max));
  const auto urn = TRY(json.text("type", 256));
  for (const auto& row : rows)
    if (row.urn == urn && row.status == reply.status) return row.type;
  return invalid("a problem we do not know");
}

}  // namespace stemme
