#include "server-sync/protocol/picture_check.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace stemme {
namespace {

constexpr std::array allowed{"path", "circle",   "ellipse", "rect",
                             "line", "polyline", "polygon", "g"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == ':' || c == '.';
}

/// Reads the few forms of XML that a picture needs; everything else is a fault.
class Reader {
 public:
  Reader(std::string_view svg, std::string_view name) : svg_(svg), name_(name) {}

  Result<void> read() {
    if (svg_.size() > picture_bytes_max)
      return fault("is larger than 64 KiB; draw it with fewer points");
    while (at_ < svg_.size()) {
      if (svg_[at_] == '<')
        TRY(read_markup());
      else
        TRY(read_between());
    }
    if (!open_.empty())
      return fault("ends before </" + open_.back() + ">; the file is cut, save it again");
    if (!has_root_) return fault("has no <svg>; save it as SVG");
    return {};
  }

 private:
  Error fault(const std::string& what) const {
    const auto line =
        1 + std::count(svg_.begin(),
                       svg_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, svg_.size())),
                       '\n');
    return invalid(std::string(name_) + ", line " + std::to_string(line) + ": " + what);
  }

  bool follows(std::string_view text) const { return svg_.substr(at_).starts_with(text); }

  Result<void> read_markup() {
    if (follows("<!--")) return skip_past("-->", "a comment");
    if (follows("<?xml")) return skip_past("?>", "the XML line");
    if (follows("<!")) return fault("<! is not allowed; remove the document type");
    if (follows("</")) return read_end();
    return read_start();
  }

  Result<void> skip_past(std::string_view end, const std::string& what) {
    const auto found = svg_.find(end, at_);
    if (found == std::string_view::npos)
      return fault(what + " never ends; the file is cut, save it again");
    at_ = found + end.size();
    return {};
  }

  Result<void> read_between() {
    if (!is_space(svg_[at_]))
      return fault("text is not painted; draw the letters as paths, or remove them");
    ++at_;
    return {};
  }

  std::string read_name() {
    const auto from = at_;
    while (at_ < svg_.size() && is_name(svg_[at_])) ++at_;
    return std::string(svg_.substr(from, at_ - from));
  }

  void skip_spaces() {
    while (at_ < svg_.size() && is_space(svg_[at_])) ++at_;
  }

  Result<void> read_end() {
    at_ += 2;
    const std::string name = read_name();
    skip_spaces();
    if (open_.empty() || open_.back() != name || !follows(">"))
      return fault("</" + name + "> closes nothing that is open");
    open_.pop_back();
    ++at_;
    return {};
  }

  Result<void> read_start() {
    ++at_;
    const std::string name = read_name();
    TRY(check_element(name));
    bool has_view_box = false;
    for (;;) {
      skip_spaces();
      if (at_ >= svg_.size()) return fault("<" + name + "> is cut; save the file again");
      if (follows(">") || follows("/>")) break;
      TRY(read_attribute(name, has_view_box));
    }
    if (name == "svg" && !has_view_box)
      return fault("<svg> has no viewBox; add viewBox=\"0 0 96 96\"");
    if (follows(">")) open_.push_back(name);
    at_ += follows(">") ? 1 : 2;
    return {};
  }

  Result<void> check_element(const std::string& name) {
    if (name == "svg" && open_.empty() && !has_root_) {
      has_root_ = true;
      return {};
    }
    if (open_.empty()) return fault("<" + name + "> stands outside <svg>");
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      return fault("<" + name +
                   "> is not painted; use only path, circle, ellipse, rect, line, "
                   "polyline, polygon and g");
    return {};
  }

  Result<void> read_attribute(const std::string& element, bool& has_view_box) {
    const std::string name = read_name();
    if (name.empty()) return fault("<" + element + "> holds something that is no attribute");
    if (!follows("=\"") && !follows("='")) return fault(name + " has no value in quotes");
    const char quote = svg_[at_ + 1];
    const auto from = at_ + 2;
    const auto end = svg_.find(quote, from);
    if (end == std::string_view::npos)
      return fault(name + " never ends; the file is cut, save it again");
    TRY(check_attribute(name, svg_.substr(from, end - from)));
    has_view_box = has_view_box || name == "viewBox";
    at_ = end + 1;
    return {};
  }

  Result<void> check_attribute(const std::string& name, std::string_view value) const {
    const bool is_script = name.starts_with("on");
    if (is_script || name == "href" || name == "xlink:href" || name == "class" ||
        name == "filter" || name == "mask" || name == "clip-path")
      return fault(name + " is not allowed; a picture is only its own shapes and colours");
    if (value.find("url(") != std::string_view::npos)
      return fault(name + " points elsewhere; use a plain colour");
    if (value.find('<') != std::string_view::npos || value.find('&') != std::string_view::npos)
      return fault(name + " holds a character that is not allowed");
    return {};
  }

  std::string_view svg_;
  std::string_view name_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  bool has_root_ = false;
};

}  // namespace

Result<void> check_picture(std::string_view svg, std::string_view name) {
  return Reader(svg, name).read();
}

}  // namespace stemme
