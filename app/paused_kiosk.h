/// The kiosk while its store cannot be opened, on a disk that takes nothing: children see *pause*
/// and nothing is asked, rather than a dark screen. One per process, UI thread.
#pragma once

#include <memory>

#include "app/display/easel.h"
#include "app/display/fingers.h"
#include "app/display/panel.h"
#include "app/display/typesetter.h"
#include "app/display/wait.h"
#include "server-sync/protocol/phrasebook.h"

namespace stemme {

struct PausedKiosk {
  std::shared_ptr<Clock> clock;
  Panel& panel;
  Fingers& fingers;
  Wait& wait;
  PictureShelf& shelf;
  Typesetter& typesetter;
  const Phrasebook& words;

  /// Returns when it is worth trying again, or `stop` is readable.
  void run(int stop);

 private:
  bool is_shown();
};

}  // namespace stemme
