#include "tests/fuzz/targets.h"

#include "server-sync/counting/logged_release.h"
#include "server-sync/dashboard/staff_login.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/content.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/protocol/key_rotation.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/owner.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/picture_check.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/programme.h"
#include "server-sync/protocol/receipt.h"
#include "server-sync/protocol/signature.h"
#include "server-sync/protocol/structured_field.h"
#include "server-sync/protocol/token.h"

namespace stemme {
namespace {

/// What was accepted has one text, and that text is accepted as the same.
template <typename Read, typename Write>
void reads_back(ByteView bytes, Read read, Write write) {
  const auto first = read(as_text(bytes));
  if (!first) return;
  const auto text = write(*first);
  const auto again = read(text);
  STEMME_ASSERT(again.has_value());
  STEMME_ASSERT(write(*again) == text);
}

void take_frame(ByteView bytes) {
  reads_back(
      bytes, [](std::string_view text) { return frame_from_json(text); },
      [](const Frame& frame) { return to_json(frame); });
}

void take_body(ByteView bytes) {
  const auto batch = batch_from_body(bytes);
  if (!batch) return;
  const auto body = to_body(*batch);
  STEMME_ASSERT(body.has_value());
  STEMME_ASSERT(batch_from_body(*body).has_value());
}

void take_box(ByteView bytes) {
  const auto content = decode_box(bytes);
  if (!content) return;
  const auto plain = encode_box(*content);
  STEMME_ASSERT(plain.has_value());
  STEMME_ASSERT(*decode_box(*plain) == *content);
}

void take_sealed_box(ByteView bytes) {
  static const auto key = OpeningKey::generate();
  static_cast<void>(open_box(bytes, key));
}

void take_receipt(ByteView bytes) {
  reads_back(
      bytes, [](std::string_view text) { return receipt_from_json(text); },
      [](const Receipt& receipt) { return to_json(receipt); });
}

void take_programme(ByteView bytes) {
  reads_back(
      bytes, [](std::string_view text) { return programme_from_json(text); },
      [](const Programme& programme) { return to_json(programme); });
}

void take_finding(ByteView bytes) {
  reads_back(
      bytes, [](std::string_view text) { return finding_from_json(text); },
      [](const Finding& finding) { return to_json(finding); });
}

void take_status(ByteView bytes) { static_cast<void>(status_from_field(as_text(bytes))); }

void take_time(ByteView bytes) { static_cast<void>(time_from_json(as_text(bytes))); }

void take_identity(ByteView bytes) {
  static_cast<void>(read_identity(as_text(bytes), std::nullopt));
}

void take_rotation(ByteView bytes) { static_cast<void>(read_rotation(as_text(bytes))); }

void take_tokens(ByteView bytes) {
  reads_back(
      bytes, [](std::string_view text) { return token_set_from_json(text); },
      [](const TokenSet& tokens) { return to_json(tokens); });
}

/// Two header fields and a body, each a line.
void take_signature(ByteView bytes) {
  const auto text = as_text(bytes);
  const auto first = std::min(text.find('\n'), text.size());
  const auto second = std::min(text.find('\n', std::min(first + 1, text.size())), text.size());
  Request request;
  request.method = "PUT";
  request.authority = "stemme.example";
  request.path = "/v1/time";
  request.fields.set("signature-input", std::string(text.substr(0, first)));
  if (first < second)
    request.fields.set("signature", std::string(text.substr(first + 1, second - first - 1)));
  if (second < text.size()) request.body = to_bytes(as_bytes(text.substr(second + 1)));
  request.fields.set("content-digest", content_digest(request.body));
  static const auto key = SigningKey::generate();
  const auto verified = verify_request(
      request, [](std::string_view) -> Result<VerifyKey> { return key.verify_key(); });
  STEMME_ASSERT(!verified.has_value());  // Nobody has signed it.
}

void take_fields(ByteView bytes) {
  static_cast<void>(read_dictionary(as_text(bytes)));
  static_cast<void>(read_inner_list(as_text(bytes)));
}

void take_code(ByteView bytes) {
  const auto code = enrolment_code_from(as_text(bytes));
  if (code) STEMME_ASSERT(enrolment_code_from(to_text(*code)).has_value());
}

void take_enrolment(ByteView bytes) {
  static_cast<void>(enrolment_request_from_json(as_text(bytes)));
  static_cast<void>(enrolment_reply_from_json(as_text(bytes)));
}

void take_problem(ByteView bytes) {
  Reply reply;
  reply.status = 400;
  reply.fields.set("content-type", "application/problem+json");
  reply.body = to_bytes(bytes);
  static_cast<void>(problem_in(reply));
}

void take_pack(ByteView bytes) {
  const auto pack = load_pack(as_text(bytes), "fuzz.toml");
  if (!pack) return;
  // What was loaded can be checked and estimated, whatever it says.
  static_cast<void>(check_pack(*pack, {}, {}));
  static_cast<void>(estimate_release(*pack));
}

void take_texts(ByteView bytes) {
  static_cast<void>(load_texts(as_text(bytes), "nb", "fuzz.toml"));
}

void take_owner(ByteView bytes) { static_cast<void>(load_owner(as_text(bytes), "fuzz.toml")); }

void take_hours(ByteView bytes) { static_cast<void>(load_hours(as_text(bytes), "fuzz.toml")); }

/// The log lies on somebody else's disk.
void take_release(ByteView bytes) {
  const auto first = release_from_line(std::string(as_text(bytes)));
  if (!first || !*first) return;
  const auto line = to_line(**first);
  const auto again = release_from_line(line);
  STEMME_ASSERT(again.has_value() && again->has_value());
  STEMME_ASSERT(to_line(**again) == line);
}

void take_picture(ByteView bytes) { static_cast<void>(check_picture(as_text(bytes), "fuzz")); }

void take_form(ByteView bytes) { static_cast<void>(form_fields(as_text(bytes))); }

}  // namespace

const std::vector<FuzzTarget>& fuzz_targets() {
  static const std::vector<FuzzTarget> targets{
      {"frame", take_frame},           {"body", take_body},         {"box", take_box},
      {"sealed-box", take_sealed_box}, {"receipt", take_receipt},   {"programme", take_programme},
      {"finding", take_finding},       {"status", take_status},     {"time", take_time},
      {"identity", take_identity},     {"rotation", take_rotation}, {"tokens", take_tokens},
      {"signature", take_signature},   {"fields", take_fields},     {"code", take_code},
      {"enrolment", take_enrolment},   {"problem", take_problem},   {"pack", take_pack},
      {"texts", take_texts},           {"owner", take_owner},       {"hours", take_hours},
      {"picture", take_picture},       {"form", take_form},         {"release", take_release}};
  return targets;
}

}  // namespace stemme
