/// From what the kiosk knows to what the screen shows: words in the right language, pictures,
/// order. Pure; knows screens, visit and library, and decides nothing. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/library.h"
#include "app/screens/screen.h"
#include "app/visit/round.h"
#include "app/visit/visit.h"
#include "server-sync/device/outbox.h"

namespace stemme {

class Presenter {
 public:
  Presenter(const Library& library, std::string language)
      : library_(library), language_(std::move(language)) {}

  ScreenView attract(bool is_open, bool is_quiet, double breath) const;
  /// The same, with a place to play.
  ScreenView attract_with_play(double breath) const;
  ScreenView languages(const std::vector<std::string>& tags) const;

  /// `growth` 0 → 1 while the chosen one grows.
  ScreenView visit(const VisitPlan& plan, const VisitView& view, bool is_door, double growth) const;

  /// Of many questions the page that holds the selected one.
  ScreenView round_setup(const std::vector<Offer>& offers, int selected, int present,
                         int tablets) const;
  ScreenView round(const std::shared_ptr<const Pack>& pack, const RoundView& view, double growth,
                   Ticks now) const;

  /// What the collector tells of a round.
  ScreenView told(const Pack& pack, int question, const Finding& finding) const;

  ScreenView one_finger() const;
  ScreenView pause() const;
  ScreenView wipe(Ticks lasts) const;

 private:
  PickView picks(const VisitView& view) const;
  QuestionView question(const Pack& pack, const VisitView& view, double growth) const;
  ScreenView tokens(const RoundView& view, Ticks now) const;
  ScreenView result(const Pack& pack, const RoundView& view) const;
  void add_numbers(RoundResultView& shown, const Pack& pack, const RoundView& view) const;
  void add_ranking(RoundResultView& shown, const Pack& pack, const RoundView& view) const;
  void add_vote(RoundResultView& shown, const Pack& pack, const RoundView& view) const;
  RoundResultView::Part part(const Pack& pack, int question, int option) const;
  BeforeYouAnswer before(const Pack& pack) const;
  Reading reading() const;
  std::string say(const std::string& key,
                  const std::vector<std::pair<std::string, std::string>>& values = {}) const;
  std::vector<LanguageChoice> choices(const std::vector<std::string>& tags) const;

  const Library& library_;
  std::string language_;
};

/// For a kiosk that belongs to nobody yet, and for staff: words without a library.
Reading reading_of(const Phrasebook& words);
/// A question's words; its id where a language's words for the pack lag behind.
std::string question_text(const Question& question, const Texts& texts);
/// Nothing can be kept now; an adult may look.
ScreenView pause_view(const Phrasebook& words);
/// Why this panel serves nobody, or not the small; staff come in by their corner.
ScreenView misfit_view(const Phrasebook& words, const std::string& why);

}  // namespace stemme
