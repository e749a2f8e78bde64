/// The loop: wait, react, draw if something changed. Decides which of the kiosk's places is shown
/// (start, a visit, a round, staff, enrolment) and hands taps to it; what is said, stored and drawn
/// is decided in the rooms below. One per process, UI thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/answers/answer_store.h"
#include "app/display/easel.h"
#include "app/display/panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/scanner.h"
#include "app/display/switches.h"
#include "app/display/typesetter.h"
#include "app/display/wait.h"
#include "app/enrol_desk.h"
#include "app/kept_view.h"
#include "app/library.h"
#include "app/notifier.h"
#include "app/order_runner.h"
#include "app/panel_fit.h"
#include "app/presenter.h"
#include "app/reading_aloud.h"
#include "app/screens/theme.h"
#include "app/shown_log.h"
#include "app/staff_desk.h"
#include "app/voice/loudspeaker.h"
#include "app/voice/voice_shelf.h"
#include "server-sync/device/sync_thread.h"

namespace stemme {

/// So long nothing can be pressed while somebody wipes the glass (D55).
inline constexpr Ticks wipe_lasts{30'000};
inline constexpr Ticks growth_lasts{theme::choice_grows_ms};
inline constexpr Ticks breath_every{theme::breath_ms};

struct KioskParts {
  std::shared_ptr<Clock> clock;
  Panel& panel;
  Fingers& fingers;
  Switches& switches;
  Loudspeaker& loudspeaker;
  const VoiceShelf& voices;
  Wait& wait;
  PictureShelf& shelf;
  Typesetter& typesetter;
  AnswerStore& store;
  SyncThread& sync;
  std::shared_ptr<const std::map<std::string, Phrasebook>> phrasebooks;
  /// The last good programme, when there is one on disk.
  std::shared_ptr<const Programme> programme;
  std::string address;
  /// Where the measure of the panel is kept.
  std::filesystem::path state;
};

class Kiosk {
 public:
  explicit Kiosk(KioskParts parts);

  enum class End {
    Closed,       ///< the window was closed, or the process was asked to stop
    StoreBroken,  ///< the process must start anew (C2)
    Measured,     ///< the panel has another size than was thought: open it anew
  };
  /// Until `stop`: readable when the process is asked to end.
  End run(int stop);

 private:
  enum class Place {
    Enrol,
    Start,
    Languages,
    Visit,
    Pin,
    Staff,
    Plan,
    Told,
    Tools,
    Wipe,
    Card,
    Sound,
    RoundSetup,
    Round
  };

  // What happened.
  void take_contacts();
  void take_switches();
  void note_switch();
  void take_outcomes();
  void hear_of_sending(const StoreOutcome& outcome);
  void take_news();
  void pass_time();
  void note_daypart();
  void hear(const ContactMade& news);
  void hear(const ProgrammeArrived& news);
  void hear(const Enrolled& news);
  void hear(const EnrolmentFailed& news);
  void hear(const DeliveryTrouble& news);
  void hear(const NoContact& news);
  void hear(const StoreBroken& news);

  // What a tap means, by place.
  void tap(int target);
  void tap_in_place(int target);
  void tap_start(int target);
  void tap_languages(int target);
  void tap_visit(int target);
  void tap_pin(int target);
  void tap_staff(int target);
  void tap_plan(int target);
  void tap_told();
  void tap_tools(int target);
  void tap_card(int target);
  void show_as(const KeptView& view);
  void tap_sound(int target);
  void tap_round_setup(int target);
  void tap_round(int target);
  void tap_round_ready(int target);
  void tap_round_turn(int target);
  void touch();

  // Moves between places.
  void go(Place place);
  void give_up();
  void to_start();
  void to_staff();
  void leave_staff();
  void apply_programme();
  void begin_visit(const Offer& offer, VisitStart start);
  void begin_uncounted(const Offer& offer, Mode mode);
  VisitPlan plan_of(const Offer& offer) const;
  void note_visit_began();
  void begin_round();
  void round_heard(OrderRunner::Heard heard);
  std::vector<Offer> round_offers() const;
  /// STEMME_ASSERTs that there is something to open a round on.
  const Offer& selected_offer() const;
  int people_most(const Offer& offer) const;
  int people_in(const Offer& offer) const;
  void select_round(int index);
  std::optional<Ticks> at_minute(std::chrono::minutes since_midnight) const;
  std::optional<Ticks> next_daypart() const;
  void settle_place();
  void carry_out(const Orders& orders, bool choice_shown);
  void run_visit(const Orders& orders);
  void run_round(const Orders& orders);

  // What is shown.
  ScreenView compose() const;
  ScreenView compose_start() const;
  ScreenView compose_turn(const VisitView& view, double growth) const;
  std::optional<ScreenView> compose_misfit() const;
  std::optional<Offer> offered(std::optional<Offer> offer) const;
  double growth() const;
  void draw_if_changed();
  void paint_ahead();
  Sketch sketch_of(const ScreenView& view, std::vector<Target>& targets) const;
  void settle_in(bool is_question);
  void present(const std::vector<Area>& changed);
  void read_aloud(const ScreenView& view);
  void say(const std::vector<SpokenLine>& lines);
  std::optional<int> said_target() const;
  void press_speak();
  Loudspeaker::Between between() const;
  bool is_quiet() const;
  bool reads_by_itself() const;
  ScreenView with_ear(ScreenView view) const;
  ScreenView kept_from_bystanders(ScreenView view) const;
  ScreenView compose_sound() const;
  ScreenView compose_plan() const;
  ScreenView compose_told() const;
  std::optional<Reckoning> newest_reckoning() const;
  std::string page_key(const ScreenView& view) const;
  ShownFrame shown_frame(const ScreenView& view) const;
  std::optional<Ticks> deadline() const;
  HouseTime house_time() const;
  std::optional<Ticks> next_window_change() const;
  const Phrasebook& words() const;
  const std::string& language() const;
  bool is_resting() const;
  bool is_with_staff() const;
  bool offers_play() const;

  KioskParts parts_;
  PanelFit fit_;
  std::optional<Library> library_;
  std::shared_ptr<const Programme> waiting_programme_;
  bool waiting_assets_ = false;
  Easel easel_;
  TouchGuard guard_;
  /// As long as a switch is plugged in.
  std::optional<Scanner> scanner_;
  OrderRunner runner_;
  RunRule run_rule_;
  StaffDesk staff_;
  EnrolDesk enrol_;
  Contacts contacts_;
  Notifier notifier_;
  ShownLog shown_log_;
  ReadingAloud reading_aloud_;
  /// Somebody has pressed the key of those who do not see, in this visit.
  bool is_spoken_ = false;
  std::optional<std::vector<SpokenLine>> to_say_;
  /// What stands for each line that was given to the loudspeaker last.
  std::vector<std::optional<int>> said_;
  KeptView view_;
  int volume_ = 0;

  Place place_ = Place::Enrol;
  std::optional<Visit> visit_;
  std::optional<Round> round_;
  std::shared_ptr<const Pack> round_pack_;
  std::vector<Offer> round_offers_;
  int round_selected_ = 0;
  int round_present_ = 10;
  int round_tablets_ = 1;
  /// Which of the day's results that came from the collector is shown.
  std::size_t told_ = 0;
  std::string daypart_of_round_;
  std::string chosen_language_;
  /// A parent went through the small door: children's side until it has been quiet for a while.
  std::optional<Ticks> children_until_;
  /// Visits one after the other that were play: after two there is a place for it.
  int plays_ = 0;
  std::optional<Ticks> hint_until_;
  std::optional<Ticks> wiped_until_;
  std::optional<Ticket> sending_;
  std::optional<Ticks> chosen_since_;
  Ticks touched_at_{0};
  Ticks now_{0};
  bool is_broken_ = false;
  bool is_measured_ = false;

  std::optional<ScreenView> drawn_;
  std::string drawn_key_;
  std::vector<Target> drawn_targets_;
  std::vector<Area> drawn_ring_;
  bool is_shown_ = false;
};

}  // namespace stemme
