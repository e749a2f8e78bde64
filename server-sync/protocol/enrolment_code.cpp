#include "server-sync/protocol/enrolment_code.h"

#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t one_time_letters = 6;
constexpr std::size_t pin_letters = 10;
constexpr std::size_t group_letters = 4;
constexpr std::size_t request_bytes_max = 1024;

/// The first letters of `bytes`, five bits each, most significant first.
std::string spell(ByteView bytes, std::size_t letters) {
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (auto byte : bytes) {
    held = ((held << 8U) | byte) & 0xfffU;
    bits += 8;
    while (bits >= 5 && out.size() < letters) {
      bits -= 5;
      out += crockford[(held >> bits) & 31U];
    }
  }
  STEMME_ASSERT(out.size() == letters);
  return out;
}

std::string pin_for(std::string_view one_time, const VerifyKey& identity) {
  return spell(blake2b(identity, as_bytes(one_time), 32), pin_letters);
}

/// The letter as we write it, or nothing for what no code has.
std::optional<char> forgiven(char typed) {
  char letter = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
  if (letter == 'O') letter = '0';
  if (letter == 'I' || letter == 'L') letter = '1';
  if (crockford.find(letter) == std::string_view::npos) return std::nullopt;
  return letter;
}

bool is_separator(char c) { return c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r'; }

Result<std::string> letters_of(std::string_view typed) {
  std::string letters;
  for (char c : typed) {
    if (is_separator(c)) continue;
    const auto letter = forgiven(c);
    if (!letter) {
      const bool printable = c > ' ' && c <= '~';
      return invalid("character " + std::to_string(letters.size() + 1) +
                     (printable ? std::string(" is ") + c : " is no letter or digit") +
                     ", which no code has; look again");
    }
    letters += *letter;
  }
  return letters;
}

Result<std::uint64_t> device_in(const JsonValue& json) {
  const auto text = TRY(json.text("device", 16));
  return id_from(text);
}

}  // namespace

EnrolmentCode make_enrolment_code(const VerifyKey& identity) {
  EnrolmentCode code;
  code.one_time = spell(random_bytes<4>(), one_time_letters);
  code.pin = pin_for(code.one_time, identity);
  return code;
}

bool pins(const EnrolmentCode& code, const VerifyKey& identity) {
  return equal_in_constant_time(as_bytes(code.pin), as_bytes(pin_for(code.one_time, identity)));
}

std::string to_text(const EnrolmentCode& code) {
  const auto letters = code.one_time + code.pin;
  std::string out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && i % group_letters == 0) out += '-';
    out += letters[i];
  }
  return out;
}

Result<EnrolmentCode> enrolment_code_from(std::string_view typed) {
  const auto letters = TRY(letters_of(typed));
  if (letters.size() != one_time_letters + pin_letters)
    return invalid("a code has 16 characters in four groups; " + std::to_string(letters.size()) +
                   " were typed");
  return EnrolmentCode{letters.substr(0, one_time_letters), letters.substr(one_time_letters)};
}

std::string to_json(const EnrolmentRequest& request) {
  JsonObject out;
  out.text("code", request.one_time).text("device_key", to_hex(request.device_key));
  if (request.device) out.text("device", id_text(*request.device));
  return out.written();
}

Result<EnrolmentRequest> enrolment_request_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, request_bytes_max));
  EnrolmentRequest request;
  request.one_time = TRY(json.text("code", one_time_letters));
  if (request.one_time.size() != one_time_letters ||
      request.one_time.find_first_not_of(crockford) != std::string::npos)
    return invalid("not a one-time code");
  request.device_key = TRY(json.hex<32>("device_key"));
  if (json.has("device")) request.device = TRY(device_in(json));
  return request;
}

std::string to_json(const EnrolmentReply& reply) {
  return JsonObject()
      .text("device", id_text(reply.device))
      .text("owner", reply.owner)
      .text("house", reply.house)
      .written();
}

Result<EnrolmentReply> enrolment_reply_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, request_bytes_max));
  EnrolmentReply reply;
  reply.device = TRY(device_in(json));
  reply.owner = TRY(json.text("owner", 64));
  reply.house = TRY(json.text("house", 64));
  return reply;
}

}  // namespace stemme
