#include "server-sync/intake/store_check.h"

#include "tests/server-sync/intake/test_intake.h"
#include "tests/stand-ins/damaged_database.h"

namespace stemme {
namespace {

class AStoreThatIsLookedAt : public testing::Test {
 protected:
  AStoreThatIsLookedAt() { at.send(at.next_batch()); }

  bool is_called_broken() {
    bool broken = false;
    {
      const StoreCheck look(at.folder / "intake.db", [&] { broken = true; });
    }
    return broken;
  }

  TestIntake at;
};

TEST_F(AStoreThatIsLookedAt, IsLeftAloneWhileItIsSound) { EXPECT_FALSE(is_called_broken()); }

/// And what was receipted meanwhile is let go of by nobody: it lies in no backup.
TEST_F(AStoreThatIsLookedAt, IsCalledBrokenWhenItIsDamagedThoughItServes) {
  at.store.reset();
  damage(at.folder / "intake.db");
  at.store = IntakeStore::open(at.folder / "intake.db", {}).value();

  EXPECT_TRUE(is_called_broken());
}

}  // namespace
}  // namespace stemme
