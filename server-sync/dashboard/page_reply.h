/// Replies that a browser may trust (trust §3.4): nothing from elsewhere, nothing kept, nothing
/// framed. Values; any thread.
#pragma once

#include <string>

#include "server-sync/protocol/message.h"

namespace stemme {

Reply page_reply(int status, const std::string& html);
/// To another page of ours, after a form.
Reply redirect_to(const std::string& path);
/// May be kept for a day: it holds nothing of anybody.
Reply style_reply(const std::string& css);

}  // namespace stemme
