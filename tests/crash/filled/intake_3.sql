-- One has told what it has made.
UPDATE contacts SET made=36, told=1 WHERE device=7;
