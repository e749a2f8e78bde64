#include "server-sync/protocol/key_rotation.h"

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t statement_bytes_max = 512;
constexpr std::size_t request_bytes_max = 2048;

/// Begins with what it is, so that no signature over anything else can pass for one over this.
std::string to_json(const KeyRotation& rotation) {
  return JsonObject()
      .text("statement", "stemme key rotation 1")
      .text("device", id_text(rotation.device))
      .text("old_key", to_hex(rotation.old_key))
      .text("new_key", to_hex(rotation.new_key))
      .written();
}

Result<KeyRotation> rotation_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, statement_bytes_max));
  KeyRotation rotation;
  const auto device = TRY(json.text("device", 16));
  rotation.device = TRY(id_from(device).while_doing("device"));
  rotation.old_key = TRY(json.hex<32>("old_key"));
  rotation.new_key = TRY(json.hex<32>("new_key"));
  if (to_json(rotation) != text) return invalid("the statement is not spelled canonically");
  return rotation;
}

Result<void> check_signature(const JsonValue& json, std::string_view field, const VerifyKey& key,
                             std::string_view statement) {
  const auto spelled = TRY(json.text(field, 128));
  const auto signature = TRY(from_base64(spelled).while_doing(field));
  if (!signed_by(key, as_bytes(statement), signature))
    return refused(std::string(field) + " is no signature over the statement");
  return {};
}

}  // namespace

std::string rotation_request(DeviceId device, const SigningKey& old_key,
                             const SigningKey& new_key) {
  const auto statement = to_json(KeyRotation{device, old_key.verify_key(), new_key.verify_key()});
  return JsonObject()
      .text("rotation", statement)
      .text("by_old", to_base64(old_key.sign(as_bytes(statement))))
      .text("by_new", to_base64(new_key.sign(as_bytes(statement))))
      .written();
}

Result<KeyRotation> read_rotation(std::string_view text) {
  const auto json = TRY(read_json(text, request_bytes_max));
  const auto statement = TRY(json.text("rotation", statement_bytes_max));
  const auto rotation = TRY(rotation_from_json(statement).while_doing("rotation"));
  TRY(check_signature(json, "by_old", rotation.old_key, statement));
  TRY(check_signature(json, "by_new", rotation.new_key, statement));
  return rotation;
}

}  // namespace stemme
