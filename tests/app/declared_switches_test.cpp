// The file that says what a switch is here: read as it was meant, or answered with line and remedy.
#include "app/declared_switches.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/screens/page.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

TEST(DeclaredSwitches, AreReadWithWhatBelongsToThem) {
  const auto declared = load_switches(
                            "[[switch]]\ndevice = \"Stor knapp\"\nchoose = \"Return\"\nnext = "
                            "\"space\"\nstep_ms = 2500\nhold_ms = 300\nignore_ms = 900\n"
                            "[[switch]]\ndevice = \"Liten\"\nchoose = \"F1\"\n",
                            "switches.toml")
                            .value();
  ASSERT_EQ(declared.size(), 2U);
  EXPECT_EQ(declared[0].device, "Stor knapp");
  EXPECT_EQ(declared[0].next, "space");
  EXPECT_EQ(declared[0].step, Ticks(2500));
  EXPECT_EQ(declared[0].hold, Ticks(300));
  EXPECT_EQ(declared[0].ignore_repeat, Ticks(900));
  EXPECT_TRUE(declared[1].next.empty());
  EXPECT_EQ(declared[1].step, Ticks(1500));
}

TEST(DeclaredSwitches, MayHaveAKeyForTheVoiceAlone) {
  const auto declared =
      load_switches("[[switch]]\ndevice = \"Prikk\"\nspeak = \"F5\"\n", "switches.toml").value();
  ASSERT_EQ(declared.size(), 1U);
  EXPECT_EQ(declared[0].speak, "F5");
  EXPECT_TRUE(declared[0].choose.empty());
}

TEST(DeclaredSwitches, SayWhichLineIsWrongAndWhatMayStandThere) {
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"[[switch]]\nchoose = \"F1\"\n", "device"},
           {"[[switch]]\ndevice = \"x\"\n", "choose"},
           {"[[switch]]\ndevice = \"x\"\nchoose = \"F1\"\nspeed = 3\n", "speed"},
           {"[[switch]]\ndevice = \"x\"\nchoose = \"F1\"\nstep_ms = 5\n", "step_ms"},
           {"[[switch]]\ndevice = \"x\"\nchoose = \"F1\"\nnext = \"F1\"\n", "leave it out"},
           {"[[switch]]\ndevice = \"x\"\nchoose = \"F1\"\nspeak = \"F1\"\n", "a key of its own"},
           {"[[switch]\n", "switches.toml"}}) {
    const auto declared = load_switches(text, "switches.toml");
    ASSERT_FALSE(declared) << text;
    EXPECT_NE(declared.error().message().find(said), std::string::npos)
        << declared.error().message();
    EXPECT_NE(declared.error().message().find("switches.toml:"), std::string::npos);
  }
}

TEST(TheFileOfSwitches, TakesNothingButTheSwitchesAwayWhenItCannotBeRead) {
  const ScratchFolder folder;
  const auto file = folder / "switches.toml";
  EXPECT_TRUE(switches_in(file).empty()) << "most terminals have none";

  std::filesystem::create_symlink(file, file);  // Not even whether it is there can be said.
  EXPECT_TRUE(switches_in(file).empty());

  std::filesystem::remove(file);
  std::ofstream(file) << "[[switch]]\ndevice = \"Prikk\"\nchoose = \"F1\"\n";
  EXPECT_EQ(switches_in(file).size(), 1U);
}

TEST(ASwitchsPlaces, AreAnswersFirstAndNeverTheStaffs) {
  const auto places =
      places_of({{target_staff, {}}, {target_listen, {}}, {0, {}}, {1, {}}, {target_close, {}}});
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places[0].id, 0);
  EXPECT_EQ(places[1].id, 1);
  EXPECT_EQ(places[2].id, target_listen);
}

}  // namespace
}  // namespace stemme
