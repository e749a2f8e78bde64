/// The glass of an open kiosk without its processes: contacts go through the real guard to the
/// targets that the real screens drew, the real visit and run rule decide, and what must be kept is
/// kept on paper at once. One thread; time is what the test says.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/display/offscreen_panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/touch_guard.h"
#include "app/display/typesetter.h"
#include "app/presenter.h"
#include "app/visit/visit.h"

namespace stemme {

/// The screens of the packs we ship, each drawn once: where things stand hangs on the kind of page
/// alone.
class Scenery {
 public:
  Scenery();
  const Library& library() const { return library_; }
  Area panel() { return panel_.area(); }
  const std::vector<Target>& targets(const std::string& page, const ScreenView& view);

 private:
  Library library_;
  PictureShelf shelf_;
  std::unique_ptr<Typesetter> typesetter_;
  OffscreenPanel panel_;
  std::map<std::string, std::vector<Target>> drawn_;
};

class Glass {
 public:
  /// A visit that came to its end, as the collector will read it.
  struct Ended {
    std::vector<AnswerBox> rows;
    /// C9: what counts.
    bool counts() const;
  };

  explicit Glass(Scenery& scenery);

  /// Deadlines that come meanwhile are met in their order.
  void pass_to(Ticks then);
  void take(const Contact& contact);
  /// Nobody touches until the start screen is back.
  void fall_asleep();

  Ticks now() const { return now_; }
  const std::vector<Ended>& ended() const { return ended_; }
  int counted() const;
  bool is_at_start() const { return !visit_; }
  /// While a question waits for an answer: where its options are.
  std::vector<Target> options() const;
  Area start() const;
  /// Since when the present page has been there.
  Ticks page_since() const { return page_since_; }

 private:
  void show();
  void rule(const Ruling& ruling);
  void tap(int target);
  void run(const Orders& orders);
  void settle();
  std::optional<Ticks> next_deadline() const;

  Scenery* scenery_;
  TouchGuard guard_;
  RunRule run_rule_;
  std::optional<Visit> visit_;
  std::vector<Ended> ended_;
  std::vector<Target> targets_;
  std::string page_;
  Ticks now_{0};
  Ticks page_since_{0};
  std::uint64_t seed_ = 1;
};

}  // namespace stemme
