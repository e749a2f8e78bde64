#include "server-sync/protocol/json_text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace stemme {
namespace {

JsonValue read(std::string_view text) { return read_json(text, 1000).value(); }

TEST(JsonText, ComesBackAsItWasWritten) {
  const auto text = JsonObject()
                        .text("a", "linje\nto \"æøå\" \x01\\")
                        .number("b", -3)
                        .part("c", json_list({"1", json_strings({"x", "y"}), "true", "null"}))
                        .part("d", JsonObject().written())
                        .written();

  EXPECT_EQ(read(text).written(), text);
  EXPECT_EQ(read(text).text("a", 100).value(), "linje\nto \"æøå\" \x01\\");
}

TEST(JsonText, SaysWhichFieldIsWrong) {
  const auto json = read(R"({"n":5,"t":"abc","l":[1,2],"f":true,"h":"00ff"})");

  EXPECT_EQ(json.number("n", 0, 4).error().message(), "n: outside 0-4");
  EXPECT_EQ(json.text("t", 2).error().message(), "t: longer than 2 bytes");
  EXPECT_EQ(json.items("l", 1).error().message(), "l: more than 1 items");
  EXPECT_EQ(json.text("n", 9).error().message(), "n: not a text");
  EXPECT_EQ(json.flag("t").error().message(), "the field \"t\" is neither true nor false");
  EXPECT_EQ(json.part("z").error().message(), "the field \"z\" is missing");
  EXPECT_TRUE(json.flag("f").value());
  EXPECT_EQ(json.hex<2>("h").value(), (FixedBytes<2>{0, 255}));
  EXPECT_FALSE(json.hex<3>("h"));
}

TEST(JsonText, IsRefusedWhenItIsNotStrict) {
  for (auto text :
       {"", "{", "[1,]", "{\"a\":1,\"a\":1}", "1.5", "1e3", "9007199254740992", "{'a':1}", "nul",
        "[[[[[[[[[1]]]]]]]]]", "\"\xff\"", "// x\n1", "1 2", "\"\t\""})
    EXPECT_FALSE(read_json(text, 1000)) << text;
  EXPECT_TRUE(read_json("9007199254740991", 1000));
  EXPECT_TRUE(read_json("[[[[[[[[1]]]]]]]]", 1000));
  EXPECT_FALSE(read_json("[1, 2]", 5));
  EXPECT_FALSE(read_json({}, 1000)) << "a body of no bytes lies nowhere";
}

TEST(JsonText, SurvivesAnyTextAndKeepsAnyString) {
  rc::check("any text reads or is refused",
            [](const std::string& text) { static_cast<void>(read_json(text, 1000).has_value()); });
  rc::check("any ASCII text comes back", [](const std::vector<std::uint8_t>& bytes) {
    std::string text;
    for (auto byte : bytes) text += static_cast<char>(byte & 127U);
    RC_ASSERT(read(json_string(text)).as_text(1000).value() == text);
  });
}

}  // namespace
}  // namespace stemme
