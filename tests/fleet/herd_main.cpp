/// stemme-herd: so many terminals, enrolled, away, and back within seconds. Waits for a line of
/// standard input at the gate, and for another before it goes on, so that several processes are one
/// herd. Prints its report, one line of JSON, last.
#include <pthread.h>
#include <sys/resource.h>

#include <cstdio>
#include <iostream>
#include <map>

#include "tests/fleet/herd.h"

namespace stemme {
namespace {

constexpr const char* usage =
    "stemme-herd --collector HOST:PORT --codes FILE --disks DIR --assets DIR --pack FILE "
    "--chains FILE --passages FILE\n"
    "  [--part N --parts N] [--batches N] [--come-back-ms N] [--patience-s N] [--go-on-s N] "
    "[--batches-a-second N] "
    "[--seed N]\n";

/// A terminal's thread does little; ten thousand of the usual stacks would be eighty gigabytes.
constexpr std::size_t stack_bytes = 256 * 1024;
/// Its connection, libcurl's bell, and the two of its sync thread.
constexpr rlim_t files_max = 60'000;

struct Wishes {
  HerdPlan plan;
  std::filesystem::path chains;
  std::filesystem::path passages;
};

Result<Wishes> wishes_from(const std::vector<std::string>& words) {
  std::map<std::string, std::string> with;
  if (words.size() % 2 != 0) return invalid("a value is missing");
  for (std::size_t i = 0; i < words.size(); i += 2) with[words[i]] = words[i + 1];
  const auto take_text = [&](const char* name, auto& to) {
    if (const auto found = with.extract(name)) to = found.mapped();
  };
  const auto take_number = [&](const char* name, auto& to) {
    if (const auto found = with.extract(name))
      to = static_cast<std::decay_t<decltype(to)>>(std::strtoull(found.mapped().c_str(), {}, 10));
  };
  Wishes wishes;
  auto& plan = wishes.plan;
  take_text("--collector", plan.collector);
  take_text("--codes", plan.codes);
  take_text("--disks", plan.disks);
  take_text("--assets", plan.assets);
  take_text("--pack", plan.pack);
  take_text("--chains", wishes.chains);
  take_text("--passages", wishes.passages);
  take_number("--part", plan.part);
  take_number("--parts", plan.parts);
  take_number("--batches", plan.batches);
  take_number("--come-back-ms", plan.come_back_ms);
  take_number("--patience-s", plan.patience_s);
  take_number("--go-on-s", plan.go_on_s);
  take_number("--batches-a-second", plan.batches_a_second);
  take_number("--seed", plan.seed);
  if (!with.empty()) return invalid("unknown: " + with.begin()->first);
  if (plan.collector.empty() || plan.codes.empty() || plan.disks.empty() || plan.assets.empty() ||
      plan.pack.empty() || wishes.chains.empty() || wishes.passages.empty() || plan.parts == 0)
    return invalid("something is missing");
  return wishes;
}

void make_room() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const rlimit more{files_max, std::max(files_max, files.rlim_max)};
  const rlimit what_there_is{files.rlim_max, files.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &more) != 0) setrlimit(RLIMIT_NOFILE, &what_there_is);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, stack_bytes);
  pthread_setattr_default_np(&small);
  pthread_attr_destroy(&small);
}

void say_and_wait(const char* word) {
  std::puts(word);
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
}

Result<void> run(const Wishes& wishes) {
  const auto herd = TRY(Herd::enrol(wishes.plan));
  TRY(herd->live_apart());
  TRY(herd->gather());
  say_and_wait("gathered");
  TRY(herd->come_back());
  say_and_wait("drained");
  if (wishes.plan.go_on_s > 0) TRY(herd->go_on());
  TRY(herd->write_passages(wishes.passages));
  TRY(herd->write_chains(wishes.chains));
  std::puts(herd->report().c_str());
  std::fflush(stdout);
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
  stemme::make_room();
  const auto done = stemme::run(*wishes);
  if (done) return 0;
  std::fprintf(stderr, "stemme-herd: %s\n", done.error().message().c_str());
  return 1;
}
