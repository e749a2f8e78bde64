#include "server-sync/collector/hatch.h"

#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <system_error>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/house_verbs.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

/// Real time: who does not answer within it hangs, and others wait behind the register's lock.
constexpr int hatch_seconds = 5;
constexpr std::chrono::seconds tries_again_after{10};
constexpr std::size_t lines_bytes_max = 256 * 1024;
constexpr std::size_t rows_at_once = 10'000;
constexpr const char* handed_over = "handed-over.db";

/// Puts a verb to the other side. Offline when it is not there.
Result<std::string> ask(const std::filesystem::path& socket, const Verb& verb, Side whom,
                        int seconds) {
  const auto answer = ask_admin_socket(socket, to_json(verb), seconds);
  if (answer) return answer_in(*answer);
  if (answer.error().failure() == Failure::Missing)
    return offline(name_of(whom) + " is not running");
  return answer.error();
}

std::string done(const char* said) { return said; }

/// Of the register: counting's own lines say `event`, and hold findings.
bool is_of_register(const std::string& line) {
  const auto json = read_json(line, lines_bytes_max);
  return json && json->has("kind") && !json->has("event");
}

std::string rows_text(std::span<const std::int64_t> rows) {
  std::string text;
  for (const auto row : rows) text += (text.empty() ? "" : ",") + std::to_string(row);
  return text;
}

std::vector<std::int64_t> rows_in(std::string_view text) {
  std::vector<std::int64_t> rows;
  while (!text.empty()) {
    std::int64_t row = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
    if (error != std::errc()) break;
    rows.push_back(row);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return rows;
}

}  // namespace

StoreEnd near_store(IntakeStore& intake, Register& the_register) {
  StoreEnd near;
  near.copy_intake = [&intake](const auto& to) { return intake.copy_to(to); };
  near.copy_register = [&the_register](const auto& to) { return the_register.copy_to(to); };
  near.writes.set_backed_up = [&intake](const auto& made) { return intake.set_backed_up(made); };
  near.writes.destroy_raw = [&intake](const auto& rows) { return intake.destroy_raw(rows); };
  near.writes.begin_incarnation = [&intake] { return intake.begin_incarnation(); };
  near.put_identity = [&the_register](std::int64_t serial, const std::string& document) {
    return the_register.put_identity(serial, document);
  };
  return near;
}

StoreEnd far_store(const StateDirectory& state) {
  const auto told = [state](const Verb& verb) -> Result<void> {
    TRY(ask(state.socket(Side::Web), verb, Side::Web, 0));
    return {};
  };
  // The web side may write beside its database and nowhere else, so it is fetched from there.
  const auto fetched = [state, told](const char* verb, const std::filesystem::path& to) {
    const auto from = state.path() / handed_over;
    std::error_code failed;
    auto copied = told({verb, {}});
    if (copied) std::filesystem::copy_file(from, to, failed);
    if (copied && failed) copied = unexpected("copying " + from.string() + ": " + failed.message());
    std::filesystem::remove(from, failed);
    return copied;
  };
  StoreEnd far;
  far.copy_intake = [fetched](const auto& to) { return fetched("store copy-intake", to); };
  far.copy_register = [fetched](const auto& to) { return fetched("store copy-register", to); };
  far.writes.set_backed_up = [told](const BackedUp& made) {
    return told({"store backed-up",
                 {{"row", std::to_string(made.row)}, {"unopened", rows_text(made.unopened)}}});
  };
  far.writes.destroy_raw = [told](const std::vector<std::int64_t>& rows) -> Result<void> {
    for (std::span<const std::int64_t> left(rows); !left.empty();) {
      const auto some = left.first(std::min(left.size(), rows_at_once));
      TRY(told({"store destroy", {{"rows", rows_text(some)}}}));
      left = left.subspan(some.size());
    }
    return {};
  };
  far.writes.begin_incarnation = [told] { return told({"store new-incarnation", {}}); };
  far.put_identity = [told](std::int64_t serial, const std::string& document) {
    return told({"store key-set", {{"serial", std::to_string(serial)}, {"document", document}}});
  };
  far.catch_up = [told] { return told({"store catch-up", {}}); };
  return far;
}

