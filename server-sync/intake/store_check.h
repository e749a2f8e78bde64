/// Whether an intake.db is sound, looked at beside those it serves: gigabytes take seconds, and ten
/// thousand terminals that come back after a stop need not wait for them. A terminal lets go of
/// nothing before it lies in a backup that was found sound (C12), so what a damaged store has
/// receipted meanwhile comes again after the restore.
#pragma once

#include <filesystem>
#include <functional>
#include <thread>

namespace stemme {

class StoreCheck {
 public:
  /// The file is there. `broken` is called, from a thread of its own, when it is not sound.
  StoreCheck(std::filesystem::path intake_db, std::function<void()> broken);
  /// Waits until it has been looked at.
  ~StoreCheck();
  StoreCheck(const StoreCheck&) = delete;
  StoreCheck& operator=(const StoreCheck&) = delete;

 private:
  std::thread thread_;
};

}  // namespace stemme
