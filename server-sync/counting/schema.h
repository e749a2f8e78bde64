/// The tables of counts.db: a step is never changed once released; a new one is added after it.
#pragma once

namespace stemme {

// A key is (owner, unit, pack, question, mode); `period` is the ISO week whose release takes open
// answers, or the day of rounds; `day` is the house's own of the answers; `round` is 0 outside
// rounds. Tallies have a wide row, so that a week is one read.
inline constexpr const char* counts_tables = R"sql(
CREATE TABLE progress(owner TEXT PRIMARY KEY, arrived INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE applied(seq INTEGER PRIMARY KEY, digest BLOB NOT NULL);
CREATE TABLE marks(owner TEXT, device INTEGER, epoch INTEGER, n INTEGER, digest BLOB,
  answers INTEGER NOT NULL, counted INTEGER NOT NULL, missing_key TEXT,
  PRIMARY KEY(owner, device, epoch, n, digest)) WITHOUT ROWID;
CREATE TABLE box_marks(owner TEXT, device INTEGER, box BLOB,
  PRIMARY KEY(owner, device, box)) WITHOUT ROWID;
CREATE TABLE set_aside(owner TEXT, house TEXT, week TEXT, reason TEXT, digest BLOB,
  answers INTEGER NOT NULL, PRIMARY KEY(owner, house, week, reason, digest)) WITHOUT ROWID;
CREATE TABLE visits(owner TEXT, quarter TEXT, language TEXT, ending INTEGER,
  visits INTEGER NOT NULL, PRIMARY KEY(owner, quarter, language, ending)) WITHOUT ROWID;
CREATE TABLE tallies(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, round INTEGER, late INTEGER NOT NULL DEFAULT 0,
  answers INTEGER NOT NULL DEFAULT 0, skips INTEGER NOT NULL DEFAULT 0,
  o0 INTEGER NOT NULL DEFAULT 0, o1 INTEGER NOT NULL DEFAULT 0, o2 INTEGER NOT NULL DEFAULT 0,
  o3 INTEGER NOT NULL DEFAULT 0, o4 INTEGER NOT NULL DEFAULT 0, o5 INTEGER NOT NULL DEFAULT 0,
  o6 INTEGER NOT NULL DEFAULT 0, o7 INTEGER NOT NULL DEFAULT 0, o8 INTEGER NOT NULL DEFAULT 0,
  o9 INTEGER NOT NULL DEFAULT 0, o10 INTEGER NOT NULL DEFAULT 0, o11 INTEGER NOT NULL DEFAULT 0,
  o12 INTEGER NOT NULL DEFAULT 0, o13 INTEGER NOT NULL DEFAULT 0, o14 INTEGER NOT NULL DEFAULT 0,
  o15 INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(owner, unit, pack, question, mode, period, round)) WITHOUT ROWID;
CREATE TABLE tally_days(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, day TEXT,
  PRIMARY KEY(owner, unit, pack, question, mode, period, day)) WITHOUT ROWID;
CREATE TABLE tally_batches(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, digest BLOB,
  PRIMARY KEY(owner, unit, pack, question, mode, period, digest)) WITHOUT ROWID;
CREATE TABLE released_batches(owner TEXT, digest BLOB, unit INTEGER, pack BLOB, question INTEGER,
  mode INTEGER, PRIMARY KEY(owner, digest, unit, pack, question, mode)) WITHOUT ROWID;
CREATE TABLE findings(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  last TEXT, first TEXT NOT NULL, late INTEGER NOT NULL, finding TEXT NOT NULL,
  PRIMARY KEY(owner, unit, pack, question, mode, last)) WITHOUT ROWID;
CREATE INDEX findings_of_week ON findings(owner, unit, last);
CREATE TABLE rounds(owner TEXT, round INTEGER, unit INTEGER, pack BLOB, question INTEGER,
  mode INTEGER, house TEXT NOT NULL, day TEXT NOT NULL, finding TEXT, closed INTEGER NOT NULL,
  PRIMARY KEY(owner, round)) WITHOUT ROWID;
CREATE INDEX rounds_of_house ON rounds(owner, house, closed);
CREATE TABLE round_findings(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  day TEXT, round INTEGER, shown TEXT NOT NULL, finding TEXT NOT NULL,
  PRIMARY KEY(owner, unit, pack, question, mode, day, round)) WITHOUT ROWID;
CREATE INDEX round_findings_of_week ON round_findings(owner, unit, shown);
CREATE TABLE rounds_closed(owner TEXT, house TEXT, through TEXT NOT NULL,
  PRIMARY KEY(owner, house)) WITHOUT ROWID;
CREATE TABLE weeks(owner TEXT, house TEXT, week TEXT, note TEXT NOT NULL,
  PRIMARY KEY(owner, house, week)) WITHOUT ROWID;
CREATE TABLE completeness(owner TEXT, house TEXT, week TEXT, line TEXT NOT NULL,
  PRIMARY KEY(owner, house, week)) WITHOUT ROWID;
)sql";

// Of pair questions, beside their tallies: which picture stood where, and which was chosen. Ranked
// at close and destroyed with the tally.
inline constexpr const char* pair_tables = R"sql(
CREATE TABLE pair_tallies(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, round INTEGER, shown_left INTEGER, shown_right INTEGER,
  chose_left INTEGER NOT NULL DEFAULT 0, chose_right INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(owner, unit, pack, question, mode, period, round, shown_left, shown_right))
  WITHOUT ROWID;
)sql";

