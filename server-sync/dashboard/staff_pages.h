/// What staff see: sign in, choose a group, read the week. Plain pages from findings; no script,
/// nothing from elsewhere. A group of another house is answered like one that does not exist (D18).
/// `answer` may be called from several threads; only signing in takes long, and it holds nobody
/// else up.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/message.h"
#include "server-sync/register/register.h"

namespace stemme {

struct StaffPagesSettings {
  std::filesystem::path state_folder;      ///< counts.db
  std::filesystem::path texts_folder;      ///< assets/texts
  std::filesystem::path templates_folder;  ///< templates/ with style.css
  bool copy_elsewhere = false;  ///< off-site is configured; otherwise pages say it is not (C12)
  /// Order of arrival of the newest stored batch: pages say when counting is behind it.
  std::function<Result<std::int64_t>()> newest_stored{};
};

class StaffPages {
 public:
  /// `reg` outlives the pages.
  static Result<StaffPages> open(const StaffPagesSettings& settings, Register& reg);
  StaffPages(StaffPages&&) noexcept;
  ~StaffPages();

  /// Is this address a page's, and not a device's?
  static bool serves(const Request& request);
  Reply answer(const Request& request, Instant now);

 private:
  struct Room;
  explicit StaffPages(std::unique_ptr<Room> room);
  std::unique_ptr<Room> room_;
};

}  // namespace stemme
