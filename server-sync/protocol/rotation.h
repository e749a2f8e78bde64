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

/// Which options of a question this week is about, ascending: of a pair (*denne eller den*) three
/// pictures, four where a whole house is one unit (its parents), of any other kind all. Each time
/// the question's turn comes round the window moves by one, so that every picture is shown equally
/// often and the weeks of one atom hang together.
std::vector<int> pictures_in_week(const Pack& pack, int question, UnitId unit, IsoWeek week);

/// How many pairs one visit shows of a pair question: as many as there are pictures, so that each
/// stands once on the left and once on the right.
int pairs_a_visit(const Pack& pack, const Question& question);

/// Whose answers an atom holds.
struct AskedOf {
  UnitId unit = 0;
  IsoWeek first;
  IsoWeek last;
  int members = 0;  ///< g: how many may be asked
};
/// What a finding needs to know of a question asked of these people in these weeks.
QuestionShape shape_for(const Pack& pack, int question, const AskedOf& asked);

}  // namespace stemme
