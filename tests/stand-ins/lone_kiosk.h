/// A house whose kiosk stands alone: the packs we ship, one unit, and nobody at the other end of
/// the line. Values; the link may be asked from any thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "server-sync/device/link.h"
#include "server-sync/device/outbox.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// With its texts in nb, nn and en. `assets` is the folder of that name.
Result<ProgrammePack> shipped_pack(const std::string& assets, const std::string& id);
/// A house of Lynghei with one unit and one pack, open all day.
Result<Programme> lone_house(const std::string& assets, const std::string& pack,
                             ProgrammeUnit unit);
/// Sealed to a key that nobody keeps.
OutboxTerms lone_terms(const Programme& programme);

class NobodyThere final : public Link {
 public:
  void trust(const LinkTrust&) override {}
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override;
  void stop() override {}
  /// Bodies of requests, all together; lives as long as whoever holds it.
  std::shared_ptr<const std::atomic<std::size_t>> bytes_sent() const { return sent_; }

 private:
  std::shared_ptr<std::atomic<std::size_t>> sent_ = std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace stemme
