#include "tests/bench/bench_town.h"

#include <array>
#include <deque>
#include <thread>

#include "server-sync/foundation/durable_file.h"
#include "tests/bench/figures/figures.h"

namespace stemme {
namespace {

constexpr int units = 40;
constexpr std::size_t text_bytes_max = 1 << 20;
constexpr std::size_t server_threads = 2;
const Date day = std::chrono::year{2026} / 11 / 25;

Result<Box> box_of(const BoxContent& content, const OpeningKey& key) {
  return seal_box(content, key.sealing_key());
}

Request request_for(const Frame& frame, const Bytes& body) {
  Request request;
  request.method = "PUT";
  request.authority = "collector.example";
  request.path = "/v1/devices/" + id_text(frame.device) + "/epochs/" + id_text(frame.epoch) +
                 "/batches/" + std::to_string(frame.n);
  request.fields.set("content-type", std::string(batch_media_type));
  request.body = body;
  return request;
}

/// The terminals that may send, and those who send for them.
class Connections {
 public:
  Connections(BenchTown& town, FrontDesk& desk)
      : town_(town),
        intake_(desk, [this](std::function<void()> work) { post(std::move(work)); }),
        sent_(town.batches().size()) {
    for (std::size_t device = 0; device < sent_.size(); ++device) ready_.push_back(device);
    for (const auto& each : town.batches()) left_ += each.size();
  }

  /// Until everything has its receipt.
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return left_ == 0 || !ready_.empty() || !posted_.empty(); });
      if (left_ == 0) return;
      if (!posted_.empty()) {
        const auto work = std::move(posted_.front());
        posted_.pop_front();
        lock.unlock();
        work();
        lock.lock();
        continue;
      }
      const auto device = ready_.front();
      ready_.pop_front();
      lock.unlock();
      const auto& batch = town_.batches()[device][sent_[device]];
      intake_.take(batch.request, batch.address,
                   [this, device](const Reply& reply) { answered(device, reply); });
      lock.lock();
    }
  }
  void committed() {
    const std::lock_guard lock(mutex_);
    commits.emplace_back();
  }

  std::vector<std::vector<std::size_t>> commits;
  int refused = 0;

 private:
  void post(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      posted_.push_back(std::move(work));
    }
    changed_.notify_one();
  }
  void answered(std::size_t device, const Reply& reply) {
    std::unique_lock lock(mutex_);
    if (reply.status != 200) ++refused;
    // The next commit may have begun: a batch beside its own is the same work for the other side.
    if (!commits.empty()) commits.back().push_back(device);
    --left_;
    if (++sent_[device] < town_.batches()[device].size()) ready_.push_back(device);
    const bool is_over = left_ == 0;
    lock.unlock();
    is_over ? changed_.notify_all() : changed_.notify_one();
  }

  BenchTown& town_;
  BatchIntake intake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::size_t> ready_;
  std::deque<std::function<void()>> posted_;
  std::vector<std::size_t> sent_;
  std::size_t left_ = 0;
};

}  // namespace

Result<std::unique_ptr<BenchTown>> BenchTown::build(const std::filesystem::path& folder,
                                                    const std::filesystem::path& assets,
                                                    const TownSize& size) {
  auto reg = TRY(Register::open(folder / "register.db", Register::Access::Write));
  std::unique_ptr<BenchTown> town(new BenchTown(std::move(reg), size));
  TRY(town->furnish(assets));
  for (std::size_t i = 0; i < size.devices; ++i) TRY(town->add_device());
  return town;
}

