/// A terminal without its screen and threads: the real book of answers on a disk that fails when
/// told, the real conversation with the collector, a clock of its own. It can be killed, or lose
/// its power, at the n-th write, and gets up with what is found. One thread.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "app/visit/run_rule.h"
#include "server-sync/device/conversation.h"
#include "server-sync/device/refresh.h"
#include "tests/simulation/book_outbox.h"
#include "tests/stand-ins/crash_disk.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

class WholeTerminal {
 public:
  WholeTerminal(Link& link, Instant now) : clock_(now), link_(&link) {}
  /// The same card in another box: everything the original has on disk now.
  WholeTerminal(const WholeTerminal& original, Link& link, Instant now)
      : clock_(now), link_(&link) {
    std::filesystem::copy(original.folder_.path(), folder_.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    const auto from = original.folder_.path().string();
    for (const auto& [name, file] : original.disk_.files()) {
      STEMME_ASSERT(name.starts_with(from));
      auto copied = std::make_shared<CrashDisk::File>();
      copied->now = copied->synced = file->now;
      disk_.files()[folder_.path().string() + name.substr(from.size())] = copied;
    }
  }
  WholeTerminal& operator=(const WholeTerminal&) = delete;

  enum class End {
    Killed,    ///< the process: `kill -9`; the machine and its time run on
    PowerCut,  ///< the machine: what was not synced may be gone, and nobody knows the time
  };
  /// At the n-th write, sync or truncation from now.
  void will_end(End how, int operation) {
    end_ = how;
    disk_.fail_at(operation);
  }
  void end_now(End how) {
    will_end(how, 1);
    is_down_ = true;
  }
  void nothing_more_will_end() {
    disk_.fail_at(0);
    ends_starting_at_ = 0;
  }
  bool is_down() const { return is_down_ || disk_.has_failed(); }
  /// True when the machine goes on. Otherwise what it did may have reached the disk or not.
  template <typename T>
  bool goes_on(const Result<T>& result) {
    if (is_down()) return false;
    EXPECT_TRUE(result.has_value()) << result.error().message();
    return result.has_value();
  }

  /// Starts, and starts again when it is ended while it starts.
  void get_up(std::mt19937_64& chance) {
    stop(chance);
    for (int tries = 0; !start(); ++tries) {
      STEMME_ASSERT(tries < 10);
      stop(chance);
    }
  }
  /// The next start meets an end of its own.
  void will_end_while_starting(int operation) { ends_starting_at_ = operation; }

  void enrol(const EnrolmentCode& code) {
    ASSERT_TRUE(conversation_->enrol("collector.test", code).has_value());
  }
  bool is_enrolled() const { return conversation_->is_enrolled(); }

  /// What is due now, as the store's thread would do it.
  bool work() {
    for (int i = 0; i < 40; ++i) {
      if (!goes_on(book_->work())) return false;
      const auto next = book_->next_work();
      if (!goes_on(next)) return false;
      if (!next.value() || *next.value() > clock_.ticks()) return true;
    }
    return true;
  }
  bool contact() {
    STEMME_ASSERT(conversation_->is_enrolled());
    const auto ended = conversation_->run();
    if (!goes_on(ended)) return false;
    reached_ = ended.value().reached;
    return true;
  }
  bool reached() const { return reached_; }
  int login_pages() const { return login_pages_; }

  std::optional<LocalTime> house_time() {
    const auto anchor = book_->present_anchor();
    if (!anchor) return std::nullopt;
    return local_time(anchor->at(clock_.ticks()), "Europe/Oslo").value();
  }
  const Programme* programme() const { return programme_.get(); }
  std::shared_ptr<const Pack> pack(const std::string& id) const {
    const auto found = packs_.find(id);
    return found == packs_.end() ? nullptr : found->second;
  }

  AnswerBook& book() { return *book_; }
  ManualClock& clock() { return clock_; }
  RunRule& run_rule() { return rule_; }

 private:
  void stop(std::mt19937_64& chance) {
    if (!book_ && !disk_.has_failed()) return;
    if (!is_down()) end_now(End::Killed);
    conversation_.reset();
    outbox_.reset();
    book_.reset();
    if (end_ == End::Killed) {
      disk_.after_kill();
    } else {
      disk_.after_cut(chance);
      clock_.reboot(chance());
    }
    is_down_ = false;
  }

  bool start() {
    if (const int operation = std::exchange(ends_starting_at_, 0)) disk_.fail_at(operation);
    StoreSettings settings{folder_.path(), disk_.name(), 0};
    auto opened = AnswerBook::open(settings, clock_);
    if (!goes_on(opened)) return false;
    book_ = std::move(opened).value();
    outbox_ = std::make_unique<BookOutbox>(*book_);
    conversation_ = std::make_unique<Conversation>(sync_, clock_, *outbox_, *link_,
                                                   [this](const auto& news) { hear(news); });
    rule_ = {};
    auto kept = load_programme(folder_.path());
    if (kept) take(std::make_shared<Programme>(std::move(kept).value()));
    return goes_on(conversation_->resume());
  }

  void hear(const decltype(SyncNews::what)& news) {
    if (const auto* lost = std::get_if<NoContact>(&news))
      login_pages_ += lost->cause == NoContact::Cause::LoginPage ? 1 : 0;
    if (const auto* arrived = std::get_if<ProgrammeArrived>(&news)) take(arrived->programme);
  }

  void take(std::shared_ptr<const Programme> programme) {
    programme_ = std::move(programme);
    for (const auto& file : programme_->packs) {
      auto pack = load_pack(file.structure, "the programme").value();
      const auto id = pack.id;
      packs_[id] = std::make_shared<const Pack>(std::move(pack));
    }
  }

  ScratchFolder folder_;
  /// `files()` is for both ends of the disk, and a clone only reads the original's.
  mutable CrashDisk disk_;
  ManualClock clock_;
  Link* link_;
  SyncSettings sync_{folder_.path(), "test", {}};
  std::unique_ptr<AnswerBook> book_;
  std::unique_ptr<BookOutbox> outbox_;
  std::unique_ptr<Conversation> conversation_;
  std::shared_ptr<const Programme> programme_;
  std::map<std::string, std::shared_ptr<const Pack>> packs_;
  RunRule rule_;
  End end_ = End::Killed;
  bool is_down_ = false;
  bool reached_ = false;
  int ends_starting_at_ = 0;
  int login_pages_ = 0;
};

}  // namespace stemme
