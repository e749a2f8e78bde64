#include "server-sync/collector/pack_verbs.h"

#include <filesystem>

#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/collector/test_collector.h"

namespace stemme {
namespace {

const std::string assets = source + "/assets";

TEST(PackCheck, IsContentWithThePacksThatTravel) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(assets + "/packs"))
    files.push_back(entry.path().string());

  EXPECT_EQ(check_packs(files, "", "").value(), "");
}

TEST(PackCheck, NamesFileAndLineOfABrokenPack) {
  ScratchFolder folder;
  const auto file = (folder / "bhg-dagen-56.toml").string();
  auto text = read_text_file(assets + "/packs/bhg-dagen-56.toml", 1U << 20U).value();
  text.replace(text.find("scale = \"faces3\""), 16, "scale = \"faces9\"");
  write_durably(file, as_bytes(text)).value();

  const auto said = check_packs({file}, assets, "").value();

  EXPECT_NE(said.find(file + ":"), std::string::npos) << said;
  EXPECT_NE(said.find("faces9"), std::string::npos) << said;
}

TEST(PackCheck, SaysSoWhenThereIsNoOwner) {
  ScratchFolder folder;

  EXPECT_EQ(check_packs({"x.toml"}, folder.path().string(), "").error().failure(),
            Failure::Missing);
}

/// There is no absolute path to nothing; asking for one ended the process.
TEST(PackCheck, SaysSoWhenNoFileIsNamed) {
  EXPECT_EQ(check_packs({""}, "", "").error().failure(), Failure::Invalid);
}

}  // namespace
}  // namespace stemme
