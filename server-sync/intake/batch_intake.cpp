#include "server-sync/intake/batch_intake.h"

#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

/// Kept beside the batch, so that anybody can check later who signed it (C7).
std::string signature_record(const Request& request) {
  JsonObject record;
  record.text("@method", request.method).text("@authority", request.authority);
  record.text("@path", request.path);
  for (const auto name : {"content-digest", "content-type", "stemme-protocol", "stemme-nonce",
                          "stemme-status", "signature-input", "signature"})
    if (const auto value = request.fields.find(name)) record.text(name, *value);
  return record.written();
}

/// Of a request that was verified: its digest is the body's, and a body is large to hash twice.
Result<Digest> verified_digest(const Request& request) {
  constexpr std::string_view before = "sha-256=:";
  const auto field = request.fields.find("content-digest").value_or("");
  if (!field.starts_with(before) || !field.ends_with(':')) return invalid("no digest");
  const auto bytes =
      TRY(from_base64(field.substr(before.size(), field.size() - before.size() - 1)));
  return fixed<32>(bytes);
}

/// As much of the request as a reply is signed for, when its body has gone to the store.
Request head_of(const Request& request) {
  Request head;
  head.method = request.method;
  head.path = request.path;
  if (const auto nonce = request.fields.find("stemme-nonce"))
    head.fields.set("stemme-nonce", std::string(*nonce));
  return head;
}

}  // namespace

void BatchIntake::take(const Request& request, const BatchAddress& address, Done done) {
  if (request.body.size() > batch_bytes_max)
    return done(desk_->refuse(ProblemType::TooLarge, "a batch is at most 256 KiB", request));
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return done(desk_->refuse(*problem, "", request));
  const auto& device = std::get<Device>(caller);
  if (const auto wait = turns_.ask(device.id, desk_->clock().ticks()))
    return done(come_back(*wait, request));
  store(request, address, device, std::move(done));
}

void BatchIntake::store(const Request& request, const BatchAddress& address, const Device& device,
                        Done reply_with) {
  auto contact = desk_->contact_of(request, device);
  const bool more = contact && (contact->status.epoch != address.epoch ||
                                address.n < contact->status.last_closed);
  auto done = [this, id = device.id, more, reply_with = std::move(reply_with)](Reply reply) {
    turns_.served(id, more, desk_->clock().ticks());
    reply_with(std::move(reply));
  };
  const auto owner = desk_->owner();
  if (!owner) return done(desk_->stumble(owner.error(), request));
  auto checked = check(request, address, device, **owner);
  if (const auto* refusal = std::get_if<Refusal>(&checked))
    return done(desk_->refuse(refusal->type, refusal->detail, request));
  auto errand = desk_->clock().errand();
  desk_->store().store(
      std::move(std::get<BatchToStore>(checked)), std::move(contact),
      [this, head = head_of(request), address, done = std::move(done),
       errand](Result<IntakeOutcome> outcome) mutable {
        auto answer = [this, head = std::move(head), address, done = std::move(done), errand,
                       outcome = std::move(outcome)] {
          done(outcome ? receipt(*outcome, address, head) : desk_->stumble(outcome.error(), head));
        };
        elsewhere_ ? elsewhere_(std::move(answer)) : answer();
      });
}

std::variant<BatchToStore, BatchIntake::Refusal> BatchIntake::check(
    const Request& request, const BatchAddress& address, const Device& device,
    const OwnerRecord& owner) const {
  if (device.id != address.device)
    return Refusal{ProblemType::NotSigned, "signed by another device"};
  if (request.fields.find("content-type") != batch_media_type ||
      request.fields.find("content-encoding"))
    return Refusal{ProblemType::WrongMediaType, "send " + std::string(batch_media_type)};
  auto batch = batch_from_body(request.body);
  if (!batch) return Refusal{ProblemType::Malformed, batch.error().message()};
  const auto& frame = batch->frame;
  if (frame.device != address.device || frame.epoch != address.epoch || frame.n != address.n)
    return Refusal{ProblemType::Malformed, "the frame names another address"};
  if (frame.owner != owner.id || frame.house != device.house)
    return Refusal{ProblemType::Malformed, "the frame names another house"};
  const auto digest = verified_digest(request);
  if (!digest) return Refusal{ProblemType::Malformed, digest.error().message()};
  const auto today = desk_->today();
  if (!today) return Refusal{ProblemType::Broken, ""};
  return BatchToStore{owner.id,     std::move(batch->frame),   *digest,
                      request.body, signature_record(request), *today};
}

Reply BatchIntake::come_back(std::chrono::seconds after, const Request& request) const {
  auto reply = problem_reply(ProblemType::Busy, "others are at it");
  reply.fields.set("retry-after", std::to_string(after.count()));
  return desk_->sign(std::move(reply), request);
}

Reply BatchIntake::receipt(const IntakeOutcome& outcome, const BatchAddress& address,
                           const Request& request) const {
  if (outcome.how == Stored::Conflict)
    return desk_->refuse(ProblemType::IdentityConflict, "another batch has this number", request);
  Receipt receipt;
  receipt.collector = desk_->store().name();
  receipt.incarnation = desk_->store().incarnation();
  receipt.device = address.device;
  receipt.epoch = address.epoch;
  receipt.stored = outcome.ranges;
  receipt.durable_through = outcome.durable_through;
  receipt.utc = desk_->clock().now();
  return desk_->sign(json_reply(to_json(receipt)), request);
}

}  // namespace stemme
