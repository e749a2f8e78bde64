#include "server-sync/dashboard/staff_pages.h"

#include <algorithm>
#include <mutex>

#include "server-sync/counting/finding_shelf.h"
#include "server-sync/dashboard/page_reply.h"
#include "server-sync/dashboard/staff_login.h"
#include "server-sync/dashboard/week_desk.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr std::size_t style_bytes_max = 64 * 1024;
constexpr std::size_t form_bytes_max = 8 * 1024;

/// What follows a prefix; nothing for another address.
std::optional<std::string> after(const std::string& path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  return path.substr(prefix.size());
}

std::string with_language(const std::string& path, const std::string& language) {
  return language.empty() ? path : path + "?lang=" + language;
}

}  // namespace

struct StaffPages::Room {
  Room(Register& chosen, WeekDesk pages, std::string css)
      : reg(chosen),
        login(chosen),
        desk(std::move(pages)),
        languages(desk.languages()),
        style(std::move(css)) {}

  /// Empty where it is none of ours: what follows is written into the address we send people to.
  std::string language_in(const Request& request) const;
  Reply sign_in_form(const Request& request, int status, const char* complaint);
  Reply sign_in(const Request& request, Instant now);
  Reply sign_out(const Request& request, Instant now);
  Reply read(const Request& request, const StaffSession& session);
  Reply finished(Result<PageOrAddress> page, const PageView& view);

  Register& reg;
  StaffLogin login;
  std::mutex desk_mutex;
  WeekDesk desk;
  const std::vector<std::string> languages;
  std::string style;
};

StaffPages::StaffPages(std::unique_ptr<Room> room) : room_(std::move(room)) {}
StaffPages::StaffPages(StaffPages&&) noexcept = default;
StaffPages::~StaffPages() = default;

Result<StaffPages> StaffPages::open(const StaffPagesSettings& settings, Register& reg) {
  auto desk = TRY(
      WeekDesk::open(settings.state_folder, settings.texts_folder, settings.templates_folder, reg));
  desk.set_copy_elsewhere(settings.copy_elsewhere);
  desk.set_newest_stored(settings.newest_stored);
  auto style = TRY(read_text_file(settings.templates_folder / "style.css", style_bytes_max));
  return StaffPages(std::make_unique<Room>(reg, std::move(desk), std::move(style)));
}

bool StaffPages::serves(const Request& request) { return !request.path.starts_with("/v1/"); }

Reply StaffPages::answer(const Request& request, Instant now) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.path == "/style.css") return style_reply(room_->style);
  // Browsers ask for it by themselves; they need no way to the sign-in.
  if (request.path == "/favicon.ico") return page_reply(404, "");
  if (request.method == "POST" && request.body.size() <= form_bytes_max) {
    if (request.path == "/login") return room_->sign_in(request, now);
    if (request.path == "/logout") return room_->sign_out(request, now);
  }
  const auto session = room_->login.session(request, now);
  if (reads && request.path == "/login") return room_->sign_in_form(request, 200, nullptr);
  if (!session) return redirect_to(with_language("/login", room_->language_in(request)));
  if (!reads)
    return room_->finished(missing("no such form"), {room_->language_in(request), {}, {}});
  return room_->read(request, *session);
}

std::string StaffPages::Room::language_in(const Request& request) const {
  const auto wanted = form_fields(request.query)["lang"];
  return std::ranges::find(languages, wanted) != languages.end() ? wanted : std::string();
}

Reply StaffPages::Room::sign_in_form(const Request& request, int status, const char* complaint) {
  const auto guard = StaffLogin::begin(request);
  const std::lock_guard lock(desk_mutex);
  const auto page = desk.sign_in_page(language_in(request), guard.token, complaint);
  auto reply = page ? page_reply(status, *page) : page_reply(500, "");
  reply.fields.set("set-cookie", guard.cookie);
  return reply;
}

Reply StaffPages::Room::sign_in(const Request& request, Instant now) {
  const auto cookie = login.sign_in(request, now);
  if (cookie) {
    auto reply = redirect_to(with_language("/", language_in(request)));
    reply.fields.set("set-cookie", *cookie);
    return reply;
  }
  switch (cookie.error().failure()) {
    case Failure::Refused:
      return sign_in_form(request, 403, "login_wrong");
    case Failure::Offline:
      return sign_in_form(request, 429, "login_wait");
    case Failure::Invalid:
      return sign_in_form(request, 400, "error_form");
    default:
      log_failure("dashboard", cookie.error());
      return sign_in_form(request, 500, "error_ours");
  }
}

Reply StaffPages::Room::sign_out(const Request& request, Instant now) {
  const auto cookie = login.sign_out(request, now);
  auto reply = redirect_to(with_language("/login", language_in(request)));
  if (cookie) reply.fields.set("set-cookie", *cookie);
  if (!cookie && cookie.error().failure() == Failure::Invalid) {
    return sign_in_form(request, 400, "error_form");
  }
  return reply;
}

Reply StaffPages::Room::read(const Request& request, const StaffSession& session) {
  const PageView view{language_in(request), session.csrf, request.path};
  const std::lock_guard lock(desk_mutex);
  if (request.path == "/") return finished(desk.start(session.account, view), view);
  if (const auto rest = after(request.path, "/week/")) {
    const auto slash = rest->find('/');
    const auto unit = id_from(rest->substr(0, slash));
    if (unit && slash == std::string::npos) {
      return finished(desk.newest_week(session.account, *unit, view), view);
    }
    const auto week =
        unit ? week_from(rest->substr(slash + 1)) : Result<IsoWeek>(missing("no group"));
    if (unit && week) return finished(desk.week(session.account, *unit, *week, view), view);
  }
  return finished(missing("no such page"), view);
}

Reply StaffPages::Room::finished(Result<PageOrAddress> page, const PageView& view) {
  if (page) return page->go_to.empty() ? page_reply(200, page->html) : redirect_to(page->go_to);
  const bool absent = page.error().failure() == Failure::Missing;
  if (!absent) log_failure("dashboard", page.error());
  const auto told = desk.error_page(view, absent ? "error_not_found" : "error_ours");
  return page_reply(absent ? 404 : 500, told ? *told : std::string());
}

}  // namespace stemme
