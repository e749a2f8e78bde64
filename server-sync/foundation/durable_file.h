/// Small files that must be whole or absent after a power cut, logs that only
/// grow, and what lies in a folder. Any thread, one writer a file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "server-sync/foundation/bytes.h"

namespace stemme {

/// Missing when absent; Invalid when longer than `bytes_max`.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max);
Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t bytes_max);

/// New name → fsync → rename → fsync of the folder. Readable by the owner only.
/// On failure the old content is still there.
Result<void> write_durably(const std::filesystem::path& path, ByteView content);

/// Appends to a file that is there, and fsyncs; Missing when it is not. On failure nothing may be
/// assumed about the tail: stop and reopen.
Result<void> append_durably(const std::filesystem::path& path, ByteView content);

/// What lies there is there for good, whoever wrote it: he may have been killed before he synced.
/// Of a folder: the names in it.
Result<void> sync_file(const std::filesystem::path& path);

/// What lies in a folder, sorted; Missing when there is no such folder. All of it or an Error: a
/// range-for over the library's own iterator throws where the folder cannot be read to its end.
Result<std::vector<std::filesystem::path>> entries_in(const std::filesystem::path& folder);

/// The regular files in a folder and in those below it, sorted. One below that cannot be read is
/// passed over (a disk's `lost+found` is nobody's but root's); links to folders are not followed.
Result<std::vector<std::filesystem::path>> files_below(const std::filesystem::path& folder);

}  // namespace stemme
