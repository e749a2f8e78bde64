/// The tables of answers.db, one step a version. A released step is never changed; a new one is
/// added.
#pragma once

namespace stemme {

inline constexpr const char* answers_tables = R"sql(
-- A pile is what may later share a batch: boxes of one kind, sealed for one key, from one daypart
-- of one date, or from one boot while nobody has told us the date. Coarser than its rows' hours (C2).
CREATE TABLE piles(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,                 -- 0 answers, 1 visits
  key TEXT NOT NULL,                     -- public sealing key, hex
  date TEXT, daypart TEXT,               -- NULL: the boot is all we know
  boot INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0);     -- 0 open, 1 waits for the day's end, 2 in a batch

-- One sealed box. The key is random and WITHOUT ROWID stores by key, so that the file keeps no order.
CREATE TABLE rows(
  id BLOB PRIMARY KEY,
  pile INTEGER NOT NULL,
  box BLOB NOT NULL,
  boot INTEGER NOT NULL,                 -- which start of the machine
  age_h INTEGER NOT NULL                 -- whole hours since then; nothing finer is known
) WITHOUT ROWID;
CREATE INDEX rows_by_pile ON rows(pile, age_h);  -- piles are counted without reading boxes

-- Notes of rounds (C11), each as the text of a frame that holds nothing else.
CREATE TABLE notes(
  round INTEGER PRIMARY KEY,
  note TEXT NOT NULL,
  state INTEGER NOT NULL);               -- 0 open, 1 ready for the next frame

-- Ours, oldest first; the last row is the present one (C4).
CREATE TABLE epochs(
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL UNIQUE,
  last INTEGER NOT NULL DEFAULT 0,       -- highest number given
  answers_total INTEGER NOT NULL DEFAULT 0,
  closed_through TEXT,                   -- last week said in a frame of this epoch
  carry INTEGER NOT NULL DEFAULT 0,      -- 1: its unsent batches move into the present epoch first
  previous INTEGER, previous_last INTEGER);

-- Closed batches. The digest stays when the body has gone: a receipt is believed only by it.
CREATE TABLE batches(
  id INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  n INTEGER NOT NULL,
  digest BLOB NOT NULL,
  answers INTEGER NOT NULL,
  closed_utc INTEGER,                    -- hour in which it was closed, if known: for its age
  stored_utc INTEGER, incarnation TEXT,  -- since when, and by which collector, it is known as stored
  asked_utc INTEGER,                     -- of ended epochs: when the collector was last asked
  held TEXT,                             -- why the collector could not take it
  body BLOB,                             -- last: what stands before it is read without it
  UNIQUE(epoch, n));
CREATE INDEX batches_unsent ON batches(epoch, n) WHERE stored_utc IS NULL AND body IS NOT NULL;

-- When each boot began, by signed time (C5).
CREATE TABLE anchors(boot INTEGER PRIMARY KEY, began_ms INTEGER NOT NULL);

-- incarnation, utc: of the newest receipt. lost_at_most: see C4.
CREATE TABLE facts(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
)sql";

inline constexpr const char* tokens_table = R"sql(
-- Tokens that have answered, until the day is over (C11). Sorted by the mark: no order is kept.
CREATE TABLE tokens_used(
  day TEXT NOT NULL, pack BLOB NOT NULL, mark BLOB NOT NULL,
  PRIMARY KEY(day, pack, mark)) WITHOUT ROWID;
)sql";

inline constexpr const char* lost_column = R"sql(
-- Unclosed boxes that went with the file of the epoch before, at most: its first frame says so (C4).
ALTER TABLE epochs ADD COLUMN previous_lost INTEGER NOT NULL DEFAULT 0;
)sql";

inline constexpr const char* answers_schema[] = {answers_tables, tokens_table, lost_column};

}  // namespace stemme