Verbs store_verbs(const StateDirectory& state, const StoreEnd& near) {
  const auto copied = [&state](const BackupSources::Copy& copy) -> Result<std::string> {
    const auto to = state.path() / handed_over;
    std::error_code ignored;
    std::filesystem::remove(to, ignored);  // of one who was killed over it
    TRY(copy(to));
    if (chmod(to.c_str(), 0640) != 0) return unexpected("handing over " + to.string());
    return done("copied");
  };
  Verbs verbs;
  verbs["store copy-intake"] = [near, copied](const Verb&) { return copied(near.copy_intake); };
  verbs["store copy-register"] = [near, copied](const Verb&) { return copied(near.copy_register); };
  verbs["store backed-up"] = [near](const Verb& verb) -> Result<std::string> {
    const auto row = TRY(long_number_word(verb, "row"));
    const auto unopened = verb.with.find("unopened");
    BackedUp made{row, {}};
    if (unopened != verb.with.end()) made.unopened = rows_in(unopened->second);
    TRY(near.writes.set_backed_up(made));
    return done("marked");
  };
  verbs["store destroy"] = [near](const Verb& verb) -> Result<std::string> {
    const auto rows = TRY(word(verb, "rows"));
    TRY(near.writes.destroy_raw(rows_in(rows)));
    return done("destroyed");
  };
  verbs["store new-incarnation"] = [near](const Verb&) -> Result<std::string> {
    TRY(near.writes.begin_incarnation());
    return done("begun");
  };
  verbs["store key-set"] = [near](const Verb& verb) -> Result<std::string> {
    const auto serial = TRY(long_number_word(verb, "serial"));
    const auto document = TRY(word(verb, "document"));
    TRY(near.put_identity(serial, document));
    return done("put");
  };
  verbs["store catch-up"] = [near](const Verb&) -> Result<std::string> {
    TRY(near.catch_up());
    return done("caught up");
  };
  return verbs;
}

namespace {

/// Some lines of the register after so many: the number of those that have been looked at, then a
/// line each.
Result<std::string> lines_after(ReleaseLog& log, std::int64_t after) {
  std::int64_t at = 0;
  std::string lines;
  const auto take = [&](const std::string& line) -> Result<void> {
    if (at < after)
      ++at;
    else if (lines.size() < lines_bytes_max) {
      ++at;
      if (is_of_register(line)) lines += "\n" + line;
    }
    return {};
  };
  TRY(log.replay(take));
  return std::to_string(at) + lines;
}

}  // namespace

Verbs hatch_verbs(std::function<void()> wake, const std::shared_ptr<ReleaseLog>& log,
                  std::function<OffsiteStanding()> standing) {
  Verbs verbs;
  verbs["wake"] = [wake = std::move(wake)](const Verb&) -> Result<std::string> {
    wake();
    return done("awake");
  };
  verbs["log append"] = [log](const Verb& verb) -> Result<std::string> {
    const auto line = TRY(word(verb, "line"));
    if (line.find('\n') != std::string::npos || !is_of_register(line))
      return refused("not a line of the register");
    TRY(log->append(line));
    return done("written");
  };
  verbs["log after"] = [log](const Verb& verb) -> Result<std::string> {
    const auto after = TRY(long_number_word(verb, "lines"));
    return lines_after(*log, after);
  };
  verbs["standing"] = [standing = std::move(standing)](const Verb&) -> Result<std::string> {
    const auto stands = standing();
    JsonObject json;
    json.number("reached", stands.is_reached ? 1 : 0);
    if (stands.newest_backup)
      json.number("newest_ms", stands.newest_backup->time_since_epoch().count());
    return json.written();
  };
  return verbs;
}

FarCounting::FarCounting(std::filesystem::path hatch, std::shared_ptr<Clock> clock)
    : hatch_(std::move(hatch)),
      clock_(std::move(clock)),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  STEMME_ASSERT(wake_fd_ >= 0);
}

FarCounting::~FarCounting() {
  stop();
  close(wake_fd_);
}

