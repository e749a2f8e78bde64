/// Who stands in front of a simulated terminal: children on their own and in a circle. They tap,
/// the real machines of app/visit say what must be kept, and it is kept in the real book before it
/// is shown, as app/order_runner does. What was acknowledged goes into the Promise. One thread.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "app/visit/round.h"
#include "server-sync/protocol/rotation.h"
#include "tests/simulation/promise.h"
#include "tests/simulation/whole_terminal.h"

namespace stemme {

/// One answer as whoever gave it remembers it: what the screen showed as chosen at the end.
struct Said {
  Date day{};
  int question = 0;
  std::optional<int> chosen;
  bool in_a_run = false;
};

class AtTheGlass {
 public:
  enum class Pace { Calm, Hasty };
  using Pass = std::function<void(Milliseconds)>;

  AtTheGlass(WholeTerminal& terminal, Promise& promise, std::mt19937_64& chance, Pass pass,
             int number = 0)
      : terminal_(&terminal),
        promise_(&promise),
        chance_(&chance),
        pass_(std::move(pass)),
        number_(number) {}

  /// Between COMMIT and the frame, once in so many times; 0 never.
  void plug_is_pulled_once_in(int times) { pulled_once_in_ = times; }

  /// False when the machine went down meanwhile. Where the disk is full a visit sees *pause*.
  bool visit(UnitId unit, Pace pace) {
    const auto plan = plan_for(unit);
    if (!plan) return true;
    pass_(pace == Pace::Hasty ? Milliseconds(500) : Milliseconds(3000 + dice(20'000)));
    begin_visit();
    Visit visit(*plan, terminal_->run_rule(), VisitStart::FirstTouch, now());
    pace_ = pace;
    while (!visit.is_over())
      if (!carry_out(visit, next_step(visit))) return false;
    terminal_->book().visit_ended(visit_);  // One that paused has not finished.
    terminal_->run_rule().start_screen_shown(now());
    remember();
    return true;
  }

  /// An adult holds a round for so many children. `shown` is the finding that stood on the glass.
  bool hold_round(const RoundPlan& plan, int children, std::optional<Finding>& shown) {
    Orders first;
    Round round(plan, now(), first);
    pace_ = Pace::Calm;
    if (!carry_out(round, first)) return false;
    for (int child = 0; child < children; ++child)
      if (!take_turn(round) || gave_up(round)) return false;
    if (!carry_out(round, round.ask_to_close(now()))) return false;
    if (!carry_out(round, round.close(now())) || gave_up(round)) return false;
    EXPECT_EQ(round.view().phase, RoundPhase::Result);
    shown = round.view().finding;
    return carry_out(round, round.done(now()));
  }

  const std::vector<Said>& said() const { return said_; }

 private:
  static const VisitView& turn_of(const Visit& visit) { return visit.view(); }
  static const VisitView& turn_of(const Round& round) { return round.view().turn; }

  Ticks now() const { return terminal_->clock().ticks(); }
  int dice(int sides) { return static_cast<int>((*chance_)() % static_cast<std::uint64_t>(sides)); }

  /// What the kiosk's library would offer; none before the first programme.
  std::optional<VisitPlan> plan_for(UnitId unit) {
    VisitPlan plan;
    plan.pack = terminal_->pack("bhg-dagen-56");
    if (!plan.pack) return std::nullopt;
    const auto time = terminal_->house_time();
    plan.questions = asked_in_week(*plan.pack, unit, time ? week_of(time->date) : IsoWeek{2025, 1});
    plan.unit = unit;
    plan.language = "nb";
    plan.seed = (*chance_)();
    return plan;
  }

  void begin_visit() {
    visit_ = promise_->begin_visit(number_);
    terminal_->book().visit_began(visit_);
    shown_.clear();
  }

  bool take_turn(Round& round) {
    pass_(Milliseconds(2000));
    begin_visit();
    if (!carry_out(round, round.take_turn(now()))) return false;
    while (round.view().phase == RoundPhase::Turn)
      if (!carry_out(round, next_step(round))) return false;
    remember();
    if (round.view().phase != RoundPhase::TooMany) return true;
    return carry_out(round, round.set_present(round.view().present + 1, now()));
  }

  /// Nothing more can be kept of it; staff go back to the start, as Kiosk does.
  bool gave_up(const Round& round) {
    if (round.view().phase != RoundPhase::Paused) return false;
    terminal_->book().visit_ended(visit_);
    return true;
  }

  template <typename Machine>
  Orders next_step(Machine& machine) {
    const auto phase = turn_of(machine).phase;
    if (phase == VisitPhase::Asking) return answer(machine);
    if (phase == VisitPhase::Chosen && pace_ == Pace::Calm && dice(6) == 0) {
      pass_(Milliseconds(400));
      promise_->tapped();
      return machine.undo(now());
    }
    return wait(machine);
  }

  template <typename Machine>
  Orders answer(Machine& machine) {
    const int mood = pace_ == Pace::Hasty ? 9 : dice(30);
    if (mood == 0) return wait(machine);  // Perhaps gone, perhaps only looking elsewhere.
    pass_(pace_ == Pace::Hasty ? Milliseconds(300) : Milliseconds(1600 + dice(5000)));
    if (mood == 1) return machine.touched(now());
    promise_->tapped();
    if (mood == 2) return machine.skip(now());
    if constexpr (std::is_same_v<Machine, Visit>)
      if (mood == 3) return machine.leave(now());
    // Nearer the first than the last, so that some weeks and votes are clear and some are not.
    const auto& shown = turn_of(machine).shown;
    const auto one = dice(static_cast<int>(shown.size()));
    return machine.choose(shown[static_cast<std::size_t>(dice(one + 1))], now());
  }

  template <typename Machine>
  Orders wait(Machine& machine) {
    const auto until = machine.deadline();
    STEMME_ASSERT(until.has_value());
    pass_(*until - now());
    return machine.tick(now());
  }

  /// Kept before shown, as app/order_runner does it.
  template <typename Machine>
  bool carry_out(Machine& machine, Orders orders) {
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const auto order = orders[i];
      const bool is_kept = keep(order);
      if (terminal_->is_down()) return false;
      if (!is_kept) static_cast<void>(machine.keep_failed(now()));
      if (!is_kept || !awaited(order)) continue;
      const auto more = machine.kept(now());
      orders.insert(orders.end(), more.begin(), more.end());
      remember_shown(turn_of(machine));
    }
    return true;
  }

  bool keep(const Order& order) {
    auto& book = terminal_->book();
    if (std::holds_alternative<Speak>(order)) return true;
    if (const auto* open = std::get_if<OpenRound>(&order))
      return terminal_->goes_on(book.round_opened(open->note));
    if (const auto* close = std::get_if<CloseRound>(&order))
      return terminal_->goes_on(book.round_closed(close->note));
    const auto write = write_of(order);
    if (write.visit_is == VisitWrite::Visit::Over && write.answers.empty() && !write.visit_box) {
      book.visit_ended(visit_);
    } else {
      promise_->write_begins();
      const auto kept = book.keep(write);
      promise_->under_way(visit_, write.answers);
      if (!terminal_->goes_on(kept)) {
        if (!terminal_->is_down()) promise_->refused(visit_, write.answers);
        return false;
      }
    }
    if (awaited(order) && pulled_once_in_ > 0 && dice(pulled_once_in_) == 0) {
      terminal_->end_now(dice(2) == 0 ? WholeTerminal::End::Killed : WholeTerminal::End::PowerCut);
      return false;
    }
    promise_->acknowledged(visit_, write.answers);
    return true;
  }

  VisitWrite write_of(const Order& order) const {
    VisitWrite write;
    write.visit = visit_;
    if (const auto* keep = std::get_if<KeepAnswer>(&order)) {
      write.answers = {keep->answer};
      return write;
    }
    write.rows_are = VisitWrite::Rows::Replaced;
    if (const auto* replace = std::get_if<ReplaceAnswers>(&order)) {
      write.answers = replace->rows;
      return write;
    }
    const auto& finish = std::get<FinishVisit>(order);
    write.visit_is = VisitWrite::Visit::Over;
    write.answers = finish.rows;
    write.visit_box = finish.visit;
    return write;
  }

  /// From the screen, not from the orders: a choice, or after an undo none.
  void remember_shown(const VisitView& view) {
    if (view.choice_shown || shown_.contains(view.question)) shown_[view.question] = view.chosen;
  }
  void remember() {
    const auto time = terminal_->house_time();
    for (const auto& [question, chosen] : shown_)
      said_.push_back({time ? time->date : Date{}, question, chosen, pace_ == Pace::Hasty});
  }

  WholeTerminal* terminal_;
  Promise* promise_;
  std::mt19937_64* chance_;
  Pass pass_;
  int number_;
  int pulled_once_in_ = 0;
  Pace pace_ = Pace::Calm;
  Promise::VisitId visit_ = 0;
  std::map<int, std::optional<int>> shown_;
  std::vector<Said> said_;
};

}  // namespace stemme
