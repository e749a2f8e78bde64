#include "server-sync/collector/upkeep_verbs.h"

#include "server-sync/collector/doctor.h"
#include "server-sync/collector/house_verbs.h"
#include "server-sync/collector/key_export.h"

namespace stemme {
namespace {

/// One more key set under the same identity (C6).
Result<void> put_key_set(const SecretKeys& keys, const CountingPlace& at) {
  const auto document = TRY(at.the_register.newest_identity());
  auto identity = TRY(read_identity(document, keys.identity.verify_key()));
  ++identity.keys.serial;
  identity.keys.sealing = keys.sealing.back().sealing_key();
  return at.put_identity(identity.keys.serial, identity_document(identity.keys, keys.identity));
}

std::string name_of(const OpeningKey& key) { return key_name(key.sealing_key()); }

}  // namespace

Result<std::string> backup(const Verb&, const CountingPlace& at) {
  if (at.settings.offsite.empty())
    return refused("there is nowhere to put it: stop the server and run offsite --to FOLDER");
  const auto kept = TRY(at.back_up());
  return "Made, restored and found sound: " + kept.folder.string();
}

Result<std::string> doctor_of_the_web_side(const Verb&, const Workplace& at) {
  const auto checks = TRY(examine_web_side(at));
  return to_text(checks);
}

Result<std::string> doctor_of_counting(const Verb&, const CountingPlace& at) {
  const auto checks = TRY(examine_counting(at));
  return to_text(checks);
}

/// What devices hear is the key set, not the newest file: a rotation may have been held up.
Result<std::string> keys_list(const Verb&, const CountingPlace& at) {
  const auto keys = TRY(at.state.opening_keys());
  const auto document = TRY(at.the_register.newest_identity());
  const auto identity = TRY(read_identity(document, std::nullopt));
  std::string out;
  for (const auto& key : keys)
    out += name_of(key) +
           (key.sealing_key() == identity.keys.sealing ? "  devices seal to it\n" : "\n");
  return out;
}

Result<std::string> keys_rotate(const Verb& verb, const CountingPlace& at) {
  const auto file = TRY(word(verb, "export"));
  const auto passphrase = TRY(word(verb, "passphrase"));
  auto keys = TRY(at.state.secret_keys());
  keys.sealing.push_back(OpeningKey::generate());
  TRY(export_and_read_back(keys, file, passphrase));
  // Held before any device may seal to it: no answer is ever sealed to a key that nobody holds.
  TRY(at.state.write_sealing_key(keys.sealing.back()));
  at.add_key(keys.sealing.back());
  TRY(put_key_set(keys, at));
  return "Devices seal to " + name_of(keys.sealing.back()) +
         " from their next batch on. All secret keys: " + file +
         " (read back); the older file may go.";
}

Result<std::string> keys_retire(const Verb& verb, const CountingPlace& at) {
  const auto name = TRY(word(verb, "key"));
  const auto keys = TRY(at.state.opening_keys());
  if (name == name_of(keys.back())) return refused("devices seal to it; rotate first");
  const bool is_lost = word_or(verb, "lost", "") == name;
  if (!is_lost) TRY(nobody_seals_to(name, at));
  TRY(at.state.remove_sealing_key(name));
  return "Gone: " + name + ". What still comes under it is kept unopened and set aside.";
}

}  // namespace stemme
