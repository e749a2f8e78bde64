#include "server-sync/collector/verbs.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

/// What is stored in another spelling is never read again.
TEST(AVerb, TakesWordsInUtf8Only) {
  const Verbs verbs{{"house list", [](const Verb&) { return std::string("done"); }}};
  const auto with = [&](const std::string& place) {
    return run_verb({"house list", {{"place", place}}}, verbs);
  };

  EXPECT_EQ(with("Gården").value(), "done");
  EXPECT_EQ(with("G\xe5rden").error().failure(), Failure::Invalid);
  EXPECT_EQ(with("G\xe5rden").error().message(), "--place is no text: it must be UTF-8");
}

}  // namespace
}  // namespace stemme
