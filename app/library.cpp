#include "app/library.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

/// Without a time a week of its own, far back: the same pictures until the time is known.
IsoWeek week_at(const HouseTime& now) { return now ? week_of(now->date) : IsoWeek{2025, 1}; }

bool contains(const auto& values, const auto& wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

Result<std::map<std::string, Texts>> open_texts(const ProgrammePack& from,
                                                const std::string& pack) {
  std::map<std::string, Texts> texts;
  for (const auto& [language, toml] : from.texts) {
    auto words = TRY(load_texts(toml, language, pack + " (" + language + ")"));
    texts.emplace(language, std::move(words));
  }
  if (texts.empty()) return invalid("the programme brought no words for " + pack);
  return texts;
}

/// Shows something that the programme names and that has not come.
bool lacks_pictures(const Programme& programme, const Library::HasPicture& has_picture,
                    const Pack& pack) {
  const auto is_to_come = [&](const std::string& id) {
    return !id.empty() && !has_picture(id) &&
           std::ranges::find(programme.assets, picture_asset(id), &ProgrammeAsset::name) !=
               programme.assets.end();
  };
  return std::ranges::any_of(pack.questions, [&](const Question& question) {
    return is_to_come(question.picture) ||
           std::ranges::any_of(question.options, is_to_come, &Option::picture);
  });
}

bool has_pairs(const Pack& pack) {
  const auto& questions = pack.questions;
  return std::any_of(questions.begin(), questions.end(),
                     [](const Question& question) { return question.kind == QuestionKind::Pair; });
}

/// A vote is the reason the round was opened; the rest follows.
bool is_vote(const Offer& offer) {
  return std::any_of(offer.questions.begin(), offer.questions.end(), [&](int question) {
    return offer.pack->questions[static_cast<std::size_t>(question)].vote;
  });
}

bool has_question(const Pack& pack, int index) {
  return index >= 0 && index < static_cast<int>(pack.questions.size());
}

/// Of its question's options, and of no more people than could have pressed a token: each is a mark
/// on the screen.
bool can_be_told(const Finding& finding, const Question& question) {
  return fits(finding, question.shape()) &&
         std::ranges::all_of(finding.numbers, [](int number) { return number <= tokens_max; });
}

/// A care question is asked between two others (D38): by itself it is nothing to ask.
bool has_something_to_ask(const Offer& offer) {
  return std::ranges::any_of(offer.questions, [&](int question) {
    return !offer.pack->questions[static_cast<std::size_t>(question)].care;
  });
}

bool is_same(const std::optional<Offer>& a, const std::optional<Offer>& b) {
  if (!a || !b) return !a && !b;
  return a->pack == b->pack && a->questions == b->questions;
}

/// Goes on with what was there until now, or begins something.
void add_to(std::vector<PlannedTime>& plan, PlannedTime time) {
  for (auto& before : plan)
    if (before.to == time.from && is_same(before.offer, time.offer)) {
      before.to = time.to;
      return;
    }
  plan.push_back(std::move(time));
}

/// A language may lag behind: what it has no words for is said in the house's own.
Phrasebook with_gaps_filled(const Phrasebook& book, const Phrasebook& own) {
  auto phrases = book.phrases();
  phrases.insert(own.phrases().begin(), own.phrases().end());
  return {book.language(), std::move(phrases)};
}

}  // namespace

Result<Library> Library::open(
    std::shared_ptr<const Programme> programme,
    const std::shared_ptr<const std::map<std::string, Phrasebook>>& phrasebooks,
    const HasPicture& has_picture) {
  Library library;
  for (const auto& from : programme->packs) {
    auto pack = TRY(load_pack(from.structure, "programme"));
    auto texts = TRY(open_texts(from, pack.id));
    auto& shelf = lacks_pictures(*programme, has_picture, pack) ? library.waiting_ : library.packs_;
    shelf.push_back({std::make_shared<const Pack>(std::move(pack)), std::move(texts)});
  }
  // Where four-year-olds are asked, the open screen begins with denne eller den (design §8).
  std::stable_partition(library.packs_.begin(), library.packs_.end(),
                        [](const Shelved& shelved) { return has_pairs(*shelved.pack); });
  for (const auto& language : programme->languages) {
    const auto found = phrasebooks->find(language);
    if (found == phrasebooks->end() || !found->second.language().approved) continue;
    library.languages_.push_back(language);
    const auto& own = phrasebooks->at(library.languages_.front());
    library.phrasebooks_.emplace(language, with_gaps_filled(found->second, own));
  }
  if (library.languages_.empty())
    return invalid("the programme names no language this kiosk has words for");
  library.programme_ = std::move(programme);
  return library;
}

