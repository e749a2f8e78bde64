#include "server-sync/device/retry_schedule.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace stemme {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::function<std::uint64_t()> chance(std::uint64_t seed) {
  return [engine = std::mt19937_64(seed)]() mutable { return engine(); };
}

/// The longest wait that a given random number allows.
std::function<std::uint64_t()> always(std::uint64_t number) {
  return [number] { return number; };
}

TEST(RetrySchedule, SpeaksHourlyWhenAllIsWell) {
  RetrySchedule schedule(chance(1));
  for (int i = 0; i < 200; ++i) {
    schedule.succeeded(hours(i));
    EXPECT_GE(schedule.next(), hours(i) + minutes(55));
    EXPECT_LE(schedule.next(), hours(i) + minutes(60));
  }
}

TEST(RetrySchedule, UploadsWithinHalfAnHourOfACloseAndSpreadsOut) {
  Milliseconds earliest = hours(1);
  Milliseconds latest{};
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    RetrySchedule schedule(chance(seed));
    schedule.succeeded(Ticks(0));
    schedule.batch_closed(Ticks(0));
    earliest = std::min(earliest, schedule.next());
    latest = std::max(latest, schedule.next());
  }
  EXPECT_LT(earliest, minutes(1));
  EXPECT_GT(latest, minutes(29));
  EXPECT_LE(latest, minutes(30));
}

TEST(RetrySchedule, IsNotHurriedByASecondClose) {
  RetrySchedule schedule(always(upload_within_after_close.count() * 60'000ULL));
  schedule.succeeded(Ticks(0));
  schedule.batch_closed(Ticks(0));
  const auto first = schedule.next();

  schedule.batch_closed(minutes(1));

  EXPECT_EQ(schedule.next(), first);
}

TEST(RetrySchedule, DoublesItsPatienceUpToSixHours) {
  Milliseconds longest{};
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    RetrySchedule schedule(chance(seed));
    for (int failures = 1; failures <= 40; ++failures) {
      schedule.failed(Ticks(0), std::nullopt);
      const auto cap =
          std::min<Milliseconds>(seconds(30) * (1LL << std::min(failures - 1, 20)), hours(6));
      ASSERT_LE(schedule.next(), cap);
      longest = std::max(longest, schedule.next());
    }
  }
  EXPECT_GT(longest, hours(5));
}

TEST(RetrySchedule, ObeysASignedRetryAfterUpToADay) {
  RetrySchedule schedule(chance(3));
  schedule.failed(Ticks(0), seconds(3600));
  EXPECT_GE(schedule.next(), hours(1));

  schedule.failed(Ticks(0), hours(24 * 365));
  EXPECT_GE(schedule.next(), hours(24));
  EXPECT_LE(schedule.next(), hours(24) + seconds(30));
}

TEST(RetrySchedule, DoublesNothingWhileTheCollectorSaysWhen) {
  RetrySchedule schedule(chance(6));
  for (int i = 0; i < 40; ++i) {
    schedule.failed(Ticks(0), seconds(60));
    ASSERT_GE(schedule.next(), seconds(60));
    ASSERT_LE(schedule.next(), seconds(90));
  }
  schedule.batch_closed(Ticks(0));
  EXPECT_GE(schedule.next(), seconds(60)) << "hurried by a close";
}

TEST(RetrySchedule, TakesASoonPlaceSoonAndNotTogetherWithOthers) {
  std::set<Ticks> moments;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RetrySchedule schedule(chance(seed));
    schedule.failed(Ticks(0), seconds(2));
    ASSERT_GE(schedule.next(), seconds(2));
    ASSERT_LE(schedule.next(), seconds(4));
    moments.insert(schedule.next());
    schedule.failed(Ticks(0), seconds(0));
    ASSERT_LE(schedule.next(), seconds(1));
  }
  EXPECT_GT(moments.size(), 50U);
}

TEST(RetrySchedule, IsNotHurriedByACloseWhileNobodyAnswers) {
  RetrySchedule schedule(chance(4));
  for (int i = 0; i < 12; ++i) schedule.failed(Ticks(0), std::nullopt);
  const auto before = schedule.next();

  schedule.batch_closed(Ticks(0));

  EXPECT_EQ(schedule.next(), before);
}

TEST(RetrySchedule, BeginsAnewAfterASuccess) {
  RetrySchedule schedule(chance(5));
  for (int i = 0; i < 20; ++i) schedule.failed(Ticks(0), std::nullopt);
  schedule.succeeded(Ticks(0));

  schedule.failed(Ticks(0), std::nullopt);

  EXPECT_LE(schedule.next(), seconds(30));
}

}  // namespace
}  // namespace stemme
