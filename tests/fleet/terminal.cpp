#include "tests/fleet/terminal.h"

#include "server-sync/device/https_link.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

using std::chrono::minutes;

constexpr double receipts_lost = 0.005;
constexpr double cables_pulled_a_day = 0.015;
constexpr int cable_out_days_max = 5;
constexpr minutes morning{6 * 60 + 30};  ///< the day's programme is fetched
constexpr minutes doors_open{7 * 60};
constexpr minutes jitter_step{5};  ///< several terminals speak at once
constexpr int jitter_steps = 6;    ///< within the half hour of C7
constexpr minutes try_again{15};
constexpr std::string_view zone_before_programme = "Europe/Oslo";

Date day_after(Date date) { return std::chrono::sys_days(date) + std::chrono::days(1); }

/// The store, answering delivery on the terminal's own thread.
class BookOutbox final : public Outbox {
 public:
  explicit BookOutbox(AnswerBook& book) : book_(&book) {}
  Result<void> adopt(const OutboxTerms& terms) override { return book_->adopt(terms); }
  Result<void> anchor(const Anchor& anchor) override { return book_->anchor(anchor); }
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override {
    return book_->next_to_send(after);
  }
  Result<void> apply(const Receipt& receipt) override { return book_->apply(receipt); }
  Result<void> hold(const BatchName& name, ProblemType why) override {
    return book_->hold(name, why);
  }
  Result<void> begin_new_epoch(Epoch conflicting) override {
    return book_->begin_new_epoch(conflicting);
  }
  Result<OutboxFigures> figures() override { return book_->figures(); }
  void on_close(std::function<void()> /*wake*/) override {}

 private:
  AnswerBook* book_;
};

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::open(const Surroundings& around, std::string name,
                                                 const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return unexpected("cannot make " + folder.string() + ": " + failed.message());
  std::unique_ptr<Terminal> terminal(new Terminal(around, std::move(name)));
  auto* self = terminal.get();
  StoreSettings store;
  store.folder = folder;
  store.ballast_bytes = 0;
  self->book_ = TRY(AnswerBook::open(store, *around.clock));
  self->outbox_ = std::make_unique<BookOutbox>(*self->book_);
  auto https = TRY(HttpsLink::create());
  auto dice =
      std::make_shared<Dice>(around.town->dice({"receipts", self->name_, to_text(self->today())}));
  self->link_ = std::make_unique<TalliedLink>(std::move(https), *around.traffic,
                                              [dice] { return dice->happens(receipts_lost); });
  SyncSettings sync;
  sync.folder = folder;
  sync.shipped_assets = around.assets;
  sync.software = STEMME_VERSION;
  self->contact_ = std::make_unique<Conversation>(sync, *around.clock, *self->outbox_, *self->link_,
                                                  [self](const auto& news) { self->hear(news); });
  TRY(self->contact_->resume());
  auto known = load_programme(folder);
  if (known) TRY(self->understand(known.value()));
  return terminal;
}

Result<void> Terminal::enrol(const EnrolmentCode& code) {
  trouble_ = {};
  TRY(contact_->enrol(around_.collector, code));
  return std::exchange(trouble_, {});
}

void Terminal::hear(const decltype(SyncNews::what)& news) {
  if (const auto* arrived = std::get_if<ProgrammeArrived>(&news))
    trouble_ = understand(*arrived->programme);
  if (const auto* failed = std::get_if<EnrolmentFailed>(&news))
    trouble_ = Error(failed->failure, failed->why);
  if (const auto* refused = std::get_if<DeliveryTrouble>(&news))
    log_warning("fleet", name_ + ": the collector says " + std::string(urn_of(refused->problem)));
}

Result<void> Terminal::understand(const Programme& programme) {
  programme_ = std::make_shared<Programme>(programme);
  asking_ = {{}, programme.windows, programme.parents_week};
  for (const auto& brought : programme.packs) {
    auto pack = TRY(load_pack(brought.structure, "programme"));
    asking_.packs.push_back(std::make_shared<const Pack>(std::move(pack)));
  }
  return {};
}

Date Terminal::today() {
  const auto zone = programme_ ? programme_->zone : std::string(zone_before_programme);
  const auto here = local_time(around_.clock->now(), zone);
  STEMME_ASSERT(here.has_value());
  return here->date;
}

Ticks Terminal::ticks_of(Date date, minutes since_midnight) {
  const auto zone = programme_ ? programme_->zone : std::string(zone_before_programme);
  const auto when = instant_of(date, since_midnight, zone);
  STEMME_ASSERT(when.has_value());
  return around_.clock->ticks() + (*when - around_.clock->now());
}

