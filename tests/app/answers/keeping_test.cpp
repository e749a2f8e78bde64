#include "app/answers/keeping.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

const Instant monday{std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)};
const std::vector<StoredRange> first_nine = {{1, 9, {}}};

Receipt receipt(Instant utc, std::int64_t durable_through, std::string incarnation = "one") {
  return {"c", std::move(incarnation), 7, 1, first_nine, durable_through, utc};
}

TEST(Keeping, SendsWhatNoBelievedRangeNames) {
  const auto keeping = keeping_of(10, StoredMark{"one", monday}, receipt(monday, 10), first_nine);

  EXPECT_EQ(keeping.fate, Keeping::Fate::Send);
  EXPECT_FALSE(keeping.mark.has_value());
}

// Two terminals from one card: the range ends with a batch that only the other has, and each answer
// to one old batch made nine others unsent again.
TEST(Keeping, LeavesStandingWhatTheSameCollectorVouchedForWithinAnothersRange) {
  const StoredMark mark{"one", monday};
  const auto later = monday + std::chrono::days(40);

  const auto same = keeping_of(3, mark, receipt(later, 9), {});
  EXPECT_EQ(same.fate, Keeping::Fate::Keep);
  EXPECT_EQ(same.mark, mark);
  EXPECT_EQ(keeping_of(3, mark, receipt(later, 9, "two"), {}).fate, Keeping::Fate::Send);
  EXPECT_EQ(keeping_of(3, std::nullopt, receipt(later, 9), {}).fate, Keeping::Fate::Send);
}

TEST(Keeping, WritesDownSinceWhenABatchIsStored) {
  const auto keeping = keeping_of(3, std::nullopt, receipt(monday, 0), first_nine);

  EXPECT_EQ(keeping.fate, Keeping::Fate::Keep);
  EXPECT_EQ(keeping.mark, (StoredMark{"one", monday}));
}

TEST(Keeping, LetsGoAfterThirtyFiveDaysWhenDurable) {
  const StoredMark mark{"one", monday};
  const auto day = [](int days) { return monday + std::chrono::days(days); };

  EXPECT_EQ(keeping_of(3, mark, receipt(day(34), 9), first_nine).fate, Keeping::Fate::Keep);
  EXPECT_EQ(keeping_of(3, mark, receipt(day(35), 9), first_nine).fate, Keeping::Fate::LetGo);
  EXPECT_EQ(keeping_of(3, mark, receipt(day(35), 2), first_nine).fate, Keeping::Fate::Keep);
}

TEST(Keeping, BeginsTheDaysAnewUnderAnotherIncarnation) {
  const auto later = monday + std::chrono::days(40);
  const auto keeping =
      keeping_of(3, StoredMark{"one", monday}, receipt(later, 9, "two"), first_nine);

  EXPECT_EQ(keeping.fate, Keeping::Fate::Keep);
  EXPECT_EQ(keeping.mark, (StoredMark{"two", later}));
}

TEST(Keeping, KeepsWhenTheCollectorsClockRunsBack) {
  const auto keeping = keeping_of(3, StoredMark{"one", monday},
                                  receipt(monday - std::chrono::days(400), 9), first_nine);

  EXPECT_EQ(keeping.fate, Keeping::Fate::Keep);
}

}  // namespace
}  // namespace stemme
