/// What every part of the register shares: the connection, its statements, the journal. Only this
/// room's sources include it; whoever touches it holds `mutex`.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server-sync/register/columns.h"
#include "server-sync/register/register.h"

namespace stemme {

struct Register::Room {
  Room(Database opened, Access opened_to) : database(std::move(opened)), access(opened_to) {}

  /// Holds the register, and says that something devices may see has changed.
  class Changing {
   public:
    explicit Changing(Room& room) : lock_(room.mutex) { ++room.edition; }

   private:
    std::lock_guard<std::mutex> lock_;
  };

  /// Journal first, then the same change that `replay` would make (C12).
  Result<void> record(const JsonObject& event);
  Result<void> catch_up();
  Result<void> take(std::string_view line);
  Result<void> take(const JsonValue& event);
  /// An id that nobody has; `is_taken` finds a row for one that somebody does.
  Result<std::uint64_t> free_id(std::string_view is_taken);
  Result<std::string> zone();
  Result<Date> today(Instant now);

  std::mutex mutex;
  std::uint64_t edition = 0;
  Database database;
  Access access;
  Journal journal;
  /// As `devices` has them, of the names that were asked for since its last change: every request
  /// asks. The writer's alone, as nobody else changes the table.
  std::map<std::string, KeyHolder> holders;
  bool is_caught_up = false;
  /// Failed sign-ins by login and by address: in memory only, so no address is ever stored.
  std::map<std::string, std::vector<Instant>> failed_tries;
  std::string pretend_hash;
};

/// The columns of `devices`, in the order `device_in` reads them.
inline constexpr const char* device_columns =
    "id, house, place, children, parents, key, next_key, state, enrolled, trusted_through";
Device device_in(const Statement& row);

}  // namespace stemme
