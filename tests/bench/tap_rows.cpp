#include "tests/bench/tap_rows.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>

#include "app/display/window_fingers.h"
#include "app/display/window_panel.h"
#include "app/kiosk.h"
#include "tests/bench/bench_house.h"
#include "tests/bench/hand.h"

namespace stemme {
namespace {

constexpr int runs = 5;
constexpr int visits_a_run = 100;
constexpr int taps_a_visit = 3;
constexpr std::size_t painted_runs = 3;
constexpr std::size_t choices_a_run = 100;

/// A store, and somebody who waits for it as the kiosk's loop does.
class Patient {
 public:
  Patient(AnswerStore& store, Clock& clock) : store_(&store), clock_(&clock) {}

  Result<void> wait_for(Ticket ticket) {
    const std::array<int, 1> readable{store_->readable()};
    for (;;) {
      for (auto& outcome : store_->take_outcomes()) {
        if (outcome.ticket == ticket) return std::move(outcome.result);
      }
      clock_->wait(readable, std::nullopt);
    }
  }

 private:
  AnswerStore* store_;
  Clock* clock_;
};

AnswerBox answer_to(const Pack& pack, int question) {
  AnswerBox answer;
  answer.pack = pack.digest;
  answer.question = question;
  answer.shown = {0, 1, 2};
  answer.chosen = {2};
  answer.unit = 0x11;
  return answer;
}

/// One child: begins, answers three questions, ends; as OrderRunner posts it.
Result<void> visit(AnswerStore& store, Patient& patient, const Pack& pack, VisitNumber number,
                   const std::function<void(double)>& took) {
  TRY(patient.wait_for(store.visit_began(number)));
  std::vector<AnswerBox> answers;
  for (int question = 0; question < taps_a_visit; ++question) {
    answers.push_back(answer_to(pack, question));
    const auto began = moment();
    const auto ticket = store.keep(
        {number, VisitWrite::Rows::Added, VisitWrite::Visit::Open, {answers.back()}, std::nullopt});
    TRY(patient.wait_for(ticket));
    took(ms_since(began));
  }
  for (auto& answer : answers) answer.label = VisitLabel::Whole;
  return patient.wait_for(store.keep({number, VisitWrite::Rows::Replaced, VisitWrite::Visit::Over,
                                      answers, VisitBox{"nb", VisitEnd::Finished}}));
}

/// Nobody is there.
class NoLink final : public Link {
 public:
  void trust(const LinkTrust&) override {}
  Result<Reply> exchange(const Request&, std::size_t) override { return offline("nobody there"); }
  void stop() override {}
};

}  // namespace

Result<Row> tap_durable(const std::filesystem::path& folder, const std::filesystem::path& assets) {
  const auto programme = TRY(bench_programme(assets));
  const auto pack = TRY(load_pack(programme.packs.front().structure, "bench"));
  auto clock = TRY(open_clock());
  StoreSettings settings;
  settings.folder = folder;
  auto store = TRY(AnswerStore::open(settings, clock));
  TRY(store->adopt(bench_terms(programme)));
  TRY(store->anchor({clock->boot_id(), clock->now() - clock->ticks()}));
  auto disk = TRY(BareDisk::open(folder));
  Patient patient(*store, *clock);
  Row row{"tap_durable_p50_vs_fsync", "ms", {}, {}};
  VisitNumber number = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> taps;
    std::vector<double> bare;
    for (int i = 0; i < visits_a_run; ++i) {
      TRY(visit(*store, patient, pack, ++number, [&](double ms) {
        taps.push_back(ms);
        bare.push_back(disk->write_once());
      }));
    }
    row.runs.push_back(median(taps));
    row.against.push_back(median(bare));
  }
  return row;
}

namespace {

void cut_into_runs(const std::vector<double>& all, std::vector<double>& into) {
  for (std::size_t from = 0; from + choices_a_run <= all.size(); from += choices_a_run) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    into.push_back(quantile({begin, begin + choices_a_run}, 0.99));
  }
}

}  // namespace

Result<Row> tap_painted(const std::filesystem::path& folder, const std::filesystem::path& assets) {
  const auto shown = folder / "shown.jsonl";
  setenv("STEMME_SHOWN", shown.c_str(), 1);
  auto clock = std::make_shared<HandClock>();
  WindowWish wish;
  wish.width_px = 1280;
  wish.height_px = 800;
  auto window = TRY(open_window_panel(wish));
  auto fingers = watch_window_fingers(*window, clock);
  auto disk = TRY(BareDisk::open(folder));
  Hand hand(*fingers, *window, *clock, shown);
  clock->hand = &hand;
  WatchedPanel panel(*window, hand);
  const int stop = eventfd(0, EFD_CLOEXEC);
  hand.disk = disk.get();
  hand.enough = painted_runs * choices_a_run;
  hand.done = [stop] { eventfd_write(stop, 1); };

  auto wait = TRY(Wait::open(clock, hand));
  auto typesetter = TRY(Typesetter::open());
  PictureShelf shelf({assets / "pictures"});
  const auto programme = TRY(bench_programme(assets));
  StoreSettings settings;
  settings.folder = folder;
  auto store = TRY(AnswerStore::open(settings, clock));
  TRY(store->adopt(bench_terms(programme)));
  SyncSettings sync_settings;
  sync_settings.folder = folder;
  auto sync = TRY(SyncThread::start(sync_settings, clock, *store, std::make_unique<NoLink>()));
  auto books = TRY(load_phrasebooks((assets / "texts").string()));
  Kiosk kiosk({clock, panel, hand, wait, shelf, *typesetter, *store, *sync,
               std::make_shared<const std::map<std::string, Phrasebook>>(std::move(books)),
               std::make_shared<const Programme>(programme), ""});
  const auto end = kiosk.run(stop);
  close(stop);
  if (end != Kiosk::End::Closed) return unexpected("the kiosk's store broke");
  Row row{"tap_painted_p99_ms", "ms", {}, {}};
  cut_into_runs(hand.choices, row.runs);
  cut_into_runs(hand.floors, row.against);
  if (row.runs.empty()) return unexpected("no choice was shown");
  return row;
}

}  // namespace stemme
