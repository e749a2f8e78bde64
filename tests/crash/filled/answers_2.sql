-- A circle has answered with tokens.
INSERT INTO tokens_used(day, pack, mark) VALUES
  ('2026-11-23', CAST(printf('%016d', 1) AS BLOB), CAST(printf('%032d', 5) AS BLOB)),
  ('2026-11-23', CAST(printf('%016d', 1) AS BLOB), CAST(printf('%032d', 6) AS BLOB));
