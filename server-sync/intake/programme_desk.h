/// What a device shall ask and show this week, from the register: one document with a strong ETag,
/// so that an hourly question costs nothing when nothing has changed. Any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/intake/asset_desk.h"
#include "server-sync/intake/front_desk.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

class ProgrammeDesk {
 public:
  /// Results of rounds on several tablets, or cut ones, of today (C11); counting's shelf knows
  /// them.
  using RoundsOfToday = std::function<std::vector<ProgrammeRound>(UnitId unit, Date today)>;

  /// What became of a terminal's answers, of today; likewise.
  using ReckoningOf = std::function<std::optional<Reckoning>(DeviceId device)>;

  ProgrammeDesk(FrontDesk& desk, AssetDesk& assets, RoundsOfToday rounds, ReckoningOf reckoning)
      : desk_(&desk),
        assets_(&assets),
        rounds_(std::move(rounds)),
        reckoning_(std::move(reckoning)) {}

  Reply programme(const Request& request, DeviceId device);
  /// Signed UTC: the anchor of a device without a clock (C5).
  Reply time(const Request& request);

 private:
  /// What a device's programme depends on, and the ETag that came of it.
  struct Known {
    std::uint64_t edition = 0;
    Date day{};
    std::string told;  ///< rounds and reckoning
    std::string etag;
  };

  Result<Reply> reply_for(const Device& device, std::optional<std::string_view> held);
  bool is_known(DeviceId device, const Known& now, std::string_view held);
  Result<std::vector<ProgrammeRound>> rounds_for(const Device& device, Date today) const;
  Result<Programme> programme_for(const Device& device, Date today) const;
  Result<void> add_packs(const Device& device, const House& house, Programme& programme) const;
  Result<void> add_assets(Programme& programme) const;
  Result<std::shared_ptr<const Pack>> pack_in(const std::string& structure) const;
  Result<void> add_units(const Device& device, const House& house, Date today,
                         Programme& programme) const;

  FrontDesk* desk_;
  AssetDesk* assets_;
  RoundsOfToday rounds_;
  ReckoningOf reckoning_;
  mutable std::mutex mutex_;
  std::map<DeviceId, Known> known_;
  /// By their structure files: on a Monday every terminal asks for the same few.
  mutable std::map<PackId, std::shared_ptr<const Pack>> packs_;
};

}  // namespace stemme
