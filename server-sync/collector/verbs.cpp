#include "server-sync/collector/verbs.h"

#include <array>
#include <charconv>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/backup_rooms.h"
#include "server-sync/collector/house_verbs.h"
#include "server-sync/collector/pack_verbs.h"
#include "server-sync/collector/upkeep_verbs.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t line_bytes_max = 1024 * 1024;

Result<DeviceId> device_named(const Verb& verb) {
  const auto text = TRY(word(verb, "device"));
  return id_from(text).while_doing("the device's id");
}

Result<Device> known_device(const Verb& verb, const Workplace& at) {
  const auto id = TRY(device_named(verb));
  return at.the_register.device(id);
}

std::string_view name_of(DeviceState state) {
  switch (state) {
    case DeviceState::Active:
      return "active";
    case DeviceState::Revoked:
      return "revoked";
    case DeviceState::Ended:
      return "ended";
  }
  return "";
}

Result<std::string> device_code(const Verb& verb, const Workplace& at) {
  Place place;
  place.house = TRY(word(verb, "house"));
  place.name = TRY(word(verb, "place"));
  place.children = TRY(unit_word(verb, "children"));
  place.parents = TRY(unit_word(verb, "parents"));
  if (!place.children && !place.parents)
    return invalid("say whose answers it takes: --children UNIT, --parents UNIT or both");
  TRY(at.the_register.house(place.house));
  const auto document = TRY(at.the_register.newest_identity());
  const auto identity = TRY(read_identity(document, std::nullopt));
  const auto code = TRY(at.the_register.make_code(place, identity.owner_key, at.clock.now()));
  return to_text(code) + "\nValid for 24 hours, for one device. Collector: " + at.settings.host;
}

Result<std::string> device_list(const Verb&, const Workplace& at) {
  const auto devices = TRY(at.the_register.devices());
  std::string out;
  for (const auto& device : devices)
    out += id_text(device.id) + "  " + std::string(name_of(device.state)) + "  " + device.house +
           "  " + device.place + "  since " + to_text(device.enrolled) + "\n";
  return out.empty() ? "No devices yet." : out;
}

Result<std::string> device_revoke(const Verb& verb, const Workplace& at) {
  const auto device = TRY(known_device(verb, at));
  const auto day = TRY(word(verb, "trusted-through"));
  const auto trusted = TRY(date_from(day));
  TRY(at.the_register.revoke(device.id, trusted));
  return "Revoked. What arrived after " + to_text(trusted) + " is set aside.";
}

Result<std::string> device_end(const Verb& verb, const Workplace& at) {
  const auto device = TRY(known_device(verb, at));
  TRY(at.the_register.end_device(device.id));
  return std::string("Ended. No week waits for it any more.");
}

Result<std::string> device_end_epoch(const Verb& verb, const Workplace& at) {
  const auto device = TRY(known_device(verb, at));
  const auto epoch_text = TRY(word(verb, "epoch"));
  const auto epoch = TRY(id_from(epoch_text));
  EndedEpoch ended{device.id, epoch, 0};
  ended.lost_from = TRY(number_word(verb, "lost-from"));
  TRY(at.the_register.end_epoch(ended));
  return "Ended; lost from number " + std::to_string(ended.lost_from) + ".";
}

Result<std::string> release(const Verb&, const Workplace& at) {
  TRY(at.release());
  return std::string("Released every week that is over.");
}

Result<std::string> reconcile(const Verb&, const Workplace& at) {
  const auto sums = TRY(at.reconcile());
  std::string out = "stored " + std::to_string(sums.stored) + "\ncounted " +
                    std::to_string(sums.counted) + "\nunopened " + std::to_string(sums.unopened);
  for (const auto& [reason, answers] : sums.set_aside)
    out += "\nset aside " + reason + " " + std::to_string(answers);
  return out + (sums.holds() ? "\nholds" : "\nDOES NOT HOLD");
}

struct Row {
  std::string_view name;
  Result<std::string> (*run)(const Verb&, const Workplace&);
};
constexpr std::array<Row, 25> rows = {{
    {"device code", device_code},
    {"device list", device_list},
    {"device revoke", device_revoke},
    {"device end", device_end},
    {"device end-epoch", device_end_epoch},
    {"house add", house_add},
    {"house list", house_list},
    {"house pin", house_pin},
    {"house close", house_close},
    {"house tokens", house_tokens},
    {"unit add", unit_add},
    {"unit list", unit_list},
    {"unit end", unit_end},
    {"staff add", staff_add},
    {"staff password", staff_password},
    {"staff list", staff_list},
    {"pack adopt", pack_adopt},
    {"pack end", pack_end},
    {"release", release},
    {"reconcile", reconcile},
    {"backup", backup},
    {"doctor", doctor},
    {"keys list", keys_list},
    {"keys rotate", keys_rotate},
    {"keys retire", keys_retire},
}};

