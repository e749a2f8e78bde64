#include "tests/bench/tap_rows.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <optional>

#include "app/display/window_fingers.h"
#include "app/display/window_panel.h"
#include "app/display/window_switches.h"
#include "app/kiosk.h"
#include "tests/bench/bench_house.h"
#include "tests/bench/hand.h"
#include "tests/stand-ins/lone_kiosk.h"

namespace stemme {
namespace {

constexpr int runs = 5;
constexpr int visits_a_run = 100;
constexpr int taps_a_visit = 3;
constexpr std::size_t painted_runs = 3;
constexpr std::size_t choices_a_run = 100;
constexpr Ticks rests_between_children{20'000};
constexpr int hours_a_day = 8;

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

}  // namespace

Result<Row> tap_durable(const std::filesystem::path& folder, const std::filesystem::path& assets,
                        const TapQuantile& asked) {
  const auto programme = TRY(bench_programme(assets));
  const auto pack = TRY(load_pack(programme.packs.front().structure, "bench"));
  auto clock = TRY(open_clock());
  StoreSettings settings;
  settings.folder = folder;
  auto store = TRY(AnswerStore::open(settings, clock));
  TRY(store->adopt(lone_terms(programme)));
  TRY(store->anchor({clock->boot_id(), clock->now() - clock->ticks()}));
  auto disk = TRY(BareDisk::open(folder));
  Patient patient(*store, *clock);
  Row row{asked.row, "ms", {}, {}};
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
    row.runs.push_back(quantile(taps, asked.share));
    row.against.push_back(quantile(bare, asked.share));
  }
  return row;
}

namespace {

std::vector<double> cut_into_runs(const std::vector<double>& all, double share) {
  std::vector<double> cut;
  for (std::size_t from = 0; from + choices_a_run <= all.size(); from += choices_a_run) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    cut.push_back(quantile({begin, begin + choices_a_run}, share));
  }
  return cut;
}

/// The real kiosk in a real window, and a hand before it, until the hand has had enough.
class Booth {
 public:
  static Result<std::unique_ptr<Booth>> open(const std::filesystem::path& folder,
                                             const std::filesystem::path& assets) {
    std::unique_ptr<Booth> booth(new Booth);
    const auto shown = folder / "shown.jsonl";
    setenv("STEMME_SHOWN", shown.c_str(), 1);
    WindowWish wish;
    wish.width_px = 1280;
    wish.height_px = 800;
    booth->window_ = TRY(open_window_panel(wish));
    booth->fingers_ = watch_window_fingers(*booth->window_, booth->clock_);
    booth->disk_ = TRY(BareDisk::open(folder));
    booth->hand_.emplace(*booth->fingers_, *booth->window_, *booth->clock_, shown);
    booth->clock_->hand = &*booth->hand_;
    booth->hand_->disk = booth->disk_.get();
    booth->typesetter_ = TRY(Typesetter::open());
    TRY(booth->fill(folder, assets));
    return booth;
  }

  Hand& hand() { return *hand_; }
  Ticks now() { return clock_->ticks(); }

  Result<void> run() {
    auto wait = TRY(Wait::open(clock_, *hand_));
    const int stop = eventfd(0, EFD_CLOEXEC);
    hand_->done = [stop] { eventfd_write(stop, 1); };
    WatchedPanel panel(*window_, *hand_);
    const auto no_switches = watch_window_switches({}, clock_);
    const auto silence = open_loudspeaker([] {});
    const VoiceShelf no_voices({}, {});
    Kiosk kiosk({clock_, panel, *hand_, *no_switches, *silence, no_voices, wait, *shelf_,
                 *typesetter_, *store_, *sync_, books_, programme_, "", folder_});
    const auto end = kiosk.run(stop);
    close(stop);
    if (end != Kiosk::End::Closed) return unexpected("the kiosk's store broke");
    return {};
  }

 private:
  Booth() = default;

  Result<void> fill(const std::filesystem::path& folder, const std::filesystem::path& assets) {
    folder_ = folder;
    shelf_.emplace(std::vector<std::filesystem::path>{assets / "pictures"});
    auto programme = TRY(bench_programme(assets));
    StoreSettings settings;
    settings.folder = folder;
    store_ = TRY(AnswerStore::open(settings, clock_));
    TRY(store_->adopt(lone_terms(programme)));
    TRY(stand_a_while());
    SyncSettings sync_settings;
    sync_settings.folder = folder;
    sync_settings.shipped_assets = assets;
    sync_ = TRY(SyncThread::start(sync_settings, clock_, *store_, std::make_unique<NobodyThere>()));
    auto books = TRY(load_phrasebooks((assets / "texts").string()));
    books_ = std::make_shared<const std::map<std::string, Phrasebook>>(std::move(books));
    programme_ = std::make_shared<const Programme>(std::move(programme));
    return {};
  }

  /// As a kiosk does before the first child comes: what waits for a quiet time is done. The store
  /// looks for work after whatever it is asked.
  Result<void> stand_a_while() {
    constexpr int times = 100;
    clock_->pass(Ticks(60'000));
    for (int i = 0; i < times; ++i) TRY(store_->figures());
    return {};
  }

  std::shared_ptr<HandClock> clock_ = std::make_shared<HandClock>();
  std::unique_ptr<Panel> window_;
  std::unique_ptr<Fingers> fingers_;
  std::unique_ptr<BareDisk> disk_;
  std::optional<Hand> hand_;
  std::unique_ptr<Typesetter> typesetter_;
  std::optional<PictureShelf> shelf_;
  std::unique_ptr<AnswerStore> store_;
  std::unique_ptr<SyncThread> sync_;
  std::shared_ptr<const std::map<std::string, Phrasebook>> books_;
  std::shared_ptr<const Programme> programme_;
  std::filesystem::path folder_;
};

}  // namespace

Result<Row> tap_painted(const std::filesystem::path& folder, const std::filesystem::path& assets,
                        const TapQuantile& asked) {
  auto booth = TRY(Booth::open(folder, assets));
  auto& hand = booth->hand();
  hand.enough = painted_runs * choices_a_run;
  TRY(booth->run());
  Row row{asked.row, "ms", cut_into_runs(hand.choices, asked.share),
          cut_into_runs(hand.floors, asked.share)};
  if (row.runs.empty()) return unexpected("no choice was shown");
  return row;
}

Result<Row> frames_of_growth(const std::filesystem::path& folder,
                             const std::filesystem::path& assets) {
  constexpr double frame_at_60_hz_ms = 1000.0 / 60;
  auto booth = TRY(Booth::open(folder, assets));
  auto& hand = booth->hand();
  hand.enough = painted_runs * choices_a_run;
  TRY(booth->run());
  Row row{"growth_frame_p99_ms", "ms", cut_into_runs(hand.frames, 0.99), {frame_at_60_hz_ms}};
  if (row.runs.empty()) return unexpected("no answer grew");
  return row;
}

Result<Row> long_day(const std::filesystem::path& folder, const std::filesystem::path& assets) {
  auto booth = TRY(Booth::open(folder, assets));
  auto& hand = booth->hand();
  const auto begun = booth->now();
  Row row{"kiosk_memory_over_8_h", "MB", {}, {}};
  hand.rests = rests_between_children;
  hand.chosen = [&] {
    const auto hours = (booth->now() - begun) / std::chrono::hours(1);
    if (static_cast<std::size_t>(hours) > row.runs.size()) row.runs.push_back(resident_mb());
    return hours >= hours_a_day;
  };
  TRY(booth->run());
  row.against = {row.runs.front()};
  return row;
}

}  // namespace stemme