std::optional<Offer> Library::open_for_children(HouseTime now) const {
  return open_for("barn", now);
}

std::optional<Offer> Library::open_for_parents(HouseTime now) const {
  // Without a time nobody knows whether it is the pickup window (C5).
  return now ? open_for("forelder", now) : std::nullopt;
}

std::optional<Offer> Library::open_for(std::string_view audience, HouseTime now) const {
  if (is_closed_day(now)) return std::nullopt;
  for (const auto& unit : programme_->units) {
    if (unit.audience != audience) continue;
    for (const auto& shelved : packs_) {
      const auto& pack = *shelved.pack;
      if (pack.audience != audience || !may_start(pack, Mode::Apen) || !pack.is_for(unit.band))
        continue;
      if (now && !is_open(pack, now)) continue;
      Offer offer{&unit, shelved.pack, asked(pack, unit, now), week_at(now), Mode::Apen};
      if (has_something_to_ask(offer)) return offer;
    }
  }
  return std::nullopt;
}

/// What an adult may open. At three nothing is counted (design §8), and a round is nothing but a
/// count.
std::vector<Offer> Library::for_adults(Mode mode, HouseTime now) const {
  std::vector<Offer> offers;
  for (const auto& unit : programme_->units)
    for (const auto& [pack, texts] : packs_)
      if (pack->audience == unit.audience && may_start(*pack, mode) && pack->is_for(unit.band) &&
          unit.band != Band::Three)
        offers.push_back({&unit, pack, {}, week_at(now), mode});
  return offers;
}

std::vector<Offer> Library::for_rounds(HouseTime now) const {
  std::vector<Offer> offers;
  for (auto offer : for_adults(Mode::Veiledet, now)) {
    // What waits for an adult is asked whenever the adult says so; the rest as the rotation says.
    const auto this_week = asked(*offer.pack, *offer.unit, now);
    for (int i = 0; i < static_cast<int>(offer.pack->questions.size()); ++i) {
      const auto& question = offer.pack->questions[static_cast<std::size_t>(i)];
      if (!question.can_be_a_round() || (question.rotates() && !contains(this_week, i))) continue;
      offer.questions = {i};
      offers.push_back(offer);
    }
  }
  std::stable_partition(offers.begin(), offers.end(), is_vote);
  return offers;
}

std::vector<ToldRound> Library::told() const {
  std::vector<ToldRound> told;
  for (const auto& round : programme_->rounds) {
    const auto shelved = std::ranges::find(
        packs_, round.pack, [](const auto& candidate) { return candidate.pack->digest; });
    if (shelved == packs_.end() || !has_question(*shelved->pack, round.question)) continue;
    const auto& question = shelved->pack->questions[static_cast<std::size_t>(round.question)];
    if (!can_be_told(round.finding, question)) continue;
    const bool is_known = std::ranges::any_of(told, [&](const ToldRound& known) {
      return known.pack == shelved->pack && known.question == round.question &&
             known.finding == round.finding;
    });
    if (!is_known) told.push_back({shelved->pack, round.question, round.finding});
  }
  return told;
}

std::vector<Offer> Library::for_tokens(HouseTime now) const {
  if (!programme_->tokens || !now) return {};
  auto offers = for_adults(Mode::Brikke, now);
  for (auto& offer : offers) {
    offer.questions.resize(offer.pack->questions.size());
    std::iota(offer.questions.begin(), offer.questions.end(), 0);
  }
  std::erase_if(offers, [](const Offer& offer) { return !has_something_to_ask(offer); });
  return offers;
}

/// When anything may begin or end.
std::vector<std::chrono::minutes> Library::turns_of_day() const {
  std::set<std::chrono::minutes> turns;
  for (const auto& window : programme_->windows) turns.insert({window.from, window.to});
  return {turns.begin(), turns.end()};
}

