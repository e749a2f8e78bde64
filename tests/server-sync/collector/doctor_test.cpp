// What the doctor calls wrong, one check after another: each is made wrong, says what to do, and is
// well again when that was done. That it calls an off-site wrong that is away or none at all, and a
// silent terminal, stands in upkeep_test; the wall and a side that does not run in two_sides_test.
#include "server-sync/collector/doctor.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "server-sync/collector/key_export.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/collector/a_collector_with_offsite.h"
#include "tests/server-sync/collector/a_spoiled_database.h"

namespace stemme {
namespace {

/// Takes its end of life back to that moment, under the key it has.
void let_certificate_end(const std::filesystem::path& state, Instant ends) {
  const auto certificate_text = read_text_file(state / "tls.crt", 64U << 10U).value();
  const auto key_text = read_text_file(state / "tls.key", 64U << 10U).value();
  auto* memory = BIO_new_mem_buf(certificate_text.data(), -1);
  auto* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  memory = BIO_new_mem_buf(key_text.data(), -1);
  auto* key = PEM_read_bio_PrivateKey(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(ends.time_since_epoch());
  ASN1_TIME_set(X509_getm_notAfter(certificate), seconds.count());
  ASSERT_GT(X509_sign(certificate, key, EVP_sha256()), 0);
  auto* file = std::fopen((state / "tls.crt").c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  EVP_PKEY_free(key);
  X509_free(certificate);
}

class TheDoctor : public ACollectorWithOffsite {
 protected:
  TheDoctor() { back_up(); }

  /// What is said of one thing: its line, and the remedy under it.
  std::string says(const std::string& what) {
    const auto all = at.verb("doctor").value() + "\n";
    for (const auto* verdict : {"ok     ", "WRONG  "}) {
      const auto from = all.find(verdict + what + ": ");
      if (from == std::string::npos) continue;
      auto to = all.find('\n', from) + 1;
      if (all.compare(to, 4, "    ") == 0) to = all.find('\n', to) + 1;
      return all.substr(from, to - from);
    }
    ADD_FAILURE() << what << " is not looked at:\n" << all;
    return {};
  }
  void expect_well(const std::string& what) {
    const auto said = says(what);
    EXPECT_TRUE(said.starts_with("ok     ")) << said;
  }
  void expect_wrong(const std::string& what, const std::string& seen, const std::string& remedy) {
    const auto said = says(what);
    EXPECT_TRUE(said.starts_with("WRONG  ")) << said;
    EXPECT_NE(said.find(seen), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with("\n         do: " + remedy + "\n")) << said;
  }
  /// The caretaker tries on a thread of its own: until the line holds that word, or no longer.
  void await(const std::string& what, const std::string& word, bool is_there) {
    for (int minute = 0; minute < 24 * 60; ++minute) {
      if ((says(what).find(word) != std::string::npos) == is_there) return;
      at.clock->advance(1min);
    }
    ADD_FAILURE() << "a day has passed: " << says(what);
  }
};

TEST_F(TheDoctor, SeesAClockThatIsBehindTheBatches) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(3, pack, unit(), today()));
  expect_well("clock");

  at.clock->set_wrong_by(-10 * 24h);
  expect_wrong("clock", "it is 2026-11-13, and batches came on 2026-11-23",
               "set the clock, and see that time synchronisation runs (timedatectl)");

  at.clock->set_wrong_by(0h);
  expect_well("clock");
}

TEST_F(TheDoctor, SeesADiskOnWhichThereIsLittleRoom) {
  constexpr std::uintmax_t gib = 1U << 30U;
  const auto with_room = [](std::uintmax_t capacity, std::uintmax_t available) {
    return to_text({check_of({capacity, available, available})});
  };
  const std::string remedy =
      "\n         do: make room: batches are refused when it is full, and devices keep them\n";

  EXPECT_EQ(with_room(100 * gib, 4 * gib), "WRONG  disk: 4 GiB free of 100" + remedy);
  EXPECT_EQ(with_room(100 * gib, 6 * gib), "ok     disk: 6 GiB free of 100\n");
  EXPECT_EQ(with_room(8 * gib, gib / 2), "WRONG  disk: 0 GiB free of 8" + remedy);
  EXPECT_EQ(with_room(8 * gib, 2 * gib), "ok     disk: 2 GiB free of 8\n");
  EXPECT_NE(says("disk").find(" GiB free of "), std::string::npos) << "the real one is looked at";
}

TEST_F(TheDoctor, SeesACertificateThatRunsOutThreeWeeksAhead) {
  const auto whole = read_text_file(state() / "tls.crt", 64U << 10U).value();
  const auto remedy = "get a new one for the same key, put it in " +
                      (state() / "tls.crt").string() + " and restart";
  let_certificate_end(state(), monday + std::chrono::days(22));
  expect_well("certificate");

  let_certificate_end(state(), monday + std::chrono::days(20));
  expect_wrong("certificate", "runs out on 2026-12-13", remedy);
  let_certificate_end(state(), monday - std::chrono::days(2));
  expect_wrong("certificate", "ran out on 2026-11-21", remedy);

  write_durably(state() / "tls.crt", as_bytes(whole)).value();
  expect_well("certificate");
}

TEST_F(TheDoctor, SeesACertificateThatIsNotThere) {
  std::filesystem::rename(state() / "tls.crt", at.folder / "tls.crt");
  expect_wrong("certificate", (state() / "tls.crt").string(), "put tls.crt and tls.key back");

  std::filesystem::rename(at.folder / "tls.crt", state() / "tls.crt");
  expect_well("certificate");
}

TEST_F(TheDoctor, SeesAKeyThatOthersMayRead) {
  const auto key = state() / "identity.key";
  std::filesystem::permissions(key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  expect_wrong("keys", "others may read identity.key",
               "chmod 600 it; if somebody may have read it, run keys rotate");

  std::filesystem::permissions(key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::remove);
  expect_well("keys");
}

TEST_F(TheDoctor, SeesAKeyThatIsNotThere) {
  for (const auto* name : {"identity.key", "reply.key", "reply-reserve.key", "enrol.key"}) {
    std::filesystem::rename(state() / name, at.folder / name);
    expect_wrong("keys", name, "bring them back from the exported file (restore)");

    std::filesystem::rename(at.folder / name, state() / name);
    expect_well("keys");
  }
}

TEST_F(TheDoctor, SeesAnswersThatDoNotAddUp) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  expect_well("answers");
  const auto change = [&](const char* sql) {
    auto counts = Database::open(state() / "counts.db", Database::Role::Writer).value();
    counts.checkpoint_by_hand().value();
    counts.run(sql).value();
  };

  change("UPDATE marks SET counted = counted - 1");
  expect_wrong("answers", "they do not add up", "keep everything as it is and report it");

  change("UPDATE marks SET counted = counted + 1");
  expect_well("answers");
}

TEST_F(TheDoctor, SeesAnswersThatWaitForAKey) {
  auto kiosk = terminal();
  const auto old = key_name(kiosk.identity.keys.sealing);
  const auto exported = at.folder / "keys-2.txt";
  at.verb("keys rotate", {{"export", exported.string()}, {"passphrase", passphrase}}).value();
  at.verb("keys retire", {{"key", old}, {"lost", old}}).value();
  at.collector.reset();
  at.open();
  kiosk.receipt_of(kiosk.answers(6, pack, unit(), today()));
  expect_wrong("answers", "some wait for a sealing key that is not held",
               "bring the key back from the exported file; they are kept until then");

  const auto lost = read_exported_keys(exported, passphrase).value().sealing.front();
  StateDirectory::open(state()).value().write_sealing_key(lost).value();
  at.collector.reset();
  at.open();
  expect_well("answers");
}

/// Off-site can be reached and has a backup of this very day: that alone is not well.
TEST_F(TheDoctor, SeesABackupThatFailsThoughOffsiteIsReached) {
  ASpoiledDatabase counts(state() / "counts.db");
  next_day();
  await("backups", "checking counts.db of the backup: not sound", true);
  expect_wrong("backups", " kept, the newest 2026-11-23T0800Z", "run backup, and see what it says");
  expect_well("off-site");

  counts.mend();
  back_up();
  await("backups", "not sound", false);
  expect_well("backups");
}

}  // namespace
}  // namespace stemme
