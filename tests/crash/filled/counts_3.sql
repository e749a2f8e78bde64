-- Counted by the day: more of the open week, and a day that was too full.
INSERT INTO tallies(owner, unit, pack, question, mode, period, round, day, answers, o0, o1) VALUES
  ('lynghei', 17, x'PACK', 3, 0, '2026-W41', 0, '2026-10-07', 8, 5, 3),
  ('lynghei', 17, x'PACK', 3, 0, '2026-W41', 0, '2026-10-08', 7, 3, 4);
INSERT INTO tally_batches(owner, unit, pack, question, mode, period, day, digest) VALUES
  ('lynghei', 17, x'PACK', 3, 0, '2026-W41', '2026-10-07', CAST(printf('%032d', 2) AS BLOB));
INSERT INTO pair_tallies(owner, unit, pack, question, mode, period, round, day, shown_left, shown_right, chose_left,
  chose_right) VALUES('lynghei', 17, x'PACK', 3, 0, '2026-W41', 0, '2026-10-07', 2, 1, 3, 5);
INSERT INTO overfull_days(owner, unit, day) VALUES('lynghei', 17, '2026-09-29');
