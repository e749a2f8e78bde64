#include <algorithm>
#include <semaphore>

#include "server-sync/register/room.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

constexpr auto session_idle_max = 30min;
constexpr auto session_age_max = 10h;
constexpr auto failures_count_for = 15min;
constexpr std::size_t failures_free = 5;
constexpr std::size_t login_letters_max = 100;
constexpr std::size_t password_letters_min = 8;
constexpr std::size_t password_bytes_max = 1024;

/// Argon2id takes 64 MiB a hash (trust §3.4): two at a time, so that sign-ins cannot fill the
/// memory.
std::counting_semaphore<2> hashing(2);

bool matches(const std::string& hash, std::string_view secret) {
  hashing.acquire();
  const bool same = secret_matches(hash, secret);
  hashing.release();
  return same;
}

Result<std::string> checked_hash(std::string_view password) {
  if (password.size() < password_letters_min)
    return invalid("a password has eight letters or more");
  if (password.size() > password_bytes_max) return invalid("the password is too long");
  hashing.acquire();
  auto hash = hash_secret(password);
  hashing.release();
  return hash;
}

/// Grows with each failure, never a lock-out: a child who types nonsense must not keep staff out.
Milliseconds delay_after(std::size_t failures) {
  if (failures < failures_free) return 0ms;
  return std::min<Milliseconds>(30s * (1 << std::min<std::size_t>(failures - failures_free, 4)),
                                5min);
}

bool must_wait(std::vector<Instant>& failures, Instant now) {
  std::erase_if(failures, [&](Instant at) { return now - at > failures_count_for || at > now; });
  return !failures.empty() && now - failures.back() < delay_after(failures.size());
}

/// Nonsense logins must not fill the memory.
constexpr std::size_t tries_remembered_max = 4096;

void forget_old_tries(std::map<std::string, std::vector<Instant>>& tries, Instant now) {
  if (tries.size() < tries_remembered_max) return;
  for (auto entry = tries.begin(); entry != tries.end();)
    entry = must_wait(entry->second, now) ? std::next(entry) : tries.erase(entry);
  if (tries.size() >= tries_remembered_max) tries.clear();
}

Bytes token_hash(std::string_view token) { return to_bytes(sha256(as_bytes(token))); }

StaffAccount account_in(const Statement& row) {
  StaffAccount account{row.text(0), static_cast<StaffRole>(row.integer(1)), std::nullopt,
                       optional_id(row, 3)};
  if (!row.is_null(2)) account.house = row.text(2);
  return account;
}

std::string csrf_of(std::string_view token) {
  return to_base64url(blake2b(as_bytes("stemme csrf"), sha256(as_bytes(token)), 32));
}

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }

}  // namespace

std::string_view to_text(StaffRole role) {
  switch (role) {
    case StaffRole::Team:
      return "team";
    case StaffRole::Head:
      return "head";
    case StaffRole::Adviser:
      return "adviser";
    case StaffRole::Owner:
      return "owner";
  }
  return "";
}

Result<StaffRole> role_from(std::string_view text) {
  for (auto role : {StaffRole::Team, StaffRole::Head, StaffRole::Adviser, StaffRole::Owner})
    if (to_text(role) == text) return role;
  return invalid("a role is team, head, adviser or owner");
}

Result<void> Register::add_staff(const StaffAccount& account, std::string_view password) {
  if (account.login.empty() || account.login.size() > login_letters_max)
    return invalid("that is no login");
  if (account.role == StaffRole::Team && !account.unit) return invalid("a team has a group");
  if (account.role <= StaffRole::Head && !account.house)
    return invalid("a team and a head have a house");
  const auto hash = TRY(checked_hash(password));
  const std::lock_guard lock(room_->mutex);
  auto insert = TRY(room_->database.prepare("INSERT INTO staff VALUES (?,?,?,?,?)"));
  insert.bind(account.login).bind(static_cast<std::int64_t>(account.role));
  if (account.house)
    insert.bind(*account.house);
  else
    insert.bind_null();
  bind_id(insert, account.unit);
  insert.bind(hash);
  return insert.run();
}

