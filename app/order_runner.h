/// Carries out what a visit or a round orders, and hears what became of it: the bridge between the
/// pure machines and the store (C2: kept before shown). UI thread.
#pragma once

#include <optional>
#include <set>

#include "app/answers/answer_store.h"
#include "app/visit/orders.h"

namespace stemme {

class OrderRunner {
 public:
  explicit OrderRunner(AnswerStore& store) : store_(store) {}

  /// From the first touch of a visit until its FinishVisit no batch closes under it.
  void visit_began();
  bool is_visit_open() const { return visit_open_; }
  /// A visit that left nothing and was let go.
  void visit_dropped();

  void run(const Orders& orders);

  enum class Heard {
    Nothing,  ///< another matter, or a success nobody waits for
    Kept,     ///< the awaited order is committed: tell the machine
    Refused,  ///< the token has been used: tell the machine
    Failed,   ///< could not be kept: show *pause*
    Broken,   ///< the store is broken: show *pause*, end the process
  };
  Heard hear(const StoreOutcome& outcome);

 private:
  Ticket post(const Order& order);

  AnswerStore& store_;
  VisitNumber visit_ = 0;
  bool visit_open_ = false;
  std::optional<Ticket> awaited_;
  bool asked_for_token_ = false;
  std::set<Ticket> others_;
};

}  // namespace stemme
