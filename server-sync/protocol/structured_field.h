/// Structured fields (RFC 8941), as much as signatures, digests and the status use: dictionaries
/// whose members are strings, tokens, integers, byte sequences or lists of strings with parameters.
/// Values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

struct BareItem {
  enum class Kind { Truth, Integer, Text, Token, Binary };
  Kind kind = Kind::Truth;
  std::string value;  ///< digits, text without quotes, token, base64 without colons; "1" or "0"
  bool operator==(const BareItem&) const = default;
};
using FieldParameters = std::vector<std::pair<std::string, BareItem>>;

struct FieldItem {
  BareItem item;
  FieldParameters parameters;
  bool operator==(const FieldItem&) const = default;
};

struct FieldMember {
  std::string key;
  bool is_list = false;
  std::vector<FieldItem> items;  ///< one, unless a list
  FieldParameters parameters;    ///< of the list
};

/// A key given twice is refused, although the RFC lets the last one win: a signature must have one
/// reading.
Result<std::vector<FieldMember>> read_dictionary(std::string_view field);
const FieldMember* find_member(const std::vector<FieldMember>& members, std::string_view key);
/// A parameter without a value is true.
BareItem truth();
const BareItem* find_parameter(const FieldParameters& parameters, std::string_view key);

/// `("a" "b";req);keyid="k"`, read alone and written in the canonical form that is signed.
Result<FieldMember> read_inner_list(std::string_view text);
void append_text(std::string& out, const FieldItem& item);
std::string inner_list_text(const FieldMember& list);

}  // namespace stemme
