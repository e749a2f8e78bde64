/// Which questions an open screen asks this week (design §6, D37, D38): a function of pack, unit
/// and week, so that kiosk and collector agree and a device that is offline for a term still
/// rotates. Pure; any thread.
#pragma once

#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/pack.h"

namespace stemme {

/// Question indices in the order they stand in a visit: at most per_week neutral ones, and one care
/// question more when its turn has come, behind a neutral one and before another. Over as many
/// showings as there are neutral questions, each is asked equally often, and each care question no
/// more often than they.
std::vector<int> asked_in_week(const Pack& pack, UnitId unit, IsoWeek week);

/// Whether a pack of this frequency shows in `week`: *one-week-a-month* only in the
/// `week_of_month`th (a week belongs to its Thursday's month); the rest every week that staff have
/// them open.
bool shows_in_week(const Pack& pack, IsoWeek week, int week_of_month);

}  // namespace stemme
