/// One unit's day in front of its screen (domain §7.3–7.6): who comes when, and what they choose.
/// Made in the morning from the programme the device has; the same town gives the same day. Pure;
/// any thread.
#pragma once

#include <memory>
#include <vector>

#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/programme.h"
#include "tests/fleet/town.h"

namespace stemme {

struct PlannedVisit {
  std::chrono::minutes at{};  ///< since midnight; a fleet's visits begin on the minute
  std::vector<AnswerBox> answers;
  VisitBox box;
};

/// Guided turn-taking on one tablet; `note.id` is chosen here, too.
struct PlannedRound {
  std::chrono::minutes at{};
  RoundNote note;
  std::vector<AnswerBox> answers;
};

struct DayPlan {
  std::vector<PlannedVisit> visits;
  std::vector<PlannedRound> rounds;
};

/// What a device knows of what it shall ask.
struct Asking {
  std::vector<std::shared_ptr<const Pack>> packs;
  std::vector<Window> windows;
  int parents_week = 3;
};

/// `days_old`: days since the device was put up; a new thing is touched more often.
DayPlan plan_day(const Town& town, const Asking& asking, const Occasion& occasion,
                 const ProgrammeUnit& unit, int days_old);

}  // namespace stemme
