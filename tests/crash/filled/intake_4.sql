-- Nobody could open the second when the last backup was checked.
INSERT INTO unopened(row) VALUES(2);
