#include "server-sync/intake/store_check.h"

#include "server-sync/foundation/database.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

Result<void> look_at(const std::filesystem::path& intake_db) {
  auto database = TRY(Database::open(intake_db, Database::Role::Reader));
  return database.verify();
}

}  // namespace

StoreCheck::StoreCheck(std::filesystem::path intake_db, std::function<void()> broken)
    : thread_([file = std::move(intake_db), broken = std::move(broken)] {
        const auto sound = look_at(file);
        if (sound) return;
        log_failure("intake", sound.error());
        if (sound.error().failure() == Failure::Corrupt) broken();
      }) {}

StoreCheck::~StoreCheck() { thread_.join(); }

}  // namespace stemme
