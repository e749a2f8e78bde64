/// The thread that owns the network. It sends what the outbox has closed, brings programme, time
/// and keys back, and enrols. It sleeps in Clock, wakes on its deadlines or when poked, and tells
/// what happened through a queue with a file descriptor. Public calls: any thread, never wait.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "server-sync/device/link.h"
#include "server-sync/device/outbox.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// The collector answered, signed. `anchor` gives the time from here on.
struct ContactMade {
  Anchor anchor;
};
/// A programme that is new and already safe on disk, or one whose pictures have come; the kiosk
/// applies it when no visit is open.
struct ProgrammeArrived {
  std::shared_ptr<const Programme> programme;
  bool has_new_assets = false;  ///< of what it names, something lies there that did not before
};
struct Enrolled {
  std::string owner;
  std::string house;
};
/// `why` is for people. Offline: nobody there, or that is no address; Refused: code unknown, used,
/// expired, or another owner's; Invalid: the code is for another terminal.
struct EnrolmentFailed {
  Failure failure;
  std::string why;
};
/// Something staff must see (C7): answers are kept, sending is not possible or only partly.
struct DeliveryTrouble {
  ProblemType problem;
};
/// No contact this time. `login_page` when somebody answered who is not the collector.
struct NoContact {
  enum class Cause { Unreachable, LoginPage };
  Cause cause = Cause::Unreachable;
};
/// The store said that it is broken: the process must end and start anew.
struct StoreBroken {};

/// Time stands still until the news has been taken and handled: keep it alive that long.
struct SyncNews {
  std::variant<ContactMade, ProgrammeArrived, Enrolled, EnrolmentFailed, DeliveryTrouble, NoContact,
               StoreBroken>
      what;
  Clock::Errand errand;
};

struct SyncSettings {
  std::filesystem::path folder;           ///< where identity, programme and own assets live
  std::filesystem::path shipped_assets;   ///< what came with the software need not be fetched
  std::string software;                   ///< version, for the frame and `stemme-status`
  std::function<std::uint64_t()> random;  ///< jitter; random_number when empty
};

class SyncThread {
 public:
  /// `outbox` must outlive it. Unexpected when the folder's own files cannot be read.
  static Result<std::unique_ptr<SyncThread>> start(const SyncSettings& settings,
                                                   std::shared_ptr<Clock> clock, Outbox& outbox,
                                                   std::unique_ptr<Link> link);
  /// Ends a running exchange and waits for the thread.
  ~SyncThread();
  SyncThread(const SyncThread&) = delete;
  SyncThread& operator=(const SyncThread&) = delete;

  /// `address` is `host[:port]`, or `host[:port]/owner` where one collector serves several.
  /// Answered by Enrolled or EnrolmentFailed.
  void enrol(std::string address, EnrolmentCode code);
  /// A contact at once, whatever the schedule says.
  void contact_now();

  /// Readable while there is news.
  int readable() const;
  std::vector<SyncNews> take_news();

 private:
  class Loop;
  explicit SyncThread(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace stemme
