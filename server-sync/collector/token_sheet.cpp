#include "server-sync/collector/token_sheet.h"

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr std::size_t picture_bytes_max = 64 * 1024;

constexpr std::string_view style = R"(
@page { size: A4; margin: 12mm }
body { margin: 0; font: 4mm "Noto Sans", sans-serif; color: #1B2A41 }
p { margin: 0 0 5mm }
main { display: grid; grid-template-columns: repeat(3, 60mm); gap: 3mm }
div { height: 27mm; border: 0.3mm dashed #1B2A41; border-radius: 3mm; display: flex;
  align-items: center; justify-content: space-evenly; break-inside: avoid }
div svg { width: 12.5mm; height: 12.5mm })";

/// What stands inside the picture's outermost element.
Result<std::string> drawing_in(const std::filesystem::path& file) {
  const auto text = TRY(read_text_file(file, picture_bytes_max));
  const auto begin = text.find('>', text.find("<svg"));
  const auto end = text.rfind("</svg>");
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    return invalid(file.string() + " is no picture");
  return text.substr(begin + 1, end - begin - 1);
}

std::string name_of(std::size_t picture) { return "p" + std::to_string(picture); }

Result<std::string> symbols(const std::filesystem::path& pictures) {
  std::string out = "<svg width=\"0\" height=\"0\" style=\"position:absolute\">\n";
  for (std::size_t i = 0; i < token_picture_ids.size(); ++i) {
    const auto drawing = TRY(drawing_in(pictures / (std::string(token_picture_ids[i]) + ".svg")));
    out += "<symbol id=\"" + name_of(i) + "\" viewBox=\"0 0 96 96\">" + drawing + "</symbol>\n";
  }
  return out + "</svg>\n";
}

std::string card(const TokenCode& code) {
  std::string out = "<div>";
  for (const auto picture : code) out += "<svg><use href=\"#" + name_of(picture) + "\"/></svg>";
  return out + "</div>\n";
}

}  // namespace

Result<std::string> token_sheet(const std::vector<TokenCode>& codes,
                                const std::filesystem::path& pictures, const Phrasebook& words) {
  const auto defined = TRY(symbols(pictures));
  std::string out = "<!doctype html>\n<html lang=\"" + words.language().tag +
                    "\"><meta charset=\"utf-8\">\n<title>" + words.phrase("tokens") +
                    "</title>\n<style>" + std::string(style) + "</style>\n" + defined + "<p>" +
                    words.phrase("tokens_how") + "</p>\n<main>\n";
  for (const auto& code : codes) out += card(code);
  return out + "</main>\n</html>\n";
}

}  // namespace stemme
