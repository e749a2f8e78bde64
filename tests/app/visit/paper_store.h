/// A store on paper: carries out a visit's orders as the answer store promises to, keeps every row
/// that was ever committed, and can refuse. Test thread only.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "app/visit/orders.h"

namespace stemme {

struct PaperStore {
  std::vector<AnswerBox> rows;      ///< of the present visit
  std::vector<AnswerBox> finished;  ///< of visits that are over
  std::vector<VisitBox> visits;
  std::vector<RoundNote> opened;
  std::vector<RoundNote> closed;
  std::vector<int> spoken;
  std::vector<TokenUse> spent;
  std::optional<TokenUse> asked_for;
  int awaited_orders = 0;

  /// True when the machine now waits for `kept`.
  bool run(const Orders& orders) {
    bool waits = false;
    for (const auto& order : orders) {
      std::visit([this](const auto& one) { carry_out(one); }, order);
      waits = waits || awaited(order);
    }
    awaited_orders += waits ? 1 : 0;
    return waits;
  }

 private:
  void carry_out(const KeepAnswer& keep) {
    rows.push_back(keep.answer);
    if (keep.token) spent.push_back(*keep.token);
  }
  void carry_out(const AskForToken& ask) { asked_for = ask.use; }
  void carry_out(const ReplaceAnswers& replace) { rows = replace.rows; }
  void carry_out(const FinishVisit& finish) {
    finished.insert(finished.end(), finish.rows.begin(), finish.rows.end());
    if (finish.visit) visits.push_back(*finish.visit);
    rows.clear();
  }
  void carry_out(const Speak& speak) { spoken.push_back(speak.question); }
  void carry_out(const OpenRound& open) { opened.push_back(open.note); }
  void carry_out(const CloseRound& close) { closed.push_back(close.note); }
};

/// Lets time pass: whatever falls due on the way is ticked and carried out.
template <typename Machine, typename Run>
void pass_until(Machine& machine, Ticks& now, Ticks until, const Run& run) {
  while (machine.deadline() && *machine.deadline() <= until) {
    now = std::max(now, *machine.deadline());
    run(machine.tick(now));
  }
  now = until;
}

}  // namespace stemme