void FarCounting::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_fd_, 1);
  if (thread_.joinable()) thread_.join();
}

CountingEnd FarCounting::end() {
  CountingEnd end;
  end.wake = [this](Clock::Errand errand) { wake(std::move(errand)); };
  end.take_up = [this](Journal::Take take) { take_up(std::move(take)); };
  end.journal.append = [this](const std::string& line) { return append(line); };
  end.journal.replay = [this](const Journal::Take&) { return has_replayed(); };
  end.standing = [this]() -> Result<OffsiteStanding> {
    const auto said = TRY(ask(hatch_, {"standing", {}}, Side::Count, hatch_seconds));
    const auto json = TRY(read_json(said, lines_bytes_max));
    OffsiteStanding stands;
    const auto reached = TRY(json.number("reached", 0, 1));
    stands.is_reached = reached == 1;
    if (!json.has("newest_ms")) return stands;
    const auto newest = TRY(json.number("newest_ms", 0, json_number_max));
    stands.newest_backup = Instant(Milliseconds(newest));
    return stands;
  };
  return end;
}

void FarCounting::take_up(Journal::Take take) {
  take_ = std::move(take);
  // What was stored while nobody told counting.
  woken_.push_back(clock_->errand());
  thread_ = std::thread([this, errand = clock_->errand()]() mutable {
    clock_->enter(std::move(errand));
    run();
  });
}

void FarCounting::wake(Clock::Errand errand) {
  {
    const std::lock_guard lock(mutex_);
    woken_.push_back(std::move(errand));
  }
  eventfd_write(wake_fd_, 1);
}

Result<void> FarCounting::has_replayed() {
  const std::lock_guard lock(mutex_);
  if (has_replayed_) return {};
  return offline("the release log has not been read yet");
}

Result<void> FarCounting::append(const std::string& line) {
  TRY(has_replayed());
  const auto said = ask(hatch_, {"log append", {{"line", line}}}, Side::Count, hatch_seconds);
  if (said) return {};
  // It may have been written all the same: what the log says is taken up before anything else is.
  const std::lock_guard lock(mutex_);
  has_replayed_ = false;
  eventfd_write(wake_fd_, 1);
  return said.error();
}

Result<void> FarCounting::replay() {
  for (std::int64_t looked_at = 0;;) {
    const Verb next{"log after", {{"lines", std::to_string(looked_at)}}};
    const auto said = TRY(ask(hatch_, next, Side::Count, hatch_seconds));
    auto end = said.find('\n');
    const auto reached = std::atoll(said.substr(0, end).c_str());
    if (reached <= looked_at) return {};
    looked_at = reached;
    while (end != std::string::npos) {
      const auto begin = end + 1;
      end = said.find('\n', begin);
      TRY(take_(said.substr(begin, end == std::string::npos ? end : end - begin)));
    }
  }
}

void FarCounting::run() {
  bool is_said = false;
  for (;;) {
    std::vector<Clock::Errand> woken;
    bool must_replay = false;
    bool is_last = false;
    {
      const std::lock_guard lock(mutex_);
      woken.swap(woken_);
      is_last = stopping_;
      must_replay = !has_replayed_ && !is_last;
    }
    const auto replayed = must_replay ? replay() : Result<void>();
    if (must_replay && replayed) note_replayed();
    if (!replayed && !is_said) log_failure("collector", replayed.error());
    is_said = !replayed;
    // Whoever is not there counts its backlog when it comes; who is, may have waited for the log.
    if (!woken.empty() || (must_replay && replayed))
      static_cast<void>(!ask(hatch_, {"wake", {}}, Side::Count, hatch_seconds));
    woken.clear();
    if (is_last) return;
    const auto again = clock_->ticks() + tries_again_after;
    clock_->wait(std::span(&wake_fd_, 1), replayed ? std::nullopt : std::optional<Ticks>(again));
    eventfd_t ignored = 0;
    eventfd_read(wake_fd_, &ignored);
  }
}

void FarCounting::note_replayed() {
  const std::lock_guard lock(mutex_);
  has_replayed_ = true;
}

}  // namespace stemme
