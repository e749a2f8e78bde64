-- A round that two tablets share.
INSERT INTO rounds(owner, round, unit, pack, question, mode, house, day, finding, closed, device, tablets, cut) VALUES
  ('lynghei', 9, 17, x'PACK', 5, 1, 'storvik', '2026-10-08', NULL, 0, 7, 2, 0);
