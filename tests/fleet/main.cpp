/// stemme-fleet: the terminals of a made-up municipality, over real connections, under the driven
/// clock.
#include <sys/signalfd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/fleet/fleet.h"

namespace stemme {
namespace {

constexpr const char* usage =
    "stemme-fleet --collector HOST:PORT --codes FILE --disks DIR --assets DIR --since DATE "
    "[--until INSTANT] [--seed N]\n"
    "  FILE: a terminal a line: its name, a tab, its code. A terminal whose disk is in DIR needs "
    "none.\n"
    "  DATE: when the terminals were put up (2025-08-31). INSTANT: in UTC "
    "(2025-10-27T06:30:00.000Z).\n";

struct Wishes {
  std::string collector;
  std::filesystem::path codes;
  std::filesystem::path disks;
  std::filesystem::path assets;
  Date since{};
  std::optional<Instant> until;
  std::uint64_t seed = 1;
};

Result<void> take(Wishes& wishes, const std::string& name, const std::string& value) {
  if (name == "--collector") {
    wishes.collector = value;
  } else if (name == "--codes") {
    wishes.codes = value;
  } else if (name == "--disks") {
    wishes.disks = value;
  } else if (name == "--assets") {
    wishes.assets = value;
  } else if (name == "--since") {
    wishes.since = TRY(date_from(value));
  } else if (name == "--until") {
    wishes.until = TRY(instant_from(value));
  } else if (name == "--seed") {
    wishes.seed = std::strtoull(value.c_str(), nullptr, 10);
  } else {
    return invalid("unknown: " + name);
  }
  return {};
}

Result<Wishes> wishes_from(const std::vector<std::string>& words) {
  Wishes wishes;
  if (words.size() % 2 != 0) return invalid("a value is missing");
  for (std::size_t i = 0; i < words.size(); i += 2) TRY(take(wishes, words[i], words[i + 1]));
  if (wishes.collector.empty() || wishes.codes.empty() || wishes.disks.empty() ||
      wishes.assets.empty() || !wishes.since.ok())
    return invalid("something is missing");
  return wishes;
}

Result<std::map<std::string, EnrolmentCode>> codes_in(const std::filesystem::path& path) {
  std::map<std::string, EnrolmentCode> codes;
  std::ifstream file(path);
  if (!file) return missing("no such file: " + path.string());
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string name;
    std::string code;
    std::getline(fields, name, '\t');
    std::getline(fields, code, '\t');
    codes[name] = TRY(enrolment_code_from(code).while_doing(name));
  }
  return codes;
}

/// Readable when the process is asked to end.
int watch_for_stop() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  STEMME_ASSERT(sigprocmask(SIG_BLOCK, &signals, nullptr) == 0);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

Result<void> run(const Wishes& wishes, int stop) {
  const auto codes = TRY(codes_in(wishes.codes));
  Traffic traffic;
  Lived lived;
  const Town town(wishes.seed);
  Surroundings around;
  around.clock = TRY(open_clock());
  around.clock->enter(around.clock->errand());
  around.town = &town;
  around.traffic = &traffic;
  around.lived = &lived;
  around.collector = wishes.collector;
  around.since = wishes.since;
  around.assets = wishes.assets;
  Fleet fleet(around);
  fleet.tell = say;
  TRY(fleet.put_up(wishes.disks, codes));
  say("put up: " + std::to_string(codes.size()) + " terminals, enrolled");
  TRY(fleet.live(wishes.until, stop));
  say("in all: " + fleet.sum());
  return {};
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  const auto wishes = stemme::wishes_from({argv + 1, argv + argc});
  if (!wishes) {
    std::fprintf(stderr, "%s\n%s", wishes.error().message().c_str(), stemme::usage);
    return 2;
  }
  const auto lived = stemme::run(*wishes, stemme::watch_for_stop());
  if (lived) return 0;
  std::fprintf(stderr, "stemme-fleet: %s\n", lived.error().message().c_str());
  return 1;
}
