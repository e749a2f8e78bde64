-- A backup was made of the first two.
UPDATE collector SET backed_up=2;
