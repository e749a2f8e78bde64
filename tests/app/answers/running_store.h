/// A terminal's store with its own thread, and somebody who waits for what becomes of each request.
#pragma once

#include <poll.h>

#include "app/answers/answer_store.h"
#include "tests/app/answers/store_driver.h"

namespace stemme {

inline std::vector<StoreOutcome> next_outcomes(AnswerStore& store) {
  pollfd fd{store.readable(), POLLIN, 0};
  poll(&fd, 1, 10'000);
  return store.take_outcomes();
}

/// Of what was asked for.
inline std::vector<StoreOutcome> outcomes_of(AnswerStore& store, std::size_t count) {
  std::vector<StoreOutcome> outcomes;
  while (outcomes.size() < count)
    for (auto& outcome : next_outcomes(store))
      if (outcome.ticket != AnswerStore::nobodys) outcomes.push_back(std::move(outcome));
  return outcomes;
}

struct RunningStore {
  explicit RunningStore(std::string vfs = {}) {
    settings.folder = folder.path();
    settings.vfs = std::move(vfs);
    settings.ballast_bytes = 64 * 1024;
    open();
  }
  void open() {
    store.reset();
    store = AnswerStore::open(settings, clock).value();
    store->adopt(terms_of_solbakken(key.sealing_key())).value();
  }
  VisitWrite visit() {
    VisitWrite write;
    write.visit = ++visits;
    write.visit_is = VisitWrite::Visit::Over;
    AnswerBox box;
    box.shown = {0, 1};
    box.chosen = {1};
    write.answers = {box};
    return write;
  }

  ScratchFolder folder;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  OpeningKey key = OpeningKey::generate();
  StoreSettings settings;
  std::unique_ptr<AnswerStore> store;
  VisitNumber visits = 0;
};

}  // namespace stemme
