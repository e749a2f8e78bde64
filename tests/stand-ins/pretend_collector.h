/// A collector in memory, reached through Link: checks signatures, stores batches once, signs
/// receipts, and misbehaves on request. Speaks C6–C7 as the real one does; keeps nothing but what a
/// test wants to see. `exchange` and the scripts: any thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server-sync/device/link.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/programme.h"
#include "server-sync/protocol/receipt.h"

namespace stemme {

class PretendCollector final : public Link {
 public:
  using Place = std::pair<Epoch, std::int64_t>;

  explicit PretendCollector(std::function<Instant()> now);

  // Set-up.
  EnrolmentCode make_code();
  /// Of a terminal that shall have another key.
  EnrolmentCode make_renewal(DeviceId device);
  /// As if enrolled: this key may speak as this device.
  void knows_device(DeviceId device, const VerifyKey& key) { devices_[device] = key; }
  void publish(const Programme& programme) {
    programme_ = programme;
    programme_text_.reset();
  }
  /// These exact bytes in its place, whatever they are.
  void publish_text(std::string text) { programme_text_ = std::move(text); }
  /// Gives it out under the digest of `bytes`, or under another that it does not have.
  void lay_out(const Bytes& bytes) { assets_[sha256(bytes)] = bytes; }
  void lay_out_as(const Digest& digest, const Bytes& bytes) { assets_[digest] = bytes; }
  const VerifyKey owner_key() const { return owner_.verify_key(); }
  const KeySet& keys() const { return keys_; }
  const OpeningKey& opening_key() const { return opening_; }
  std::string identity() const { return identity_document(keys_, owner_); }
  void rotate_keys();

  // Scripts, each for the next exchange (or while it lasts).
  enum class Script {
    LosesReceipt,      ///< stores, but the reply never arrives
    LosesRequest,      ///< the request never arrives
    LoginPage,         ///< 200 with HTML, from somebody else
    ReplaysLastReply,  ///< an earlier signed reply
    WrongSignature,    ///< signed by a key nobody knows
    TruncatesReply,
    StripsReply,   ///< a proxy passes on all its fields but one, each in turn
    BusySigned,    ///< 503 with a signed Retry-After of an hour
    BusyUnsigned,  ///< 503 with an unsigned Retry-After of a year
    Malformed,     ///< cannot take this batch
    Revoked,
  };
  void next(Script script);
  void always(std::optional<Script> script);
  /// The next PUT for this number is a conflict: somebody else's batch is there.
  void has_another_batch(const Place& place) { foreign_.insert(place); }

  /// What a backup would hold; restoring it replaces the incarnation (C12).
  void back_up() { backup_ = batches_; }
  void restore_backup();
  void set_durable_through(std::int64_t n) { durable_through_ = n; }

  // Link.
  void trust(const LinkTrust& trust) override { trust_ = trust; }
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override;
  void stop() override {}

  // What a test looks at.
  const std::map<Place, Bytes>& batches() const { return batches_; }
  int requests() const { return requests_; }
  const LinkTrust& last_trust() const { return trust_; }
  const std::vector<Request>& heard() const { return heard_; }
  /// Every answer box of every batch, carried ones opened once: what counting would see.
  std::vector<AnswerBox> answers() const;
  int answers_stored() const { return static_cast<int>(answers().size()); }

 private:
  std::optional<Script> script_for_this();
  Reply answer(const Request& request);
  Reply route(const Request& request);
  Reply put_batch(const Request& request);
  Reply receipt_for(DeviceId device, Epoch epoch);
  Reply enrol(const Request& request);
  Reply programme(const Request& request);
  Reply asset(const Request& request) const;
  Result<Reply> misbehave(Script script, const Request& request);
  Result<VerifyKey> key_of(std::string_view key_id) const;
  Reply signed_with(Reply reply, const Request& request, const SigningKey& key) const;

  std::mutex mutex_;
  std::function<Instant()> now_;
  SigningKey owner_ = SigningKey::generate();
  OpeningKey opening_ = OpeningKey::generate();
  OpeningKey enrol_ = OpeningKey::generate();
  SigningKey reply_key_ = SigningKey::generate();
  KeySet keys_;
  std::optional<Programme> programme_;
  std::optional<std::string> programme_text_;
  std::map<Digest, Bytes> assets_;
  std::map<DeviceId, VerifyKey> devices_;
  struct Code {
    std::optional<DeviceId> device;
    std::optional<VerifyKey> used_by;
  };
  std::map<std::string, Code> codes_;
  std::map<Place, Bytes> batches_;
  std::map<Place, Bytes> backup_;
  std::set<Place> foreign_;
  std::string incarnation_ = "first";
  std::int64_t durable_through_ = 0;
  std::deque<Script> scripts_;
  std::optional<Script> always_;
  std::optional<Reply> last_reply_;
  std::size_t stripped_ = 0;
  std::vector<Request> heard_;
  LinkTrust trust_;
  int requests_ = 0;
};

}  // namespace stemme
