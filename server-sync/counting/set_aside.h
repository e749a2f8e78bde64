/// Why a stored answer is not counted. The texts stand in counts.db and are the last part of the
/// phrase keys that name them on a page ("reason_key_gone"). Constants.
#pragma once

#include <chrono>

namespace stemme::aside {

inline constexpr const char* key_gone = "key_gone";  ///< *nøkkelen finnes ikke*
inline constexpr const char* pack_unknown = "pack_unknown";
inline constexpr const char* question_unknown = "question_unknown";
inline constexpr const char* unit_unknown = "unit_unknown";
inline constexpr const char* unreadable = "unreadable";
inline constexpr const char* late_round = "late_round";  ///< its day's rounds are closed (C11)
inline constexpr const char* revoked = "revoked";
inline constexpr const char* overfull = "overfull";  ///< of a day with more visits than members
inline constexpr const char* group_ended = "group_ended";  ///< more than ten weeks ago (C8)
inline constexpr const char* repeated = "repeated";        ///< the same box was counted before (C4)
inline constexpr const char* run = "run";                  ///< D58; printed on a line of its own
inline constexpr const char* noise = "noise";

/// How long a group that has ended takes late answers (C8).
inline constexpr std::chrono::weeks late_answers_taken{10};

}  // namespace stemme::aside
