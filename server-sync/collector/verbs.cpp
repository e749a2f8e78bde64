#include "server-sync/collector/verbs.h"

#include <array>
#include <charconv>

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

Result<VerifyKey> owner_key(const Workplace& at) {
  const auto document = TRY(at.the_register.newest_identity());
  const auto identity = TRY(read_identity(document, std::nullopt));
  return identity.owner_key;
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
  const auto owner = TRY(owner_key(at));
  const auto code = TRY(at.the_register.make_code(place, owner, at.clock.now()));
  return to_text(code) + "\nValid for 24 hours, for one device. Collector: " + at.settings.host;
}

Result<std::string> device_renew(const Verb& verb, const Workplace& at) {
  const auto device = TRY(known_device(verb, at));
  const auto owner = TRY(owner_key(at));
  const auto code = TRY(at.the_register.make_renewal(device.id, owner, at.clock.now()));
  return to_text(code) + "\nValid for 24 hours, for the terminal at " + device.place +
         ": staff > tools > connect again. It keeps its name and what it holds; whoever has the "
         "key it had is shut out. Collector: " +
         at.settings.host;
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

Result<std::string> release(const Verb&, const CountingPlace& at) {
  TRY(at.release());
  return std::string("Released every week that is over.");
}

Result<std::string> reconcile(const Verb&, const CountingPlace& at) {
  const auto sums = TRY(at.reconcile());
  std::string out = "stored " + std::to_string(sums.stored) + "\ncounted " +
                    std::to_string(sums.counted) + "\nunopened " + std::to_string(sums.unopened);
  for (const auto& [reason, answers] : sums.set_aside)
    out += "\nset aside " + reason + " " + std::to_string(answers);
  return out + (sums.holds() ? "\nholds" : "\nDOES NOT HOLD");
}

/// Whatever else is typed could be stored, and never be read again.
bool is_text(const std::string& value) {
  const auto spelled = json_string(value);
  return read_json(spelled, spelled.size()).has_value();
}

template <typename Place>
struct Row {
  std::string_view name;
  Result<std::string> (*run)(const Verb&, const Place&);
};
constexpr std::array<Row<Workplace>, 20> web_rows = {{
    {"device code", device_code},   {"device renew", device_renew},
    {"device list", device_list},   {"device revoke", device_revoke},
    {"device end", device_end},     {"device end-epoch", device_end_epoch},
    {"house add", house_add},       {"house list", house_list},
    {"house pin", house_pin},       {"house close", house_close},
    {"house tokens", house_tokens}, {"unit add", unit_add},
    {"unit list", unit_list},       {"unit end", unit_end},
    {"staff add", staff_add},       {"staff password", staff_password},
    {"staff list", staff_list},     {"pack adopt", pack_adopt},
    {"pack end", pack_end},         {"doctor", doctor_of_the_web_side},
}};
constexpr std::array<Row<CountingPlace>, 7> counting_rows = {{
    {"release", release},
    {"reconcile", reconcile},
    {"backup", backup},
    {"doctor", doctor_of_counting},
    {"keys list", keys_list},
    {"keys rotate", keys_rotate},
    {"keys retire", keys_retire},
}};

template <typename Place, std::size_t count>
Verbs bound(const std::array<Row<Place>, count>& rows, const Place& at) {
  Verbs verbs;
  for (const auto& row : rows)
    verbs.emplace(row.name, [run = row.run, at](const Verb& verb) { return run(verb, at); });
  return verbs;
}

std::string answer_json(const Result<std::string>& done) {
  if (done) return JsonObject().text("done", *done).written();
  return JsonObject()
      .text("error", done.error().message())
      .number("failure", static_cast<std::int64_t>(done.error().failure()))
      .written();
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

Verbs web_verbs(const Workplace& at) { return bound(web_rows, at); }
Verbs counting_verbs(const CountingPlace& at) { return bound(counting_rows, at); }

Result<std::string> run_verb(const Verb& verb, const Verbs& verbs) {
  for (const auto& [name, value] : verb.with)
    if (!is_text(value)) return invalid("--" + name + " is no text: it must be UTF-8");
  const auto found = verbs.find(verb.name);
  if (found == verbs.end()) return invalid("no such verb: " + verb.name);
  return found->second(verb);
}

std::string answer_line(const std::string& line, const Verbs& verbs) {
  const auto verb = verb_from_json(line);
  if (!verb) return answer_json(verb.error());
  return answer_json(run_verb(*verb, verbs));
}

Result<std::string> answer_in(std::string_view line) {
  const auto json = TRY(read_json(line, line_bytes_max));
  if (json.has("done")) return json.text("done", line_bytes_max);
  auto message = TRY(json.text("error", line_bytes_max));
  const auto failure = TRY(json.number("failure", 0, static_cast<int>(Failure::Unexpected)));
  return Error(static_cast<Failure>(failure), std::move(message));
}

}  // namespace stemme