std::string answer_json(const Result<std::string>& done) {
  if (done) return JsonObject().text("done", *done).written();
  return JsonObject()
      .text("error", done.error().message())
      .number("failure", static_cast<std::int64_t>(done.error().failure()))
      .written();
}

Result<std::string> answer_in(std::string_view line) {
  const auto json = TRY(read_json(line, line_bytes_max));
  if (json.has("done")) return json.text("done", line_bytes_max);
  auto message = TRY(json.text("error", line_bytes_max));
  const auto failure = TRY(json.number("failure", 0, static_cast<int>(Failure::Unexpected)));
  return Error(static_cast<Failure>(failure), std::move(message));
}

Result<Counting> open_counting(const StateDirectory& state, std::shared_ptr<ReleaseLog> log) {
  CountingSettings settings;
  settings.state_folder = state.path();
  settings.keys = TRY(state.opening_keys());
  settings.log = std::move(log);
  return Counting::open(std::move(settings));
}

/// With no server running: under the state lock, with the log written ahead all the same.
Result<std::string> perform_here(const Verb& verb, const StateDirectory& state) {
  const auto lock = TRY(state.lock());
  const auto settings = TRY(state.settings());
  const auto clock = TRY(open_clock());
  const auto log_folder = TRY(state.log_folder());
  const auto log = std::make_shared<ReleaseLog>(log_folder);
  auto the_register = TRY(Register::open(state.register_db(), Register::Access::Write));
  TRY(log->replay([&](const std::string& line) { return the_register.replay(line); }));
  the_register.write_ahead_to([log](const std::string& line) { return log->append(line); });
  const auto release_now = [&]() -> Result<void> {
    auto counting = TRY(open_counting(state, log));
    return counting.release_over(clock->now());
  };
  const auto reconcile_now = [&]() -> Result<Reconciliation> {
    auto counting = TRY(open_counting(state, log));
    TRY(counting.count_all());
    return counting.reconcile();
  };
  const auto back_up_now = [&]() -> Result<KeptBackup> {
    auto counting = TRY(open_counting(state, log));
    const auto intake = TRY(IntakeStore::open(state.intake_db(), {[] {}, [] {}}));
    const auto sources = backup_sources(state, log_folder, counting, *intake, the_register);
    const auto kept = TRY(back_up(sources, Offsite(settings.offsite), clock->now()));
    TRY(intake->set_backed_up(kept.newest_row));
    return kept;
  };
  return run_verb(verb,
                  {state, settings, the_register, *clock, release_now, reconcile_now, back_up_now,
                   [](const OpeningKey&) {}, [] { return Caretaker::Standing(); }});
}

}  // namespace

std::string to_json(const Verb& verb) {
  JsonObject with;
  for (const auto& [name, value] : verb.with) with.text(name, value);
  return JsonObject().text("verb", verb.name).part("with", with.written()).written();
}

Result<Verb> verb_from_json(std::string_view line) {
  const auto json = TRY(read_json(line, line_bytes_max));
  Verb verb;
  verb.name = TRY(json.text("verb", 64));
  const auto* with = TRY(json.part("with"));
  const auto* members = TRY(with->as_members());
  for (const auto& [name, value] : *members) verb.with[name] = TRY(value.as_text(line_bytes_max));
  return verb;
}

Result<std::string> run_verb(const Verb& verb, const Workplace& at) {
  for (const auto& row : rows)
    if (row.name == verb.name) return row.run(verb, at);
  return invalid("no such verb: " + verb.name);
}

std::string answer_line(const std::string& line, const Workplace& at) {
  const auto verb = verb_from_json(line);
  if (!verb) return answer_json(verb.error());
  return answer_json(run_verb(*verb, at));
}

Result<std::string> perform(const Verb& verb, const std::filesystem::path& directory) {
  const auto state = TRY(StateDirectory::open(directory));
  const auto answer = ask_admin_socket(state.socket(), to_json(verb));
  if (answer) return answer_in(*answer);
  if (answer.error().failure() != Failure::Missing) return answer.error();
  return perform_here(verb, state);
}

}  // namespace stemme
