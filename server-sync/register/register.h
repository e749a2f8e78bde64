/// register.db: who takes part, and with which key, pack and password. One Register writes; others
/// open it to read (`query_only`). Whatever a restore must not forget (enrolments, key sets,
/// revocations, ended epochs) goes to the journal before it takes effect (C12). Any thread; calls
/// wait for each other.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/register/records.h"

namespace stemme {

/// The log beneath the register (C12).
struct Journal {
  using Take = std::function<Result<void>(const std::string& line)>;
  /// Appends one JSON line durably, or fails and nothing happens.
  std::function<Result<void>(const std::string& line)> append;
  /// Every line, oldest first. Offline where the log cannot be reached. Empty: it holds nothing
  /// yet.
  std::function<Result<void>(const Take&)> replay = {};
};

/// What a new device will be: chosen by whoever makes the code.
struct Place {
  std::string house;
  std::string name;
  std::optional<UnitId> children;
  std::optional<UnitId> parents;
};

class Register {
 public:
  enum class Access { Write, Read };
  static Result<Register> open(const std::filesystem::path& path, Access access);
  Register(Register&&) noexcept;
  ~Register();

  void write_ahead_to(Journal journal);
  /// Takes what the journal holds, once; Offline while it cannot be reached. Nothing more is
  /// written ahead before it has been taken, so that old lines never come after new ones.
  Result<void> catch_up();
  /// Takes one journal line again; what is there already stays as it is. Ignores lines of other
  /// rooms.
  Result<void> replay(const std::string& line);

  /// For a backup (C12): whole, at once.
  Result<void> copy_to(const std::filesystem::path& path);

  // Owner, houses, units. One state directory serves one owner.
  Result<void> put_owner(const OwnerRecord& owner);
  Result<OwnerRecord> owner();
  Result<void> put_house(const House& house);
  Result<House> house(const std::string& id);
  Result<std::vector<House>> houses();
  /// Refused below ten members (merge groups, C9) and for a second unit of parents in a house.
  Result<UnitId> add_unit(const Unit& unit);
  Result<void> end_unit(UnitId unit, Date on);
  Result<Unit> unit(UnitId id);
  /// Ended ones too.
  Result<std::vector<Unit>> units(const std::string& house);
  Result<void> add_closed_days(const std::string& house, const ClosedDays& days);
  Result<std::vector<ClosedDays>> closed_days(const std::string& house);
  /// Argon2id of the staff PIN; Missing until set.
  Result<void> set_pin(const std::string& house, std::string_view pin);
  Result<std::string> pin_hash(const std::string& house);
  /// In place of those it had, which are good for nothing from the devices' next programme on.
  Result<void> put_tokens(const std::string& house, const TokenSet& tokens);
  Result<std::optional<TokenSet>> tokens(const std::string& house);

  // Devices (C6). A code lives 24 hours and binds to the first device key that uses it.
  Result<EnrolmentCode> make_code(const Place& place, const VerifyKey& identity, Instant now);
  /// For a terminal that shall go on under its name with another key: its card was copied, or its
  /// key is not known here any more. Whoever has the key it had is shut out when the code is used.
  /// Refused unless it is active.
  Result<EnrolmentCode> make_renewal(DeviceId device, const VerifyKey& identity, Instant now);
  /// Repeats its answer to the key it is bound to. Refused: unknown, used by another key, or
  /// expired. Invalid, and unused: for another terminal than the one that says who it is.
  Result<Device> enrol(const EnrolmentRequest& request, Instant now);
  Result<Device> device(DeviceId id);
  Result<std::vector<Device>> devices();
  /// By the name of its present or next key (see key_name). Missing when nobody has it.
  struct KeyHolder {
    Device device;
    VerifyKey key;
  };
  Result<KeyHolder> key_holder(const std::string& key_name);
  Result<void> offer_key(DeviceId device, const VerifyKey& next);
  /// The first request under the new key ends the old one.
  Result<void> settle_key(DeviceId device, const VerifyKey& used);
  Result<void> revoke(DeviceId device, Date trusted_through);
  Result<void> end_device(DeviceId device);
  Result<void> end_epoch(const EndedEpoch& ended);
  Result<std::vector<EndedEpoch>> ended_epochs(DeviceId device);

  // Packs. Storing a pack changes nothing; adopting it does. Adopting a newer version ends the
  // older.
  Result<void> store_pack(const StoredPack& pack);
  Result<StoredPack> pack(const PackId& digest);
  Result<std::vector<StoredPack>> packs();
  Result<void> adopt(const Adoption& adoption);
  Result<void> end_adoption(const std::string& house, const PackId& pack, Date on);
  /// Ended ones too, oldest first.
  Result<std::vector<Adoption>> adoptions(const std::string& house);

  // Staff. Passwords are kept as Argon2id only; sessions as hashes, idle 30 minutes, at most 10
  // hours.
  Result<void> add_staff(const StaffAccount& account, std::string_view password);
  Result<void> set_password(const std::string& login, std::string_view password);
  Result<std::vector<StaffAccount>> staff();
  /// The new session's token. Refused: wrong, in the same time whether the login exists or not.
  /// Offline: too many tries from this login or address; try later.
  Result<std::string> sign_in(const std::string& login, std::string_view password,
                              const std::string& peer, Instant now);
  /// Refused: unknown or over.
  Result<StaffSession> session(std::string_view token, Instant now);
  Result<void> sign_out(std::string_view token);

  // Identity documents and programmes.
  /// Refused for a serial that is not higher than the newest.
  Result<void> put_identity(std::int64_t serial, const std::string& document);
  Result<std::string> newest_identity();
  /// The same for the same content; the next number when it has changed.
  Result<std::int64_t> programme_serial(DeviceId device, const Digest& content);
  /// Rises with every change that a programme may show, so that nobody builds one in vain.
  std::uint64_t edition();

 private:
  struct Room;
  explicit Register(std::unique_ptr<Room> room);
  std::unique_ptr<Room> room_;
};

}  // namespace stemme
