#include "tests/hands/whole_kiosk.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/stand-ins/lone_kiosk.h"

namespace stemme {
namespace {

constexpr int width_px = 640;
constexpr int height_px = 400;
constexpr double width_mm = 217;
constexpr Ticks press_lasts{120};
const std::string assets = STEMME_SOURCE "/assets";

SeenFrame frame_from(const std::string& line, double mm_per_px) {
  const auto said = nlohmann::json::parse(line);
  SeenFrame frame{said["screen"], said["question"], said["options"], said["chosen"], {}};
  for (const auto& target : said["targets"]) {
    const auto mm = [&](const char* of) { return target[of].get<double>() * mm_per_px; };
    frame.targets[target["name"]] = {mm("x"), mm("y"), mm("w"), mm("h")};
  }
  return frame;
}

template <typename What>
std::vector<What> taken_until(std::multimap<Ticks, What>& coming, Ticks now) {
  std::vector<What> due;
  while (!coming.empty() && coming.begin()->first <= now) {
    due.push_back(coming.begin()->second);
    coming.erase(coming.begin());
  }
  return due;
}

}  // namespace

class WholeKiosk::ScriptedFingers final : public Fingers {
 public:
  explicit ScriptedFingers(WholeKiosk& kiosk) : kiosk_(&kiosk) {}

  std::vector<Contact> take() override {
    eventfd_t count = 0;
    static_cast<void>(eventfd_read(kiosk_->input_, &count));
    return taken_until(kiosk_->coming_, kiosk_->now());
  }

  /// Asked before every sleep: the person looks up, and the clock hears when it moves next.
  bool gather() override {
    kiosk_->read_frames();
    const auto next = kiosk_->next_input();
    kiosk_->clock_->input_at(next, kiosk_->input_);
    return next && *next <= kiosk_->now();
  }

  std::optional<int> fd() const override { return kiosk_->input_; }

 private:
  WholeKiosk* kiosk_;
};

class WholeKiosk::ScriptedSwitches final : public Switches {
 public:
  explicit ScriptedSwitches(WholeKiosk& kiosk) : kiosk_(&kiosk) {}

  const DeclaredSwitch* present() const override {
    return kiosk_->plugged_ ? &*kiosk_->plugged_ : nullptr;
  }
  std::vector<SwitchPress> take() override {
    return taken_until(kiosk_->coming_presses_, kiosk_->now());
  }
  std::optional<int> fd() const override { return kiosk_->input_; }

 private:
  WholeKiosk* kiosk_;
};

WholeKiosk::WholeKiosk(Place place)
    : clock_(std::make_shared<EagerClock>(place.start)),
      panel_(width_px, height_px, width_mm / width_px),
      typesetter_(Typesetter::open().value()),
      shelf_({assets + "/pictures"}),
      voice_shelf_({folder_ / "voices"}, folder_ / "generated"),
      programme_(std::make_shared<const Programme>(std::move(place.programme))),
      input_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
  StoreSettings settings;
  settings.folder = folder_.path();
  settings.vfs = place.disk;
  // On a disk that can be full each answer asks for room.
  if (!place.disk.empty()) settings.log_bytes = 0;
  store_ = AnswerStore::open(settings, clock_).value();
  STEMME_ASSERT(store_->adopt(lone_terms(*programme_)).has_value());
  STEMME_ASSERT(store_->anchor({clock_->boot_id(), clock_->boot_began()}).has_value());
  SyncSettings sync_settings;
  sync_settings.folder = folder_.path();
  sync_settings.shipped_assets = assets;
  auto line = place.line ? place.line(folder_.path()) : nobody();
  sync_ = SyncThread::start(sync_settings, clock_, *store_, std::move(line)).value();
  books_ = std::make_shared<const std::map<std::string, Phrasebook>>(
      load_phrasebooks(assets + "/texts").value());
}

std::unique_ptr<Link> WholeKiosk::nobody() {
  auto line = std::make_unique<NobodyThere>();
  bytes_sent_ = line->bytes_sent();
  return line;
}

WholeKiosk::~WholeKiosk() {
  static_cast<void>(close(input_));
  static_cast<void>(close(stop_));
}

Kiosk::End WholeKiosk::run(Person person) {
  person_ = std::move(person);
  static_cast<void>(setenv("STEMME_SHOWN", (folder_ / "shown.jsonl").c_str(), 1));
  ScriptedFingers fingers(*this);
  ScriptedSwitches switches(*this);
  auto wait = Wait::open(clock_, fingers).value();
  Kiosk kiosk({clock_, panel_, fingers, switches, loudspeaker_, voice_shelf_, wait, shelf_,
               *typesetter_, *store_, *sync_, books_, programme_, "", folder_.path()});
  return kiosk.run(stop_);
}

void WholeKiosk::stop() { static_cast<void>(eventfd_write(stop_, 1)); }

void WholeKiosk::press(const Area& area, Ticks in) {
  const Point middle{area.x + area.width / 2, area.y + area.height / 2};
  const auto at = now() + in;
  const auto id = ++fingers_;
  touch({id, Contact::Phase::Down, middle, at});
  touch({id, Contact::Phase::Up, middle, at + press_lasts});
}

void WholeKiosk::touch(const Contact& contact) { coming_.emplace(contact.ticks, contact); }

void WholeKiosk::press_key(SwitchPress::Key key, Ticks in, Ticks lasts) {
  const auto at = now() + in;
  coming_presses_.emplace(at, SwitchPress{key, true, at});
  coming_presses_.emplace(at + lasts, SwitchPress{key, false, at + lasts});
}

void WholeKiosk::again_in(Ticks ticks) { again_at_ = now() + ticks; }

std::optional<Ticks> WholeKiosk::next_input() const {
  auto next = again_at_;
  const auto sooner = [&](const auto& coming) {
    if (!coming.empty() && (!next || coming.begin()->first < *next)) next = coming.begin()->first;
  };
  sooner(coming_);
  sooner(coming_presses_);
  return next;
}

/// Only lines that have come since: the file grows all the time.
void WholeKiosk::read_frames() {
  std::ifstream file(folder_ / "shown.jsonl");
  file.seekg(read_);
  bool is_new = false;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    read_ = file.tellg();
    frame_ = frame_from(line, panel_.mm_per_px());
    is_new = true;
  }
  const bool is_again = again_at_ && *again_at_ <= now();
  if (is_again) again_at_.reset();
  if (is_new || is_again) person_(frame_);
}

}  // namespace stemme
