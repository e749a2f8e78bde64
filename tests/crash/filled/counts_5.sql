-- What is said of a terminal.
UPDATE marks SET total=60, lost=0 WHERE n=1 AND device=7;
INSERT INTO overfull_parts(owner, device, answers) VALUES('lynghei', 7, 3);
INSERT INTO reckonings(owner, device, house, day, daypart, is_stale, told_epoch, told_made, told_day, line) VALUES
  ('lynghei', 7, 'storvik', '2026-10-06', 'dag', 0, 900, 70, '2026-10-06', NULL);
