// A number from a file or a command line that anything may have come into.
#include "app/kept_number.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/settings.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

std::optional<double> kept(const std::string& text) {
  const ScratchFolder folder;
  std::ofstream(folder / "number") << text;
  return kept_number(folder / "number", 100, 400);
}

TEST(AKeptNumber, IsReadWithinItsBoundsOnly) {
  EXPECT_EQ(kept("217.5\n"), 217.5);
  EXPECT_EQ(kept("100"), 100);
  for (const auto* text : {"99.9", "400.1", "-217", "nan", "-nan", "inf", "-inf", "", "wide"})
    EXPECT_EQ(kept(text), std::nullopt) << text;
}

TEST(ThePanelsWidth, IsANumberThatSomethingCanBe) {
  EXPECT_EQ(settings_from({"--panel-mm", "217.5"}).value().width_mm, 217.5);
  for (const auto* text : {"nan", "-nan", "inf", "-inf", "0", "-217", "217 mm", ""})
    EXPECT_FALSE(settings_from({"--panel-mm", text})) << text;
  EXPECT_FALSE(settings_from({"--window", "0x800"}));
}

}  // namespace
}  // namespace stemme
