#include "server-sync/collector/perform.h"

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/backup_rooms.h"
#include "server-sync/collector/journal.h"

namespace stemme {
namespace {

constexpr std::string_view doctor = "doctor";

Result<Counting> open_counting(const StateDirectory& state, std::shared_ptr<ReleaseLog> log) {
  CountingSettings settings;
  settings.state_folder = state.path();
  settings.keys = TRY(state.opening_keys());
  settings.log = std::move(log);
  return Counting::open(std::move(settings));
}

/// What counting does for a verb, with no thread of its own.
CountingPlace counting_place(const Workplace& at, const std::shared_ptr<ReleaseLog>& log,
                             const std::filesystem::path& log_folder) {
  CountingPlace place{at, {}, {}, {}, {}, {}, {}};
  place.release = [at, log]() -> Result<void> {
    auto counting = TRY(open_counting(at.state, log));
    return counting.release_over(at.clock.now());
  };
  place.reconcile = [at, log]() -> Result<Reconciliation> {
    auto counting = TRY(open_counting(at.state, log));
    TRY(counting.count_all());
    return counting.reconcile();
  };
  place.back_up = [at, log, log_folder]() -> Result<KeptBackup> {
    auto counting = TRY(open_counting(at.state, log));
    const auto intake = TRY(IntakeStore::open(at.state.intake_db(), {[] {}, [] {}}));
    const auto sources =
        backup_sources(at.state, log_folder, counting, near_store(*intake, at.the_register));
    const auto made = TRY(stemme::back_up(sources, Offsite(at.settings.offsite), at.clock.now()));
    TRY(intake->set_backed_up(made.makes_safe));
    return made.kept;
  };
  place.add_key = [](const OpeningKey&) {};
  place.put_identity = [at](std::int64_t serial, const std::string& document) {
    return at.the_register.put_identity(serial, document);
  };
  place.standing = [] { return Caretaker::Standing(); };
  return place;
}

/// With no server running: under the state locks, with the log written ahead all the same.
Result<std::string> perform_here(const Verb& verb, const StateDirectory& state,
                                 const std::vector<Side>& sides) {
  const auto settings = TRY(state.settings());
  const auto clock = TRY(open_clock());
  const auto log_folder = TRY(state.log_folder());
  const auto log = std::make_shared<ReleaseLog>(log_folder);
  auto the_register = TRY(Register::open(state.register_db(), Register::Access::Write));
  the_register.write_ahead_to(journal_in(log));
  TRY(the_register.catch_up());
  const Workplace at{state, settings, the_register, *clock};
  std::string said;
  for (const auto side : sides) {
    const auto verbs =
        side == Side::Web ? web_verbs(at) : counting_verbs(counting_place(at, log, log_folder));
    said += TRY(run_verb(verb, verbs));
  }
  return said;
}

/// Whose verb it is; both have a doctor.
std::vector<Side> sides_of(const Verb& verb) {
  if (verb.name == doctor) return {Side::Web, Side::Count};
  for (const auto* counting : {"release", "reconcile", "backup", "keys "})
    if (verb.name.starts_with(counting)) return {Side::Count};
  return {Side::Web};
}

std::string unit_of(Side side) {
  return side == Side::Web ? "stemme-collector-web" : "stemme-collector-count";
}

/// The other side runs and this one does not. The doctor says so; other verbs wait for it.
Result<std::string> done_without(Side side, const Verb& verb, const StateDirectory& state) {
  // It is there and does not listen yet, or another verb stands in for it.
  const auto free = state.lock(side);
  if (!free) return free.error();
  const auto name = name_of(side);
  if (verb.name == doctor)
    return "WRONG  " + name + ": not running\n         do: systemctl start " + unit_of(side) + "\n";
  return refused(name + " is not running and the other side is: systemctl start " + unit_of(side));
}

}  // namespace

Result<std::string> perform(const Verb& verb, const std::filesystem::path& directory) {
  const auto state = TRY(StateDirectory::open(directory));
  const auto sides = sides_of(verb);
  std::vector<Side> absent;
  std::string said;
  for (const auto side : sides) {
    const auto answer = ask_admin_socket(state.socket(side), to_json(verb));
    if (answer) {
      said += TRY(answer_in(*answer));
      continue;
    }
    if (answer.error().failure() != Failure::Missing) return answer.error();
    absent.push_back(side);
  }
  if (absent.size() == sides.size()) {
    const auto held = state.lock_both();
    if (held) return perform_here(verb, state, sides);
  }
  for (const auto side : absent) said += TRY(done_without(side, verb, state));
  return said;
}

}  // namespace stemme
