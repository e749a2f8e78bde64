/// stemme-collector: reads the command line, and does what it says. Every verb's work is in
/// collector/.
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "server-sync/collector/collector.h"
#include "server-sync/collector/founding.h"
#include "server-sync/collector/pack_verbs.h"
#include "server-sync/collector/perform.h"
#include "server-sync/collector/restoring.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr std::string_view installed_assets = "/usr/share/stemme";

int fail(const Error& error) {
  std::fprintf(stderr, "stemme-collector: %s\n", error.message().c_str());
  return 1;
}

int print(const Result<std::string>& done) {
  if (!done) return fail(done.error());
  std::fputs(done->c_str(), stdout);
  if (!done->empty() && !done->ends_with('\n')) std::fputc('\n', stdout);
  return 0;
}

std::string default_directory() {
  const char* given = std::getenv("STATE_DIRECTORY");
  return given == nullptr ? "/var/lib/stemme-collector" : given;
}

/// Secrets never stand in arguments, where every process can read them: a file, or one line of
/// input.
Result<std::string> read_secret(const std::string& file) {
  std::string line;
  if (file.empty()) {
    if (!std::getline(std::cin, line)) return invalid("nothing on standard input");
    return line;
  }
  line = TRY(read_text_file(file, 4096));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  return line;
}

/// Tells systemd, where it started us. Real time: the watchdog is not ours to drive.
void tell_systemd(const char* what) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (std::strlen(path) >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, path, std::strlen(path));
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  if (fd >= 0)
    static_cast<void>(sendto(fd, what, std::strlen(what), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), size));
  close(fd);
}

std::optional<Ticks> next_sign_of_life(Clock& clock) {
  const char* every = std::getenv("WATCHDOG_USEC");
  if (every == nullptr) return std::nullopt;
  return clock.ticks() + Milliseconds(std::atoll(every) / 3000);
}

/// Signals arrive as something readable; blocked before any thread begins.
int signals_readable() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  static_cast<void>(pthread_sigmask(SIG_BLOCK, &set, nullptr));
  static_cast<void>(signal(SIGPIPE, SIG_IGN));
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool is_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return poll(&one, 1, 0) == 1;
}

int serve(const Collector::Settings& settings) {
  const int stop = signals_readable();
  const auto clock = open_clock();
  if (!clock) return fail(clock.error());
  auto opened = Collector::open(settings, *clock);
  if (!opened) return fail(opened.error());
  auto& collector = **opened;
  if (settings.only == Side::Count)
    std::puts("counting");
  else
    std::printf("listening on https://%s:%u\n", settings.address.c_str(), collector.port());
  std::fflush(stdout);
  tell_systemd("READY=1");
  (*clock)->enter((*clock)->errand());
  const std::array readable{stop, collector.broken()};
  while (!is_readable(stop) && !is_readable(collector.broken())) {
    (*clock)->wait(readable, next_sign_of_life(**clock));
    tell_systemd("WATCHDOG=1");
  }
  const bool broken = is_readable(collector.broken());
  tell_systemd("STOPPING=1");
  collector.close();
  log_event("collector", broken ? "closed: a write failed, or a file is damaged" : "closed");
  return broken ? 1 : 0;
}

int init(Founding founding, const std::string& passphrase_file) {
  auto passphrase = read_secret(passphrase_file);
  if (!passphrase) return fail(passphrase.error());
  founding.passphrase = std::move(passphrase).value();
  if (founding.settings.templates.empty())
    founding.settings.templates = founding.settings.assets + "/templates";
  const auto identity = found_collector(founding);
  if (!identity) return fail(identity.error());
  std::printf(
      "A collector is ready in %s.\nOwner identity: %s\nSecret keys: %s (read back; keep it "
      "and its passphrase apart, and never with the backups)\n",
      founding.directory.c_str(), identity->c_str(), founding.export_file.c_str());
  return 0;
}

