-- A collector with two terminals: one whose chain has a gap, one that stood twice; a batch whose raw
-- is gone, one that was carried, one without a date; what each said last, and when its boots began.
INSERT INTO collector(name, incarnation) VALUES('0011223344556677', '00112233445566778899aabbccddeeff');
INSERT INTO batches(number, owner, device, epoch, n, digest, prev, house, answers, answers_total, closed_through,
  previous_epoch, previous_last, carried_epoch, carried_n, day, boot, age_from, age_to, received, signature, body) VALUES
  (1, 'lynghei', 7, 900, 1, CAST(printf('%032d', 1) AS BLOB), NULL, 'storvik', 10, 10, '2026-W40',
    NULL, NULL, NULL, NULL, '2026-10-05', NULL, NULL, NULL, '2026-10-05', '{}', NULL),
  (2, 'lynghei', 7, 900, 2, CAST(printf('%032d', 2) AS BLOB), CAST(printf('%032d', 1) AS BLOB), 'storvik', 8, 18, '2026-W40',
    NULL, NULL, NULL, NULL, '2026-10-06', NULL, NULL, NULL, '2026-10-06', '{"a":1}', CAST(printf('%05000d', 2) AS BLOB)),
  (4, 'lynghei', 7, 900, 4, CAST(printf('%032d', 4) AS BLOB), CAST(printf('%032d', 3) AS BLOB), 'storvik', 9, 36, NULL,
    NULL, NULL, NULL, NULL, NULL, -5, 2, 7, '2026-10-08', '{}', CAST(printf('%05000d', 4) AS BLOB)),
  (5, 'lynghei', -8, 12, 1, CAST(printf('%032d', 5) AS BLOB), NULL, 'storvik', 0, 0, '2026-W40',
    11, 3, 11, 2, '2026-10-08', NULL, NULL, NULL, '2026-10-08', '{}', CAST(printf('%05000d', 5) AS BLOB));
INSERT INTO ranges(owner, device, epoch, first, last, last_digest) VALUES
  ('lynghei', 7, 900, 1, 2, CAST(printf('%032d', 2) AS BLOB)),
  ('lynghei', 7, 900, 4, 4, CAST(printf('%032d', 4) AS BLOB)),
  ('lynghei', -8, 12, 1, 1, CAST(printf('%032d', 5) AS BLOB));
INSERT INTO conflicts(owner, device, epoch, day) VALUES('lynghei', -8, 11, '2026-10-07');
INSERT INTO contacts(owner, device, day, epoch, last_closed, unsent_age, space, software, programme) VALUES
  ('lynghei', 7, '2026-10-08', 900, 4, 'none', 'ok', 'test', 3),
  ('lynghei', -8, '2026-10-08', 12, 1, 'days', 'tight', 'test', 2);
INSERT INTO anchors(owner, device, boot, began_after, began_before) VALUES
  ('lynghei', 7, -5, 1791000000000, 1791003600000), ('lynghei', -8, 6, 1791000000000, 1791003600000);
