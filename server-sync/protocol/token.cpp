#include "server-sync/protocol/token.h"

#include <algorithm>
#include <set>

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t set_bytes_max = 64 * 1024;

/// Without a remainder that some pictures would profit from: sixteen divides 256.
TokenCode random_code() {
  TokenCode code{};
  std::set<std::uint8_t> used;
  while (used.size() < code.size()) {
    const auto picture = static_cast<std::uint8_t>(random_bytes<1>()[0] % token_pictures);
    if (used.insert(picture).second) code[used.size() - 1] = picture;
  }
  return code;
}

bool are_apart(const TokenCode& one, const TokenCode& other) {
  int places = 0;
  for (std::size_t i = 0; i < one.size(); ++i) places += one[i] != other[i] ? 1 : 0;
  return places >= 2;
}

}  // namespace

const std::array<std::string_view, token_pictures> token_picture_ids = {
    "ball",     "benk",   "bygge", "dor",    "fisk",      "frukt",     "hand",      "hengelas",
    "lese-bok", "klokke", "male",  "musikk", "scene-sky", "scene-sol", "scene-tre", "suppe"};

Result<std::vector<TokenCode>> make_token_codes(int count) {
  if (count < 1 || count > tokens_max)
    return invalid("a set has 1 to " + std::to_string(tokens_max) + " tokens");
  std::vector<TokenCode> codes;
  while (static_cast<int>(codes.size()) < count) {
    const auto code = random_code();
    if (std::ranges::all_of(codes, [&](const auto& other) { return are_apart(code, other); }))
      codes.push_back(code);
  }
  return codes;
}

TokenMark mark_of(const TokenCode& code, const FixedBytes<16>& salt) {
  Bytes salted(salt.begin(), salt.end());
  salted.insert(salted.end(), code.begin(), code.end());
  const auto digest = sha256(salted);
  TokenMark mark{};
  std::copy_n(digest.begin(), mark.size(), mark.begin());
  return mark;
}

TokenSet token_set_of(const std::vector<TokenCode>& codes) {
  TokenSet set;
  set.salt = random_bytes<16>();
  for (const auto& code : codes) set.marks.push_back(mark_of(code, set.salt));
  std::ranges::sort(set.marks);
  return set;
}

bool contains(const TokenSet& set, const TokenMark& mark) {
  return std::ranges::binary_search(set.marks, mark);
}

std::string to_json(const TokenSet& set) {
  std::vector<std::string> marks;
  for (const auto& mark : set.marks) marks.push_back(to_hex(mark));
  return JsonObject().text("salt", to_hex(set.salt)).part("marks", json_strings(marks)).written();
}

Result<TokenSet> token_set_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, set_bytes_max));
  TokenSet set;
  set.salt = TRY(json.hex<16>("salt"));
  set.marks = TRY(json.rows("marks", tokens_max, hex_from<16>));
  if (set.marks.empty()) return invalid("a set without tokens");
  std::ranges::sort(set.marks);
  return set;
}

}  // namespace stemme
