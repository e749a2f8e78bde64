#include "tests/fleet/herd.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "server-sync/device/conversation.h"
#include "server-sync/device/https_link.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/pack.h"
#include "tests/fleet/dice.h"

namespace stemme {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t enrolling_at_once = 16;
constexpr int batches_a_contact = 5;
constexpr std::chrono::seconds telling{5};
constexpr std::size_t pack_bytes_max = 1 << 20;

double seconds_since(steady_clock::time_point then) {
  return std::chrono::duration<double>(steady_clock::now() - then).count();
}

SyncSettings settings_in(const std::filesystem::path& folder, const HerdPlan& plan) {
  return {folder, plan.assets, STEMME_VERSION, {}};
}

/// Does `work` for each index, on several threads; the first error.
Result<void> for_each_of(std::size_t count, std::size_t threads,
                         const std::function<Result<void>(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  Result<void> worst;
  std::vector<std::thread> at_it;
  for (std::size_t i = 0; i < threads; ++i)
    at_it.emplace_back([&] {
      for (auto mine = next++; mine < count; mine = next++) {
        auto done = work(mine);
        if (done) continue;
        const std::lock_guard lock(mutex);
        if (worst) worst = std::move(done);
        next = count;
      }
    });
  for (auto& thread : at_it) thread.join();
  return worst;
}

std::size_t count_of(const std::vector<Passage>& passages, Passage::End end) {
  return static_cast<std::size_t>(std::count_if(passages.begin(), passages.end(),
                                                [&](const auto& each) { return each.end == end; }));
}

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

}  // namespace

struct Herd::Terminal {
  Terminal(std::size_t unit, std::size_t first_box, EnrolmentCode with)
      : outbox(unit, first_box), code(std::move(with)) {}

