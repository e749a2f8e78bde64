#include "server-sync/dashboard/staff_login.h"

#include "server-sync/protocol/keys.h"

namespace stemme {
namespace {

constexpr std::string_view session_cookie = "__Host-stemme";
constexpr std::string_view guard_cookie = "__Host-stemme-form";
constexpr std::size_t guard_bytes = 24;
constexpr std::string_view cookie_rules = "; Path=/; Secure; HttpOnly; SameSite=Lax";

std::optional<std::string> cookie_in(const Request& request, std::string_view name) {
  auto rest = request.fields.find("cookie").value_or("");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    while (part.starts_with(' ')) part.remove_prefix(1);
    const auto equals = part.find('=');
    if (equals != std::string_view::npos && part.substr(0, equals) == name) {
      return std::string(part.substr(equals + 1));
    }
  }
  return std::nullopt;
}

/// The browser's own word for where a form came from. Old ones say nothing; then the token alone
/// decides.
bool sent_from_here(const Request& request) {
  if (const auto site = request.fields.find("sec-fetch-site")) return *site == "same-origin";
  if (const auto origin = request.fields.find("origin"); origin && *origin != "null") {
    return *origin == "https://" + request.authority;
  }
  return true;
}

std::string cookie(std::string_view name, std::string_view value) {
  return std::string(name) + "=" + std::string(value) + std::string(cookie_rules);
}

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                       hex_digit(text[i + 2]) >= 0;
    if (coded) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

bool same(std::string_view a, std::string_view b) {
  return !a.empty() && equal_in_constant_time(as_bytes(a), as_bytes(b));
}

}  // namespace

std::map<std::string, std::string> form_fields(std::string_view text) {
  std::map<std::string, std::string> fields;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const auto equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    fields.emplace(unquoted(part.substr(0, equals)), unquoted(value));
  }
  return fields;
}

std::optional<StaffSession> StaffLogin::session(const Request& request, Instant now) const {
  const auto token = cookie_in(request, session_cookie);
  if (!token) return std::nullopt;
  auto found = register_->session(*token, now);
  if (!found) return std::nullopt;
  return std::move(*found);
}

StaffLogin::Guard StaffLogin::begin(const Request& request) {
  const auto kept = cookie_in(request, guard_cookie);
  const bool ours = kept && from_base64url(*kept).value_or({}).size() == guard_bytes;
  const auto token = ours ? *kept : to_base64url(random_bytes<guard_bytes>());
  return {token, cookie(guard_cookie, token)};
}

Result<std::string> StaffLogin::sign_in(const Request& request, Instant now) const {
  auto fields = form_fields(as_text(request.body));
  const auto guard = cookie_in(request, guard_cookie);
  if (!sent_from_here(request) || !guard || !same(*guard, fields["token"])) {
    return invalid("the form is not ours, or was open for too long");
  }
  const auto token = TRY(register_->sign_in(fields["name"], fields["password"], request.peer, now));
  return cookie(session_cookie, token);
}

Result<std::string> StaffLogin::sign_out(const Request& request, Instant now) const {
  auto fields = form_fields(as_text(request.body));
  const auto signed_in = session(request, now);
  if (!signed_in) return refused("nobody is signed in");
  if (!sent_from_here(request) || !same(signed_in->csrf, fields["token"])) {
    return invalid("the form is not ours, or was open for too long");
  }
  TRY(register_->sign_out(*cookie_in(request, session_cookie)));
  return cookie(session_cookie, "") + "; Max-Age=0";
}

}  // namespace stemme
