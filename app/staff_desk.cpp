#include "app/staff_desk.h"

#include <algorithm>

#include "app/presenter.h"
#include "app/visit/growing_delay.h"
#include "server-sync/protocol/keys.h"

namespace stemme {
namespace {

constexpr std::size_t pin_digits = 6;
/// Less than half a millimetre of a card: finer than a hand can hold it.
constexpr double card_step = 0.005;
constexpr int card_steps_max = 8;
constexpr double card_least = 0.4;
constexpr double card_most = 1.45;  ///< wider, and the frame would meet the keys

std::string contact_line(const Phrasebook& words, const Contacts& contacts, Ticks now) {
  if (!contacts.last) return words.phrase("status_contact_never");
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(now - *contacts.last);
  const auto when =
      minutes < std::chrono::minutes(2) ? words.phrase("when_now")
      : minutes < std::chrono::hours(24)
          ? words.phrase("when_minutes", {{"n", std::to_string(minutes.count())}})
          : words.phrase("when_days", {{"n", std::to_string(minutes.count() / 1440)}});
  return words.phrase("status_contact", {{"when", when}});
}

std::string trouble_line(const Phrasebook& words, const Contacts& contacts) {
  if (contacts.problem == ProblemType::Revoked) return words.phrase("status_revoked");
  if (contacts.problem == ProblemType::IdentityConflict) return words.phrase("status_conflict");
  if (contacts.trouble == NoContact::Cause::LoginPage) return words.phrase("status_portal");
  if (contacts.trouble == NoContact::Cause::Unreachable) return words.phrase("status_send_failed");
  return {};
}

std::string waiting_line(const Phrasebook& words, const OutboxFigures& figures) {
  const auto waiting = figures.unsent_answers + figures.unclosed_answers;
  if (waiting == 0) return words.phrase("status_queue_none");
  return words.phrase("status_queue", {{"count", std::to_string(waiting)}});
}

}  // namespace

void StaffDesk::open() {
  typed_.clear();
  notice_.clear();
  was_wrong_ = false;
}

void StaffDesk::type(int digit) {
  if (typed_.size() < pin_digits_max) typed_ += static_cast<char>('0' + digit);
}

void StaffDesk::erase() { typed_.clear(); }

std::optional<Ticks> StaffDesk::locked_until(Ticks now) const {
  return locked_until_ && now < *locked_until_ ? locked_until_ : std::nullopt;
}

StaffDesk::Code StaffDesk::check(const std::string& hash, Ticks now) {
  if (locked_until(now) || typed_.size() < pin_digits) return Code::Unfinished;
  const bool is_right = secret_matches(hash, typed_);
  typed_.clear();
  if (is_right) {
    wrong_ = 0;
    was_wrong_ = false;
    return Code::Right;
  }
  was_wrong_ = true;
  ++wrong_;
  if (const auto delay = delay_after(wrong_); delay.count() > 0) locked_until_ = now + delay;
  return Code::Wrong;
}

PinView StaffDesk::pin_view(const Phrasebook& words, Ticks now) const {
  PinView view;
  view.reading = reading_of(words);
  view.title = words.phrase("staff_pin");
  view.typed = static_cast<int>(typed_.size());
  if (was_wrong_) view.complaint = words.phrase("staff_pin_wrong");
  if (const auto until = locked_until(now)) {
    view.is_locked = true;
    const auto seconds = std::to_string(seconds_to_read(*until - now));
    view.complaint = words.phrase("staff_pin_wait", {{"seconds", seconds}});
  }
  view.erase = words.phrase("staff_erase");
  view.back = words.phrase("staff_exit");
  return view;
}

StaffView StaffDesk::staff_view(const Phrasebook& words, const Standing& standing,
                                Ticks now) const {
  const auto& figures = standing.figures;
  StaffView view;
  view.reading = reading_of(words);
  view.title = words.phrase("staff_area");
  view.lines.push_back(contact_line(words, standing.contacts, now));
  view.lines.push_back(waiting_line(words, figures));
  view.lines.push_back(
      words.phrase(standing.is_anchored ? "status_clock_ok" : "status_clock_unknown"));
  if (figures.space == "full") view.lines.push_back(words.phrase("status_storage_full"));
  if (figures.lost_at_most > 0) view.lines.push_back(words.phrase("status_storage_moved"));
  if (!standing.waiting_for_pictures.empty())
    view.lines.push_back(
        words.phrase("status_pictures", {{"title", standing.waiting_for_pictures}}));
  view.lines.push_back(words.phrase("status_version", {{"version", STEMME_VERSION}}));
  if (standing.reckoning) view.reckoning = sentence_of(*standing.reckoning, words);
  view.notice = notice_.empty() ? trouble_line(words, standing.contacts) : notice_;
  view.send_now = words.phrase("status_send_now");
  if (standing.has_rounds) view.start_round = words.phrase("round_start");
  view.plan = words.phrase("plan");
  view.tools = words.phrase("tools");
  view.back = words.phrase("staff_exit");
  return view;
}

namespace {

std::string clock_text(std::chrono::minutes time) {
  const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(time / std::chrono::hours(1)) + "." + two((time % std::chrono::hours(1)).count());
}

/// The questions of an offer, one after the other.
std::string questions_of(const Offer& offer, const Texts& texts) {
  std::string questions;
  for (const int index : offer.questions) {
    const auto& question = offer.pack->questions[static_cast<std::size_t>(index)];
    questions += (questions.empty() ? "" : " · ") + question_text(question, texts);
  }
  return questions;
}

std::string what_is_planned(const Phrasebook& words, const Library& library,
                            const PlannedTime& planned, const std::string& language) {
  if (!planned.offer) return words.phrase("plan_quiet");
  const auto& pack = *planned.offer->pack;
  const auto questions = questions_of(*planned.offer, library.texts(pack, language));
  return words.phrase(pack.audience == "forelder" ? "plan_parents" : "plan_children",
                      {{"questions", questions}});
}

}  // namespace

PlanView StaffDesk::plan_view(const Phrasebook& words, const Library& library, HouseTime now,
                              const std::string& language) {
  PlanView view{reading_of(words), words.phrase("plan"), {}, "", words.phrase("back")};
  for (const auto& planned : library.plan_of_day(now)) {
    const auto when = now ? clock_text(planned.from) + "–" + clock_text(planned.to)
                          : words.phrase("plan_undated");
    view.rows.push_back({when, what_is_planned(words, library, planned, language)});
  }
  if (view.rows.empty()) view.rows.push_back({"", words.phrase("plan_nothing")});
  return view;
}

ToolsView StaffDesk::tools_view(const Phrasebook& words, const KeptView& kept) {
  const auto switched = [&](const char* tool, bool is_on) {
    return words.phrase(tool, {{"state", words.phrase(is_on ? "is_on" : "is_off")}});
  };
  return {reading_of(words),
          words.phrase("tools"),
          {{"klut", words.phrase("tool_wipe")},
           {"bankkort", words.phrase("tool_card")},
           {"pil-rundt", words.phrase("tool_play")},
           {"hoyttaler", words.phrase("tool_sound")},
           {"scene-sol", switched("tool_sunlit", kept.is_sunlit), kept.is_sunlit},
           {"stille-skjerm", switched("tool_still", kept.is_still), kept.is_still}},
          words.phrase("tool_enrol"),
          words.phrase("back")};
}

SoundView StaffDesk::sound_view(const Phrasebook& words, int volume, bool has_sound,
                                const std::vector<std::pair<std::string, VoiceCover>>& voices) {
  SoundView view{reading_of(words),      words.phrase("tool_sound"), volume,
                 words.phrase("softer"), words.phrase("louder"),     {},
                 words.phrase("back")};
  if (!has_sound) view.lines.push_back(words.phrase("sound_none"));
  for (const auto& [language, cover] : voices) {
    const auto all = cover.recorded + cover.generated + cover.missing;
    const auto key = cover.missing == all  ? "voice_none"
                     : cover.missing > 0   ? "voice_some"
                     : cover.generated > 0 ? "voice_generated"
                                           : "voice_recorded";
    view.lines.push_back(words.phrase(key, {{"language", language},
                                            {"missing", std::to_string(cover.missing)},
                                            {"all", std::to_string(all)},
                                            {"generated", std::to_string(cover.generated)}}));
  }
  return view;
}

void StaffDesk::open_card() {
  card_factor_ = 1;
  card_presses_ = 0;
}

void StaffDesk::resize_card(Resize how) {
  card_presses_ = how == card_went_ ? card_presses_ + 1 : 1;
  card_went_ = how;
  const double step = card_step * std::min(1 << (card_presses_ / 2), card_steps_max);
  const double factor = card_factor_ * (how == Resize::Larger ? 1 + step : 1 / (1 + step));
  card_factor_ = std::clamp(factor, card_least, card_most);
}

CardView StaffDesk::card_view(const Phrasebook& words) const {
  return {reading_of(words),
          words.phrase("screen_size"),
          card_factor_,
          words.phrase("card_smaller"),
          words.phrase("card_larger"),
          words.phrase("card_save"),
          words.phrase("back")};
}

}  // namespace stemme
