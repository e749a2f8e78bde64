#include "server-sync/protocol/receipt.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/structured_field.h"

namespace stemme {
namespace {

constexpr std::size_t receipt_bytes_max = 256 * 1024;
constexpr std::size_t name_letters_max = 64;
constexpr std::size_t ranges_max = 2048;

constexpr std::array<std::string_view, 5> age_classes = {"none", "hours", "days", "weeks",
                                                         "months"};
constexpr std::array<std::string_view, 3> space_classes = {"ok", "low", "full"};

Result<std::uint64_t> id_in(const JsonValue& object, std::string_view field) {
  const auto spelled = TRY(object.text(field, 16));
  return id_from(spelled).while_doing(field);
}

Result<Instant> instant_in(const JsonValue& object, std::string_view field) {
  const auto spelled = TRY(object.text(field, 32));
  return instant_from(spelled).while_doing(field);
}

std::string to_json(const StoredRange& range) {
  return json_list({std::to_string(range.first), std::to_string(range.last),
                    json_string(to_hex(range.last_digest))});
}

Result<StoredRange> range_from(const JsonValue& json) {
  const auto* parts = TRY(json.as_items(3));
  if (parts->size() != 3) return invalid("a stored range is first, last and digest");
  StoredRange range;
  range.first = TRY(parts->at(0).as_number(1, json_number_max));
  range.last = TRY(parts->at(1).as_number(range.first, json_number_max));
  range.last_digest = TRY(parts->at(2).as_hex<32>());
  return range;
}

Result<std::vector<StoredRange>> ranges_in(const JsonValue& json) {
  const auto* list = TRY(json.items("stored", ranges_max));
  std::vector<StoredRange> ranges;
  for (const auto& item : *list) {
    const auto range = TRY(range_from(item).while_doing("stored"));
    if (!ranges.empty() && range.first <= ranges.back().last)
      return invalid("stored ranges overlap or are out of order");
    ranges.push_back(range);
  }
  return ranges;
}

/// One member of the status, by name and kind.
Result<std::string> member_of(const std::vector<FieldMember>& members, std::string_view key,
                              BareItem::Kind kind) {
  const auto* member = find_member(members, key);
  if (member == nullptr || member->is_list || member->items.front().item.kind != kind)
    return invalid("stemme-status lacks " + std::string(key));
  return member->items.front().item.value;
}

Result<std::uint64_t> id_of(const std::vector<FieldMember>& members, std::string_view key) {
  const auto spelled = TRY(member_of(members, key, BareItem::Kind::Text));
  return id_from(spelled).while_doing(key);
}

Result<std::int64_t> count_of(const std::vector<FieldMember>& members, std::string_view key,
                              std::int64_t most) {
  const auto digits = TRY(member_of(members, key, BareItem::Kind::Integer));
  // At most fifteen digits, so this cannot overflow.
  const auto count = std::strtoll(digits.c_str(), nullptr, 10);
  if (count < 0 || count > most) return invalid(std::string(key) + " is out of range");
  return std::int64_t{count};
}

Result<std::string> class_of(const std::vector<FieldMember>& members, std::string_view key,
                             std::span<const std::string_view> classes) {
  auto name = TRY(member_of(members, key, BareItem::Kind::Token));
  if (std::find(classes.begin(), classes.end(), name) == classes.end())
    return invalid(std::string(key) + " has no class of that name");
  return name;
}

}  // namespace

std::string to_json(const Receipt& receipt) {
  std::vector<std::string> stored;
  for (const auto& range : receipt.stored) stored.push_back(to_json(range));
  return JsonObject()
      .text("collector", receipt.collector)
      .text("incarnation", receipt.incarnation)
      .text("device", id_text(receipt.device))
      .text("epoch", id_text(receipt.epoch))
      .part("stored", json_list(stored))
      .number("durable_through", receipt.durable_through)
      .text("utc", to_text(receipt.utc))
      .written();
}

Result<Receipt> receipt_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, receipt_bytes_max));
  Receipt receipt;
  receipt.collector = TRY(json.text("collector", name_letters_max));
  receipt.incarnation = TRY(json.text("incarnation", name_letters_max));
  receipt.device = TRY(id_in(json, "device"));
  receipt.epoch = TRY(id_in(json, "epoch"));
  receipt.stored = TRY(ranges_in(json));
  receipt.durable_through = TRY(json.number("durable_through", 0, json_number_max));
  receipt.utc = TRY(instant_in(json, "utc"));
  return receipt;
}

std::string time_to_json(Instant utc) { return JsonObject().text("utc", to_text(utc)).written(); }

Result<Instant> time_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, receipt_bytes_max));
  return instant_in(json, "utc");
}

std::string to_field(const DeviceStatus& status) {
  return "epoch=\"" + id_text(status.epoch) + "\", closed=" + std::to_string(status.last_closed) +
         ", unsent=" + status.unsent_age + ", space=" + status.space + ", boot=\"" +
         id_text(status.boot) + "\", boot-age=" + std::to_string(status.boot_age_h) +
         ", software=\"" + status.software + "\", programme=" + std::to_string(status.programme) +
         (status.made ? ", made=" + std::to_string(*status.made) : "");
}

Result<DeviceStatus> status_from_field(std::string_view text) {
  const auto members = TRY(read_dictionary(text));
  DeviceStatus status;
  status.epoch = TRY(id_of(members, "epoch"));
  status.last_closed = TRY(count_of(members, "closed", json_number_max));
  status.unsent_age = TRY(class_of(members, "unsent", age_classes));
  status.space = TRY(class_of(members, "space", space_classes));
  status.boot = TRY(id_of(members, "boot"));
  const auto age = TRY(count_of(members, "boot-age", 1'000'000));
  status.boot_age_h = static_cast<int>(age);
  status.software = TRY(member_of(members, "software", BareItem::Kind::Text));
  if (status.software.size() > name_letters_max) return invalid("a software version that long");
  status.programme = TRY(count_of(members, "programme", json_number_max));
  if (find_member(members, "made") != nullptr)
    status.made = TRY(count_of(members, "made", json_number_max));
  return status;
}

}  // namespace stemme
