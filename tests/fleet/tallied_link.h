/// A link that counts what passes, and now and then loses a receipt on its way back, so that a
/// batch is sent twice (domain §7.6: 0.5 %). One thread at a time; the tally is shared by all.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "server-sync/device/link.h"

namespace stemme {

struct Traffic {
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> unanswered{0};
  std::atomic<std::int64_t> batches{0};
  std::atomic<std::int64_t> boxes{0};
  std::atomic<std::int64_t> bytes_sent{0};
  std::atomic<std::int64_t> receipts_lost{0};
};

class TalliedLink final : public Link {
 public:
  /// `loses` is asked once for each receipt.
  TalliedLink(std::unique_ptr<Link> link, Traffic& traffic, std::function<bool()> loses)
      : link_(std::move(link)), traffic_(&traffic), loses_(std::move(loses)) {}

  void trust(const LinkTrust& trust) override { link_->trust(trust); }
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override;
  void stop() override { link_->stop(); }

 private:
  std::unique_ptr<Link> link_;
  Traffic* traffic_;
  std::function<bool()> loses_;
};

}  // namespace stemme
