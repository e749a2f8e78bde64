/// The tables of intake.db: a step is never changed once released; a new one is added after it.
#pragma once

#include <array>

namespace stemme {

/// A batch lies whole in `body`; the columns beside it are read from its frame, so that
/// completeness can be judged without opening bodies, and stay when raw is destroyed (body NULL).
inline constexpr const char* intake_tables = R"sql(
CREATE TABLE collector(name TEXT NOT NULL, incarnation TEXT NOT NULL);
CREATE TABLE batches(
  number INTEGER PRIMARY KEY, owner TEXT NOT NULL, device INTEGER NOT NULL, epoch INTEGER NOT NULL,
  n INTEGER NOT NULL, digest BLOB NOT NULL, prev BLOB, house TEXT NOT NULL,
  answers INTEGER NOT NULL, answers_total INTEGER NOT NULL, closed_through TEXT,
  previous_epoch INTEGER, previous_last INTEGER, carried_epoch INTEGER, carried_n INTEGER,
  day TEXT, boot INTEGER, age_from INTEGER, age_to INTEGER, received TEXT NOT NULL,
  signature TEXT NOT NULL, body BLOB, UNIQUE (owner, device, epoch, n));
CREATE INDEX carried ON batches(owner, device, carried_epoch, carried_n)
  WHERE carried_epoch IS NOT NULL;
CREATE TABLE ranges(
  owner TEXT NOT NULL, device INTEGER NOT NULL, epoch INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, last_digest BLOB NOT NULL,
  PRIMARY KEY (owner, device, epoch, first)) WITHOUT ROWID;
CREATE TABLE conflicts(
  owner TEXT NOT NULL, device INTEGER NOT NULL, epoch INTEGER NOT NULL, day TEXT NOT NULL,
  PRIMARY KEY (owner, device, epoch)) WITHOUT ROWID;
CREATE TABLE contacts(
  owner TEXT NOT NULL, device INTEGER NOT NULL, day TEXT NOT NULL, epoch INTEGER, last_closed INTEGER,
  unsent_age TEXT NOT NULL, space TEXT NOT NULL, software TEXT NOT NULL, programme INTEGER NOT NULL,
  PRIMARY KEY (owner, device)) WITHOUT ROWID;
CREATE TABLE anchors(
  owner TEXT NOT NULL, device INTEGER NOT NULL, boot INTEGER NOT NULL, began_after INTEGER NOT NULL,
  began_before INTEGER NOT NULL, PRIMARY KEY (owner, device, boot)) WITHOUT ROWID;
)sql";

/// The newest batch that lies in a backup which was restored and found sound: what
/// `durable_through` promises (C12).
inline constexpr const char* backed_up_column = R"sql(
ALTER TABLE collector ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;
)sql";

/// What a terminal says it has made in its epoch, whether it has arrived or not; `told` grows with
/// each statement that is new, so that counting hears of it once.
inline constexpr const char* made_columns = R"sql(
ALTER TABLE contacts ADD COLUMN made INTEGER;
ALTER TABLE contacts ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
CREATE INDEX contacts_told ON contacts(told);
)sql";

/// The first batch of each epoch whose key nobody held when a backup was checked (C6).
inline constexpr const char* unopened_table = R"sql(
CREATE TABLE unopened(row INTEGER PRIMARY KEY);
)sql";

inline constexpr std::array intake_schema = {intake_tables, backed_up_column, made_columns,
                                             unopened_table};

}  // namespace stemme
