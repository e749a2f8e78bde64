-- A terminal of Solbakken with a full outbox: what was said today and is open, a pile that waits for
-- the day's end, one that is in a batch and whose rows are being cleared, parents' visits of the
-- week; batches that have gone, that wait and that the collector could not take; an epoch before;
-- a round that is open and one that is ready; two boots.
INSERT INTO piles(id, kind, key, date, daypart, boot, state) VALUES
  (1, 0, 'OPENKEY', '2026-11-23', 'morgen', 1, 0),
  (2, 0, 'OPENKEY', '2026-11-22', 'sen', 1, 1),
  (3, 0, 'OPENKEY', '2026-11-22', 'midt', 1, 2),
  (4, 1, 'OPENKEY', '2026-11-23', 'hele dagen', 1, 0),
  (5, 0, 'OPENKEY', NULL, NULL, 2, 0);
INSERT INTO rows(id, pile, box, boot, age_h)
  WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM numbers WHERE i<60)
  SELECT CAST(printf('%016d', i*7919) AS BLOB), 1+(i%5), CAST(printf('%0240d', i*104729) AS BLOB),
    CASE WHEN i%5=4 THEN 2 ELSE 1 END, i%24 FROM numbers;
INSERT INTO notes(round, note, state) VALUES(77, 'NOTE77', 0), (78, 'NOTE78', 1);
INSERT INTO epochs(seq, epoch, last, answers_total, closed_through, carry, previous, previous_last)
  VALUES(1, 900, 3, 40, '2026-W40', 0, NULL, NULL), (2, 901, 6, 90, '2026-W46', 0, 900, 3);
INSERT INTO batches(id, epoch, n, digest, answers, closed_utc, stored_utc, incarnation, asked_utc, held, body)
  VALUES
  (1, 900, 1, CAST(printf('%032d', 11) AS BLOB), 10, 1790000000000, 1790100000000, 'one', NULL, NULL, NULL),
  (2, 900, 2, x'DIGEST2', 12, 1790000000000, 1790100000000, 'one', 1790200000000, NULL, CAST(printf('%04000d', 2) AS BLOB)),
  (3, 900, 3, x'DIGEST3', 18, 1790000000000, 1790100000000, 'one', NULL, NULL, CAST(printf('%04000d', 3) AS BLOB)),
  (4, 901, 1, x'DIGEST4', 20, 1793000000000, 1793100000000, 'one', NULL, NULL, CAST(printf('%04000d', 4) AS BLOB)),
  (5, 901, 2, x'DIGEST5', 10, 1793000000000, NULL, NULL, NULL, 'urn:stemme:too-new', CAST(printf('%04000d', 5) AS BLOB)),
  (6, 901, 3, x'DIGEST6', 15, 1793000000000, NULL, NULL, NULL, NULL, CAST(printf('%04000d', 6) AS BLOB)),
  (7, 901, 4, x'DIGEST7', 15, NULL, NULL, NULL, NULL, NULL, CAST(printf('%04000d', 7) AS BLOB)),
  (8, 901, 5, x'DIGEST8', 20, 1794000000000, NULL, NULL, NULL, NULL, CAST(printf('%04000d', 8) AS BLOB)),
  (9, 901, 6, x'DIGEST9', 10, 1794000000000, NULL, NULL, NULL, NULL, CAST(printf('%04000d', 9) AS BLOB));
INSERT INTO anchors(boot, began_ms) VALUES(1, 1795417200000), (2, 1795000000000);
INSERT INTO facts(name, value) VALUES('incarnation', 'one'), ('utc', 1794500000000), ('lost_at_most', 4);