Result<void> Register::set_password(const std::string& login, std::string_view password) {
  const auto hash = TRY(checked_hash(password));
  const std::lock_guard lock(room_->mutex);
  auto update = TRY(room_->database.prepare("UPDATE staff SET secret = ? WHERE login = ?"));
  update.bind(hash).bind(login);
  TRY(update.run());
  if (room_->database.rows_changed() == 0) return missing("no login " + login);
  auto sessions = TRY(room_->database.prepare("DELETE FROM sessions WHERE login = ?"));
  sessions.bind(login);
  return sessions.run();
}

Result<std::vector<StaffAccount>> Register::staff() {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT login, role, house, unit FROM staff ORDER BY login"));
  std::vector<StaffAccount> staff;
  while (TRY(select.step())) staff.push_back(account_in(select));
  return staff;
}

Result<std::string> Register::sign_in(const std::string& login, std::string_view password,
                                      const std::string& peer, Instant now) {
  if (login.size() > login_letters_max) return refused("wrong login or password");
  std::string hash;
  bool known = false;
  {
    const std::lock_guard lock(room_->mutex);
    forget_old_tries(room_->failed_tries, now);
    if (must_wait(room_->failed_tries["login " + login], now) ||
        must_wait(room_->failed_tries["peer " + peer], now))
      return offline("too many tries; wait a little");
    if (room_->pretend_hash.empty()) room_->pretend_hash = hash_secret("nobody");
    auto select = TRY(room_->database.prepare("SELECT secret FROM staff WHERE login = ?"));
    select.bind(login);
    known = TRY(select.step());
    hash = known ? select.text(0) : room_->pretend_hash;
  }
  const bool right = password.size() <= password_bytes_max && matches(hash, password) && known;
  const std::lock_guard lock(room_->mutex);
  if (!right) {
    room_->failed_tries["login " + login].push_back(now);
    room_->failed_tries["peer " + peer].push_back(now);
    return refused("wrong login or password");
  }
  room_->failed_tries.erase("login " + login);
  auto token = to_base64url(random_bytes<32>());
  auto old = TRY(room_->database.prepare("DELETE FROM sessions WHERE began < ? OR seen < ?"));
  old.bind(ms(now - session_age_max)).bind(ms(now - session_idle_max));
  TRY(old.run());
  auto insert = TRY(room_->database.prepare("INSERT INTO sessions VALUES (?,?,?,?)"));
  insert.bind(ByteView(token_hash(token))).bind(login).bind(ms(now)).bind(ms(now));
  TRY(insert.run());
  return token;
}

Result<StaffSession> Register::session(std::string_view token, Instant now) {
  const auto hash = token_hash(token);
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare(
      "SELECT s.login, s.role, s.house, s.unit, t.seen FROM sessions t JOIN staff s USING (login) "
      "WHERE t.token = ? AND t.began >= ? AND t.seen >= ?"));
  select.bind(ByteView(hash)).bind(ms(now - session_age_max)).bind(ms(now - session_idle_max));
  if (!TRY(select.step())) return refused("not signed in");
  StaffSession session{account_in(select), csrf_of(token)};
  const auto seen = select.integer(4);
  select.reset();
  // A minute's grain: a page view need not be a write.
  if (ms(now) - seen >= 60'000) {
    auto update = TRY(room_->database.prepare("UPDATE sessions SET seen = ? WHERE token = ?"));
    update.bind(ms(now)).bind(ByteView(hash));
    TRY(update.run());
  }
  return session;
}

Result<void> Register::sign_out(std::string_view token) {
  const std::lock_guard lock(room_->mutex);
  auto remove = TRY(room_->database.prepare("DELETE FROM sessions WHERE token = ?"));
  remove.bind(ByteView(token_hash(token)));
  return remove.run();
}

}  // namespace stemme
