#include "tests/fleet/tallied_link.h"

#include <algorithm>

#include "server-sync/protocol/box.h"

namespace stemme {
namespace {

std::int64_t boxes_in(const Bytes& body) {
  const auto line_end = std::find(body.begin(), body.end(), std::uint8_t{'\n'});
  if (line_end == body.end()) return 0;
  return (body.end() - line_end - 1) / static_cast<std::ptrdiff_t>(box_bytes);
}

}  // namespace

Result<Reply> TalliedLink::exchange(const Request& request, std::size_t reply_bytes_max) {
  ++traffic_->requests;
  traffic_->bytes_sent += static_cast<std::int64_t>(request.body.size());
  auto reply = link_->exchange(request, reply_bytes_max);
  if (!reply) {
    ++traffic_->unanswered;
    return reply;
  }
  if (request.method != "PUT") return reply;
  ++traffic_->batches;
  traffic_->boxes += boxes_in(request.body);
  if (!loses_()) return reply;
  ++traffic_->receipts_lost;
  return offline("the receipt was lost on its way");
}

}  // namespace stemme
