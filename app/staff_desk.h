/// Staff at the kiosk: the code with its growing delay, the lines they read, how many are present.
/// Holds what staff do between two taps; the kiosk carries out what it decides. UI thread.
#pragma once

#include <optional>
#include <string>

#include "app/kept_view.h"
#include "app/library.h"
#include "app/screens/staff_screen.h"
#include "app/screens/tools_screen.h"
#include "app/voice/voice_shelf.h"
#include "server-sync/device/outbox.h"
#include "server-sync/device/sync_thread.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/phrasebook.h"
#include "server-sync/protocol/reckoning.h"

namespace stemme {

/// What the sync thread told last.
struct Contacts {
  std::optional<Ticks> last;
  std::optional<NoContact::Cause> trouble;
  std::optional<ProblemType> problem;
};

class StaffDesk {
 public:
  static constexpr std::size_t pin_digits_max = 8;

  /// A fresh start at the keypad; the delay of earlier wrong codes stays.
  void open();
  void type(int digit);
  void erase();
  enum class Code { Unfinished, Right, Wrong };
  /// Checks once as many digits are typed as staff codes have (six), or refuses while locked.
  Code check(const std::string& hash, Ticks now);
  std::optional<Ticks> locked_until(Ticks now) const;

  PinView pin_view(const Phrasebook& words, Ticks now) const;
  struct Standing {
    OutboxFigures figures;
    Contacts contacts;
    bool is_anchored = false;                           ///< the time is known
    bool has_rounds = false;                            ///< there is something to open a round on
    std::optional<Reckoning> reckoning = std::nullopt;  ///< what the collector has said last
    std::string waiting_for_pictures = {};              ///< a pack's title, when one does
  };
  StaffView staff_view(const Phrasebook& words, const Standing& standing, Ticks now) const;

  /// The places of `tools_view`'s tiles; the last two are switched on and off.
  enum class Tool { Wipe, Card, Play, Sound, Sunlit, Still };
  static PlanView plan_view(const Phrasebook& words, const Library& library, HouseTime now,
                            const std::string& language);
  static ToolsView tools_view(const Phrasebook& words, const KeptView& kept);

  /// The frame that a bank card is held against (D41). A press makes it a little larger or less;
  /// presses the same way go further each time, and the first one back is small again.
  void open_card();
  enum class Resize { Larger, Smaller };
  void resize_card(Resize how);
  double card_factor() const { return card_factor_; }
  CardView card_view(const Phrasebook& words) const;

  /// One line a language: who speaks it, or what of it nobody does.
  static SoundView sound_view(const Phrasebook& words, int volume, bool has_sound,
                              const std::vector<std::pair<std::string, VoiceCover>>& voices);

  void notice(std::string words) { notice_ = std::move(words); }

 private:
  std::string typed_;
  int wrong_ = 0;
  bool was_wrong_ = false;
  std::optional<Ticks> locked_until_;
  std::string notice_;
  double card_factor_ = 1;
  Resize card_went_ = Resize::Larger;
  int card_presses_ = 0;
};

}  // namespace stemme