void Terminal::wake_up(const EnrolmentCode& code) {
  if (!is_enrolled()) at(around_.clock->ticks(), [this, code] { return enrol(code); });
  at(around_.clock->ticks(), [this] { return contact(); });
  const bool is_before_morning = around_.clock->ticks() < ticks_of(today(), morning);
  await(is_before_morning ? today() : day_after(today()));
}

void Terminal::await(Date day) {
  auto dice = around_.town->dice({"morning", name_, to_text(day)});
  if (weekday_of(day) <= 5)
    at(ticks_of(day, morning + jitter_step * dice.below(jitter_steps)),
       [this] { return contact(); });
  at(ticks_of(day, doors_open), [this] { return meet_the_day(); });
}

Result<void> Terminal::meet_the_day() {
  await(day_after(today()));
  if (!programme_) return {};
  const auto date = today();
  const auto age = std::chrono::sys_days(date) - std::chrono::sys_days(around_.since);
  for (const auto& unit : programme_->units) {
    const Occasion occasion{programme_->house, unit.name, date};
    auto plan = plan_day(*around_.town, asking_, occasion, unit, static_cast<int>(age.count()));
    // The hour first: which argument is made first is the compiler's to choose.
    for (auto& visit : plan.visits) {
      const auto begins = ticks_of(date, visit.at);
      at(begins, [this, visit = std::move(visit)] { return take(visit); });
    }
    for (auto& round : plan.rounds) {
      const auto begins = ticks_of(date, round.at);
      at(begins, [this, round = std::move(round)] { return take(round); });
    }
  }
  return {};
}

Result<void> Terminal::take(const PlannedVisit& visit) {
  VisitWrite write;
  write.visit = ++visits_;
  write.visit_is = VisitWrite::Visit::Over;
  write.answers = visit.answers;
  write.visit_box = visit.box;
  book_->visit_began(write.visit);
  TRY(book_->keep(write));
  ++around_.lived->visits;
  around_.lived->answers += static_cast<std::int64_t>(visit.answers.size());
  return {};
}

Result<void> Terminal::take(const PlannedRound& round) {
  auto opening = round.note;
  opening.finding.reset();
  TRY(book_->round_opened(opening));
  for (const auto& answer : round.answers) {
    VisitWrite turn;
    turn.visit = ++visits_;
    turn.visit_is = VisitWrite::Visit::Over;
    turn.answers = {answer};
    book_->visit_began(turn.visit);
    TRY(book_->keep(turn));
  }
  TRY(book_->round_closed(round.note));
  ++around_.lived->rounds;
  around_.lived->answers += static_cast<std::int64_t>(round.answers.size());
  return {};
}

/// A cable was pulled today or some days ago, and nobody has put it back yet.
bool Terminal::is_cable_out() {
  for (int ago = 0; ago < cable_out_days_max; ++ago) {
    const Date day(std::chrono::sys_days(today()) - std::chrono::days(ago));
    auto dice = around_.town->dice({"cable", name_, to_text(day)});
    if (dice.happens(cables_pulled_a_day) && dice.below(cable_out_days_max) + 1 > ago) return true;
  }
  return false;
}

Result<void> Terminal::contact() {
  if (!is_enrolled() || is_cable_out()) return {};
  trouble_ = {};
  const auto ended = TRY(contact_->run());
  if (!ended.reached) at(around_.clock->ticks() + try_again, [this] { return contact(); });
  return std::exchange(trouble_, {});
}

Result<void> Terminal::live() {
  const auto now = around_.clock->ticks();
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    const auto act = std::move(agenda_.begin()->second);
    agenda_.erase(agenda_.begin());
    TRY(act());
  }
  return close_what_is_over();
}

Result<void> Terminal::close_what_is_over() {
  const auto now = around_.clock->ticks();
  do {
    TRY(book_->work());
    next_close_ = TRY(book_->next_work());
  } while (next_close_ && *next_close_ <= now);
  if (book_->batches_closed() == batches_closed_) return {};
  batches_closed_ = book_->batches_closed();
  auto dice = around_.town->dice({"close", name_, std::to_string(now.count())});
  at(now + jitter_step * dice.below(jitter_steps), [this] { return contact(); });
  return {};
}

Ticks Terminal::next() const {
  const auto act = agenda_.empty() ? Ticks::max() : agenda_.begin()->first;
  return next_close_ ? std::min(act, *next_close_) : act;
}

}  // namespace stemme
