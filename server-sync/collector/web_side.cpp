#include "server-sync/collector/web_side.h"

#include <mutex>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/https_server.h"
#include "server-sync/collector/lane.h"
#include "server-sync/collector/operations.h"
#include "server-sync/collector/routes.h"
#include "server-sync/counting/finding_shelf.h"
#include "server-sync/dashboard/staff_pages.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/intake/high_water.h"
#include "server-sync/intake/store_check.h"

namespace stemme {
namespace {

/// Two: signing in costs a core for 62 ms, and the other page need not wait for it.
constexpr std::size_t page_threads = 2;

}  // namespace

/// In the order they are opened; taken down in reverse.
struct WebSide::Rooms {
  explicit Rooms(Surroundings surroundings) : with(std::move(surroundings)) {}

  Surroundings with;
  std::shared_ptr<Register> the_register;  ///< counting may ask it once more when this has ended
  std::unique_ptr<IntakeStore> intake;
  std::unique_ptr<StoreCheck> check;
  std::optional<FindingShelf> shelf;
  std::mutex shelf_mutex;
  std::optional<FrontDesk> front;
  std::optional<BatchIntake> batches;
  std::optional<EnrolmentDesk> enrolment;
  std::unique_ptr<AssetDesk> assets;
  std::optional<ProgrammeDesk> programmes;
  std::optional<StaffPages> pages;
  std::unique_ptr<Lane> lane;
  std::optional<Routes> routes;
  Verbs verbs;
  std::unique_ptr<HttpsServer> https;
  std::unique_ptr<AdminSocket> admin;

  Result<void> open_files();
  Result<void> take_up_log();
  void take_up_far_log();
  Result<void> open_desks();
  Result<void> open_pages();
  Result<void> open_https(const Door& with);
  Result<void> open_admin();

