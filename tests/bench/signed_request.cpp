#include "server-sync/device/conversation.h"
#include "server-sync/device/https_link.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/signature.h"
#include "tests/bench/collector_rows.h"
#include "tests/stand-ins/memory_outbox.h"

namespace stemme {
namespace {

constexpr int answers = 40;

Result<Request> first_batch(MemoryOutbox& outbox, const DeviceIdentity& me, Date today) {
  outbox.close(answers, today);
  const auto batch = TRY(outbox.next_to_send(0));
  Request request;
  request.method = "PUT";
  request.authority = me.address.authority;
  request.path = "/v1/devices/" + id_text(me.device) + "/epochs/" + id_text(batch->name.epoch) +
                 "/batches/" + std::to_string(batch->name.n);
  request.fields.set("content-type", std::string(batch_media_type));
  request.fields.set("stemme-status",
                     to_field({batch->name.epoch, batch->name.n, "hours", "ok", 7, 5, "bench", 1}));
  request.body = batch->body;
  const auto key = SigningKey::from_seed(me.device_seed);
  sign_request(request, key, key_name(key.verify_key()));
  return request;
}

}  // namespace

Result<std::string> signed_request(const std::filesystem::path& folder, const std::string& where) {
  const auto space = where.find(' ');
  if (space == std::string::npos) return invalid("say HOST:PORT CODE");
  const auto code = TRY(enrolment_code_from(where.substr(space + 1)));
  const auto clock = TRY(open_clock());
  const auto link = TRY(HttpsLink::create());
  MemoryOutbox outbox;
  Conversation conversation({folder, {}, "bench", {}}, *clock, outbox, *link, [](const auto&) {});
  TRY(conversation.enrol(where.substr(0, space), code));
  const auto me = TRY(load_identity(folder));
  const auto local = TRY(local_time(clock->now(), "Europe/Oslo"));
  const auto request = TRY(first_batch(outbox, me, local.date));
  JsonObject fields;
  for (const auto& [name, value] : request.fields) fields.text(name, value);
  return JsonObject()
      .text("path", request.path)
      .part("fields", fields.written())
      .text("body", to_hex(request.body))
      .written();
}

}  // namespace stemme
