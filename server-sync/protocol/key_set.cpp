#include "server-sync/protocol/key_set.h"

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t key_set_bytes_max = 8 * 1024;
constexpr std::size_t document_bytes_max = 32 * 1024;
constexpr std::size_t reply_keys = 2;
constexpr std::size_t tls_pins_max = 4;
constexpr std::string_view public_roots = "public";

template <typename Keys>
std::string hex_list(const Keys& keys) {
  std::vector<std::string> spelled;
  for (const auto& key : keys) spelled.push_back(to_hex(key));
  return json_strings(spelled);
}

/// A list of pins, or the word that says there are none: an empty list would say neither.
Result<std::vector<Digest>> tls_pins_in(const JsonValue& json) {
  const auto* tls = TRY(json.part("tls"));
  const auto word = tls->as_text(16);
  if (word) {
    if (*word != public_roots) return invalid("tls is a list of pins, or public");
    return std::vector<Digest>();
  }
  auto pins = TRY(json.rows("tls", tls_pins_max, hex_from<32>));
  if (pins.empty()) return invalid("tls is a list of pins, or public");
  return pins;
}

Result<KeySet> key_set_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, key_set_bytes_max));
  KeySet keys;
  keys.owner = TRY(json.text("owner", 64));
  keys.serial = TRY(json.number("serial", 1, json_number_max));
  keys.sealing = TRY(json.hex<32>("sealing"));
  keys.reply = TRY(json.rows("reply", reply_keys, hex_from<32>));
  if (keys.reply.size() != reply_keys) return invalid("a key set has two reply keys");
  keys.enrol = TRY(json.hex<32>("enrol"));
  keys.tls_pins = TRY(tls_pins_in(json));
  return keys;
}

}  // namespace

std::string to_json(const KeySet& keys) {
  return JsonObject()
      .text("owner", keys.owner)
      .number("serial", keys.serial)
      .text("sealing", to_hex(keys.sealing))
      .part("reply", hex_list(keys.reply))
      .text("enrol", to_hex(keys.enrol))
      .part("tls", keys.tls_pins.empty() ? json_string(public_roots) : hex_list(keys.tls_pins))
      .written();
}

std::string identity_document(const KeySet& keys, const SigningKey& owner_identity) {
  const auto text = to_json(keys);
  return JsonObject()
      .text("identity", to_hex(owner_identity.verify_key()))
      .text("keys", text)
      .text("signature", to_base64(owner_identity.sign(as_bytes(text))))
      .written();
}

Result<Identity> read_identity(std::string_view document,
                               const std::optional<VerifyKey>& expected) {
  const auto json = TRY(read_json(document, document_bytes_max));
  Identity identity;
  identity.owner_key = TRY(json.hex<32>("identity"));
  const auto text = TRY(json.text("keys", key_set_bytes_max));
  const auto spelled = TRY(json.text("signature", 128));
  const auto signature = TRY(from_base64(spelled).while_doing("signature"));
  if (expected && *expected != identity.owner_key)
    return refused("another owner's identity than the one remembered");
  if (!signed_by(identity.owner_key, as_bytes(text), signature))
    return refused("the key set is not signed by its owner");
  identity.keys = TRY(key_set_from_json(text).while_doing("keys"));
  return identity;
}

}  // namespace stemme
