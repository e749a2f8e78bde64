/// What a tap costs: until it is durable, and until it is painted. One thread, but for the store's
/// own.
#pragma once

#include <filesystem>
#include <string>

#include "tests/bench/figures/figures.h"

namespace stemme {

/// What is made of many taps: 0.5 their median, 0.99 what one in a hundred exceeds.
struct TapQuantile {
  std::string row;
  double share = 0.5;
};

/// Start: the answer is handed to the store. End: its outcome, after COMMIT, is in the UI's hands.
Result<Row> tap_durable(const std::filesystem::path& folder, const std::filesystem::path& assets,
                        const TapQuantile& asked);
/// Start: the lift of a finger is handed to the kiosk's loop. End: present of the frame that shows
/// the choice has returned. The real kiosk in a real window; only glass and hand are made up.
Result<Row> tap_painted(const std::filesystem::path& folder, const std::filesystem::path& assets,
                        const TapQuantile& asked);
/// From one frame of a growing answer to the next, as fast as they come: what 60 Hz leaves room for
/// is the measure.
Result<Row> frames_of_growth(const std::filesystem::path& folder,
                             const std::filesystem::path& assets);
/// Eight hours of one child after another in driven time: resident MB after each hour.
Result<Row> long_day(const std::filesystem::path& folder, const std::filesystem::path& assets);

}  // namespace stemme
