// One number on many connections at once: two terminals from one card, a proxy that asks twice, a
// request that was thought lost. Whoever comes first has it, and everybody hears the same (C8).
#include <barrier>
#include <set>
#include <thread>

#include "server-sync/intake/ledger.h"
#include "tests/server-sync/intake/test_intake.h"

namespace stemme {
namespace {

constexpr int senders = 64;
constexpr int numbers = 100;

class OneNumber : public testing::Test {
 protected:
  struct Asked {
    Digest digest{};
    Request request;
    Reply reply;
  };

  /// Most are the very same request, byte for byte; the others have another content each.
  std::vector<Asked> asked_for(const Batch& batch) {
    const auto same = at.sign(at.put(batch));
    std::vector<Asked> all(senders, {sha256(same.body), same, {}});
    for (int i = 0; i < senders; i += 4) {
      auto other = batch;
      other.boxes[0][0] = static_cast<std::uint8_t>(1 + i);
      auto& asked = all[static_cast<std::size_t>(i)];
      asked.request = at.sign(at.put(other));
      asked.digest = sha256(asked.request.body);
    }
    return all;
  }

  /// Each on a thread of its own, and none before all are there.
  void ask_at_once(std::vector<Asked>& all, const BatchAddress& address) {
    std::barrier all_are_there(senders);
    std::vector<std::thread> threads;
    for (auto& asked : all)
      threads.emplace_back([&] {
        all_are_there.arrive_and_wait();
        asked.reply = at.take(asked.request, address);
      });
    for (auto& thread : threads) thread.join();
  }

  /// What lies there under that number; it must be one.
  Digest stored(std::int64_t n) {
    auto database = Database::open(at.folder / "intake.db", Database::Role::Reader).value();
    auto rows = database.prepare("SELECT body FROM batches WHERE n = ?").value();
    rows.bind(n);
    EXPECT_TRUE(rows.step().value());
    const auto digest = sha256(rows.blob(0));
    EXPECT_FALSE(rows.step().value()) << n << " lies there twice";
    return digest;
  }

  void all_hear_the_same(const std::vector<Asked>& all, std::int64_t n) {
    const auto there = stored(n);
    const std::vector<StoredRange> chain{{1, n, there}};
    for (const auto& asked : all) {
      at.expect_signed(asked.reply, asked.request);
      if (asked.digest == there) {
        ASSERT_EQ(asked.reply.status, 200);
        EXPECT_EQ(receipt_of(asked.reply).stored, chain);
      } else {
        ASSERT_EQ(asked.reply.status, 409);
        EXPECT_EQ(problem_of(asked.reply), ProblemType::IdentityConflict);
      }
    }
  }

  TestIntake at;
};

TEST_F(OneNumber, IsTakenOnceHoweverManyAskForItAtOnce) {
  for (int n = 1; n <= numbers && !HasFailure(); ++n) {
    SCOPED_TRACE("number " + std::to_string(n));
    const auto batch = at.next_batch();
    auto all = asked_for(batch);
    ask_at_once(all, TestIntake::address_of(batch));
    all_hear_the_same(all, n);
    at.ends[batch.frame.epoch].digest = stored(n);
  }
  auto ledger = Ledger::open(at.folder / "intake.db", at.reg).value();
  EXPECT_EQ(ledger.arrived_after(0, 10 * numbers).value().size(), std::size_t{numbers});
}

}  // namespace
}  // namespace stemme
