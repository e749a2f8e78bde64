/// A register in a folder of its own, with an owner, a house and two units. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "server-sync/register/register.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

inline Date day(int year, unsigned month, unsigned date) {
  return Date(std::chrono::year(year), std::chrono::month(month), std::chrono::day(date));
}

class TestRegister {
 public:
  TestRegister() {
    reopen();
    room->put_owner(
            {"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb", "nn", "en"}, "116 111", ""})
        .value();
    House house;
    house.id = "lyngtua";
    house.name = "Lyngtua barnehage";
    house.kind = "barnehage";
    house.language = "nb";
    house.dayparts = {{"dag", std::chrono::minutes(0)}};
    room->put_house(house).value();
    children = room->add_unit(unit("Maurtua", "barn", 18)).value();
    parents = room->add_unit(unit("Foreldre", "forelder", 60)).value();
  }

  void reopen() {
    room.reset();
    room = std::make_unique<Register>(
        Register::open(folder / "register.db", Register::Access::Write).value());
  }
  Register* operator->() { return room.get(); }

  static Unit unit(const std::string& name, const std::string& audience, int size) {
    Unit unit;
    unit.house = "lyngtua";
    unit.name = name;
    unit.audience = audience;
    unit.band = audience == "barn" ? Band::FiveSix : Band::Adult;
    unit.size = size;
    unit.school_year = 2026;
    return unit;
  }

  EnrolmentCode code() {
    return room->make_code({"lyngtua", "Hall A", children, parents}, identity.verify_key(), now)
        .value();
  }
  Device enrolled() { return room->enrol({code().one_time, device_key.verify_key()}, now).value(); }

  ScratchFolder folder;
  std::unique_ptr<Register> room;
  UnitId children = 0;
  UnitId parents = 0;
  SigningKey identity = SigningKey::generate();
  SigningKey device_key = SigningKey::generate();
  Instant now = Instant(std::chrono::sys_days(day(2026, 11, 23))) + std::chrono::hours(8);
};

}  // namespace stemme