std::vector<PlannedTime> Library::plan_of_day(HouseTime now) const {
  constexpr std::chrono::hours day{24};
  if (!now) {
    const auto children = open_for_children(now);
    return children ? std::vector{PlannedTime{{}, day, children}} : std::vector<PlannedTime>();
  }
  std::vector<PlannedTime> plan;
  const auto turns = turns_of_day();
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    const LocalTime then{now->date, turns[i]};
    for (auto offer : {open_for_children(then), open_for_parents(then)})
      if (offer) add_to(plan, {turns[i], turns[i + 1], std::move(offer)});
    if (is_quiet(then)) add_to(plan, {turns[i], turns[i + 1], std::nullopt});
  }
  std::ranges::stable_sort(plan, {}, &PlannedTime::from);
  return plan;
}

bool Library::is_open(const Pack& pack, HouseTime now) const {
  if (!contains(pack.weekdays, weekday_of(now->date))) return false;
  return std::any_of(
      programme_->windows.begin(), programme_->windows.end(), [&](const Window& window) {
        return contains(pack.windows, window.id) && stemme::is_open(window, now->since_midnight);
      });
}

std::vector<int> Library::asked(const Pack& pack, const ProgrammeUnit& unit, HouseTime now) const {
  if (!now) return asked_undated(pack, unit);
  // Never what the programme said last: offline for a term, it would ask the same for a term.
  const auto week = week_of(now->date);
  if (!shows_in_week(pack, week, programme_->parents_week)) return {};
  return asked_in_week(pack, unit.id, week);
}

/// Without a time the week last heard of does: the answers join the open period undated (C5). What
/// the collector heard of a pack need not be in this one.
std::vector<int> Library::asked_undated(const Pack& pack, const ProgrammeUnit& unit) const {
  const auto told = unit.asked.find(pack.id);
  if (told == unit.asked.end()) return asked_in_week(pack, unit.id, week_at({}));
  auto questions = told->second;
  std::erase_if(questions, [&](int question) { return !has_question(pack, question); });
  return questions;
}

bool Library::is_quiet(HouseTime now) const {
  // Without a time it may be rest time: silent (C5).
  if (!now) return true;
  return std::any_of(programme_->windows.begin(), programme_->windows.end(),
                     [&](const Window& window) {
                       return window.quiet && stemme::is_open(window, now->since_midnight);
                     });
}

bool Library::is_closed_day(HouseTime now) const {
  if (!now) return false;
  return std::any_of(
      programme_->closed.begin(), programme_->closed.end(), [&](const ClosedDays& days) {
        return std::chrono::sys_days(days.from) <= std::chrono::sys_days(now->date) &&
               std::chrono::sys_days(now->date) <= std::chrono::sys_days(days.to);
      });
}

const Phrasebook& Library::phrasebook(const std::string& language) const {
  const auto found = phrasebooks_.find(language);
  return found != phrasebooks_.end() ? found->second : phrasebooks_.at(languages_.front());
}

const Texts& Library::texts(const Pack& pack, const std::string& language) const {
  const auto shelved = std::find_if(packs_.begin(), packs_.end(), [&](const auto& candidate) {
    return candidate.pack->digest == pack.digest;
  });
  STEMME_ASSERT(shelved != packs_.end());
  const auto found = shelved->texts.find(language);
  return found != shelved->texts.end() ? found->second : own_texts(*shelved);
}

/// In the house's own language, else in any.
const Texts& Library::own_texts(const Shelved& shelved) const {
  const auto own = shelved.texts.find(languages_.front());
  return own != shelved.texts.end() ? own->second : shelved.texts.begin()->second;
}

std::string Library::waiting_for_pictures() const {
  return waiting_.empty() ? std::string() : own_texts(waiting_.front()).title;
}

std::vector<std::string> Library::languages_of(const Pack& pack) const {
  std::vector<std::string> languages;
  for (const auto& language : languages_)
    if (texts(pack, language).language == language) languages.push_back(language);
  return languages;
}

std::vector<std::shared_ptr<const Pack>> Library::packs() const {
  std::vector<std::shared_ptr<const Pack>> packs;
  for (const auto& shelved : packs_) packs.push_back(shelved.pack);
  return packs;
}

}  // namespace stemme
