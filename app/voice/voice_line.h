/// What a line that is read aloud is called on disk. The name hangs on the words, so that words
/// that were changed never meet a voice that says the old ones. Values; any thread.
#pragma once

#include <string>

namespace stemme {

/// Sixteen hex digits of SHA-256(language, a newline, the words).
std::string voice_name(const std::string& language, const std::string& words);

}  // namespace stemme
