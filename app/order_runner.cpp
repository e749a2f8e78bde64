#include "app/order_runner.h"

namespace stemme {

void OrderRunner::visit_began() {
  ++visit_;
  visit_open_ = true;
  others_.insert(store_.visit_began(visit_));
}

void OrderRunner::visit_dropped() {
  if (!visit_open_) return;
  visit_open_ = false;
  others_.insert(store_.visit_ended(visit_));
}

void OrderRunner::run(const Orders& orders) {
  for (const auto& order : orders) {
    if (std::holds_alternative<Speak>(order)) continue;
    const auto ticket = post(order);
    asked_for_token_ = std::holds_alternative<AskForToken>(order);
    if (awaited(order))
      awaited_ = ticket;
    else
      others_.insert(ticket);
  }
}

Ticket OrderRunner::post(const Order& order) {
  if (const auto* keep = std::get_if<KeepAnswer>(&order))
    return store_.keep({visit_,
                        VisitWrite::Rows::Added,
                        VisitWrite::Visit::Open,
                        {keep->answer},
                        std::nullopt,
                        keep->token});
  if (const auto* replace = std::get_if<ReplaceAnswers>(&order))
    return store_.keep(
        {visit_, VisitWrite::Rows::Replaced, VisitWrite::Visit::Open, replace->rows, std::nullopt});
  if (const auto* ask = std::get_if<AskForToken>(&order)) return store_.token_asked_for(ask->use);
  if (const auto* open = std::get_if<OpenRound>(&order)) return store_.round_opened(open->note);
  if (const auto* close = std::get_if<CloseRound>(&order)) return store_.round_closed(close->note);
  const auto& finish = std::get<FinishVisit>(order);
  visit_open_ = false;
  if (finish.rows.empty() && !finish.visit) return store_.visit_ended(visit_);
  return store_.keep(
      {visit_, VisitWrite::Rows::Replaced, VisitWrite::Visit::Over, finish.rows, finish.visit});
}

OrderRunner::Heard OrderRunner::hear(const StoreOutcome& outcome) {
  if (outcome.ticket == AnswerStore::nobodys) return Heard::Broken;
  const bool is_awaited = awaited_ == outcome.ticket;
  if (is_awaited) awaited_.reset();
  if (!is_awaited && others_.erase(outcome.ticket) == 0) return Heard::Nothing;
  if (outcome.result) return is_awaited ? Heard::Kept : Heard::Nothing;
  const auto failure = outcome.result.error().failure();
  if (failure == Failure::Refused && is_awaited && asked_for_token_) return Heard::Refused;
  return failure == Failure::Full ? Heard::Failed : Heard::Broken;
}

}  // namespace stemme
