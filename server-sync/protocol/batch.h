/// A batch on the wire (C3): the frame's line, a newline, then `boxes` boxes of 240 bytes. Built
/// once, never changed: its digest is its identity. Values; any thread.
#pragma once

#include <vector>

#include "server-sync/protocol/frame.h"

namespace stemme {

inline constexpr std::size_t batch_boxes_max = 512;
inline constexpr std::size_t batch_answers_max = 496;
inline constexpr std::size_t batch_bytes_max = 256 * 1024;
inline constexpr std::string_view batch_media_type = "application/vnd.stemme.batch";

struct Batch {
  Frame frame;
  std::vector<Box> boxes;
  /// Of a carried batch: the old body, byte for byte, instead of boxes.
  Bytes carried_body;
};

/// Boxes needed so that a batch of `boxes` becomes a multiple of sixteen.
std::size_t padding_for(std::size_t boxes);

/// How often a batch may have been carried from epoch to epoch.
inline constexpr int batch_carries_max = 16;

/// The exact body. Invalid when the frame's counts do not agree with the boxes or a limit is
/// passed.
Result<Bytes> to_body(const Batch& batch);
/// Reads and checks shape and limits; opens nothing.
Result<Batch> batch_from_body(ByteView body);

}  // namespace stemme
