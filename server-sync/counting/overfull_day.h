/// A day on which more visits count than there are children cannot be what it seems: it is set
/// aside whole, all questions of it, and the page says so. Decided at release, before periods are
/// looked at. Exact numbers; inside counting only. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/guide.h"

namespace stemme {

/// What one question loses when its day is set aside.
struct OverfullDay {
  QuestionKey key;
  std::string day;
  int answers = 0;
  std::vector<Digest> batches;
  std::map<DeviceId, int> by_device;  ///< whose they are
};

/// Of open answers of a unit through `week`: days with more than 1.3 visits a member (domain §4.7,
/// rule 4). A visit answers a question once, or shows its pairs. What has no date has no day.
Result<std::vector<OverfullDay>> overfull_days(Database& counts, Guide& guide,
                                               const std::string& owner, const Unit& unit,
                                               IsoWeek week);

}  // namespace stemme
