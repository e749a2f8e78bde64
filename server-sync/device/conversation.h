/// One whole contact with the collector: time, programme, keys, batches, pictures; and enrolment
/// before there can be any. Has no thread and no schedule; sync_thread.h gives it both. Sync
/// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "server-sync/device/asset_keeper.h"
#include "server-sync/device/collector_line.h"
#include "server-sync/device/device_identity.h"
#include "server-sync/device/sync_thread.h"

namespace stemme {

class Conversation {
 public:
  using Tell = std::function<void(decltype(SyncNews::what))>;

  Conversation(const SyncSettings& settings, Clock& clock, Outbox& outbox, Link& link, Tell tell);

  /// Takes up what the last process left; nothing when not enrolled.
  Result<void> resume();
  bool is_enrolled() const { return identity_.has_value(); }
  /// Errors are the outbox's own or the disk's and end the process; a refused code is news.
  Result<void> enrol(const std::string& address, const EnrolmentCode& code);

  struct Ended {
    bool reached = false;
    std::optional<std::chrono::seconds> retry_after;
  };
  /// Errors as in `enrol`.
  Result<Ended> run();

 private:
  Result<void> be(DeviceIdentity identity);
  Result<void> adopt_terms();
  Result<void> say_status();
  /// True when the collector answered, whatever it said.
  Result<bool> take_time();
  Result<void> take_programme();
  AssetKeeper asset_keeper();
  void bring_assets(bool may_fetch);
  void drop_old_assets();
  Result<void> take_keys(std::string_view document);
  Result<void> renew_own_key();
  /// Somebody answers who does not know our keys: perhaps they changed while we were away.
  Result<bool> heal();

  SyncSettings settings_;
  Clock* clock_;
  Outbox* outbox_;
  Link* link_;
  Tell tell_;
  std::optional<DeviceIdentity> identity_;
  std::optional<CollectorLine> line_;
  std::shared_ptr<const Programme> programme_;
  bool is_programme_told_ = true;
  bool has_all_assets_ = false;
  bool may_hold_old_assets_ = true;
  std::optional<Ticks> healed_;
  std::optional<Date> today_;  ///< the collector's, at the last contact
};

}  // namespace stemme
