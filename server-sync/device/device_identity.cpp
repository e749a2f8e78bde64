#include "server-sync/device/device_identity.h"

#include <system_error>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t file_bytes_max = 64 * 1024;
constexpr std::size_t document_bytes_max = 32 * 1024;
constexpr const char* identity_name = "identity.json";
constexpr const char* seed_name = "enrolment.key";

bool is_address_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
         c == '[' || c == ']' || c == '_';
}

}  // namespace

Result<CollectorAddress> collector_address_from(std::string_view typed) {
  while (typed.starts_with(' ')) typed.remove_prefix(1);
  if (typed.starts_with("https://")) typed.remove_prefix(8);
  while (typed.ends_with('/') || typed.ends_with(' ')) typed.remove_suffix(1);
  CollectorAddress address;
  const auto slash = typed.find('/');
  address.authority = typed.substr(0, slash);
  if (slash != std::string_view::npos) address.owner = typed.substr(slash + 1);
  for (char& c : address.authority) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!is_address_letter(c)) return invalid("that is no address");
  }
  for (const char c : address.owner)
    if (!is_address_letter(c) || c == ':') return invalid("that is no owner");
  if (address.authority.empty()) return invalid("an address is missing");
  return address;
}

Result<DeviceIdentity> load_identity(const std::filesystem::path& folder) {
  const auto text = TRY(read_text_file(folder / identity_name, file_bytes_max));
  const auto json = TRY(read_json(text, file_bytes_max));
  DeviceIdentity identity;
  identity.address.authority = TRY(json.text("authority", 256));
  identity.address.owner = TRY(json.text("owner_path", 64));
  identity.device_seed = TRY(json.hex<32>("device_key"));
  const auto device = TRY(json.text("device", 16));
  identity.device = TRY(id_from(device));
  identity.owner = TRY(json.text("owner", 64));
  identity.house = TRY(json.text("house", 64));
  identity.owner_key = TRY(json.hex<32>("owner_key"));
  identity.identity_document = TRY(json.text("identity", document_bytes_max));
  if (json.has("key_since")) {
    const auto day = TRY(json.text("key_since", 10));
    identity.key_since = TRY(date_from(day));
  }
  if (json.has("next_key")) identity.next_seed = TRY(json.hex<32>("next_key"));
  return identity;
}

Result<void> save_identity(const std::filesystem::path& folder, const DeviceIdentity& identity) {
  JsonObject json;
  json.text("authority", identity.address.authority)
      .text("owner_path", identity.address.owner)
      .text("device_key", to_hex(identity.device_seed))
      .text("device", id_text(identity.device))
      .text("owner", identity.owner)
      .text("house", identity.house)
      .text("owner_key", to_hex(identity.owner_key))
      .text("identity", identity.identity_document);
  if (identity.key_since) json.text("key_since", to_text(*identity.key_since));
  if (identity.next_seed) json.text("next_key", to_hex(*identity.next_seed));
  return write_durably(folder / identity_name, as_bytes(json.written()));
}

Result<FixedBytes<32>> enrolment_seed(const std::filesystem::path& folder) {
  auto kept = read_file(folder / seed_name, 32);
  if (kept) return fixed<32>(kept.value());
  if (kept.error().failure() != Failure::Missing) return std::move(kept).error();
  const auto seed = random_bytes<32>();
  TRY(write_durably(folder / seed_name, seed));
  return seed;
}

void forget_enrolment_seed(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::remove(folder / seed_name, failed);
}

}  // namespace stemme