/// The command line. Members are where CLI11 puts what it reads.
class Commands {
 public:
  Commands() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", STEMME_VERSION);
    add_init();
    add_serve();
    add_devices();
    add_houses();
    add_staff();
    add_packs();
    add_verb(app_, "release", "release", "Release every week that is over, now", {});
    add_verb(app_, "reconcile", "reconcile", "Say where every stored answer is", {});
    add_upkeep();
  }

  int run(int argc, char** argv) {
    CLI11_PARSE(app_, argc, argv);
    return action_ ? action_() : 0;
  }

 private:
  struct Word {
    std::string name;
    std::string help;
    bool required = true;
  };

  CLI::Option* add_directory(CLI::App* to) {
    return to->add_option("directory", directory_, "The collector's state directory")
        ->default_str(directory_);
  }

  CLI::App* add_group(const std::string& name, const std::string& help) {
    auto* group = app_.add_subcommand(name, help);
    group->require_subcommand(1);
    return group;
  }

  CLI::App* add_verb(CLI::App& to, const std::string& name, const std::string& verb,
                     const std::string& help, const std::vector<Word>& words) {
    auto* command = to.add_subcommand(name, help);
    command->add_option("--state", directory_, "The collector's state directory")
        ->default_str(directory_);
    for (const auto& word : words) {
      auto* option = command->add_option("--" + word.name, words_[verb][word.name], word.help);
      if (word.required) option->required();
    }
    command->callback([this, verb] {
      action_ = [this, verb] { return print(perform({verb, words_[verb]}, directory_)); };
    });
    return command;
  }

  /// A verb that also needs a secret: from a file, or a line of standard input.
  void add_secret_verb(CLI::App& to, const std::string& verb, const std::string& secret,
                       const std::string& help, const std::vector<Word>& words) {
    const auto name = verb.substr(verb.rfind(' ') + 1);
    auto* command = add_verb(to, name, verb, help + " (read from standard input)", words);
    command->add_option("--" + secret + "-file", secret_file_, "Read it from this file instead");
    command->callback([this, verb, secret] {
      action_ = [this, verb, secret] {
        const auto read = read_secret(secret_file_);
        if (!read) return fail(read.error());
        words_[verb][secret] = *read;
        return print(perform({verb, words_[verb]}, directory_));
      };
    });
  }

  void add_init();
  void add_serve();
  void add_devices();
  void add_houses();
  void add_staff();
  void add_packs();
  void add_upkeep();
  void add_restore();
  void add_doctor();

  CLI::App app_{"The central end of Stemme: takes what kiosks send, counts it, shows the week."};
  std::function<int()> action_;
  std::string directory_ = default_directory();
  std::map<std::string, std::map<std::string, std::string>> words_;
  std::string secret_file_;
  Founding founding_;
  std::string certificate_;
  std::string certificate_key_;
  std::string listen_ = "0.0.0.0:443";
  std::string only_;
  std::vector<std::string> files_;
  std::string assets_{installed_assets};
  std::string check_assets_;
  std::string owner_file_;
  Restoring restoring_;
};

void Commands::add_init() {
  auto* init_command = app_.add_subcommand("init", "Make a new collector");
  add_directory(init_command);
  init_command->add_option("--owner", founding_.owner_file, "The owner's file (TOML)")->required();
  init_command
      ->add_option("--host", founding_.settings.host,
                   "How devices and browsers reach it: a name, with :PORT unless 443")
      ->required();
  init_command
      ->add_option("--export", founding_.export_file,
                   "Where the secret keys go, under a passphrase")
      ->required();
  init_command->add_option("--passphrase-file", secret_file_,
                           "Read the passphrase from this file, not from standard input");
  init_command->add_option("--assets", founding_.settings.assets, "Packs, texts and pictures")
      ->default_str(assets_);
  init_command->add_option("--templates", founding_.settings.templates,
                           "Of the pages; without it, templates/ in the assets");
  init_command->add_option("--offsite", founding_.settings.offsite,
                           "Where the log and checked backups go: a mounted folder elsewhere");
  auto* certificate = init_command->add_option(
      "--cert", certificate_,
      "A certificate browsers know (without it: our own, and devices pin it)");
  init_command->add_option("--key", certificate_key_, "The certificate's key")->needs(certificate);
  init_command->callback([this] {
    action_ = [this] {
      founding_.directory = directory_;
      if (founding_.settings.assets.empty()) founding_.settings.assets = assets_;
      if (!certificate_.empty())
        founding_.certificate = Founding::PublicCertificate{certificate_, certificate_key_};
      return init(founding_, secret_file_);
    };
  });
}