// Tallies stand by the day, so that a day with more visits than children can be set aside whole.
// What was summed over several days before stays one sum, `undated`, with empty rows that tell how
// many days they were.
inline constexpr const char* tallies_by_day = R"sql(
CREATE TABLE only_day AS SELECT owner, unit, pack, question, mode, period,
  CASE WHEN count(*)=1 THEN max(day) ELSE 'undated' END AS day, max(day) AS last_day
  FROM tally_days GROUP BY owner, unit, pack, question, mode, period;

ALTER TABLE tallies RENAME TO tallies_before;
CREATE TABLE tallies(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, round INTEGER, day TEXT, late INTEGER NOT NULL DEFAULT 0,
  answers INTEGER NOT NULL DEFAULT 0, skips INTEGER NOT NULL DEFAULT 0,
  o0 INTEGER NOT NULL DEFAULT 0, o1 INTEGER NOT NULL DEFAULT 0, o2 INTEGER NOT NULL DEFAULT 0,
  o3 INTEGER NOT NULL DEFAULT 0, o4 INTEGER NOT NULL DEFAULT 0, o5 INTEGER NOT NULL DEFAULT 0,
  o6 INTEGER NOT NULL DEFAULT 0, o7 INTEGER NOT NULL DEFAULT 0, o8 INTEGER NOT NULL DEFAULT 0,
  o9 INTEGER NOT NULL DEFAULT 0, o10 INTEGER NOT NULL DEFAULT 0, o11 INTEGER NOT NULL DEFAULT 0,
  o12 INTEGER NOT NULL DEFAULT 0, o13 INTEGER NOT NULL DEFAULT 0, o14 INTEGER NOT NULL DEFAULT 0,
  o15 INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(owner, unit, pack, question, mode, period, round, day)) WITHOUT ROWID;
INSERT INTO tallies SELECT owner, unit, pack, question, mode, period, round,
  coalesce(day, 'undated'), late, answers, skips, o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11,
  o12, o13, o14, o15
  FROM tallies_before LEFT JOIN only_day USING (owner, unit, pack, question, mode, period);
INSERT INTO tallies(owner, unit, pack, question, mode, period, round, day)
  SELECT owner, unit, pack, question, mode, period, 0, tally_days.day FROM tally_days
  JOIN only_day USING (owner, unit, pack, question, mode, period)
  WHERE only_day.day='undated' AND tally_days.day<>only_day.last_day;
DROP TABLE tallies_before;

ALTER TABLE pair_tallies RENAME TO pairs_before;
CREATE TABLE pair_tallies(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, round INTEGER, day TEXT, shown_left INTEGER, shown_right INTEGER,
  chose_left INTEGER NOT NULL DEFAULT 0, chose_right INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(owner, unit, pack, question, mode, period, round, day, shown_left, shown_right))
  WITHOUT ROWID;
INSERT INTO pair_tallies SELECT owner, unit, pack, question, mode, period, round,
  coalesce(day, 'undated'), shown_left, shown_right, chose_left, chose_right
  FROM pairs_before LEFT JOIN only_day USING (owner, unit, pack, question, mode, period);
DROP TABLE pairs_before;

ALTER TABLE tally_batches RENAME TO batches_before;
CREATE TABLE tally_batches(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, day TEXT, digest BLOB,
  PRIMARY KEY(owner, unit, pack, question, mode, period, day, digest)) WITHOUT ROWID;
INSERT INTO tally_batches SELECT owner, unit, pack, question, mode, period,
  coalesce(day, 'undated'), digest
  FROM batches_before LEFT JOIN only_day USING (owner, unit, pack, question, mode, period);
DROP TABLE batches_before;

DROP TABLE tally_days;
DROP TABLE only_day;
CREATE TABLE overfull_days(owner TEXT, unit INTEGER, day TEXT,
  PRIMARY KEY(owner, unit, day)) WITHOUT ROWID;
)sql";

// Whose note it is, how many tablets shared the question, and whether it was cut: what a finding of
// several tablets waits for (C11).
inline constexpr const char* rounds_of_several = R"sql(
ALTER TABLE rounds ADD COLUMN device INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN tablets INTEGER NOT NULL DEFAULT 1;
ALTER TABLE rounds ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
)sql";

// What is said of each terminal (`reckoning_book`): what its frames have claimed, which answers an
// overfull day took from it, and the line itself, made anew where something has come since.
inline constexpr const char* reckonings = R"sql(
ALTER TABLE marks ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
ALTER TABLE marks ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
CREATE INDEX marks_by_digest ON marks(digest);
CREATE INDEX set_aside_by_digest ON set_aside(digest);
ALTER TABLE tally_batches ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
CREATE TABLE overfull_parts(owner TEXT, device INTEGER, answers INTEGER NOT NULL,
  PRIMARY KEY(owner, device)) WITHOUT ROWID;
CREATE TABLE reckonings(owner TEXT, device INTEGER, house TEXT NOT NULL, day TEXT NOT NULL,
  daypart TEXT NOT NULL, is_stale INTEGER NOT NULL, told_epoch INTEGER NOT NULL DEFAULT 0,
  told_made INTEGER NOT NULL DEFAULT 0, told_day TEXT NOT NULL DEFAULT '', line TEXT,
  PRIMARY KEY(owner, device)) WITHOUT ROWID;
CREATE INDEX reckonings_to_make ON reckonings(owner, device) WHERE is_stale=1;
)sql";

inline constexpr const char* counts_schema[] = {counts_tables, pair_tables, tallies_by_day,
                                                rounds_of_several, reckonings};

}  // namespace stemme
