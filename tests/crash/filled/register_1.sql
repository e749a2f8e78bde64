-- An owner with a house: children and parents, one group that ended in August; terminals in use, with
-- a key on its way, and stolen; a code that waits and one that was used; a pack in use; staff.
INSERT INTO owner(id, name, zone, languages, helpline, file) VALUES
  ('lynghei', 'Lynghei kommune', 'Europe/Oslo', '["nb","nn","en"]', '116 111', 'id = "lynghei"');
INSERT INTO houses(id, name, kind, language, dayparts, windows, parents_week, pin) VALUES
  ('storvik', 'Storvik barnehage', 'barnehage', 'nb', '[{"id":"dag","from":0}]',
    '[{"id":"henting","from":840,"to":1020,"quiet":false}]', 3, '$argon2id$v=19$m=8,t=1,p=1$AA$AA'),
  ('nymark', 'Nymark skule', 'skole', 'nn', '[{"id":"dag","from":0}]', '[]', 2, NULL);
INSERT INTO units(id, house, name, audience, band, size, school_year, ended) VALUES
  (17, 'storvik', 'Maurtua', 'barn', 1, 18, 2026, NULL),
  (-18, 'storvik', 'Foreldre', 'forelder', 4, 60, 2026, NULL),
  (19, 'storvik', 'Tusenben', 'barn', 1, 12, 2025, '2026-07-31');
INSERT INTO closed_days(house, first, last) VALUES('storvik', '2026-12-21', '2027-01-01');
INSERT INTO devices(id, house, place, children, parents, key, key_name, next_key, next_name, state, enrolled,
  trusted_through) VALUES
  (7, 'storvik', 'Hall A', 17, -18, CAST(printf('%032d', 1) AS BLOB), 'key-one', NULL, NULL, 0, '2026-08-17', NULL),
  (-8, 'storvik', 'Hall B', 17, NULL, CAST(printf('%032d', 2) AS BLOB), 'key-two',
    CAST(printf('%032d', 3) AS BLOB), 'key-three', 0, '2026-08-18', NULL),
  (9, 'nymark', 'Gangen', NULL, NULL, CAST(printf('%032d', 4) AS BLOB), 'key-four', NULL, NULL, 1, '2026-08-19',
    '2026-09-30');
INSERT INTO codes(hash, house, place, children, parents, expires, device) VALUES
  (x'CODE', 'storvik', 'Hall C', 17, -18, 1796000000000, NULL),
  (CAST(printf('%032d', 9) AS BLOB), 'storvik', 'Hall A', 17, -18, 1790000000000, 7);
INSERT INTO ended_epochs(device, epoch, lost_from) VALUES(9, -77, 4);
INSERT INTO packs(digest, id, version, structure, texts) VALUES
  (CAST(printf('%016d', 1) AS BLOB), 'bhg-dagen-56', 1, CAST('id = "bhg-dagen-56"' AS BLOB), '{"nb":"a","nn":"b"}');
INSERT INTO adoptions(number, house, pack, role, decision, accepted, ended) VALUES
  (1, 'storvik', CAST(printf('%016d', 1) AS BLOB), 'styrer', 'leken ute', '2026-08-17', NULL);
INSERT INTO staff(login, role, house, unit, secret) VALUES
  ('maurtua@storvik', 0, 'storvik', 17, '$argon2id$v=19$m=8,t=1,p=1$AA$AA'),
  ('styrer@storvik', 1, 'storvik', NULL, '$argon2id$v=19$m=8,t=1,p=1$AA$AA');
INSERT INTO sessions(token, login, began, seen) VALUES
  (CAST(printf('%032d', 3) AS BLOB), 'styrer@storvik', 1795000000000, 1795000060000);
INSERT INTO identities(serial, document) VALUES(1, '{"serial":1}'), (4, '{"serial":4}');
INSERT INTO programmes(device, serial, content) VALUES(7, 12, CAST(printf('%032d', 8) AS BLOB));
