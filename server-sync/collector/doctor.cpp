#include "server-sync/collector/doctor.h"

#include <sys/stat.h>

#include <system_error>

#include "server-sync/collector/tls_certificate.h"
#include "server-sync/counting/set_aside.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/ledger.h"
#include "server-sync/offsite/caretaker.h"

namespace stemme {
namespace {

using Checks = std::vector<Check>;

constexpr std::uintmax_t gib = 1024UL * 1024UL * 1024UL;
constexpr std::chrono::hours backup_age_max{26};
constexpr std::chrono::days certificate_left_min{21};
constexpr std::chrono::days silence_max{3};

Date day_of(Instant time) { return Date(std::chrono::floor<std::chrono::days>(time)); }

Result<Ledger> ledger_of(const Workplace& at) {
  return Ledger::open(at.state.intake_db(), at.the_register);
}

Result<Check> clock_check(const Workplace& at) {
  auto ledger = TRY(ledger_of(at));
  const auto last = TRY(ledger.last_received());
  const auto today = to_text(day_of(at.clock.now()));
  // A house's day may have begun already.
  if (!last || *last <= day_of(at.clock.now() + std::chrono::days(1)))
    return Check{"clock", today, ""};
  return Check{"clock", "it is " + today + ", and batches came on " + to_text(*last),
               "set the clock, and see that time synchronisation runs (timedatectl)"};
}

Check disk_check(const Workplace& at) {
  std::error_code failed;
  const auto space = std::filesystem::space(at.state.path(), failed);
  if (failed)
    return {"disk", failed.message(), "see that " + at.state.path().string() + " is there"};
  return check_of(space);
}

Check certificate_check(const Workplace& at) {
  const auto ends = end_of_certificate(at.state.certificate());
  if (!ends) return {"certificate", ends.error().message(), "put tls.crt and tls.key back"};
  if (*ends > at.clock.now() + certificate_left_min)
    return {"certificate", "good until " + to_text(day_of(*ends)), ""};
  return {"certificate",
          (*ends > at.clock.now() ? "runs out on " : "ran out on ") + to_text(day_of(*ends)),
          "get a new one for the same key, put it in " + at.state.certificate().string() +
              " and restart"};
}

Check key_check(const Workplace& at) {
  const auto keys = at.state.secret_keys();
  if (!keys)
    return {"keys", keys.error().message(), "bring them back from the exported file (restore)"};
  const auto files = entries_in(at.state.path());
  if (!files)
    return {"keys", files.error().message(), "see that the disk of the state directory is well"};
  for (const auto& file : *files) {
    struct stat about {};
    if (file.extension() != ".key" || stat(file.c_str(), &about) != 0) continue;
    if ((about.st_mode & 0777U & ~at.state.mode_of(file)) != 0)
      return {"keys", "others may read " + file.filename().string(),
              "chmod 600 it; if somebody may have read it, run keys rotate"};
  }
  const auto held = std::to_string(keys->sealing.size());
  return {"keys", held + " sealing key" + (keys->sealing.size() == 1 ? "" : "s") + " held", ""};
}

/// C6: whoever breaks into the web side finds no key that opens a box or speaks for the owner.
Check wall_check(const Workplace& at) {
  if (!at.state.counting_secrets_are_readable())
    return {"web side", "a process that cannot read the sealing keys", ""};
  return {"web side", "runs as a user that can read the sealing keys",
          "run it as another user of the directory's group (stemme-collector-web.service)"};
}

Checks offsite_checks(const CountingPlace& at) {
  if (at.settings.offsite.empty())
    return {{"off-site", "none: the log lies in the state directory, devices delete nothing",
             "mount a folder of another machine, stop the server, run offsite --to FOLDER"}};
  const Offsite offsite(at.settings.offsite);
  if (const auto reached = offsite.reach(); !reached)
    return {{"off-site", reached.error().message(),
             "mount it again: until then weeks are not released and devices delete nothing"}};
  Checks checks{{"off-site", at.settings.offsite, ""}};
  const auto standing = at.standing();
  const auto backups = offsite.backups();
  if (!backups || backups->empty()) {
    checks.push_back({"backups", standing.trouble.empty() ? "none yet" : standing.trouble,
                      "run backup, and see what it says"});
    return checks;
  }
  const auto& newest = backups->back();
  const auto seen =
      std::to_string(backups->size()) + " kept, the newest " + newest.folder.filename().string();
  const bool is_old = at.clock.now() - newest.made > backup_age_max;
  checks.push_back({"backups", seen + (standing.trouble.empty() ? "" : "; " + standing.trouble),
                    is_old || !standing.trouble.empty() ? "run backup, and see what it says" : ""});
  return checks;
}

Result<Check> silence_check(const Workplace& at) {
  const auto heard = TRY(devices_heard_of(at));
  if (heard.silent == 0)
    return Check{"devices", std::to_string(heard.active) + " active, all heard of", ""};
  return Check{
      "devices", "silent: " + heard.who,
      "see that it has power and network; its answers wait on it. Gone for good: device end"};
}

Result<Check> sum_check(const CountingPlace& at) {
  const auto sums = TRY(at.reconcile());
  if (!sums.holds())
    return Check{"answers", "they do not add up", "keep everything as it is and report it"};
  for (const auto& [reason, answers] : sums.set_aside)
    if (reason == aside::key_gone && answers > 0)
      return Check{"answers", "some wait for a sealing key that is not held",
                   "bring the key back from the exported file; they are kept until then"};
  return Check{"answers", "every stored answer is accounted for", ""};
}

}  // namespace

Check check_of(const std::filesystem::space_info& disk) {
  const auto free =
      std::to_string(disk.available / gib) + " GiB free of " + std::to_string(disk.capacity / gib);
  if (disk.available > std::max(gib, disk.capacity / 20)) return {"disk", free, ""};
  return {"disk", free, "make room: batches are refused when it is full, and devices keep them"};
}

Result<std::vector<Check>> examine_web_side(const Workplace& at) {
  auto clock = TRY(clock_check(at));
  auto silence = TRY(silence_check(at));
  Checks checks{std::move(clock), certificate_check(at)};
  // In one process there is no wall to look for.
  if (at.stands_alone) checks.push_back(wall_check(at));
  checks.push_back(std::move(silence));
  return checks;
}

Result<std::vector<Check>> examine_counting(const CountingPlace& at) {
  auto sum = TRY(sum_check(at));
  Checks checks{disk_check(at), key_check(at)};
  for (auto& check : offsite_checks(at)) checks.push_back(std::move(check));
  checks.push_back(std::move(sum));
  return checks;
}

Result<DevicesHeardOf> devices_heard_of(const Workplace& at) {
  const auto devices = TRY(at.the_register.devices());
  auto ledger = TRY(ledger_of(at));
  const auto last_words = TRY(ledger.last_words());
  const auto today = std::chrono::floor<std::chrono::days>(at.clock.now());
  DevicesHeardOf tally;
  for (const auto& device : devices) {
    if (device.state != DeviceState::Active) continue;
    ++tally.active;
    const auto heard = last_words.find(device.id);
    const auto last = heard == last_words.end() ? device.enrolled : heard->second.day;
    if (today - std::chrono::sys_days(last) <= silence_max) continue;
    ++tally.silent;
    tally.who += (tally.who.empty() ? "" : ", ") + device.house + "/" + device.place + " since " +
                 to_text(last);
  }
  return tally;
}

std::string to_text(const std::vector<Check>& checks) {
  std::string text;
  for (const auto& check : checks) {
    text += (check.is_well() ? "ok     " : "WRONG  ") + check.what + ": " + check.seen + "\n";
    if (!check.is_well()) text += "         do: " + check.remedy + "\n";
  }
  return text;
}

Result<void> nobody_seals_to(const std::string& key_name, const Workplace& at) {
  const auto devices = TRY(at.the_register.devices());
  auto ledger = TRY(ledger_of(at));
  const auto last_words = TRY(ledger.last_words());
  for (const auto& device : devices) {
    if (device.state != DeviceState::Active) continue;
    const auto heard = last_words.find(device.id);
    const auto newest = TRY(ledger.newest_key_of(device.id));
    const bool has_sent = heard != last_words.end() && heard->second.unsent_age == "none";
    if (newest.empty() || newest == key_name || !has_sent)
      return refused(device.house + "/" + device.place + " may still have answers under " +
                     key_name + "; if the key is lost, say so: --lost " + key_name);
  }
  return {};
}

}  // namespace stemme
