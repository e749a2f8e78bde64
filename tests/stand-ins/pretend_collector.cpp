#include "tests/stand-ins/pretend_collector.h"

#include <algorithm>
#include <charconv>

#include "server-sync/protocol/asset_range.h"
#include "server-sync/protocol/signature.h"

namespace stemme {
namespace {

Reply json_reply(int status, const std::string& json) {
  Reply reply;
  reply.status = status;
  reply.fields.set("content-type", "application/json");
  reply.body = to_bytes(as_bytes(json));
  return reply;
}

Reply login_page() {
  Reply reply;
  reply.status = 200;
  reply.fields.set("content-type", "text/html");
  reply.body = to_bytes(as_bytes("<html><title>Gjestenett</title>Logg inn for å fortsette</html>"));
  return reply;
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    parts.push_back(path.substr(at + 1, end - at - 1));
    at = end;
  }
  return parts;
}

/// Of the innermost batch: what is carried is the same boxes again.
Result<Batch> innermost(ByteView body) {
  auto batch = TRY(batch_from_body(body));
  if (!batch.frame.carried) return batch;
  return innermost(batch.carried_body);
}

}  // namespace

PretendCollector::PretendCollector(std::function<Instant()> now) : now_(std::move(now)) {
  keys_.owner = "eid";
  keys_.serial = 1;
  keys_.sealing = opening_.sealing_key();
  keys_.enrol = enrol_.sealing_key();
  keys_.reply = {reply_key_.verify_key(), SigningKey::generate().verify_key()};
  keys_.tls_pins = {random_bytes<32>()};
}

void PretendCollector::next(Script script) {
  const std::lock_guard lock(mutex_);
  scripts_.push_back(script);
}

void PretendCollector::always(std::optional<Script> script) {
  const std::lock_guard lock(mutex_);
  always_ = script;
}

EnrolmentCode PretendCollector::make_code() {
  auto code = make_enrolment_code(owner_.verify_key());
  codes_[code.one_time] = {};
  return code;
}

EnrolmentCode PretendCollector::make_renewal(DeviceId device) {
  auto code = make_code();
  codes_[code.one_time].device = device;
  return code;
}

void PretendCollector::rotate_keys() {
  reply_key_ = SigningKey::generate();
  keys_.reply = {reply_key_.verify_key(), SigningKey::generate().verify_key()};
  ++keys_.serial;
}

void PretendCollector::restore_backup() {
  batches_ = backup_;
  incarnation_ += "+";
}

std::optional<PretendCollector::Script> PretendCollector::script_for_this() {
  if (scripts_.empty()) return always_;
  const auto script = scripts_.front();
  scripts_.pop_front();
  return script;
}

Result<Reply> PretendCollector::exchange(const Request& request, std::size_t reply_bytes_max) {
  const std::lock_guard lock(mutex_);
  ++requests_;
  const auto script = script_for_this();
  auto reply = script ? misbehave(*script, request) : Result<Reply>(answer(request));
  if (reply && reply->body.size() > reply_bytes_max) return invalid("longer than it may be");
  return reply;
}

Reply PretendCollector::signed_with(Reply reply, const Request& request,
                                    const SigningKey& key) const {
  if (request.fields.find("stemme-nonce")) sign_reply(reply, request, key);
  return reply;
}

Reply PretendCollector::answer(const Request& request) {
  heard_.push_back(request);
  auto reply = signed_with(route(request), request, reply_key_);
  last_reply_ = reply;
  return reply;
}

Result<Reply> PretendCollector::misbehave(Script script, const Request& request) {
  switch (script) {
    case Script::LosesRequest:
      return offline("nobody there");
    case Script::LosesReceipt:
      answer(request);
      return offline("cut off");
    case Script::LoginPage:
      return login_page();
    case Script::ReplaysLastReply:
      return last_reply_.value_or(login_page());
    case Script::WrongSignature:
      return signed_with(route(request), request, SigningKey::generate());
    case Script::TruncatesReply: {
      auto reply = answer(request);
      reply.body.resize(reply.body.size() / 2);
      return reply;
    }
    case Script::StripsReply: {
      auto reply = answer(request);
      const auto fields = std::distance(reply.fields.begin(), reply.fields.end());
      const auto which = static_cast<std::ptrdiff_t>(stripped_++) % fields;
      reply.fields.remove(std::string(std::next(reply.fields.begin(), which)->first));
      return reply;
    }
    case Script::BusySigned: {
      auto reply = problem_reply(ProblemType::Busy, "");
      reply.fields.set("retry-after", "3600");
      return signed_with(reply, request, reply_key_);
    }
    case Script::BusyUnsigned: {
      auto reply = problem_reply(ProblemType::Busy, "");
      reply.fields.set("retry-after", "31536000");
      return reply;
    }
    case Script::Malformed:
      return signed_with(problem_reply(ProblemType::Malformed, ""), request, reply_key_);
    case Script::Revoked:
      return signed_with(problem_reply(ProblemType::Revoked, ""), request, reply_key_);
  }
  return offline("no script");
}

