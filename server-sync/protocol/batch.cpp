#include "server-sync/protocol/batch.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr std::size_t pad_to = 16;

Result<void> check_carried(const Frame& frame, ByteView carried) {
  if (frame.boxes != 0 || frame.answers != 0 || frame.visits != 0)
    return invalid("a carried batch counts nothing of its own");
  if (sha256(carried) != frame.carried->digest)
    return invalid("the carried body is not the one its frame names");
  return {};
}

Result<void> check_counts(const Frame& frame, std::size_t boxes) {
  if (frame.boxes < 0 || static_cast<std::size_t>(frame.boxes) != boxes)
    return invalid("the frame counts other boxes than follow it");
  if (boxes > batch_boxes_max || boxes % pad_to != 0)
    return invalid("boxes come in multiples of 16, at most 512");
  if (frame.answers < 0 || frame.visits < 0 ||
      static_cast<std::size_t>(std::max(frame.answers, frame.visits)) > batch_answers_max)
    return invalid("at most 496 answers or visits in a batch");
  if (frame.answers > 0 && frame.visits > 0)
    return invalid("answers and visits travel in batches of their own");
  if (frame.answers + frame.visits > frame.boxes)
    return invalid("the frame counts more answers than boxes");
  return {};
}

Result<std::vector<Box>> boxes_in(ByteView bytes) {
  if (bytes.size() % box_bytes != 0 || bytes.size() > batch_boxes_max * box_bytes)
    return invalid("what follows the frame is not whole boxes");
  std::vector<Box> boxes(bytes.size() / box_bytes);
  auto at = bytes.begin();
  for (auto& box : boxes) {
    std::copy_n(at, box_bytes, box.begin());
    at += static_cast<std::ptrdiff_t>(box_bytes);
  }
  return boxes;
}

Result<Batch> read_batch(ByteView body, int carries_left) {
  if (body.size() > batch_bytes_max) return invalid("a batch has at most 256 KiB");
  const auto end = std::find(body.begin(), body.end(), std::uint8_t{'\n'});
  if (end == body.end()) return invalid("a batch without the newline behind its frame");
  const auto line = body.first(static_cast<std::size_t>(end - body.begin()));
  const auto rest = body.subspan(line.size() + 1);
  Batch batch;
  batch.frame = TRY(frame_from_json(as_text(line)).while_doing("frame"));
  if (!batch.frame.carried) {
    batch.boxes = TRY(boxes_in(rest));
    TRY(check_counts(batch.frame, batch.boxes.size()));
    return batch;
  }
  if (carries_left == 0) return invalid("a batch carried too often");
  TRY(check_carried(batch.frame, rest));
  TRY(read_batch(rest, carries_left - 1).while_doing("carried batch"));
  batch.carried_body = to_bytes(rest);
  return batch;
}

}  // namespace

std::size_t padding_for(std::size_t boxes) { return (pad_to - boxes % pad_to) % pad_to; }

Result<Bytes> to_body(const Batch& batch) {
  if (batch.frame.carried) {
    if (!batch.boxes.empty()) return invalid("a carried batch has no boxes of its own");
    TRY(check_carried(batch.frame, batch.carried_body));
  } else {
    TRY(check_counts(batch.frame, batch.boxes.size()));
  }
  const auto line = to_json(batch.frame);
  const auto reread = TRY(frame_from_json(line));
  if (reread != batch.frame) return invalid("the frame does not survive its own spelling");
  auto body = to_bytes(as_bytes(line + "\n"));
  for (const auto& box : batch.boxes) body.insert(body.end(), box.begin(), box.end());
  body.insert(body.end(), batch.carried_body.begin(), batch.carried_body.end());
  if (body.size() > batch_bytes_max) return invalid("a batch has at most 256 KiB");
  return body;
}

Result<Batch> batch_from_body(ByteView body) { return read_batch(body, batch_carries_max); }

}  // namespace stemme
