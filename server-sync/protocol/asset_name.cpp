#include "server-sync/protocol/asset_name.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr std::string_view pictures = "pictures/";
constexpr std::string_view picture_ending = ".svg";
constexpr std::string_view voices = "voices/";
constexpr std::string_view voice_ending = ".opus";
constexpr std::size_t id_letters_max = 80;
constexpr std::size_t voice_name_letters = 16;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take_both_ends(std::string_view& text, std::string_view front, std::string_view back) {
  if (text.size() < front.size() + back.size()) return false;
  if (!text.starts_with(front) || !text.ends_with(back)) return false;
  text = text.substr(front.size(), text.size() - front.size() - back.size());
  return true;
}

bool is_picture(std::string_view name) {
  return take_both_ends(name, pictures, picture_ending) && is_picture_id(name);
}

/// The language's tag, and what voice_line.h calls the words.
bool is_voice(std::string_view name) {
  if (!take_both_ends(name, voices, voice_ending)) return false;
  const auto slash = name.find('/');
  if (slash != 2 && slash != 3) return false;
  const auto words = name.substr(slash + 1);
  return std::ranges::all_of(name.substr(0, slash), is_lower) &&
         words.size() == voice_name_letters &&
         std::ranges::all_of(words, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool is_picture_id(std::string_view id) {
  return !id.empty() && id.size() <= id_letters_max && std::ranges::all_of(id, [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '_';
  });
}

std::string picture_asset(std::string_view id) {
  return std::string(pictures) + std::string(id) + std::string(picture_ending);
}

bool is_asset_name(std::string_view name) { return is_picture(name) || is_voice(name); }

std::string voices_folder(std::string_view language) {
  return std::string(voices) + std::string(language);
}

std::string_view asset_media_type(std::string_view name) {
  if (is_picture(name)) return "image/svg+xml";
  return is_voice(name) ? "audio/ogg" : std::string_view();
}

}  // namespace stemme
