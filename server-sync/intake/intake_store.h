/// intake.db's one writer. Batches of several connections share a commit: whoever is waiting when
/// the last fsync ends goes into the next (C8). `done` is called from the store's own thread, after
/// the fsync. A write error that is not a full disk is final: `broken` is called and nothing more
/// is stored.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/receipt.h"
#include "server-sync/register/columns.h"

namespace stemme {

struct BatchToStore {
  std::string owner;
  Frame frame;
  Digest digest{};
  Bytes body;
  std::string signature;  ///< the request's signature and covered values, as JSON
  Date received{};
};

/// A verified request is a sign of life, and an anchor for the device's boot (C5).
struct SignOfLife {
  std::string owner;
  DeviceId device = 0;
  Date day{};
  Instant at{};
  DeviceStatus status;
};

/// What a backup has made safe, when it was restored and found sound (C12).
struct BackedUp {
  std::int64_t row = 0;  ///< every batch up to it lies in the backup
  /// Of each epoch the first batch that nobody could open then, for want of its key: what comes of
  /// it is not known, so the terminal keeps it and what follows it (C6).
  std::vector<std::int64_t> unopened;
};

enum class Stored { Now, Before, Conflict };
struct IntakeOutcome {
  Stored how = Stored::Now;
  std::vector<StoredRange> ranges;   ///< of the batch's epoch
  std::int64_t durable_through = 0;  ///< likewise: every number up to it is safe (BackedUp)
};

class IntakeStore {
 public:
  using Done = std::function<void(Result<IntakeOutcome>)>;
  struct Listeners {
    /// Something new is there, or a terminal has told of it; called before the replies.
    std::function<void()> stored;
    std::function<void()> broken;
  };

  static Result<std::unique_ptr<IntakeStore>> open(const std::filesystem::path& path,
                                                   Listeners listeners);
  /// Stores what is waiting, then ends.
  ~IntakeStore();
  IntakeStore(const IntakeStore&) = delete;
  IntakeStore& operator=(const IntakeStore&) = delete;

  void store(BatchToStore batch, std::optional<SignOfLife> contact, Done done);
  /// Writes only what is new; `kept_alive` lives until then.
  void note(SignOfLife contact, std::shared_ptr<void> kept_alive = {});
  /// Only on counting's word (C8): forgets the bodies, keeps everything else.
  Result<void> destroy_raw(std::vector<std::int64_t> rows);

  /// For a backup (C12): in small steps between commits, so that nobody who stores waits for it.
  /// Returns when the copy is whole.
  Result<void> copy_to(const std::filesystem::path& path);
  /// The row never falls: an older backup changes nothing.
  Result<void> set_backed_up(BackedUp backed_up);
  /// This store is not the one devices knew: it came out of a backup, or is older than what stands
  /// off-site (C12).
  Result<void> begin_incarnation();

  const std::string& name() const { return name_; }
  /// Replaced by a restore (C12); devices restart their 35 days when it changes.
  std::string incarnation() const;

 private:
  struct Parcel {
    std::optional<BatchToStore> batch;
    std::optional<SignOfLife> contact;
    std::vector<std::int64_t> destroy;
    std::optional<BackedUp> backed_up;
    std::optional<std::string> incarnation;
    Done done;
    std::shared_ptr<void> kept_alive;
  };

  IntakeStore(Database database, Listeners listeners);
  Result<void> read_names();
  struct Copying {
    DatabaseCopy copy;
    std::promise<Result<void>>* done;
  };
  void run();
  bool take_waiting(std::vector<Parcel>& parcels);
  void copy_some();
  Result<void> write(Parcel parcel);
  Result<std::int64_t> durable_through(const BatchToStore& batch,
                                       const std::vector<StoredRange>& ranges);
  void store_together(std::vector<Parcel> parcels);
  Result<IntakeOutcome> take(const Parcel& parcel);
  Result<Stored> insert(const BatchToStore& batch);
  Result<void> insert_row(const BatchToStore& batch);
  Result<void> join_range(const BatchToStore& batch, std::vector<StoredRange>& ranges);
  Result<bool> is_named_by_the_next(const BatchToStore& batch);
  Result<void> note_conflict(const BatchToStore& batch);
  bool says_something_new(const SignOfLife& contact);
  Result<void> write_contact(const SignOfLife& contact);
  Result<void> write_anchor(const SignOfLife& contact);
  Result<void> note_backed_up(const BackedUp& backed_up);
  Result<void> read_unopened();
  Result<void> note_incarnation(const std::string& anew);
  Result<void> destroy_bodies(const std::vector<std::int64_t>& rows);
  Result<std::vector<StoredRange>> ranges(const BatchToStore& batch);
  void post(Parcel parcel);

  Database database_;
  /// What each device said last: an hourly contact that says the same again is no write.
  std::map<DeviceId, SignOfLife> last_contacts_;
  Listeners listeners_;
  std::string name_;
  std::string incarnation_;
  mutable std::mutex mutex_;
  std::condition_variable waiting_;
  std::vector<Parcel> queue_;
  std::optional<std::pair<std::filesystem::path, std::promise<Result<void>>*>> copy_wanted_;
  std::optional<Copying> copying_;  ///< the store's own thread only
  std::int64_t backed_up_ = 0;      ///< likewise, once it runs
  /// Likewise: from which number on an epoch is not promised, whatever lies in a backup.
  std::map<std::pair<DeviceId, Epoch>, std::int64_t> unopened_from_;
  /// Likewise: the epoch's numbers up to it were in a sound backup when this was last asked.
  std::map<std::pair<DeviceId, Epoch>, std::int64_t> durable_through_;
  bool told_more_ = false;  ///< likewise: a terminal has made more since it was heard last
  bool stopping_ = false;
  bool is_broken_ = false;
  std::thread thread_;
};

}  // namespace stemme
