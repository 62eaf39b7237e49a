-- What Stopline answers by itself may go to somebody who stopped, so a row that only says so is not believed: each such message
-- carries a keyed digest of what it is, made when it was queued and gone once it was handed over. The key is not in this database.
ALTER TABLE messages ADD COLUMN seal TEXT;
