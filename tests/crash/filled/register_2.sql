-- The house has tokens.
INSERT INTO tokens(house, content) VALUES('storvik', '{"salt":"00112233445566778899aabbccddeeff","marks":["11111111111111111111111111111111"]}');