  HerdOutbox outbox;
  EnrolmentCode code;
  std::filesystem::path folder;
  std::unique_ptr<SyncThread> sync;
};

Herd::Herd(HerdPlan plan) : plan_(std::move(plan)) {}

Herd::~Herd() {
  // Whoever still stands before it would be waited for without end.
  gate_.open();
}

Result<std::unique_ptr<Herd>> Herd::enrol(const HerdPlan& plan) {
  std::unique_ptr<Herd> herd(new Herd(plan));
  herd->clock_ = TRY(open_clock());
  TRY(herd->read_codes());
  const auto began = steady_clock::now();
  TRY(herd->enrol_all());
  herd->figures_.enrol_s = seconds_since(began);
  return herd;
}

Result<void> Herd::read_codes() {
  std::ifstream file(plan_.codes);
  if (!file) return missing("no such file: " + plan_.codes.string());
  std::size_t place = 0;
  for (std::string line; std::getline(file, line); ++place) {
    if (place % plan_.parts != plan_.part) continue;
    const auto tab = line.find('\t');
    if (tab == std::string::npos) return invalid("a line without its code");
    const auto unit = TRY(id_from(std::string_view(line).substr(0, tab)));
    const auto code = TRY(enrolment_code_from(line.substr(tab + 1)));
    auto found = std::find(units_.begin(), units_.end(), unit);
    if (found == units_.end()) found = units_.insert(units_.end(), unit);
    const auto row = static_cast<std::size_t>(found - units_.begin());
    // Neighbours in a unit send other boxes at the same time.
    terminals_.push_back(std::make_unique<Terminal>(row, terminals_.size() * 7, code));
    terminals_.back()->folder = plan_.disks / std::to_string(place);
  }
  return {};
}

Result<void> Herd::enrol_all() {
  return for_each_of(terminals_.size(), enrolling_at_once, [this](std::size_t i) -> Result<void> {
    auto& terminal = *terminals_[i];
    std::error_code failed;
    std::filesystem::create_directories(terminal.folder, failed);
    if (failed) return unexpected("cannot make " + terminal.folder.string());
    const auto link = TRY(HttpsLink::create());
    Result<void> refused_code;
    Conversation conversation(settings_in(terminal.folder, plan_), *clock_, terminal.outbox, *link,
                              [&](const auto& news) {
                                if (const auto* why = std::get_if<EnrolmentFailed>(&news))
                                  refused_code = Error(why->failure, why->why);
                              });
    TRY(conversation.enrol(plan_.collector, terminal.code));
    TRY(std::move(refused_code));
    // The first contact: with the programme on its disk, it comes back as an old acquaintance.
    const auto ended = TRY(conversation.run());
    return ended.reached ? Result<void>() : offline("enrolled, and not reached again");
  });
}

Result<void> Herd::live_apart() {
  const auto structure = TRY(read_text_file(plan_.pack, pack_bytes_max));
  const auto pack = TRY(load_pack(structure, plan_.pack.string()));
  const auto later = static_cast<std::size_t>(plan_.go_on_s) *
                     static_cast<std::size_t>(plan_.batches_a_second) / terminals_.size();
  const auto batches = static_cast<std::size_t>(plan_.batches) + later + 2 * batches_a_contact;
  shelf_ = TRY(SealedShelf::seal(units_, batches * HerdOutbox::answers_a_batch, pack.digest,
                                 terminals_.front()->outbox.sealing(), plan_.seed));
  const auto local = TRY(local_time(clock_->now(), "Europe/Oslo"));
  return for_each_of(terminals_.size(), 2, [&](std::size_t i) {
    auto& outbox = terminals_[i]->outbox;
    outbox.stand_at(shelf_, local.date);
    return outbox.close(plan_.batches);
  });
}

Result<void> Herd::gather() {
  Dice dice(plan_.seed, {"herd", "comes back"});
  for (auto& terminal : terminals_) {
    auto https = TRY(HttpsLink::create());
    const milliseconds comes_after(dice.below(plan_.come_back_ms + 1));
    auto settings = settings_in(terminal->folder, plan_);
    // Due at once: the gate has its own moment for each. Later numbers are the product's.
    settings.random = [first = true]() mutable {
      return std::exchange(first, false) ? std::uint64_t{0} : random_number();
    };
    terminal->sync =
        TRY(SyncThread::start(settings, clock_, terminal->outbox,
                              std::make_unique<TimedLink>(std::move(https), gate_, comes_after)));
  }
  return {};
}

Result<void> Herd::come_back() {
  gate_.open();
  const auto began = steady_clock::now();
  TRY(wait_until_delivered(plan_.patience_s));
  figures_.drained_s = seconds_since(began);
  return {};
}

std::int64_t Herd::left() const {
  std::int64_t left = 0;
  for (const auto& terminal : terminals_) {
    const auto standing = terminal->outbox.standing();
    left += standing.closed - standing.stored;
  }
  return left;
}

Result<void> Herd::wait_until_delivered(double patience_s) {
  const auto began = steady_clock::now();
  auto told = began;
  for (auto waiting = left(); waiting > 0; waiting = left()) {
    for (const auto& terminal : terminals_) {
      for (const auto& news : terminal->sync->take_news())
        if (std::holds_alternative<StoreBroken>(news.what)) return unexpected("an outbox broke");
      if (terminal->outbox.standing().held > 0) return invalid("a batch was not taken");
    }
    if (seconds_since(began) > patience_s)
      return offline(fmt::format("{} batches are still here", waiting));
    if (steady_clock::now() - told > telling) {
      told = steady_clock::now();
      const auto passages = gate_.passages();
      say(fmt::format("{:.0f} s: {} batches to go, {} times sent away, {} unanswered",
                      gate_.seconds(told), waiting, count_of(passages, Passage::End::SentAway),
                      count_of(passages, Passage::End::Unanswered)));
    }
    std::this_thread::sleep_for(milliseconds(250));
  }
  return {};
}

Result<void> Herd::go_on() {
  const auto began = steady_clock::now();
  const auto contacts_a_second = static_cast<double>(plan_.batches_a_second) / batches_a_contact;
  std::int64_t contacts = 0;
  auto looked = began;
  while (seconds_since(began) < plan_.go_on_s) {
    auto& terminal = *terminals_[static_cast<std::size_t>(contacts) % terminals_.size()];
    TRY(terminal.outbox.close(batches_a_contact));
    terminal.sync->contact_now();
    static_cast<void>(terminal.sync->take_news());
    ++contacts;
    const auto due = static_cast<double>(contacts) / contacts_a_second;
    std::this_thread::sleep_until(began + std::chrono::duration<double>(due));
    if (steady_clock::now() - looked < telling) continue;
    looked = steady_clock::now();
    figures_.behind_most = std::max(figures_.behind_most, left());
  }
  figures_.went_on_s = seconds_since(began);
  return wait_until_delivered(plan_.patience_s);
}

Result<void> Herd::write_chains(const std::filesystem::path& path) const {
  std::ostringstream lines;
  for (const auto& terminal : terminals_) {
    const auto standing = terminal->outbox.standing();
    lines << id_text(standing.device) << '\t' << id_text(standing.epoch) << '\t' << standing.closed
          << '\t' << to_hex(standing.last) << '\n';
  }
  return write_durably(path, as_bytes(lines.str()));
}

Result<void> Herd::write_passages(const std::filesystem::path& path) const {
  constexpr std::array ends = {"stored", "sent-away", "unanswered"};
  std::ostringstream lines;
  for (const auto& passage : gate_.passages())
    lines << passage.began_s << '\t' << passage.took_ms << '\t'
          << ends[static_cast<std::size_t>(passage.end)] << '\t' << passage.is_greeting << '\n';
  return write_durably(path, as_bytes(lines.str()));
}

std::string Herd::report() const {
  std::vector<SealedShelf::Tally> tallies(units_.size());
  for (const auto& terminal : terminals_) terminal->outbox.add_to(tallies[terminal->outbox.unit()]);
  std::string said;
  for (std::size_t unit = 0; unit < units_.size(); ++unit)
    for (std::size_t question = 0; question < SealedShelf::questions; ++question)
      said += fmt::format(R"({}["{}",{},{},{},{}])", said.empty() ? "" : ",", id_text(units_[unit]),
                          question, tallies[unit][question][0], tallies[unit][question][1],
                          tallies[unit][question][2]);
  return fmt::format(
      R"({{"devices":{},"enrol_s":{:.1f},"drained_s":{:.1f},"went_on_s":{:.1f},"behind_most":{},)"
      R"("said":[{}]}})",
      terminals_.size(), figures_.enrol_s, figures_.drained_s, figures_.went_on_s,
      figures_.behind_most, said);
}

}  // namespace stemme
