/// stemme-kiosk: builds every part, hands them to the kiosk, runs it.
#include <sys/signalfd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <future>

#include "app/declared_switches.h"
#include "app/display/window_fingers.h"
#include "app/display/window_panel.h"
#include "app/display/window_switches.h"
#include "app/kiosk.h"
#include "app/measured_panel.h"
#include "app/paused_kiosk.h"
#include "app/settings.h"
#include "server-sync/device/asset_keeper.h"
#include "server-sync/device/https_link.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

/// Readable when the process is asked to end.
int watch_for_stop() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  STEMME_ASSERT(sigprocmask(SIG_BLOCK, &signals, nullptr) == 0);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

WindowWish wish_of(const Settings& settings) {
  WindowWish wish;
  wish.width_px = settings.width_px;
  wish.height_px = settings.height_px;
  if (settings.width_mm > 0) wish.width_mm = settings.width_mm;
  // What somebody has measured with a card in the hand is truer than what was written at set-up.
  if (const auto measured = measured_width(settings.state)) wish.width_mm = *measured;
  return wish;
}

/// None before the first one has arrived, or when the file was damaged: the next contact brings it
/// again.
std::shared_ptr<const Programme> last_good_programme(const Settings& settings) {
  auto stored = load_programme(settings.state);
  if (!stored) return nullptr;
  return std::make_shared<const Programme>(std::move(*stored));
}

Result<std::unique_ptr<AnswerStore>> open_store(const Settings& settings,
                                                const std::shared_ptr<Clock>& clock) {
  std::error_code failed;
  std::filesystem::create_directories(settings.state, failed);
  if (failed) return unexpected("cannot make " + settings.state.string() + ": " + failed.message());
  StoreSettings with;
  with.folder = settings.state;
  return AnswerStore::open(with, clock);
}

/// The house's own language, where one is known.
const Phrasebook& words_of(const Programme* programme,
                           const std::map<std::string, Phrasebook>& phrasebooks) {
  const auto own = phrasebooks.find(programme != nullptr ? programme->languages.front() : "nb");
  return own != phrasebooks.end() ? own->second : phrasebooks.begin()->second;
}

Result<Kiosk::End> run(const Settings& settings, int stop) {
  auto clock = TRY(open_clock());
  auto startup = clock->errand();
  // Answers of two boots must never be taken for one day's (C5).
  if (clock->boot_id() == 0) return unexpected("cannot read /proc/sys/kernel/random/boot_id");
  auto panel = TRY(open_window_panel(wish_of(settings)));
  // Beside fonts and the store. Not before there is a window: SDL's libraries may fork, and must
  // find no second thread that holds something.
  auto reading =
      std::async(std::launch::async, load_phrasebooks, (settings.assets / "texts").string());
  auto fingers = watch_window_fingers(*panel, clock);
  auto switches = watch_window_switches(switches_in(settings.switches), clock);
  auto wait = TRY(Wait::open(clock, *fingers));
  auto typesetter = TRY(Typesetter::open());
  for (const auto& complaint : typesetter->complaints()) log_failure("typesetter", complaint);
  const auto own = own_assets(settings.state);
  PictureShelf shelf({own / "pictures", settings.assets / "pictures"});
  auto opened = open_store(settings, clock);
  if (!opened) {
    const auto phrasebooks = TRY(reading.get());
    log_failure("kiosk", opened.error());
    const auto& words = words_of(last_good_programme(settings).get(), phrasebooks);
    startup.reset();
    PausedKiosk{clock, *panel, *fingers, wait, shelf, *typesetter, words}.run(stop);
    return opened.error();
  }
  const auto store = std::move(*opened);
  SyncSettings sync_settings;
  sync_settings.folder = settings.state;
  sync_settings.shipped_assets = settings.assets;
  sync_settings.software = STEMME_VERSION;
  auto link = TRY(HttpsLink::create());
  auto sync = TRY(SyncThread::start(sync_settings, clock, *store, std::move(link)));
  const VoiceShelf voices({settings.state / "voices", own / "voices", settings.assets / "voices"},
                          settings.generated_voices);
  auto phrasebooks = TRY(reading.get());
  const auto loudspeaker = open_loudspeaker([bell = wait.bell()] { bell->ring(); });
  Kiosk kiosk({clock, *panel, *fingers, *switches, *loudspeaker, voices, wait, shelf, *typesetter,
               *store, *sync,
               std::make_shared<const std::map<std::string, Phrasebook>>(std::move(phrasebooks)),
               last_good_programme(settings), settings.address, settings.state});
  startup.reset();
  return kiosk.run(stop);
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  using namespace stemme;
  const auto settings = settings_from({argv + 1, argv + argc});
  if (!settings) {
    std::fprintf(stderr, "%s\n", settings.error().message().c_str());
    return 2;
  }
  if (settings->is_help_wanted) {
    std::fputs(settings_help().c_str(), stdout);
    return 0;
  }
  // libcurl brings GnuTLS along for protocols that nobody speaks here; it need not make ready.
  setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 0);
  const int stop = watch_for_stop();
  auto end = run(*settings, stop);
  while (end && *end == Kiosk::End::Measured) end = run(*settings, stop);
  if (!end) {
    log_failure("kiosk", end.error());
    return 1;
  }
  return *end == Kiosk::End::Closed ? 0 : 1;
}