Result<VerifyKey> PretendCollector::key_of(std::string_view key_id) const {
  for (const auto& [device, key] : devices_)
    if (key_name(key) == key_id) return key;
  return refused("no such device");
}

Reply PretendCollector::route(const Request& request) {
  if (request.path == "/v1/identity") return json_reply(200, identity());
  if (request.path == "/v1/enrol") return enrol(request);
  if (!verify_request(request, [this](std::string_view id) { return key_of(id); }))
    return problem_reply(ProblemType::NotSigned, "");
  if (request.path == "/v1/time") return json_reply(200, time_to_json(now_()));
  if (request.method == "PUT") return put_batch(request);
  if (request.path.ends_with("/programme")) return programme(request);
  if (request.path.starts_with("/v1/assets/")) return asset(request);
  return problem_reply(ProblemType::NotFound, "");
}

Reply PretendCollector::put_batch(const Request& request) {
  const auto parts = parts_of(request.path);
  if (parts.size() != 7) return problem_reply(ProblemType::NotFound, "");
  const auto device = id_from(parts[2]);
  const auto epoch = id_from(parts[4]);
  std::int64_t n = 0;
  std::from_chars(parts[6].data(), parts[6].data() + parts[6].size(), n);
  const auto batch = batch_from_body(request.body);
  if (!device || !epoch || !batch || batch->frame.n != n || batch->frame.epoch != epoch.value())
    return problem_reply(ProblemType::Malformed, "");
  const Place place{epoch.value(), n};
  const auto stored = batches_.find(place);
  if (foreign_.contains(place) || (stored != batches_.end() && stored->second != request.body))
    return problem_reply(ProblemType::IdentityConflict, "");
  batches_[place] = request.body;
  return receipt_for(device.value(), epoch.value());
}

Reply PretendCollector::asset(const Request& request) const {
  const auto digest = asset_in(request.path);
  const auto found = digest ? assets_.find(*digest) : assets_.end();
  if (found == assets_.end()) return problem_reply(ProblemType::NotFound, "");
  return asset_reply(*digest, found->second, bytes_wanted(request, *digest), "image/svg+xml");
}

Reply PretendCollector::receipt_for(DeviceId device, Epoch epoch) {
  Receipt receipt{"pretend", incarnation_, device, epoch, {}, durable_through_, now_()};
  for (const auto& [place, body] : batches_) {
    if (place.first != epoch) continue;
    auto& ranges = receipt.stored;
    if (ranges.empty() || ranges.back().last + 1 != place.second)
      ranges.push_back({place.second, place.second, {}});
    ranges.back().last = place.second;
    ranges.back().last_digest = sha256(body);
  }
  return json_reply(200, to_json(receipt));
}

Reply PretendCollector::enrol(const Request& request) {
  const auto opened = enrol_.open(request.body);
  const auto wish =
      opened ? enrolment_request_from_json(as_text(opened.value())) : invalid("not for us");
  if (!wish) return problem_reply(ProblemType::Malformed, "");
  const auto found = codes_.find(wish->one_time);
  if (found == codes_.end()) return problem_reply(ProblemType::UnknownCode, "");
  auto& code = found->second;
  if (wish->device && wish->device != code.device)
    return problem_reply(ProblemType::IdentityConflict, "for another terminal");
  if (!code.used_by) code.used_by = wish->device_key;
  if (code.used_by != wish->device_key) return problem_reply(ProblemType::UnknownCode, "");
  if (!code.device) code.device = DeviceId(devices_.size() + 41);
  devices_[*code.device] = wish->device_key;
  return json_reply(200, to_json(EnrolmentReply{*code.device, "eid", "solbakken"}));
}

Reply PretendCollector::programme(const Request& request) {
  if (!programme_) return problem_reply(ProblemType::NotFound, "");
  auto with_keys = *programme_;
  with_keys.identity = identity();
  const auto text = programme_text_.value_or(to_json(with_keys));
  const auto etag = "\"" + to_hex(sha256(as_bytes(text))) + "\"";
  Reply reply = json_reply(200, text);
  if (request.fields.find("if-none-match") == etag) reply = Reply{304, {}, {}};
  reply.fields.set("etag", etag);
  return reply;
}

std::vector<AnswerBox> PretendCollector::answers() const {
  std::vector<AnswerBox> answers;
  std::set<Box> seen;
  for (const auto& [place, body] : batches_) {
    const auto batch = innermost(body);
    if (!batch) continue;
    for (const auto& box : batch->boxes) {
      if (!seen.insert(box).second) continue;
      const auto content = open_box(box, opening_);
      if (!content) continue;
      if (const auto* answer = std::get_if<AnswerBox>(&content.value())) answers.push_back(*answer);
    }
  }
  return answers;
}

}  // namespace stemme
