/// The kiosk whole, in one process: its own loop, screens, store and sync thread, on a panel nobody
/// sees, mostly with nobody at the other end of the line, and time that jumps from event to event.
/// A person before it sees what it says it shows and presses. Test thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/display/fingers.h"
#include "app/display/offscreen_panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/switches.h"
#include "app/display/typesetter.h"
#include "app/kiosk.h"
#include "tests/stand-ins/eager_clock.h"
#include "tests/stand-ins/pretend_loudspeaker.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

/// What the kiosk said it shows (app/shown_log.h): areas in millimetres.
struct SeenFrame {
  std::string screen;
  std::string question;
  std::vector<std::string> options;
  std::string chosen;
  std::map<std::string, Area> targets;  ///< by name; options by their ids
};

class WholeKiosk {
 public:
  /// Called for each frame that means something new, and again after `again_in`.
  using Person = std::function<void(const SeenFrame& frame)>;

  struct Place {
    Programme programme;
    Instant start;     ///< as the collector would have told it in this boot
    std::string disk;  ///< an SQLite VFS; empty: the real one
    /// Whom the kiosk whose files lie there speaks to; nobody unless it is said.
    std::function<std::unique_ptr<Link>(const std::filesystem::path& folder)> line = {};
  };

  explicit WholeKiosk(Place place);
  ~WholeKiosk();
  WholeKiosk(const WholeKiosk&) = delete;
  WholeKiosk& operator=(const WholeKiosk&) = delete;

  /// Until the person stops it, or it ends by itself.
  Kiosk::End run(Person person);
  void stop();

  Ticks now() { return clock_->ticks(); }
  /// A finger of 120 ms in the middle of it.
  void press(const Area& area, Ticks in);
  void again_in(Ticks ticks);
  /// A switch is plugged in, now; none: it is pulled out.
  void plug(std::optional<DeclaredSwitch> declared) { plugged_ = std::move(declared); }
  void press_key(SwitchPress::Key key, Ticks in, Ticks lasts = Ticks(100));
  /// The glass as it is, to compare.
  const std::vector<std::uint32_t>& pixels() const { return panel_.shown(); }
  /// Presented so far.
  int frames() const { return panel_.frames(); }
  AnswerStore& store() { return *store_; }
  PretendLoudspeaker& loudspeaker() { return loudspeaker_; }
  /// Where recorded voices are looked for.
  std::filesystem::path voices() const { return folder_ / "voices"; }
  /// Bodies of requests to nobody, all together.
  std::size_t bytes_sent() const { return *bytes_sent_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  class ScriptedFingers;
  class ScriptedSwitches;
  std::unique_ptr<Link> nobody();
  void touch(const Contact& contact);
  void read_frames();
  std::optional<Ticks> next_input() const;

  ScratchFolder folder_;
  std::shared_ptr<EagerClock> clock_;
  OffscreenPanel panel_;
  std::unique_ptr<Typesetter> typesetter_;
  PictureShelf shelf_;
  PretendLoudspeaker loudspeaker_;
  VoiceShelf voice_shelf_;
  std::unique_ptr<AnswerStore> store_;
  std::unique_ptr<SyncThread> sync_;
  std::shared_ptr<const std::map<std::string, Phrasebook>> books_;
  std::shared_ptr<const Programme> programme_;
  std::shared_ptr<const std::atomic<std::size_t>> bytes_sent_ =
      std::make_shared<const std::atomic<std::size_t>>(0);
  std::multimap<Ticks, Contact> coming_;
  std::multimap<Ticks, SwitchPress> coming_presses_;
  std::optional<DeclaredSwitch> plugged_;
  std::optional<Ticks> again_at_;
  SeenFrame frame_;
  Person person_;
  std::streamoff read_ = 0;
  std::uint64_t fingers_ = 0;
  int input_ = -1;
  int stop_ = -1;
};

}  // namespace stemme
