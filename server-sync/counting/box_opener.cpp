#include "server-sync/counting/box_opener.h"

namespace stemme {

BoxOpener::BoxOpener(const std::vector<OpeningKey>& keys) {
  for (const auto& key : keys) add(key);
}

void BoxOpener::add(const OpeningKey& key) { keys_.emplace(key_name(key.sealing_key()), key); }

Result<OpenedBatch> BoxOpener::open(const Batch& batch) const {
  const auto key = keys_.find(batch.frame.key);
  if (key == keys_.end()) return missing("the key of a batch is not held");
  OpenedBatch opened;
  for (const auto& box : batch.boxes) {
    const auto content = open_box(box, key->second);
    if (!content) {
      ++opened.unreadable;
    } else if (const auto* answer = std::get_if<AnswerBox>(&*content)) {
      const auto mark = blake2b(box, {}, 16);
      opened.answers.push_back({*fixed<16>(mark), *answer});
    } else if (const auto* visit = std::get_if<VisitBox>(&*content)) {
      opened.visits.push_back(*visit);
    }
  }
  return opened;
}

}  // namespace stemme
