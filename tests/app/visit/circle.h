/// A round, and people who take their time. Test thread only.
#pragma once

#include <algorithm>
#include <optional>

#include "app/visit/round.h"
#include "tests/app/visit/paper_store.h"

namespace stemme {

/// A round whose store keeps everything at once, and knows a token that was used.
class Circle {
 public:
  explicit Circle(RoundPlan plan) : round_(std::move(plan), now_, first_) { run(first_); }

  Round& round() { return round_; }
  PaperStore& store() { return store_; }
  const RoundView& view() const { return round_.view(); }
  Ticks now() const { return now_; }

  void run(const Orders& orders) {
    if (!store_.run(orders)) return;
    const bool is_spent = view().phase == RoundPhase::Token &&
                          std::ranges::find(store_.spent, *store_.asked_for) != store_.spent.end();
    run(is_spent ? round_.token_refused(now_) : round_.kept(now_));
  }
  void wait(Ticks duration) {
    pass_until(round_, now_, now_ + duration, [this](const Orders& orders) { run(orders); });
  }
  void turn(std::optional<int> option) {
    run(round_.take_turn(now_));
    wait(Ticks(3000));
    run(option ? round_.choose(*option, now_) : round_.skip(now_));
    wait(change_your_mind_young + thanks_lasts);
  }
  void close() {
    run(round_.ask_to_close(now_));
    run(round_.close(now_));
  }

 private:
  Ticks now_{50'000};
  Orders first_;
  PaperStore store_;
  Round round_;
};

}  // namespace stemme
