/// Tokens (C11): a card or a piece of wood with four pictures of sixteen on it. They lie shuffled
/// in a box and belong to nobody; in every round each is good for one answer. A house's set is made
/// once, printed once, and known afterwards by its marks alone. Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/calendar.h"

namespace stemme {

inline constexpr int token_pictures = 16;
inline constexpr int tokens_max = 400;

/// Ids of pictures, in the order that codes count in. Chosen to be named by anybody, and told apart
/// by anybody.
extern const std::array<std::string_view, token_pictures> token_picture_ids;

/// Four different pictures, each by its place in `token_picture_ids`, in the order they are
/// pressed.
using TokenCode = std::array<std::uint8_t, 4>;
/// What is kept of a code. There are 43 680 codes, so whoever holds a mark and its salt can find
/// the code; it keeps a list of tokens from being read off a screen or a log, and no more than
/// that.
using TokenMark = FixedBytes<16>;

struct TokenSet {
  FixedBytes<16> salt{};
  std::vector<TokenMark> marks;  ///< sorted
  bool operator==(const TokenSet&) const = default;
};

/// A token, in the rounds of one pack on one day: there it is good for one person's answers (C11).
struct TokenUse {
  TokenMark mark{};
  PackId pack{};
  Date day{};
  bool operator==(const TokenUse&) const = default;
};

/// So many codes, any two of which differ in at least two places: a finger that lands one picture
/// aside never gives somebody else's. Invalid: none, or more than tokens_max.
Result<std::vector<TokenCode>> make_token_codes(int count);
/// The first 16 bytes of SHA-256(salt ‖ code).
TokenMark mark_of(const TokenCode& code, const FixedBytes<16>& salt);
/// A new salt each time.
TokenSet token_set_of(const std::vector<TokenCode>& codes);
bool contains(const TokenSet& set, const TokenMark& mark);

/// {"salt":hex,"marks":[hex,…]}
std::string to_json(const TokenSet& set);
Result<TokenSet> token_set_from_json(std::string_view text);

}  // namespace stemme
