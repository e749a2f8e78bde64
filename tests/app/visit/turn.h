/// A visit with its store on paper and a finger that takes its time, and plans for it. Test thread
/// only.
#pragma once

#include <algorithm>
#include <memory>

#include "app/visit/visit.h"
#include "tests/app/visit/paper_store.h"
#include "tests/app/visit/sample_pack.h"

namespace stemme {

inline constexpr Ticks second{1000};

/// A visit, the store on paper, and a finger that takes its time.
class Turn {
 public:
  explicit Turn(VisitPlan plan, VisitStart start = VisitStart::FirstTouch)
      : visit_(std::move(plan), rule_, start, now_) {}

  const VisitView& view() const { return visit_.view(); }
  Visit& visit() { return visit_; }
  PaperStore& store() { return store_; }
  Ticks now() const { return now_; }

  void wait(Ticks duration) {
    pass_until(visit_, now_, now_ + duration, [this](const Orders& orders) { run(orders); });
  }
  void tap(int option) { keep(visit_.choose(option, now_)); }
  void skip() { keep(visit_.skip(now_)); }
  void undo() { keep(visit_.undo(now_)); }
  /// Answers and lets the change-your-mind time go by.
  void answer(int option) {
    wait(3 * second);
    tap(option);
    wait(change_your_mind_young);
  }
  bool run(const Orders& orders) { return store_.run(orders); }

 private:
  void keep(const Orders& orders) {
    if (run(orders)) run(visit_.kept(now_));
  }

  Ticks now_{100'000};
  RunRule rule_;
  PaperStore store_;
  Visit visit_;
};

inline VisitPlan plan(std::shared_ptr<Pack> pack, Band band = Band::FiveSix) {
  VisitPlan plan;
  for (int i = 0; i < static_cast<int>(pack->questions.size()); ++i) plan.questions.push_back(i);
  plan.pack = std::move(pack);
  plan.unit = 77;
  plan.band = band;
  plan.language = "nb";
  return plan;
}

}  // namespace stemme
