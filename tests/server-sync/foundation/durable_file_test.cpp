#include "server-sync/foundation/durable_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/stand-ins/plain_user.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;

class AFolder : public testing::Test {
 protected:
  AFolder() {
    fs::create_directory(folder / "b");
    fs::create_directory(folder / "lost+found");
    for (const char* file : {"c.svg", "b/e.svg", "b/d.svg", "lost+found/f.svg"})
      write_durably(folder / file, as_bytes("x")).value();
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(folder / "b", fs::perms(0755));
    for (const char* file : {"c.svg", "b/e.svg", "b/d.svg"})
      fs::permissions(folder / file, fs::perms::others_read, fs::perm_options::add);
  }

  ScratchFolder folder;
};

TEST_F(AFolder, TellsWhatLiesInItInOrder) {
  EXPECT_EQ(entries_in(folder.path()).value(),
            (Paths{folder / "b", folder / "c.svg", folder / "lost+found"}));
  EXPECT_EQ(entries_in(folder / "none").error().failure(), Failure::Missing);
  EXPECT_EQ(entries_in(folder / "c.svg").error().failure(), Failure::Unexpected);
}

TEST_F(AFolder, TellsOfEveryFileBelowIt) {
  fs::create_directory_symlink(folder.path(), folder / "b" / "round");
  fs::create_symlink(folder / "c.svg", folder / "b" / "linked.svg");

  EXPECT_EQ(files_below(folder.path()).value(),
            (Paths{folder / "b" / "d.svg", folder / "b" / "e.svg", folder / "b" / "linked.svg",
                   folder / "c.svg", folder / "lost+found" / "f.svg"}));
}

/// The library's own iterator throws where it cannot go on, and one that nobody caught ended the
/// process.
TEST_F(AFolder, PassesOverOneBelowThatCannotBeRead) {
  fs::permissions(folder / "lost+found", fs::perms::none);
  fs::create_symlink("self", folder / "self");
  const PlainUser user;

  EXPECT_EQ(files_below(folder.path()).value(),
            (Paths{folder / "b" / "d.svg", folder / "b" / "e.svg", folder / "c.svg"}));
  EXPECT_EQ(entries_in(folder / "lost+found").error().failure(), Failure::Unexpected);
}

}  // namespace
}  // namespace stemme
