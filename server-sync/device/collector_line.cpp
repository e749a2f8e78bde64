#include "server-sync/device/collector_line.h"

#include <algorithm>
#include <charconv>

#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/signature.h"

namespace stemme {
namespace {

constexpr std::chrono::seconds retry_after_max = std::chrono::hours(24);

}  // namespace

void CollectorLine::speak_as(const FixedBytes<32>& seed, std::string key_id) {
  seed_ = seed;
  key_id_ = std::move(key_id);
}

Result<Reply> CollectorLine::ask(Request request, std::size_t reply_bytes_max) {
  somebody_else_answered_ = false;
  request.authority = authority_;
  if (!status_.empty()) request.fields.set("stemme-status", status_);
  sign_request(request, SigningKey::from_seed(seed_), key_id_);
  auto reply = link_->exchange(request, reply_bytes_max);
  if (!reply) {
    // A wrong key, or a reply longer than ours can be: there is a network, but not to our
    // collector.
    somebody_else_answered_ = reply.error().failure() != Failure::Offline;
    return offline(reply.error().message());
  }
  const auto verified = verify_reply(reply.value(), request, reply_keys_);
  if (!verified) {
    somebody_else_answered_ = true;
    return offline("an unsigned reply is no reply: " + verified.error().message());
  }
  return reply;
}

Result<Reply> CollectorLine::ask_unsigned(Request request, std::size_t reply_bytes_max) {
  request.authority = authority_;
  return link_->exchange(request, reply_bytes_max);
}

Error refusal_in(const Reply& verified) {
  const auto problem = problem_in(verified);
  if (!problem) return offline("a reply that means nothing to us");
  return {failure_of(problem.value()), std::string(urn_of(problem.value()))};
}

std::optional<std::chrono::seconds> retry_after_in(const Reply& verified) {
  const auto field = verified.fields.find("retry-after");
  if (!field) return std::nullopt;
  long long seconds = 0;
  const auto* end = field->data() + field->size();
  const auto parsed = std::from_chars(field->data(), end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end || seconds < 0) return std::nullopt;
  return std::min(std::chrono::seconds(seconds), retry_after_max);
}

}  // namespace stemme
