/// The tables of register.db: a step is never changed once released; a new one is added after it.
#pragma once

#include <array>

namespace stemme {

inline constexpr std::array register_schema = {R"sql(
CREATE TABLE owner(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL, languages TEXT NOT NULL,
  helpline TEXT NOT NULL, file TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE houses(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL,
  dayparts TEXT NOT NULL, windows TEXT NOT NULL, parents_week INTEGER NOT NULL,
  pin TEXT) WITHOUT ROWID;
CREATE TABLE units(
  id INTEGER PRIMARY KEY, house TEXT NOT NULL REFERENCES houses(id), name TEXT NOT NULL,
  audience TEXT NOT NULL, band INTEGER NOT NULL, size INTEGER NOT NULL CHECK (size >= 10),
  school_year INTEGER NOT NULL, ended TEXT);
CREATE TABLE closed_days(
  house TEXT NOT NULL REFERENCES houses(id), first TEXT NOT NULL, last TEXT NOT NULL,
  PRIMARY KEY (house, first, last)) WITHOUT ROWID;
CREATE TABLE codes(
  hash BLOB PRIMARY KEY, house TEXT NOT NULL REFERENCES houses(id), place TEXT NOT NULL,
  children INTEGER REFERENCES units(id), parents INTEGER REFERENCES units(id),
  expires INTEGER NOT NULL, device INTEGER REFERENCES devices(id)) WITHOUT ROWID;
CREATE TABLE devices(
  id INTEGER PRIMARY KEY, house TEXT NOT NULL, place TEXT NOT NULL, children INTEGER,
  parents INTEGER, key BLOB NOT NULL, key_name TEXT NOT NULL UNIQUE, next_key BLOB,
  next_name TEXT UNIQUE, state INTEGER NOT NULL, enrolled TEXT NOT NULL, trusted_through TEXT);
CREATE TABLE ended_epochs(
  device INTEGER NOT NULL, epoch INTEGER NOT NULL, lost_from INTEGER NOT NULL,
  PRIMARY KEY (device, epoch)) WITHOUT ROWID;
CREATE TABLE packs(
  digest BLOB PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, structure BLOB NOT NULL,
  texts TEXT NOT NULL);
CREATE TABLE adoptions(
  number INTEGER PRIMARY KEY, house TEXT NOT NULL REFERENCES houses(id),
  pack BLOB NOT NULL REFERENCES packs(digest), role TEXT NOT NULL, decision TEXT NOT NULL,
  accepted TEXT NOT NULL, ended TEXT);
CREATE TABLE staff(
  login TEXT PRIMARY KEY, role INTEGER NOT NULL, house TEXT REFERENCES houses(id),
  unit INTEGER REFERENCES units(id), secret TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sessions(
  token BLOB PRIMARY KEY, login TEXT NOT NULL REFERENCES staff(login) ON DELETE CASCADE,
  began INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE identities(serial INTEGER PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE programmes(
  device INTEGER PRIMARY KEY, serial INTEGER NOT NULL, content BLOB NOT NULL);
)sql",
                                               R"sql(
CREATE TABLE tokens(
  house TEXT PRIMARY KEY REFERENCES houses(id), content TEXT NOT NULL) WITHOUT ROWID;
)sql",
                                               R"sql(
-- A code for a terminal that is known: whoever types it there is that terminal from then on.
ALTER TABLE codes ADD COLUMN renews INTEGER REFERENCES devices(id);
)sql"};

}  // namespace stemme
