#include "server-sync/intake/high_water.h"

#include "server-sync/foundation/database.h"

namespace stemme {

Result<HighWater> high_water_in(const std::filesystem::path& intake_db) {
  auto database = TRY(Database::open(intake_db, Database::Role::Reader));
  auto newest =
      TRY(database.prepare("SELECT number, digest FROM batches ORDER BY number DESC LIMIT 1"));
  if (!TRY(newest.step())) return HighWater();
  HighWater mark{newest.integer(0), {}};
  mark.digest = TRY(fixed<32>(newest.blob(1)));
  return mark;
}

Result<bool> reaches(const std::filesystem::path& intake_db, const HighWater& mark) {
  if (mark.newest_row == 0) return true;
  auto database = TRY(Database::open(intake_db, Database::Role::Reader));
  auto row = TRY(database.prepare("SELECT digest FROM batches WHERE number = ?"));
  row.bind(mark.newest_row);
  if (!TRY(row.step())) return false;
  return !mark.digest || row.blob(0) == to_bytes(*mark.digest);
}

}  // namespace stemme