  StoreEnd store() {
    auto near = near_store(*intake, *the_register);
    near.catch_up = [held = the_register] { return held->catch_up(); };
    return near;
  }
  Workplace workplace() {
    return {with.state, with.settings, *the_register, *with.clock, with.stands_alone};
  }
  FindingShelf* open_shelf();
  std::vector<ProgrammeRound> rounds_of(UnitId unit, Date day);
  std::optional<Reckoning> reckoning_of(DeviceId device);
  void answer_page(const Request& request, const HttpsServer::Done& done);
};

Result<void> WebSide::Rooms::open_files() {
  auto opened = TRY(Register::open(with.state.register_db(), Register::Access::Write));
  the_register = std::make_shared<Register>(std::move(opened));
  TRY(take_up_log());
  IntakeStore::Listeners listeners;
  listeners.stored = [this] { with.counting.wake(with.clock->errand()); };
  listeners.broken = with.broken;
  intake = TRY(IntakeStore::open(with.state.intake_db(), std::move(listeners)));
  check = std::make_unique<StoreCheck>(with.state.intake_db(), with.broken);
  return {};
}

/// Every start, not only a restore: what was written ahead has taken effect (C12). Where the log
/// cannot be reached we serve all the same; only what must be written ahead waits, and counting,
/// which asks again and looks at nothing before.
Result<void> WebSide::Rooms::take_up_log() {
  the_register->write_ahead_to(with.counting.journal);
  if (with.counting.take_up) return {};
  const auto caught_up = the_register->catch_up();
  if (!caught_up && caught_up.error().failure() != Failure::Offline) return caught_up.error();
  if (!caught_up) log_failure("offsite", caught_up.error());
  return {};
}

/// From counting in another process, which asks on our socket whether it has been.
void WebSide::Rooms::take_up_far_log() {
  if (!with.counting.take_up) return;
  with.counting.take_up([this](const std::string& line) { return the_register->replay(line); });
}

Result<void> WebSide::Rooms::open_desks() {
  const auto reply = TRY(with.state.signing_key("reply"));
  const auto enrol = TRY(with.state.enrol_key());
  front.emplace(*the_register, *intake, with.clock, FrontDesk::Keys{reply, enrol});
  // Whoever has sent a batch holds the doors open until it is answered.
  batches.emplace(*front, [this](std::function<void()> work) { https->run(std::move(work)); });
  enrolment.emplace(*front);
  assets = TRY(AssetDesk::open(*front, with.settings.assets));
  programmes.emplace(
      *front, *assets, [this](UnitId unit, Date day) { return rounds_of(unit, day); },
      [this](DeviceId device) { return reckoning_of(device); });
  return {};
}

Result<void> WebSide::Rooms::open_pages() {
  StaffPagesSettings settings;
  settings.state_folder = with.state.path();
  settings.texts_folder = std::filesystem::path(with.settings.assets) / "texts";
  settings.templates_folder = with.settings.templates;
  settings.copy_elsewhere = !with.settings.offsite.empty();
  settings.newest_stored = [file = with.state.intake_db()]() -> Result<std::int64_t> {
    const auto stored = TRY(high_water_in(file));
    return stored.newest_row;
  };
  auto opened = TRY(StaffPages::open(settings, *the_register));
  pages.emplace(std::move(opened));
  lane = std::make_unique<Lane>(page_threads);
  return {};
}

Result<void> WebSide::Rooms::open_https(const Door& door) {
  routes.emplace(Routes::Desks{*front, *batches, *enrolment, *programmes, *assets,
                               [this](const Request& request, const HttpsServer::Done& done) {
                                 answer_page(request, done);
                               }});
  HttpsServer::Settings settings;
  settings.address = door.address;
  settings.port = door.port;
  settings.threads = door.threads;
  settings.certificate = with.state.certificate();
  settings.key = with.state.certificate_key();
  https = TRY(HttpsServer::start(settings, with.clock,
                                 [this](Request request, const HttpsServer::Done& done) {
                                   routes->answer(std::move(request), done);
                                 }));
  return {};
}

/// Of a shared directory's group, counting and whoever runs verbs as its user may ask here.
Result<void> WebSide::Rooms::open_admin() {
  verbs = web_verbs(workplace());
  if (with.stands_alone) verbs.merge(store_verbs(with.state, store()));
  const auto path = with.state.socket(Side::Web);
  admin = TRY(
      AdminSocket::listen(path, with.state.is_shared() ? 0660 : 0600, with.clock,
                          [this](const std::string& line) { return answer_line(line, verbs); }));
  return {};
}

/// Null while counting has not made its file. Under `shelf_mutex`.
FindingShelf* WebSide::Rooms::open_shelf() {
  if (!shelf) {
    auto opened = FindingShelf::open(with.state.path());
    if (!opened) return nullptr;
    shelf.emplace(std::move(*opened));
  }
  return &*shelf;
}

std::vector<ProgrammeRound> WebSide::Rooms::rounds_of(UnitId unit, Date day) {
  std::vector<ProgrammeRound> rounds;
  const auto owner = the_register->owner();
  if (!owner) return rounds;
  const std::lock_guard held(shelf_mutex);
  auto* findings = open_shelf();
  if (findings == nullptr) return rounds;
  const auto found = findings->rounds_of_day(owner->id, unit, day);
  if (!found) return rounds;
  for (const auto& round : *found)
    rounds.push_back({round.round, round.key.pack, round.key.question, round.finding});
  return rounds;
}

std::optional<Reckoning> WebSide::Rooms::reckoning_of(DeviceId device) {
  const auto owner = the_register->owner();
  if (!owner) return std::nullopt;
  const std::lock_guard held(shelf_mutex);
  auto* findings = open_shelf();
  if (findings == nullptr) return std::nullopt;
  auto found = findings->reckoning(owner->id, device);
  return found ? std::move(*found) : std::nullopt;
}

void WebSide::Rooms::answer_page(const Request& request, const HttpsServer::Done& done) {
  auto page = [this, request, done] {
    done(is_of_operations(request) ? answer_operations(request, workplace(), with.counting.standing)
                                   : pages->answer(request, with.clock->now()));
  };
  if (!lane->add(std::move(page))) done(front->refuse(ProblemType::Busy, "", request));
}

WebSide::WebSide(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}

Result<std::unique_ptr<WebSide>> WebSide::open(Surroundings with) {
  std::unique_ptr<WebSide> side(new WebSide(std::make_unique<Rooms>(std::move(with))));
  TRY(side->rooms_->open_files().while_doing("opening the files of the web side"));
  return side;
}

WebSide::~WebSide() {
  close_doors();
  // What is still written wakes counting: last.
  rooms_->intake.reset();
}

Result<void> WebSide::open_doors(const Door& door) {
  TRY(rooms_->open_desks().while_doing("opening the desks"));
  TRY(rooms_->open_pages().while_doing("opening the pages"));
  TRY(rooms_->open_https(door));
  TRY(rooms_->open_admin());
  rooms_->take_up_far_log();
  return {};
}

void WebSide::close_doors() {
  if (rooms_->https) rooms_->https->stop();
  rooms_->admin.reset();
  rooms_->https.reset();
  rooms_->lane.reset();
}

std::uint16_t WebSide::port() const { return rooms_->https->port(); }

StoreEnd WebSide::store() { return rooms_->store(); }

}  // namespace stemme
