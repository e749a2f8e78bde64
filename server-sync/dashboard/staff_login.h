/// Who is asking (trust §3.4): a session cookie that no script can read, a token in every form, and
/// a look at where a form was sent from. Passwords, their cost and the waiting after wrong ones
/// live in the register. Any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "server-sync/protocol/message.h"
#include "server-sync/register/register.h"

namespace stemme {

/// Fields of an `application/x-www-form-urlencoded` body or query. Names that come twice: the first
/// counts.
std::map<std::string, std::string> form_fields(std::string_view text);

class StaffLogin {
 public:
  /// `reg` outlives the login.
  explicit StaffLogin(Register& reg) : register_(&reg) {}

  /// The account and form token of a request; none when nobody is signed in.
  std::optional<StaffSession> session(const Request& request, Instant now) const;

  /// A sign-in form is guarded before there is a session: the same random text in a cookie and in
  /// the form.
  struct Guard {
    std::string token;
    std::string cookie;
  };
  /// Keeps the text a browser has already: another tab, or a picture it asked for by itself, must
  /// not spoil the form that lies open.
  static Guard begin(const Request& request);
  /// The cookie of the new session. Refused: wrong name or password. Invalid: the form is not ours.
  /// Offline: too many tries.
  Result<std::string> sign_in(const Request& request, Instant now) const;
  /// Ends the session and gives the cookie that clears it. Invalid when the form is not ours.
  Result<std::string> sign_out(const Request& request, Instant now) const;

 private:
  Register* register_;
};

}  // namespace stemme
