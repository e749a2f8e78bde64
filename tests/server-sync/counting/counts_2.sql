-- counts.db as its second schema left it, with something in it.
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
CREATE TABLE pair_tallies(owner TEXT, unit INTEGER, pack BLOB, question INTEGER, mode INTEGER,
  period TEXT, round INTEGER, shown_left INTEGER, shown_right INTEGER,
  chose_left INTEGER NOT NULL DEFAULT 0, chose_right INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(owner, unit, pack, question, mode, period, round, shown_left, shown_right))
  WITHOUT ROWID;

-- Lynghei, unit 17: one question answered on one day, one on two days, one on a day and without a date, and a round.
INSERT INTO tallies(owner, unit, pack, question, mode, period, round, answers, o2) VALUES
  ('lynghei', 17, x'01', 0, 0, '2026-W41', 0, 20, 20),
  ('lynghei', 17, x'01', 1, 0, '2026-W41', 0, 12, 12),
  ('lynghei', 17, x'01', 2, 0, '2026-W41', 0, 11, 11),
  ('lynghei', 17, x'01', 3, 1, '2026-10-05', 7, 6, 6);
INSERT INTO tally_days VALUES
  ('lynghei', 17, x'01', 0, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'01', 1, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'01', 1, 0, '2026-W41', '2026-10-06'),
  ('lynghei', 17, x'01', 2, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'01', 2, 0, '2026-W41', 'undated'),
  ('lynghei', 17, x'01', 3, 1, '2026-10-05', '2026-10-05');
INSERT INTO tally_batches VALUES
  ('lynghei', 17, x'01', 0, 0, '2026-W41', x'aa'),
  ('lynghei', 17, x'01', 1, 0, '2026-W41', x'aa'),
  ('lynghei', 17, x'01', 1, 0, '2026-W41', x'bb');
INSERT INTO pair_tallies VALUES('lynghei', 17, x'01', 0, 0, '2026-W41', 0, 1, 2, 11, 9);
PRAGMA user_version=2;
