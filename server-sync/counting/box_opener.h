/// Opens the boxes of a batch with the keys counting holds, and says of each what it is. What
/// cannot be opened is said too, never thrown away and never a reason to stop. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "server-sync/protocol/batch.h"

namespace stemme {

struct OpenedAnswer {
  FixedBytes<16> mark{};  ///< BLAKE2b of the box's 240 bytes: the same box again has the same mark
  AnswerBox answer;
};

struct OpenedBatch {
  std::vector<OpenedAnswer> answers;
  std::vector<VisitBox> visits;
  int unreadable = 0;  ///< boxes sealed to another key, or with content that is not ours
};

class BoxOpener {
 public:
  explicit BoxOpener(const std::vector<OpeningKey>& keys);

  void add(const OpeningKey& key);
  /// Keys have the names that frames give them.
  bool holds(const std::string& key_name) const { return keys_.contains(key_name); }
  /// Missing when the frame's key is not held.
  Result<OpenedBatch> open(const Batch& batch) const;

 private:
  std::map<std::string, OpeningKey> keys_;
};

}  // namespace stemme
