/// Opens answers.db, whatever state it is in. A corrupt file is moved aside; closed batches whose
/// digest verifies are saved from it for carrying, and unclosed boxes are *lost, at most N* (C4).
/// Store's thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/frame.h"

namespace stemme {

struct OpenedAnswers {
  std::unique_ptr<Database> database;
  /// Where the corrupt file went; empty when there was none.
  std::filesystem::path moved_aside;
};

/// Sound and of the newest schema. Not yet salvaged: see `salvage`.
Result<OpenedAnswers> open_answers(const std::filesystem::path& path, const std::string& vfs);
/// Copies what can be saved into `into`, under its old epochs, marked for carrying; notes the loss.
/// Gives the epoch that has ended thereby, if it could be read. Runs inside the caller's
/// transaction.
Result<std::optional<PreviousEpoch>> salvage(const std::filesystem::path& corrupt_file,
                                             const std::string& vfs, Database& into);

}  // namespace stemme
