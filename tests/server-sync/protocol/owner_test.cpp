#include "server-sync/protocol/owner.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

/// An owner that shares nothing with the one in assets: no Norwegian anywhere.
const std::string finnish = R"(schema = 1
id = "jarvela"
name = "Järvelän kunta"
time_zone = "Europe/Helsinki"

[languages]
required = ["fi"]
offered = ["fi", "sv"]
default = "fi"

[helpline]
number = "116 111"
from_band = "7-9"
label.fi = "Lasten ja nuorten puhelin"

[house]
language = "fi"
open_from = "06:00"
open_to = "17:30"
closed_weeks = [27, 28]

[[law]]
id = "varhaiskasvatuslaki-20"
houses = ["barnehage"]
name.fi = "varhaiskasvatuslaki 20 §"
)";

std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << "nothing to break: " << old;
  return text.replace(at, old.size(), now);
}

std::string loading(const std::string& text) {
  const auto owner = load_owner(text, "jarvela.toml");
  return owner ? "" : owner.error().message();
}

TEST(Owner, LoadsWithoutAWordOfNorwegian) {
  const auto owner = load_owner(finnish, "jarvela.toml");

  ASSERT_TRUE(owner) << owner.error().message();
  EXPECT_EQ(owner->zone, "Europe/Helsinki");
  EXPECT_EQ(owner->required_languages, std::vector<std::string>{"fi"});
  EXPECT_EQ(owner->helpline.from_band, Band::SevenNine);
  EXPECT_EQ(owner->house.open_to, std::chrono::minutes(17 * 60 + 30));
  EXPECT_EQ(owner->laws.at(0).name.at("fi"), "varhaiskasvatuslaki 20 §");
  EXPECT_FALSE(owner->laws.at(0).checked) << "what nobody has checked is never printed";
}

TEST(Owner, MayHaveNoHelpline) {
  const auto start = finnish.find("[helpline]");
  const auto without = std::string(finnish).erase(start, finnish.find("[house]") - start);

  EXPECT_EQ(load_owner(without, "jarvela.toml").value().helpline.number, "");
}

TEST(BrokenOwner, IsAnsweredWithFileLineWrongAndRemedy) {
  EXPECT_EQ(loading(with(finnish, "Europe/Helsinki", "Europe/Jarvela")),
            "jarvela.toml:4: no time zone is called \"Europe/Jarvela\". Use a name from the tz "
            "database, such "
            "as \"Europe/Oslo\".");
  EXPECT_EQ(loading(with(finnish, "offered = [\"fi\", \"sv\"]", "offered = [\"sv\"]")),
            "jarvela.toml:8: \"fi\" is required and not offered. Add it to offered.");
  EXPECT_EQ(loading(with(finnish, "default = \"fi\"", "default = \"nb\"")),
            "jarvela.toml:9: \"nb\" is not among the required languages. Use fi.");
  EXPECT_EQ(loading(with(finnish, "06:00", "6.00")),
            "jarvela.toml:18: \"6.00\" is no time of day. Write for example \"07:30\".");
  EXPECT_EQ(loading(with(finnish, "\"jarvela\"", "\"järvelä\"")),
            "jarvela.toml:2: \"järvelä\" is no id. Use a to z, 0 to 9 and - alone, at most 64 of "
            "them: \"lynghei\".");
  EXPECT_EQ(loading(with(finnish, "\"7-9\"", "\"3-4\"")),
            "jarvela.toml:13: \"3-4\" is no band. Write for example \"10-12\".");
}

}  // namespace
}  // namespace stemme