void Commands::add_serve() {
  auto* command = app_.add_subcommand("serve", "Be the collector until told to stop");
  add_directory(command);
  command->add_option("--listen", listen_, "ADDRESS:PORT; port 0 takes any free one")
      ->default_str(listen_);
  command
      ->add_option("--only", only_,
                   "Be one side of it, web or count, each a process of its own user; see split")
      ->check(CLI::IsMember({"web", "count"}));
  command->callback([this] {
    action_ = [this] {
      const auto colon = listen_.rfind(':');
      const auto port = colon == std::string::npos ? -1 : std::atoi(listen_.c_str() + colon + 1);
      if (port < 0 || port > 65535) return fail(invalid("--listen is ADDRESS:PORT"));
      Collector::Settings with{directory_, listen_.substr(0, colon),
                               static_cast<std::uint16_t>(port)};
      if (!only_.empty()) with.only = only_ == "web" ? Side::Web : Side::Count;
      return serve(with);
    };
  });
  auto* split = app_.add_subcommand("split", "Let two processes, of two users, be the collector");
  split->add_option("--state", directory_, "The collector's state directory")
      ->default_str(directory_);
  split->callback([this] { action_ = [this] { return print(split_collector(directory_)); }; });
}

void Commands::add_devices() {
  auto& group = *add_group("device", "Terminals: enrol, list, revoke");
  add_verb(group, "code", "device code", "Make a code for a new terminal",
           {{"house", "The house it stands in"},
            {"place", "Where it stands; a place, never a person"},
            {"children", "The group of children whose answers it takes", false},
            {"parents", "The unit of parents whose answers it takes", false}});
  add_verb(group, "renew", "device renew", "Make a code that gives a terminal another key",
           {{"device", "Its id"}});
  add_verb(group, "list", "device list", "List the terminals", {});
  add_verb(
      group, "revoke", "device revoke", "Trust a terminal's key no longer",
      {{"device", "Its id"}, {"trusted-through", "The last day it was in good hands: 2026-11-24"}});
  add_verb(group, "end", "device end", "It has served; no week waits for it",
           {{"device", "Its id"}});
  add_verb(group, "end-epoch", "device end-epoch", "Close an epoch whose rest is lost",
           {{"device", "Its id"},
            {"epoch", "The epoch's id"},
            {"lost-from", "The first number that will never come"}});
}

void Commands::add_houses() {
  auto& houses = *add_group("house", "Houses: add, list, PIN, closed days");
  add_verb(houses, "add", "house add", "Add a house, or change it",
           {{"id", "a-z, 0-9 and dashes"},
            {"name", "As people say it"},
            {"kind", "barnehage, skole or sfo", false},
            {"language", "Its first language", false},
            {"parents-week", "Which week of the month asks the parents, 1 to 4", false}});
  add_verb(houses, "list", "house list", "List the houses", {});
  add_verb(houses, "close", "house close", "Days it is closed",
           {{"house", "Its id"},
            {"from", "The first day: 2026-12-24"},
            {"to", "The last day; without it, one day", false}});
  add_secret_verb(houses, "house pin", "pin", "Set the staff PIN of its terminals",
                  {{"house", "Its id"}});
  add_verb(
      houses, "tokens", "house tokens",
      "Make new tokens for its rounds, in place of the old; prints a sheet (HTML) to cut apart",
      {{"house", "Its id"}, {"count", "How many, up to 400"}});
  auto& units = *add_group("unit", "Groups of children and the parents of a house");
  add_verb(units, "add", "unit add", "Add a unit; prints its id",
           {{"house", "Its house"},
            {"name", "Of the group, never of a person"},
            {"size", "Members; ten or more"},
            {"audience", "barn or forelder", false},
            {"band", "Age band: 5-6", false},
            {"id", "Its id, to set a unit up again as it was", false}});
  add_verb(units, "list", "unit list", "List the units of a house", {{"house", "Its id"}});
  add_verb(units, "end", "unit end", "The group exists no longer", {{"unit", "Its id"}});
}

