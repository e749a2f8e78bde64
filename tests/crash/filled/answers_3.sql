-- The epoch before went with a corrupt file.
UPDATE epochs SET previous_lost=9 WHERE epoch=901;
