/// What every desk does first and last: recognise who asks by the signature (C7), and sign what is
/// answered, errors included. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "server-sync/foundation/clock.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/signature.h"
#include "server-sync/register/register.h"

namespace stemme {

class FrontDesk {
 public:
  struct Keys {
    SigningKey reply;
    OpeningKey enrol;
  };

  /// Register and store outlive the desk.
  FrontDesk(Register& the_register, IntakeStore& store, std::shared_ptr<Clock> clock, Keys keys)
      : register_(&the_register),
        store_(&store),
        clock_(std::move(clock)),
        keys_(std::move(keys)) {}

  /// The active device whose key signed the request.
  std::variant<Device, ProblemType> recognise(const Request& request);
  /// A verified request is a sign of life; none without `stemme-status`.
  std::optional<SignOfLife> contact_of(const Request& request, const Device& device);
  void note_contact(const Request& request, const Device& device);

  Reply sign(Reply reply, const Request& request) const;
  Reply refuse(ProblemType type, std::string_view detail, const Request& request) const;
  /// For what went wrong on our side: logged, and the device tries later.
  Reply stumble(const Error& error, const Request& request) const;

  Register& the_register() const { return *register_; }
  IntakeStore& store() const { return *store_; }
  Clock& clock() const { return *clock_; }
  const OpeningKey& enrol_key() const { return keys_.enrol; }
  /// Read once: an owner does not change while its collector runs.
  Result<std::shared_ptr<const OwnerRecord>> owner();
  Result<Date> today();

 private:
  Register* register_;
  IntakeStore* store_;
  std::shared_ptr<Clock> clock_;
  Keys keys_;
  std::mutex mutex_;
  std::shared_ptr<const OwnerRecord> owner_;
};

/// 200 with JSON.
Reply json_reply(std::string_view text);

}  // namespace stemme
