/// Boxes become exact tallies (C8). A batch is entered whole: its tallies, its marks and what was
/// set aside stand in one transaction, so that each answer is counted exactly once whatever is sent
/// again. Batches that wait share it, as they shared a commit when they came. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/counting/box_opener.h"
#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/guide.h"
#include "server-sync/intake/ledger.h"

namespace stemme {

class BatchEntry;

class TallyBook {
 public:
  /// All outlive the book.
  TallyBook(Database& counts, Guide& guide, const BoxOpener& opener)
      : counts_(counts), guide_(guide), opener_(opener) {}

  /// In the order they arrived; all of them or none. Nothing happens for a batch that has its mark.
  Result<void> enter(const std::vector<ArrivedBatch>& arrived);
  /// Forgets the marks of batches that waited for a key which is now held, so that they are
  /// entered. How many.
  Result<int> take_up_waiting();

 private:
  Result<void> enter_one(const ArrivedBatch& arrived);
  Result<std::optional<std::string>> enter_as(const BatchName& name, const Batch& batch,
                                              const ArrivedBatch& arrived);
  Result<std::optional<std::string>> open_into(BatchEntry& entry, const Batch& batch,
                                               bool untrusted);

  Database& counts_;
  Guide& guide_;
  const BoxOpener& opener_;
};

}  // namespace stemme
