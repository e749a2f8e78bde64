-- A pair was shown.
INSERT INTO pair_tallies(owner, unit, pack, question, mode, period, round, shown_left, shown_right, chose_left,
  chose_right) VALUES('lynghei', 17, x'PACK', 0, 0, '2026-W41', 0, 1, 2, 11, 9);
