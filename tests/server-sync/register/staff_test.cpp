#include "tests/server-sync/register/test_register.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

class SigningIn : public testing::Test {
 protected:
  SigningIn() {
    StaffAccount account{"maurtua@lyngtua", StaffRole::Team, "lyngtua", reg.children};
    reg->add_staff(account, password).value();
  }
  Result<std::string> sign_in(std::string_view with, Milliseconds later = 0ms,
                              const std::string& peer = "10.0.0.1") {
    return reg->sign_in("maurtua@lyngtua", with, peer, reg.now + later);
  }
  Result<StaffSession> session(const std::string& token, Milliseconds later) {
    return reg->session(token, reg.now + later);
  }
  TestRegister reg;
  std::string password = "en lang setning";
};

TEST_F(SigningIn, GivesASessionOfTheRole) {
  const auto token = sign_in(password).value();

  const auto found = session(token, 1min).value();
  EXPECT_EQ(found.account.role, StaffRole::Team);
  EXPECT_EQ(found.account.unit, reg.children);
  EXPECT_FALSE(found.csrf.empty());
  EXPECT_NE(found.csrf, token);
}

TEST_F(SigningIn, IsRefusedForAWrongPasswordAndAnUnknownLoginAlike) {
  const auto wrong = sign_in("noe annet helt");
  const auto unknown = reg->sign_in("ingen@lyngtua", password, "10.0.0.2", reg.now);

  EXPECT_EQ(wrong.error().failure(), Failure::Refused);
  EXPECT_EQ(unknown.error().message(), wrong.error().message());
}

TEST_F(SigningIn, WaitsAfterFiveFailuresButNeverLocksOut) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(sign_in("feil passord").error().failure(), Failure::Refused);

  EXPECT_EQ(sign_in(password, 1s).error().failure(), Failure::Offline);
  EXPECT_TRUE(sign_in(password, 31s));
}

TEST_F(SigningIn, WaitsForTheAddressTooWhenLoginsAreGuessed) {
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(reg->sign_in("gjett" + std::to_string(i), "feil passord", "10.0.0.9", reg.now));

  EXPECT_EQ(sign_in(password, 1s, "10.0.0.9").error().failure(), Failure::Offline);
  EXPECT_TRUE(sign_in(password, 1s, "10.0.0.1"));
}

TEST_F(SigningIn, EndsAfterHalfAnHourOfSilence) {
  const auto token = sign_in(password).value();

  EXPECT_TRUE(session(token, 29min));
  EXPECT_TRUE(session(token, 58min));
  EXPECT_EQ(session(token, 89min).error().failure(), Failure::Refused);
}

TEST_F(SigningIn, EndsAfterTenHoursWhateverIsDone) {
  const auto token = sign_in(password).value();
  for (auto at = 20min; at <= 10h; at += 20min) EXPECT_TRUE(session(token, at));

  EXPECT_FALSE(session(token, 10h + 1min));
}

TEST_F(SigningIn, EndsWithSigningOutAndWithANewPassword) {
  const auto first = sign_in(password).value();
  reg->sign_out(first).value();
  EXPECT_FALSE(session(first, 1s));

  const auto second = sign_in(password).value();
  reg->set_password("maurtua@lyngtua", "en annen setning").value();
  EXPECT_FALSE(session(second, 1s));
  EXPECT_TRUE(sign_in("en annen setning"));
}

TEST_F(SigningIn, NeedsAPasswordOfEightLetters) {
  EXPECT_EQ(reg->set_password("maurtua@lyngtua", "kort").error().failure(), Failure::Invalid);
}

TEST_F(SigningIn, NeedsAGroupForATeamAndAHouseForAHead) {
  EXPECT_FALSE(reg->add_staff({"a", StaffRole::Team, "lyngtua", {}}, password));
  EXPECT_FALSE(reg->add_staff({"b", StaffRole::Head, {}, {}}, password));
  EXPECT_TRUE(reg->add_staff({"c", StaffRole::Head, "lyngtua", {}}, password));
}

}  // namespace
}  // namespace stemme
