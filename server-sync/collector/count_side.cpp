#include "server-sync/collector/count_side.h"

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/backup_rooms.h"

namespace stemme {

/// In the order they are opened; taken down in reverse.
struct CountSide::Rooms {
  explicit Rooms(Surroundings surroundings) : with(std::move(surroundings)) {}

  Surroundings with;
  std::optional<Register> the_register;
  std::unique_ptr<CountingThread> counting;
  std::unique_ptr<Caretaker> caretaker;
  Verbs verbs;
  Verbs hatch_verbs;
  std::unique_ptr<AdminSocket> admin;
  std::unique_ptr<AdminSocket> hatch;

  Result<void> open_counting();
  Result<void> open_caretaker();
  Result<void> open_sockets();
  CountingPlace place();
  OffsiteStanding standing();
};

Result<void> CountSide::Rooms::open_counting() {
  auto opened = TRY(Register::open(with.state.register_db(), Register::Access::Read));
  the_register.emplace(std::move(opened));
  CountingSettings settings;
  settings.state_folder = with.state.path();
  settings.keys = TRY(with.state.opening_keys());
  settings.log = with.log;
  settings.before_catching_up = with.store.catch_up;
  counting = TRY(CountingThread::start(std::move(settings), with.clock));
  return {};
}

Result<void> CountSide::Rooms::open_caretaker() {
  const auto& offsite = with.settings.offsite;
  if (offsite.empty()) return {};
  auto sources = backup_sources(with.state, offsite, *counting, with.store);
  const auto owner = TRY(the_register->owner());
  caretaker =
      TRY(Caretaker::start({std::move(sources), Offsite(offsite), owner.zone,
                            with.state.intake_db(), with.store.writes, *counting, *the_register},
                           with.clock));
  return {};
}

Result<void> CountSide::Rooms::open_sockets() {
  verbs = counting_verbs(place());
  admin = TRY(
      AdminSocket::listen(with.state.socket(Side::Count), 0600, with.clock,
                          [this](const std::string& line) { return answer_line(line, verbs); }));
  if (!with.stands_alone) return {};
  hatch_verbs = stemme::hatch_verbs([this] { counting->wake(with.clock->errand()); }, with.log,
                                    [this] { return standing(); });
  hatch = TRY(AdminSocket::listen(
      with.state.hatch(), 0660, with.clock,
      [this](const std::string& line) { return answer_line(line, hatch_verbs); }));
  return {};
}

CountingPlace CountSide::Rooms::place() {
  return {{with.state, with.settings, *the_register, *with.clock, with.stands_alone},
          [this] { return counting->release(); },
          [this] { return counting->reconcile(); },
          [this] { return caretaker->back_up_now(); },
          [this](const OpeningKey& key) { counting->add_key(key); },
          with.store.put_identity,
          [this] { return caretaker ? caretaker->standing() : Caretaker::Standing(); }};
}

OffsiteStanding CountSide::Rooms::standing() {
  OffsiteStanding stands;
  if (!caretaker) return stands;
  stands.is_reached = caretaker->standing().is_reached;
  const auto kept = Offsite(with.settings.offsite).backups();
  if (kept && !kept->empty()) stands.newest_backup = kept->back().made;
  return stands;
}

CountSide::CountSide(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}

Result<std::unique_ptr<CountSide>> CountSide::open(Surroundings with) {
  std::unique_ptr<CountSide> side(new CountSide(std::make_unique<Rooms>(std::move(with))));
  TRY(side->rooms_->open_counting().while_doing("opening counting"));
  TRY(side->rooms_->open_caretaker().while_doing("opening counting"));
  TRY(side->rooms_->open_sockets());
  return side;
}

CountSide::~CountSide() { close_doors(); }

void CountSide::close_doors() {
  rooms_->admin.reset();
  rooms_->hatch.reset();
  rooms_->caretaker.reset();
}

void CountSide::wake(Clock::Errand errand) { rooms_->counting->wake(std::move(errand)); }
OffsiteStanding CountSide::standing() { return rooms_->standing(); }
Result<void> CountSide::release() { return rooms_->counting->release(); }
Result<Reconciliation> CountSide::reconcile() { return rooms_->counting->reconcile(); }

}  // namespace stemme
