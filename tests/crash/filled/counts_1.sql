-- Lynghei's counts: a week that is out, and the next one open: a question answered on one day, one on
-- two days, one on a day and without a date, a round; batches that are counted, one whose key is
-- gone, one of an epoch that may repeat; visits, what was set aside, what is said of a week.
INSERT INTO progress(owner, arrived) VALUES('lynghei', 0);
INSERT INTO marks(owner, device, epoch, n, digest, answers, counted, missing_key) VALUES
  ('lynghei', 7, 900, 1, CAST(printf('%032d', 1) AS BLOB), 60, 58, NULL),
  ('lynghei', 7, 900, 2, CAST(printf('%032d', 2) AS BLOB), 10, 10, NULL),
  ('lynghei', -8, 12, 1, CAST(printf('%032d', 3) AS BLOB), 9, 0, 'gone-key');
INSERT INTO box_marks(owner, device, box) VALUES('lynghei', -8, CAST(printf('%032d', 40) AS BLOB));
INSERT INTO set_aside(owner, house, week, reason, digest, answers) VALUES
  ('lynghei', 'storvik', '2026-W40', 'run', CAST(printf('%032d', 1) AS BLOB), 2),
  ('lynghei', 'storvik', '2026-W41', 'key_gone', CAST(printf('%032d', 3) AS BLOB), 9);
INSERT INTO visits(owner, quarter, language, ending, visits) VALUES('lynghei', '2026-Q4', 'nb', 0, 31);
INSERT INTO released_batches(owner, digest, unit, pack, question, mode) VALUES
  ('lynghei', CAST(printf('%032d', 1) AS BLOB), 17, x'PACK', 4, 0);
INSERT INTO findings(owner, unit, pack, question, mode, last, first, late, finding) VALUES
  ('lynghei', 17, x'PACK', 4, 0, '2026-W40', '2026-W40', 0,
    '{"form":"numbers","numbers":[3,3,12],"skips":0,"about":18}');
INSERT INTO round_findings(owner, unit, pack, question, mode, day, round, shown, finding) VALUES
  ('lynghei', 17, x'PACK', 5, 1, '2026-09-30', 6, '2026-W40', '{"form":"word","word":"divided"}');
INSERT INTO rounds(owner, round, unit, pack, question, mode, house, day, finding, closed) VALUES
  ('lynghei', 6, 17, x'PACK', 5, 1, 'storvik', '2026-09-30', NULL, 1),
  ('lynghei', 8, 17, x'PACK', 3, 1, 'storvik', '2026-10-05', NULL, 0);
INSERT INTO rounds_closed(owner, house, through) VALUES('lynghei', 'storvik', '2026-10-04');
INSERT INTO weeks(owner, house, week, note) VALUES('lynghei', 'storvik', '2026-W40',
  '{"waiting":[],"heard":["0000000000000011"],"runs":0,"aside":[],"aside_few":true,"never_shown":false}');
INSERT INTO completeness(owner, house, week, line) VALUES
  ('lynghei', 'storvik', '2026-W40', '{"devices":1,"silent":[],"lost":[]}');
INSERT INTO tallies(owner, unit, pack, question, mode, period, round, answers, skips, o1, o2) VALUES
  ('lynghei', 17, x'PACK', 0, 0, '2026-W41', 0, 20, 1, 9, 10),
  ('lynghei', 17, x'PACK', 1, 0, '2026-W41', 0, 14, 0, 4, 10),
  ('lynghei', 17, x'PACK', 2, 0, '2026-W41', 0, 11, 0, 5, 6),
  ('lynghei', 17, x'PACK', 3, 1, '2026-10-05', 8, 6, 0, 0, 6);
INSERT INTO tally_days(owner, unit, pack, question, mode, period, day) VALUES
  ('lynghei', 17, x'PACK', 0, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'PACK', 1, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'PACK', 1, 0, '2026-W41', '2026-10-06'),
  ('lynghei', 17, x'PACK', 2, 0, '2026-W41', '2026-10-05'),
  ('lynghei', 17, x'PACK', 2, 0, '2026-W41', 'undated'),
  ('lynghei', 17, x'PACK', 3, 1, '2026-10-05', '2026-10-05');
INSERT INTO tally_batches(owner, unit, pack, question, mode, period, digest) VALUES
  ('lynghei', 17, x'PACK', 0, 0, '2026-W41', CAST(printf('%032d', 1) AS BLOB)),
  ('lynghei', 17, x'PACK', 1, 0, '2026-W41', CAST(printf('%032d', 1) AS BLOB)),
  ('lynghei', 17, x'PACK', 1, 0, '2026-W41', CAST(printf('%032d', 2) AS BLOB));
