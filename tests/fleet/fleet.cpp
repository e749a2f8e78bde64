#include "tests/fleet/fleet.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace stemme {
namespace {

constexpr std::size_t threads_max = 6;
constexpr std::chrono::minutes telling{6 * 60};  ///< an hour after the release
const std::string zone = "Europe/Oslo";

bool is_readable(int fd) {
  pollfd asked{fd, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

double seconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

Result<void> Fleet::put_up(const std::filesystem::path& disks,
                           const std::map<std::string, EnrolmentCode>& codes) {
  std::vector<Terminal*> opened;
  for (const auto& [name, code] : codes) {
    auto terminal =
        TRY(Terminal::open(around_, name, disks / name).while_doing("putting up " + name));
    terminal->wake_up(code);
    opened.push_back(terminal.get());
    terminals_.push_back(std::move(terminal));
  }
  return work_on(opened);
}

/// Several terminals speak at once, as they do in a town; nobody waits for the clock in here.
Result<void> Fleet::work_on(const std::vector<Terminal*>& due) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  Result<void> worst;
  const auto work = [&] {
    for (auto mine = next++; mine < due.size(); mine = next++) {
      auto lived = due[mine]->live().while_doing(due[mine]->name());
      const std::lock_guard lock(mutex);
      if (!lived) worst = std::move(lived);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(threads_max, due.size()); ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();
  return worst;
}

Ticks Fleet::soonest() const {
  Ticks soonest = Ticks::max();
  for (const auto& terminal : terminals_) soonest = std::min(soonest, terminal->next());
  return soonest;
}

Ticks Fleet::next_monday() {
  const auto here = local_time(around_.clock->now(), zone);
  const auto when = instant_of(monday_of(week_of(here->date) + 1), telling, zone);
  return around_.clock->ticks() + (*when - around_.clock->now());
}

Result<void> Fleet::live(std::optional<Instant> until, int stop) {
  auto monday = next_monday();
  while (!is_readable(stop)) {
    const auto now = around_.clock->ticks();
    if (until && around_.clock->now() >= *until) return {};
    if (now >= monday) {
      tell_of_the_week();
      monday = next_monday();
    }
    std::vector<Terminal*> due;
    for (const auto& terminal : terminals_)
      if (terminal->next() <= now) due.push_back(terminal.get());
    if (!due.empty()) {
      TRY(work_on(due));
      continue;
    }
    auto wake = std::min(soonest(), monday);
    if (until) wake = std::min<Ticks>(wake, now + (*until - around_.clock->now()));
    around_.clock->wait(std::span<const int>(&stop, 1), wake);
  }
  return {};
}

void Fleet::tell_of_the_week() {
  const auto here = local_time(around_.clock->now(), zone);
  const auto over = week_of(here->date) + -1;
  const auto answers = around_.lived->answers.load();
  if (tell)
    tell(fmt::format("week {}: {} answers, {:.1f} s; so far {}", over.week, answers - answers_told_,
                     seconds_since(told_), sum()));
  answers_told_ = answers;
  told_ = std::chrono::steady_clock::now();
}

std::string Fleet::sum() const {
  const auto& lived = *around_.lived;
  const auto& traffic = *around_.traffic;
  return fmt::format(
      "{} visits, {} rounds, {} answers; {} boxes in {} batches ({} receipts lost, sent again), {} "
      "requests "
      "({} unanswered), {:.1f} MB; {:.1f} s",
      lived.visits.load(), lived.rounds.load(), lived.answers.load(), traffic.boxes.load(),
      traffic.batches.load(), traffic.receipts_lost.load(), traffic.requests.load(),
      traffic.unanswered.load(), static_cast<double>(traffic.bytes_sent.load()) / 1e6,
      seconds_since(begun_));
}

}  // namespace stemme
