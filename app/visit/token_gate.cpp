#include "app/visit/token_gate.h"

#include <algorithm>

#include "app/visit/growing_delay.h"

namespace stemme {

std::optional<Ticks> TokenGate::deadline() const {
  return view_.locked_until ? view_.locked_until : half_until_;
}

std::optional<TokenMark> TokenGate::press(int picture, Ticks now) {
  const bool is_one = picture >= 0 && picture < token_pictures;
  // No token has a picture twice: a finger that trembles is not a wrong code.
  if (view_.locked_until || !is_one || std::ranges::count(view_.typed, picture) > 0) return {};
  view_.complaint = TokenGateView::Complaint::None;
  view_.typed.push_back(picture);
  half_until_ = now + half_a_code_lasts;
  TokenCode code{};
  if (view_.typed.size() < code.size()) return {};
  for (std::size_t place = 0; place < code.size(); ++place)
    code[place] = static_cast<std::uint8_t>(view_.typed[place]);
  const auto mark = mark_of(code, tokens_.salt);
  if (contains(tokens_, mark)) return mark;
  refuse(TokenGateView::Complaint::Unknown, now);
  return {};
}

void TokenGate::erase() {
  view_.typed.clear();
  view_.complaint = TokenGateView::Complaint::None;
  half_until_.reset();
}

void TokenGate::tick(Ticks now) {
  if (view_.locked_until && *view_.locked_until <= now) view_.locked_until.reset();
  if (half_until_ && *half_until_ <= now) erase();
}

void TokenGate::let_in() {
  erase();
  wrong_ = 0;
}

void TokenGate::refuse_used(Ticks now) { refuse(TokenGateView::Complaint::Used, now); }

void TokenGate::refuse(TokenGateView::Complaint why, Ticks now) {
  erase();
  view_.complaint = why;
  half_until_ = now + half_a_code_lasts;  // The complaint goes then, too.
  if (const auto delay = delay_after(++wrong_); delay.count() > 0) view_.locked_until = now + delay;
}

}  // namespace stemme