void Commands::add_staff() {
  auto& group = *add_group("staff", "Who may see the pages");
  add_secret_verb(group, "staff add", "password", "Add a login and its password",
                  {{"login", "Names a role, not a person: maurtua@lyngtua"},
                   {"role", "team, head, adviser or owner", false},
                   {"house", "Of a team or a head", false},
                   {"unit", "Of a team", false}});
  add_secret_verb(group, "staff password", "password", "Set a new password", {{"login", "Whose"}});
  add_verb(group, "list", "staff list", "List the logins", {});
}

void Commands::add_packs() {
  auto& group = *add_group("pack", "Packs of questions");
  auto* check = group.add_subcommand("check", "Say what is wrong with pack files, line by line");
  check->add_option("files", files_, "Structure files (TOML)")->required();
  check->add_option("--assets", check_assets_,
                    "Where texts, pictures and themes lie; without it, around the first file");
  check->add_option("--owner", owner_file_,
                    "The owner's file; without it, the first in the assets");
  check->callback([this] {
    action_ = [this] {
      const auto said = check_packs(files_, check_assets_, owner_file_);
      if (!said) return fail(said.error());
      if (said->empty()) return print(std::string("All is well."));
      std::fputs(said->c_str(), stdout);
      return 1;
    };
  });
  add_verb(group, "adopt", "pack adopt", "Start a pack in a house",
           {{"house", "Its id"},
            {"pack", "The pack's id: bhg-dagen-56"},
            {"accepted-by", "The role that answers for it: styrer"},
            {"decision", "What the answers can change"}});
  add_verb(group, "end", "pack end", "Ask it no longer",
           {{"house", "Its id"}, {"pack", "The pack's id"}});
}

void Commands::add_upkeep() {
  add_verb(app_, "backup", "backup", "Make a backup, restore it aside and check it, now", {});
  add_doctor();
  add_restore();
  auto& keys = *add_group("keys", "Secret keys: list, rotate, retire");
  add_verb(keys, "list", "keys list", "The sealing keys that are held, by name", {});
  add_secret_verb(keys, "keys rotate", "passphrase",
                  "A new sealing key; every secret key is exported first",
                  {{"export", "Where all secret keys go, under a passphrase: a new file"}});
  add_verb(keys, "retire", "keys retire", "The end of an old sealing key",
           {{"key", "Its name"},
            {"lost", "Its name once more, to give up what is sealed to it", false}});
  auto* offsite = app_.add_subcommand("offsite", "Say where the log and backups shall lie");
  offsite->add_option("--state", directory_, "The collector's state directory")
      ->default_str(directory_);
  offsite->add_option("--to", restoring_.offsite, "A mounted folder of another machine")
      ->required();
  offsite->callback(
      [this] { action_ = [this] { return print(set_offsite(directory_, restoring_.offsite)); }; });
}

/// Ends with 1 when something is wrong, so that a timer notices.
void Commands::add_doctor() {
  auto* command = add_verb(app_, "doctor", "doctor", "Say what is wrong and what to do", {});
  command->callback([this] {
    action_ = [this] {
      const auto said = perform({"doctor", {}}, directory_);
      const int printed = print(said);
      return said && said->find("WRONG") != std::string::npos ? 1 : printed;
    };
  });
}

void Commands::add_restore() {
  auto* command = app_.add_subcommand("restore", "Bring a collector back into a new directory");
  add_directory(command);
  command->add_option("--offsite", restoring_.offsite, "Where its log and backups lie")->required();
  command->add_option("--backup", restoring_.backup, "Which; without it, the newest");
  command->add_option("--keys", restoring_.exported_keys, "The exported secret keys")->required();
  command->add_option("--passphrase-file", secret_file_,
                      "Read the passphrase from this file, not from standard input");
  command->callback([this] {
    action_ = [this] {
      auto passphrase = read_secret(secret_file_);
      if (!passphrase) return fail(passphrase.error());
      restoring_.directory = directory_;
      restoring_.passphrase = std::move(passphrase).value();
      return print(restore_collector(restoring_));
    };
  });
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  umask(0077);
  stemme::Commands commands;
  return commands.run(argc, argv);
}
