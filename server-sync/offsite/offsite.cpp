#include "server-sync/offsite/offsite.h"

#include <algorithm>
#include <system_error>
#include <tuple>

#include "server-sync/counting/release_log.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/keys.h"

namespace stemme {
namespace {

constexpr std::size_t small_file_bytes_max = 4096;
constexpr const char* about_name = "about.json";
constexpr const char* unfinished = "unfinished";

Error away(const std::filesystem::path& path) {
  return offline(path.string() + " cannot be reached; is it mounted, and may we write there?");
}

/// "2026-11-28T0200Z": sorted by name is sorted by age.
std::string name_of(Instant made) {
  const auto day = std::chrono::floor<std::chrono::days>(made);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(made - day).count();
  const auto two = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return to_text(Date(day)) + "T" + two(minutes / 60) + two(minutes % 60) + "Z";
}

Result<KeptBackup> read_about(const std::filesystem::path& folder) {
  const auto text = TRY(read_text_file(folder / about_name, small_file_bytes_max));
  const auto json = TRY(read_json(text, small_file_bytes_max).while_doing(folder.string()));
  const auto made = TRY(json.number("made_ms", 0, json_number_max));
  const auto newest = TRY(json.number("newest_row", 0, json_number_max));
  return KeptBackup{folder, Instant(Milliseconds(made)), newest};
}

}  // namespace

Result<void> Offsite::reach() const {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(folder_ / ReleaseLog::file_name, failed))
    return away(folder_);
  // A name of its own: two may ask at once.
  const auto probe = folder_ / ("reached-" + to_hex(random_bytes<8>()));
  if (!write_durably(probe, {})) return away(folder_);
  std::filesystem::remove(probe, failed);
  return {};
}

Result<std::optional<HighWater>> Offsite::high_water() const {
  std::error_code ignored;
  const auto file = folder_ / "high-water.json";
  if (!std::filesystem::exists(file, ignored)) {
    TRY(reach());
    return std::optional<HighWater>();
  }
  const auto text = TRY(read_text_file(file, small_file_bytes_max));
  const auto json = TRY(read_json(text, small_file_bytes_max));
  HighWater mark;
  mark.newest_row = TRY(json.number("newest_row", 0, json_number_max));
  if (json.has("digest")) mark.digest = TRY(json.hex<32>("digest"));
  return std::optional(mark);
}

Result<void> Offsite::write(const HighWater& mark) const {
  TRY(reach());
  JsonObject json;
  json.number("newest_row", mark.newest_row);
  if (mark.digest) json.text("digest", to_hex(*mark.digest));
  return write_durably(folder_ / "high-water.json", as_bytes(json.written() + "\n"));
}

Result<std::filesystem::path> Offsite::begin_backup() const {
  TRY(reach());
  const auto begun = backups_folder() / unfinished;
  std::error_code failed;
  std::filesystem::remove_all(begun, failed);
  // One folder at a time: where the disk has gone meanwhile none is made in its place.
  std::filesystem::create_directory(backups_folder(), failed);
  if (!failed) std::filesystem::create_directory(begun, failed);
  if (failed || !sync_file(folder_)) return away(backups_folder());
  std::filesystem::permissions(begun, std::filesystem::perms::owner_all, failed);
  return begun;
}

Result<KeptBackup> Offsite::keep(const std::filesystem::path& begun, Instant made,
                                 std::int64_t newest_row) const {
  const auto text = JsonObject()
                        .number("made_ms", made.time_since_epoch().count())
                        .number("newest_row", newest_row)
                        .written() +
                    "\n";
  TRY(write_durably(begun / about_name, as_bytes(text)));
  std::error_code failed;
  // Never in the place of another: for a moment there would be none.
  auto kept = backups_folder() / name_of(made);
  for (int more = 2; std::filesystem::exists(kept, failed); ++more)
    kept = backups_folder() / (name_of(made) + "-" + std::to_string(more));
  std::filesystem::rename(begun, kept, failed);
  // Terminals will forget what is in it.
  if (failed || !sync_file(backups_folder())) return away(kept);
  return KeptBackup{kept, made, newest_row};
}

Result<std::vector<KeptBackup>> Offsite::backups() const {
  std::vector<KeptBackup> found;
  std::error_code failed;
  if (!std::filesystem::is_directory(folder_, failed)) return away(folder_);
  const auto entries = entries_in(backups_folder());
  // Before the first backup there is no folder for them.
  if (!entries && entries.error().failure() == Failure::Missing) return found;
  if (!entries) return away(backups_folder());
  for (const auto& entry : *entries) {
    if (entry.filename() == unfinished) continue;
    if (auto about = read_about(entry)) found.push_back(std::move(*about));
  }
  std::ranges::sort(found, {}, [](const KeptBackup& backup) {
    return std::tuple(backup.made, backup.newest_row, backup.folder);
  });
  return found;
}

Result<void> Offsite::prune(Instant day) const {
  const auto kept = TRY(backups());
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    std::error_code failed;
    if (kept[i].made < day) std::filesystem::remove_all(kept[i].folder, failed);
    if (failed) return away(kept[i].folder);
  }
  return {};
}

}  // namespace stemme
