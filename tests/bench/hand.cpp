#include "tests/bench/hand.h"

#include <poll.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/kiosk.h"

namespace stemme {
namespace {

constexpr Ticks looks_first{800};  ///< longer than a new screen's quiet time (D43)
constexpr Ticks presses{120};

}  // namespace

std::vector<Contact> Hand::take() {
  auto contacts = window_->take();
  look();
  const auto now = clock_->ticks();
  if (!next_ || now < *next_) return contacts;
  moved_.reset();
  const auto phase = is_down_ ? Contact::Phase::Up : Contact::Phase::Down;
  if (!is_down_) ++contact_;
  contacts.push_back({contact_, phase, at_, now});
  next_ = is_down_ ? std::nullopt : std::optional(now + presses);
  if (is_down_ && is_choice_) lifted_ = moment();
  is_down_ = !is_down_;
  return contacts;
}

void Hand::painted() {
  if (lifted_) painted_ms_ = ms_since(*lifted_);
  if (!moved_ || clock_->ticks() > grows_until_) return moved_.reset();
  frames.push_back(ms_since(*moved_));
  moved_ = moment();
}

/// Only at lines that have come since: the file grows all the time.
void Hand::look() {
  std::ifstream file(shown_);
  file.seekg(read_);
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) return;
    read_ = file.tellg();
    see(line);
  }
}

void Hand::see(const std::string& line) {
  const auto shown = nlohmann::json::parse(line, nullptr, false);
  if (shown.is_discarded()) return;
  const bool is_question = shown["screen"] == "question";
  // JSON's own `empty` asks something else. NOLINTNEXTLINE(readability-container-size-empty)
  const bool is_choice_shown = is_question && shown["chosen"] != "";
  settle(is_choice_shown);
  if (is_choice_shown || is_down_) return;
  next_.reset();
  std::string wanted = "start";
  if (is_question && !shown["options"].empty())
    wanted = shown["options"][option_++ % shown["options"].size()].get<std::string>();
  for (const auto& target : shown["targets"]) {
    if (target["name"] != wanted) continue;
    const auto middle = [&](const char* from, const char* size) {
      return (target[from].get<double>() + target[size].get<double>() / 2) * panel_->mm_per_px();
    };
    at_ = {middle("x", "w"), middle("y", "h")};
    is_choice_ = is_question;
    next_ = clock_->ticks() + (is_question ? looks_first : std::max(looks_first, rests));
  }
}

/// The frame after a lift is the choice's own; anything else (a window uncovered) measures nothing.
void Hand::settle(bool is_choice_shown) {
  if (is_choice_shown && lifted_ && painted_ms_) {
    choices.push_back(*painted_ms_);
    const auto began = moment();
    disk->write_once();
    static_cast<void>(panel_->present({}));
    floors.push_back(ms_since(began));
    moved_ = moment();
    grows_until_ = clock_->ticks() + growth_lasts;
    if (choices.size() == enough || chosen()) done();
  }
  lifted_.reset();
  painted_ms_.reset();
}

void HandClock::wait(std::span<const int> readable, std::optional<Ticks> until) {
  std::vector<pollfd> fds;
  for (const int fd : readable) fds.push_back({fd, POLLIN, 0});
  const bool is_ui = std::this_thread::get_id() == ui_;
  std::optional<Ticks> soonest;
  if (is_ui && !hand->waits_for_store()) {
    soonest = until;
    if (const auto moves = hand->next(); moves && (!soonest || *moves < *soonest)) soonest = moves;
  }
  if (poll(fds.data(), fds.size(), soonest ? 0 : -1) > 0 || !soonest) return;
  if (soonest->count() > ticks_) ticks_ = soonest->count();
}

Result<void> WatchedPanel::present(std::span<const Area> changed) {
  auto presented = panel_->present(changed);
  hand_->painted();
  return presented;
}

}  // namespace stemme
