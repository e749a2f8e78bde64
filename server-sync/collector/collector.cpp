#include "server-sync/collector/collector.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <mutex>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/backup_rooms.h"
#include "server-sync/collector/lane.h"
#include "server-sync/collector/operations.h"
#include "server-sync/collector/routes.h"
#include "server-sync/collector/verbs.h"
#include "server-sync/counting/counting_thread.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/dashboard/staff_pages.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/offsite/caretaker.h"

namespace stemme {
namespace {

/// Two: signing in costs a core for 62 ms, and the other page need not wait for it.
constexpr std::size_t page_threads = 2;

}  // namespace

/// In the order they are opened; taken down in reverse.
struct Collector::Rooms {
  Rooms(StateDirectory directory, StateLock held, CollectorSettings with,
        std::shared_ptr<Clock> time)
      : state(std::move(directory)),
        lock(std::move(held)),
        settings(std::move(with)),
        clock(std::move(time)),
        broken(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Rooms() { ::close(broken); }

  StateDirectory state;
  StateLock lock;
  CollectorSettings settings;
  std::shared_ptr<Clock> clock;
  int broken;
  std::shared_ptr<ReleaseLog> log;
  std::optional<Register> the_register;
  std::unique_ptr<CountingThread> counting;
  std::unique_ptr<IntakeStore> intake;
  std::unique_ptr<Caretaker> caretaker;
  std::optional<FindingShelf> shelf;
  std::mutex shelf_mutex;
  std::optional<FrontDesk> front;
  std::optional<BatchIntake> batches;
  std::optional<EnrolmentDesk> enrolment;
  std::optional<ProgrammeDesk> programmes;
  std::optional<AssetDesk> assets;
  std::optional<StaffPages> pages;
  std::unique_ptr<Lane> lane;
  std::optional<Routes> routes;
  std::unique_ptr<HttpsServer> https;
  std::unique_ptr<AdminSocket> admin;

  Result<void> open_register();
  Result<void> open_stores();
  Result<void> check_high_water();
  Result<void> open_caretaker();
  Workplace workplace();
  Result<void> open_desks();
  Result<void> open_pages();
  Result<void> open_doors(const Settings& settings);
  void close_all();

  std::vector<ProgrammeRound> rounds_of(UnitId unit, Date day);
  void answer_page(const Request& request, const HttpsServer::Done& done);
  std::string answer_verb(const std::string& line);
};

Result<void> Collector::Rooms::open_register() {
  const auto log_folder = TRY(state.log_folder());
  log = std::make_shared<ReleaseLog>(log_folder);
  auto opened = TRY(Register::open(state.register_db(), Register::Access::Write));
  the_register.emplace(std::move(opened));
  // Every start, not only a restore: what was written ahead has taken effect (C12). Where the log
  // cannot be reached we serve all the same; only what must be written ahead waits.
  const auto replayed =
      log->replay([this](const std::string& line) { return the_register->replay(line); });
  if (!replayed && replayed.error().failure() != Failure::Offline) return replayed.error();
  if (!replayed) log_failure("offsite", replayed.error());
  the_register->write_ahead_to(
      [held = log](const std::string& line) { return held->append(line); });
  return {};
}

/// A store that is behind what stands off-site is not the one devices knew (C12).
Result<void> Collector::Rooms::check_high_water() {
  if (settings.offsite.empty()) return {};
  const Offsite offsite(settings.offsite);
  const auto mark = offsite.high_water();
  if (!mark || !*mark) return {};
  const auto newest = TRY(newest_row_in(state.intake_db()));
  if (newest >= (*mark)->newest_row) return {};
  log_warning("offsite", "this store is older than what stands off-site: a new incarnation begins");
  TRY(intake->begin_incarnation());
  return offsite.write(HighWater{newest});
}

Result<void> Collector::Rooms::open_caretaker() {
  if (settings.offsite.empty()) return {};
  auto sources = backup_sources(state, settings.offsite, *counting, *intake, *the_register);
  const auto owner = TRY(the_register->owner());
  caretaker = TRY(Caretaker::start({std::move(sources), Offsite(settings.offsite), owner.zone,
                                    state.intake_db(), *intake, *counting, *the_register},
                                   clock));
  return {};
}

Workplace Collector::Rooms::workplace() {
  return {state,
          settings,
          *the_register,
          *clock,
          [this] { return counting->release(); },
          [this] { return counting->reconcile(); },
          [this] { return caretaker->back_up_now(); },
          [this](const OpeningKey& key) { counting->add_key(key); },
          [this] { return caretaker ? caretaker->standing() : Caretaker::Standing(); }};
}

Result<void> Collector::Rooms::open_stores() {
  IntakeStore::Listeners listeners;
  listeners.stored = [this] { counting->wake(clock->errand()); };
  listeners.broken = [this] { eventfd_write(broken, 1); };
  intake = TRY(IntakeStore::open(state.intake_db(), std::move(listeners)));
  TRY(check_high_water());
  CountingSettings with;
  with.state_folder = state.path();
  with.keys = TRY(state.opening_keys());
  with.log = log;
  counting = TRY(CountingThread::start(std::move(with), clock));
  auto opened = TRY(FindingShelf::open(state.path()));
  shelf.emplace(std::move(opened));
  return open_caretaker();
}

Result<void> Collector::Rooms::open_desks() {
  const auto reply = TRY(state.signing_key("reply"));
  const auto enrol = TRY(state.enrol_key());
  front.emplace(*the_register, *intake, clock, FrontDesk::Keys{reply, enrol});
  batches.emplace(*front);
  enrolment.emplace(*front);
  programmes.emplace(*front, [this](UnitId unit, Date day) { return rounds_of(unit, day); });
  auto opened = TRY(AssetDesk::open(*front, settings.assets));
  assets.emplace(std::move(opened));
  return {};
}

Result<void> Collector::Rooms::open_pages() {
  StaffPagesSettings with;
  with.state_folder = state.path();
  with.texts_folder = std::filesystem::path(settings.assets) / "texts";
  with.templates_folder = settings.templates;
  auto opened = TRY(StaffPages::open(with, *the_register));
  pages.emplace(std::move(opened));
  lane = std::make_unique<Lane>(page_threads);
  return {};
}

Result<void> Collector::Rooms::open_doors(const Settings& with) {
  routes.emplace(Routes::Desks{*front, *batches, *enrolment, *programmes, *assets,
                               [this](const Request& request, const HttpsServer::Done& done) {
                                 answer_page(request, done);
                               }});
  HttpsServer::Settings door;
  door.address = with.address;
  door.port = with.port;
  door.threads = with.network_threads;
  door.certificate = state.certificate();
  door.key = state.certificate_key();
  https =
      TRY(HttpsServer::start(door, clock, [this](Request request, const HttpsServer::Done& done) {
        routes->answer(std::move(request), done);
      }));
  admin = TRY(AdminSocket::listen(state.socket(), clock,
                                  [this](const std::string& line) { return answer_verb(line); }));
  return {};
}

/// First nobody new comes in and what has begun is answered; then the rooms behind the doors close.
void Collector::Rooms::close_all() {
  if (https) https->stop();
  admin.reset();
  https.reset();
  lane.reset();
  caretaker.reset();
  intake.reset();
  counting.reset();
}

std::vector<ProgrammeRound> Collector::Rooms::rounds_of(UnitId unit, Date day) {
  std::vector<ProgrammeRound> rounds;
  const auto owner = the_register->owner();
  if (!owner) return rounds;
  const std::lock_guard held(shelf_mutex);
  const auto found = shelf->rounds_of_day(owner->id, unit, day);
  if (!found) return rounds;
  for (const auto& round : *found)
    rounds.push_back({round.round, round.key.pack, round.key.question, round.finding});
  return rounds;
}

void Collector::Rooms::answer_page(const Request& request, const HttpsServer::Done& done) {
  auto page = [this, request, done] {
    done(is_of_operations(request) ? answer_operations(request, workplace())
                                   : pages->answer(request, clock->now()));
  };
  if (!lane->add(std::move(page))) done(front->refuse(ProblemType::Busy, "", request));
}

std::string Collector::Rooms::answer_verb(const std::string& line) {
  return answer_line(line, workplace());
}

Collector::Collector(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}
Collector::~Collector() { close(); }

Result<std::unique_ptr<Collector>> Collector::open(const Settings& settings,
                                                   std::shared_ptr<Clock> clock) {
  auto state = TRY(StateDirectory::open(settings.directory));
  auto lock = TRY(state.lock());
  auto kept = TRY(state.settings());
  std::unique_ptr<Collector> collector(new Collector(std::make_unique<Rooms>(
      std::move(state), std::move(lock), std::move(kept), std::move(clock))));
  auto& rooms = *collector->rooms_;
  TRY(rooms.open_register().while_doing("opening the register"));
  TRY(rooms.open_stores().while_doing("opening the stores"));
  TRY(rooms.open_desks().while_doing("opening the desks"));
  TRY(rooms.open_pages().while_doing("opening the pages"));
  TRY(rooms.open_doors(settings));
  log_event("collector", "open");
  return collector;
}

std::uint16_t Collector::port() const { return rooms_->https->port(); }
int Collector::broken() const { return rooms_->broken; }
Result<void> Collector::release() { return rooms_->counting->release(); }
Result<Reconciliation> Collector::reconcile() { return rooms_->counting->reconcile(); }
void Collector::close() { rooms_->close_all(); }

}  // namespace stemme
