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
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/asset_range.h"
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
    std::filesystem::remove_all(own_assets(folder_.path()));  // They come again.
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
    make_room();
    ends_starting_at_ = 0;
  }
  bool is_down() const { return is_down_ || disk_.is_cut(); }
  /// From its n-th write that needs room there is none, until somebody makes some or starts it
  /// anew. The process runs on.
  void fill_its_disk(int operation) {
    is_full_ = true;
    disk_.fail_at(operation, CrashDisk::Fault::DiskFull);
  }
  void make_room() {
    is_full_ = false;
    disk_.make_room();
  }
  /// True when it was done. Otherwise the disk is full and nothing has changed, or the machine is
  /// down and what it did may have reached the disk or not.
  template <typename T>
  bool goes_on(const Result<T>& result) {
    if (is_down()) return false;
    if (is_full_ && !result && result.error().failure() == Failure::Full) return false;
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

  /// True when the machine goes on; whether the code was taken is news.
  bool enrol(const EnrolmentCode& code) {
    return goes_on(conversation_->enrol("collector.test", code));
  }
  /// The plug is pulled, and some pages of the file are not what they were. Gets up with what can
  /// be saved of it.
  void spoil_its_disk(std::mt19937_64& chance) {
    if (!is_down()) end_now(End::PowerCut);
    stop(chance);
    auto& file = disk_.files().at((folder_ / answers_name).string())->now;
    const auto pages = file.size() / page_bytes;
    const bool is_head = chance() % 3 == 0;
    for (auto left = is_head ? 1 : 1 + chance() % 3; left > 0 && pages > 1; --left) {
      const auto page = is_head ? 0 : 1 + chance() % (pages - 1);
      for (std::size_t i = 0; i < spoiled_bytes; ++i)
        file[page * page_bytes + i] = static_cast<std::uint8_t>(chance());
    }
    mend();
    get_up(chance);
  }

  DeviceId device() const { return load_identity(folder_.path()).value().device; }
  /// What it signs with.
  VerifyKey own_key() const {
    return SigningKey::from_seed(load_identity(folder_.path()).value().device_seed).verify_key();
  }
  bool is_enrolled() const { return conversation_->is_enrolled(); }

  /// What is due now, as the store's thread would do it.
  bool work() {
    for (int i = 0; i < 40; ++i) {
      if (!goes_on(book_->work())) return false;
      const auto next = book_->next_work();
      if (!goes_on(next)) return false;
      due_ = next.value();
      if (!due_ || *due_ > clock_.ticks()) return true;
    }
    return true;
  }
  /// The same, when nothing was asked of the book since it last said when.
  bool work_if_due() { return !is_down() && due_ && *due_ > clock_.ticks() ? true : work(); }
  /// Somebody was here: what is due may have changed.
  void look_again() { due_ = clock_.ticks(); }
  bool contact() {
    STEMME_ASSERT(conversation_->is_enrolled());
    ended_ = {};
    const auto ended = conversation_->run();
    if (!goes_on(ended)) return false;
    ended_ = ended.value();
    return true;
  }
  bool reached() const { return ended_.reached; }
  /// What the collector said at the last contact.
  std::optional<std::chrono::seconds> retry_after() const { return ended_.retry_after; }
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

  /// Of every batch that it has not let go. Looks at a copy of its disk.
  std::vector<Bytes> kept_bodies() {
    auto& files = disk_.files();
    const auto own = (folder_ / answers_name).string();
    const auto copy = (folder_ / "looked-at.db").string();
    for (const char* suffix : {"", "-wal"}) {
      const auto found = files.find(own + suffix);
      if (found == files.end()) continue;
      auto copied = std::make_shared<CrashDisk::File>();
      copied->name = copy + suffix;
      copied->now = copied->synced = found->second->now;
      files[copied->name] = std::move(copied);
    }
    std::vector<Bytes> bodies;
    {
      auto opened = Database::open(copy, Database::Role::SoleOwner, disk_.name()).value();
      auto rows = opened.prepare("SELECT body FROM batches WHERE body IS NOT NULL").value();
      while (rows.step().value()) bodies.push_back(rows.blob(0));
    }
    std::erase_if(files, [&](const auto& file) { return file.first.starts_with(copy); });
    return bodies;
  }

  /// Whether all that its programme names lies there. Half of it, or another, never does.
  bool has_its_pictures() const {
    for (const auto& asset : programme_->assets) {
      const auto picture = read_file(own_assets(folder_.path()) / asset.name, asset_bytes_max);
      if (!picture) return false;
      EXPECT_EQ(sha256(*picture), asset.digest);
    }
    return !programme_->assets.empty();
  }

  AnswerBook& book() { return *book_; }
  ManualClock& clock() { return clock_; }
  RunRule& run_rule() { return rule_; }

 private:
  void stop(std::mt19937_64& chance) {
    if (!book_ && !disk_.is_cut()) return;
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
    is_down_ = is_full_ = false;
  }

  /// A corrupt file is moved aside by its name, which the disk in memory does not follow; so that
  /// is done on a real one.
  void mend() {
    auto& files = disk_.files();
    for (const auto& [name, file] : files) write_durably(name, file->now).value();
    files.clear();
    EXPECT_TRUE(AnswerBook::open({folder_.path(), "", 0}, clock_).has_value());
    constexpr std::size_t file_bytes_max = 1U << 28U;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (!entry.path().filename().string().starts_with(answers_name)) continue;
      auto found = std::make_shared<CrashDisk::File>();
      found->name = entry.path().string();
      found->now = found->synced = read_file(entry.path(), file_bytes_max).value();
      if (entry.path().filename() == answers_name) files[found->name] = std::move(found);
      std::filesystem::remove(entry.path());
    }
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
    look_again();
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
      const auto pack = pack_in(file.structure);
      packs_[pack->id] = pack;
    }
  }
  /// Every terminal has the same few: read once a process.
  static std::shared_ptr<const Pack> pack_in(const std::string& structure) {
    static std::map<std::string, std::shared_ptr<const Pack>> known;
    auto& pack = known[structure];
    if (!pack) pack = std::make_shared<const Pack>(load_pack(structure, "the programme").value());
    return pack;
  }

  static constexpr const char* answers_name = "answers.db";
  static constexpr std::size_t page_bytes = 4096;
  static constexpr std::size_t spoiled_bytes = 100;

  ScratchFolder folder_;
  /// `files()` is for both ends of the disk, and a clone only reads the original's.
  mutable CrashDisk disk_;
  ManualClock clock_;
  Link* link_;
  SyncSettings sync_{folder_.path(), {}, "test", {}};
  std::unique_ptr<AnswerBook> book_;
  std::unique_ptr<BookOutbox> outbox_;
  std::unique_ptr<Conversation> conversation_;
  std::shared_ptr<const Programme> programme_;
  std::map<std::string, std::shared_ptr<const Pack>> packs_;
  RunRule rule_;
  End end_ = End::Killed;
  bool is_down_ = false;
  bool is_full_ = false;
  Conversation::Ended ended_;
  std::optional<Ticks> due_ = Ticks(0);
  int ends_starting_at_ = 0;
  int login_pages_ = 0;
};

}  // namespace stemme
