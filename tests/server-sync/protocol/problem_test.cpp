#include "server-sync/protocol/problem.h"

#include <gtest/gtest.h>

#include <set>

namespace stemme {
namespace {

constexpr ProblemType all[] = {ProblemType::IdentityConflict,
                               ProblemType::Malformed,
                               ProblemType::TooLarge,
                               ProblemType::WrongMediaType,
                               ProblemType::NotSigned,
                               ProblemType::Revoked,
                               ProblemType::UnknownCode,
                               ProblemType::TooManyTries,
                               ProblemType::NotFound,
                               ProblemType::Busy,
                               ProblemType::Broken};

TEST(Problem, IsKnownAgainByItsTypeAtTheOtherEnd) {
  std::set<std::string_view> urns;
  for (auto type : all) {
    const auto reply = problem_reply(type, "se i loggen");
    EXPECT_EQ(problem_in(reply).value(), type);
    EXPECT_EQ(reply.status, status_of(type));
    EXPECT_TRUE(urns.insert(urn_of(type)).second) << urn_of(type);
  }
}

TEST(Problem, IsReadByTypeAndNeverByText) {
  auto reply = problem_reply(ProblemType::Busy, "");
  reply.body = to_bytes(as_bytes(R"({"type":"urn:stemme:problem:busy","title":"gone"})"));

  EXPECT_EQ(problem_in(reply).value(), ProblemType::Busy);
}

TEST(Problem, IsNotFoundInAnythingElse) {
  auto page = problem_reply(ProblemType::Busy, "");
  page.fields.set("content-type", "text/html");
  EXPECT_FALSE(problem_in(page));

  auto unknown = problem_reply(ProblemType::Busy, "");
  unknown.body = to_bytes(as_bytes(R"({"type":"urn:stemme:problem:new","status":503})"));
  EXPECT_FALSE(problem_in(unknown));

  auto other_status = problem_reply(ProblemType::Busy, "");
  other_status.status = 409;
  EXPECT_FALSE(problem_in(other_status));
  EXPECT_FALSE(problem_in(Reply()));
}

TEST(Problem, TellsTheDeviceWhatToDo) {
  EXPECT_EQ(failure_of(ProblemType::Malformed), Failure::Invalid) << "hold this batch, go on";
  EXPECT_EQ(failure_of(ProblemType::TooLarge), Failure::Invalid);
  EXPECT_EQ(failure_of(ProblemType::Revoked), Failure::Refused) << "keep, tell staff";
  EXPECT_EQ(failure_of(ProblemType::Busy), Failure::Offline) << "try later";
  EXPECT_EQ(failure_of(ProblemType::Broken), Failure::Offline);
}

TEST(Refusal, NamesTheSameFailureAtBothEnds) {
  for (auto failure : {Failure::Offline, Failure::Refused, Failure::Invalid, Failure::Missing})
    EXPECT_EQ(failure_of(refusal(failure)), failure);
  for (auto failure : {Failure::Full, Failure::Corrupt, Failure::Unexpected})
    EXPECT_EQ(failure_of(refusal(failure)), Failure::Offline) << "the collector's own trouble";
}

}  // namespace
}  // namespace stemme
