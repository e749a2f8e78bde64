// A file that somebody else wrote, before anything is looked for in it: how deep it may go. Each
// part of a key and each bracket is a table in a table, and whoever takes such a tree down goes
// down with it.
#include "server-sync/protocol/toml_file.h"

#include <gtest/gtest.h>

#include "server-sync/protocol/toml_keys.h"

namespace stemme {
namespace {

std::string key_of(int parts, const std::string& dot = ".") {
  std::string key = "a";
  for (int i = 1; i < parts; ++i) key += dot + "a";
  return key;
}

std::string complaint(const std::string& toml) {
  const auto read = read_toml(toml, "pack.toml");
  return read ? "" : read.error().message();
}

constexpr int many = toml_depth_max + 1;

TEST(ALongKey, IsRefusedWithItsLineWhereverOneMayStand) {
  for (const auto& toml :
       {"[" + key_of(many) + "]\n", "[[" + key_of(many) + "]]\n", key_of(many) + " = 1\n",
        "b = { c = [{ " + key_of(many) + " = 1 }] }\n", key_of(many, " \t. ") + " = 1\n",
        key_of(many, ".'a.b'.") + " = 1\n", key_of(many, ".\"a\\\".=[b\".") + " = 1\n"})
    for (const std::string before :
         {"", "x = \"# \\\\\"\ny = '\\'\n", "x = \"\"\ny = ''\nz = 1.5 # \"\n",
          "x = \"\"\"\n\" ''' \\\"\"\" \"\"\n\"\"\"\"\"\n", "x = '''\"\n'' \\''''\n",
          "x = [\n  \"[\", # '\n  '\"',\n]\n"}) {
      const auto line = 1 + std::count(before.begin(), before.end(), '\n');
      EXPECT_EQ(complaint(before + toml), "pack.toml:" + std::to_string(line) +
                                              ": a key has more than 16 parts. Write fewer dots "
                                              "in it.")
          << before << toml;
      EXPECT_EQ(complaint(before), "") << before;
    }
}

TEST(ALongKey, IsNotOneThatAnybodyWrites) {
  const auto dots = key_of(60);
  const auto toml = "# " + dots + "\n[" + key_of(12) + "]\n" + key_of(4) + " = \"" + dots +
                    "\"\nb = '" + dots + "'\nc = '''\n" + dots + "\n'' " + dots +
                    "'''\nd = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 1.5, 2.5, 3.5, 4.5, " +
                    "5.5, 6.5, 7.5, 8.5, 9.5]\ne = \"\"\"" + dots + "\\\"\"\"" + dots +
                    "\"\"\" # " + dots + "\n";

  EXPECT_EQ(complaint(toml), "");
}

TEST(AFileOfToml, IsRefusedWhereTablesLieTooDeep) {
  const auto nested = [](int levels, const std::string& open, const std::string& close) {
    std::string toml = "b = ";
    for (int i = 0; i < levels; ++i) toml += open;
    toml += "1";
    for (int i = 0; i < levels; ++i) toml += close;
    return toml + "\n";
  };
  EXPECT_EQ(complaint(nested(toml_depth_max - 1, "[", "]")), "");
  const auto too_deep =
      "pack.toml: tables and lists lie more than 16 deep. Put fewer into another.";
  EXPECT_EQ(complaint(nested(toml_depth_max, "[", "]")), too_deep);
  EXPECT_EQ(complaint(nested(250, "{ " + key_of(toml_depth_max) + " = ", " }")), too_deep);
}

TEST(AFileOfToml, EndsNoProcessWithAHeaderOfAHundredThousandParts) {
  EXPECT_NE(complaint("[" + key_of(131'000) + "]\n"), "");
  EXPECT_NE(complaint(key_of(131'000) + " = 1\n"), "");
}

}  // namespace
}  // namespace stemme