Result<void> BenchTown::furnish(const std::filesystem::path& assets) {
  TRY(register_.put_owner({"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb"}, "", ""}));
  House house;
  house.id = "storvik";
  house.name = "Storvik barnehage";
  house.kind = "barnehage";
  house.language = "nb";
  house.dayparts = {{"dag", std::chrono::minutes(0)}};
  TRY(register_.put_house(house));
  for (int i = 0; i < units; ++i) {
    const auto unit = TRY(register_.add_unit(
        {0, "storvik", "Gruppe " + std::to_string(i + 1), "barn", Band::FiveSix, 18, 2026, {}}));
    units_.push_back(unit);
  }
  StoredPack stored;
  stored.structure = TRY(read_text_file(assets / "packs" / "bhg-dagen-56.toml", text_bytes_max));
  const auto pack = TRY(load_pack(stored.structure, "bench"));
  stored.digest = pack_ = pack.digest;
  stored.id = pack.id;
  stored.version = pack.version;
  return register_.store_pack(stored);
}

Result<void> BenchTown::add_device() {
  const Instant now{std::chrono::sys_days(day)};
  const auto key = SigningKey::generate();
  Place place;
  place.house = "storvik";
  place.name = "Skjerm " + std::to_string(batches_.size() + 1);
  const auto code = TRY(register_.make_code(place, SigningKey::generate().verify_key(), now));
  const auto device = TRY(register_.enrol({code.one_time, key.verify_key()}, now));
  Frame frame;
  frame.owner = "lynghei";
  frame.house = "storvik";
  frame.device = device.id;
  frame.epoch = random_number();
  frame.key = key_name(key_.sealing_key());
  frame.software = "bench";
  auto& mine = batches_.emplace_back();
  for (std::size_t i = 0; i < size_.batches_each; ++i) {
    const auto body = TRY(close(frame));
    mine.push_back({{device.id, frame.epoch, frame.n}, request_for(frame, body)});
    frame.prev = sha256(body);
  }
  // A terminal says what it has made by now, whichever of its batches it sends.
  const auto status =
      to_field({frame.epoch, frame.n, "hours", "ok", 7, 5, "bench", 1, frame.answers_total});
  for (auto& sent : mine) {
    sent.request.fields.set("stemme-status", status);
    sign_request(sent.request, key, key_name(key.verify_key()));
  }
  return {};
}

Result<Bytes> BenchTown::close(Frame& frame) {
  Batch batch;
  AnswerBox answer;
  answer.pack = pack_;
  answer.shown = {0, 1, 2};
  answer.unit = units_[batches_.size() % units_.size()];
  answer.label = VisitLabel::Whole;
  for (int i = 0; i < size_.answers_each; ++i) {
    answer.question = i % 2;
    answer.chosen = {i % 7 < 5 ? 2 : i % 2};
    const auto box = TRY(box_of(answer, key_));
    batch.boxes.push_back(box);
  }
  for (auto padding = padding_for(batch.boxes.size()); padding > 0; --padding) {
    const auto box = TRY(box_of(EmptyBox{}, key_));
    batch.boxes.push_back(box);
  }
  ++frame.n;
  frame.boxes = static_cast<int>(batch.boxes.size());
  frame.answers = size_.answers_each;
  frame.answers_total += size_.answers_each;
  answers_ += size_.answers_each;
  frame.stamp = DayStamp{Date(std::chrono::sys_days(day) - std::chrono::days(frame.n % 3)), "dag"};
  frame.clock_anchored = true;
  batch.frame = frame;
  return to_body(batch);
}

Result<Sending> send_all(BenchTown& town, const std::filesystem::path& intake_db) {
  Connections* serving = nullptr;
  auto store = TRY(IntakeStore::open(intake_db, {[&] { serving->committed(); }, [] {}}));
  auto clock = TRY(open_clock());
  FrontDesk desk(town.reg(), *store, clock, {SigningKey::generate(), OpeningKey::generate()});
  Connections connections(town, desk);
  serving = &connections;
  const auto began = moment();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < server_threads; ++i)
    threads.emplace_back([&] { connections.serve(); });
  for (auto& thread : threads) thread.join();
  Sending sending;
  sending.ms = ms_since(began);
  // The store's thread may still be on its way out of the last reply.
  store.reset();
  if (connections.refused > 0) return unexpected("intake did not store everything");
  sending.commits = std::move(connections.commits);
  return sending;
}

}  // namespace stemme
