#include "server-sync/protocol/picture_check.h"

#include <gtest/gtest.h>

#include <string>

namespace stemme {
namespace {

std::string picture_of(const std::string& shapes) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\">\n" + shapes +
         "\n</svg>\n";
}

std::string complaint(const std::string& svg) {
  const auto checked = check_picture(svg, "suppe.svg");
  return checked ? "" : checked.error().message();
}

void expect_complaint(const std::string& svg, const std::string& part) {
  EXPECT_NE(complaint(svg).find(part), std::string::npos) << complaint(svg);
}

TEST(PictureCheck, TakesTheEightShapes) {
  const std::string svg = picture_of(
      "<g transform=\"scale(2)\"><path d=\"M0 0 L9 9\"/><circle r=\"4\"/><ellipse rx='4'/><rect "
      "width=\"4\"/>"
      "<line x1=\"4\"/><polyline points=\"1,2\"/><polygon points=\"1,2\"/></g>");
  EXPECT_EQ(complaint(svg), "");
}

TEST(PictureCheck, TakesAnXmlLineAndComments) {
  EXPECT_EQ(complaint("<?xml version=\"1.0\"?><!-- soup -->" + picture_of("<circle r=\"4\"/>")),
            "");
}

TEST(PictureCheck, RefusesWhatIsNeverPainted) {
  for (const std::string name :
       {"text", "use", "clipPath", "image", "style", "script", "linearGradient"})
    expect_complaint(picture_of("<" + name + "/>"), "<" + name + "> is not painted; use only path");
}

TEST(PictureCheck, NamesFileAndLine) {
  expect_complaint(picture_of("<g>\n<use/>\n</g>"), "suppe.svg, line 3: <use>");
}

TEST(PictureCheck, RefusesAFileCutAnywhere) {
  const std::string svg = picture_of("<g><path d=\"M0 0 L9 9\"/><circle r=\"4\"/></g>");
  for (std::size_t kept = 0; kept + 2 < svg.size(); ++kept)
    EXPECT_NE(complaint(svg.substr(0, kept)), "") << svg.substr(0, kept);
}

TEST(PictureCheck, RefusesScriptsLinksAndEntities) {
  expect_complaint(picture_of("<g onload=\"alert(1)\"/>"), "onload is not allowed");
  expect_complaint(picture_of("<g href=\"http://a\"/>"), "href is not allowed");
  expect_complaint(picture_of("<path fill=\"url(#a)\"/>"), "fill points elsewhere");
  expect_complaint("<!DOCTYPE svg>" + picture_of("<g/>"), "remove the document type");
  expect_complaint(picture_of("<path d=\"&bomb;\"/>"), "not allowed");
}

TEST(PictureCheck, RefusesLooseTextAndASecondRoot) {
  expect_complaint(picture_of("Hei"), "text is not painted");
  expect_complaint(picture_of("<g/>") + "<g/>", "outside <svg>");
}

TEST(PictureCheck, DemandsAViewBox) { expect_complaint("<svg><g/></svg>", "add viewBox"); }

TEST(PictureCheck, RefusesAnEnormousFile) {
  expect_complaint(picture_of(std::string(picture_bytes_max, ' ')), "larger than 64 KiB");
}

}  // namespace
}  // namespace stemme
