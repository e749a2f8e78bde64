#include "server-sync/protocol/structured_field.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace stemme {
namespace {

TEST(StructuredField, ReadsMembersOfEachKind) {
  const auto members =
      read_dictionary("a=\"x\\\"y\", b=12,c=-3 ,\td=tok/en, e=:AQI=:, f, g=?0, h=(\"m\";req 1);k=v")
          .value();

  ASSERT_EQ(members.size(), 8U);
  EXPECT_EQ(members[0].items[0].item, (BareItem{BareItem::Kind::Text, "x\"y"}));
  EXPECT_EQ(members[1].items[0].item, (BareItem{BareItem::Kind::Integer, "12"}));
  EXPECT_EQ(members[2].items[0].item, (BareItem{BareItem::Kind::Integer, "-3"}));
  EXPECT_EQ(members[3].items[0].item, (BareItem{BareItem::Kind::Token, "tok/en"}));
  EXPECT_EQ(members[4].items[0].item, (BareItem{BareItem::Kind::Binary, "AQI="}));
  EXPECT_EQ(members[5].items[0].item, (BareItem{BareItem::Kind::Truth, "1"}));
  EXPECT_EQ(members[6].items[0].item, (BareItem{BareItem::Kind::Truth, "0"}));
  EXPECT_EQ(inner_list_text(members[7]), "(\"m\";req 1);k=v");
}

TEST(StructuredField, WritesAListInOneForm) {
  const auto list = read_inner_list("(  \"a\"   \"b\";  req );created=1;keyid=\"k\"").value();

  EXPECT_EQ(inner_list_text(list), "(\"a\" \"b\";req);created=1;keyid=\"k\"");
}

TEST(StructuredField, RefusesWhatHasTwoReadingsOrNone) {
  for (auto text : {"a=1,", "a=1,,b=2", "a=1 b=2", "a=\"x", "a=\"\\x\"", "a=:AQI=", "a=(\"x\"",
                    "a=(\"x\"\"y\")", "A=1", "a=1.5", "a=1, a=2", "a=?2", "a=1;b;b", "=1",
                    "a=1234567890123456", "a=\"\x01\"", "a=\"\xc3\xa5\""})
    EXPECT_FALSE(read_dictionary(text)) << text;
  EXPECT_FALSE(read_inner_list("(\"a\") x"));
  EXPECT_FALSE(read_inner_list(""));
  EXPECT_FALSE(read_dictionary("a=\"" + std::string(5000, 'x') + "\""));
}

TEST(StructuredField, SurvivesAnyText) {
  rc::check("reads or refuses", [](const std::string& text) {
    static_cast<void>(read_dictionary(text).has_value());
    static_cast<void>(read_inner_list("(" + text).has_value());
  });
}

}  // namespace
}  // namespace stemme
