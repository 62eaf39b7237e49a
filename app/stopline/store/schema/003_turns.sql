-- How often a message was put back because its gateway did not take it. The next turn waits behind every earlier one, so that
-- one message a gateway chokes on does not hold up the others; messages to the same address share their turn and keep their order.
ALTER TABLE messages ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
DROP INDEX messages_waiting;
CREATE INDEX messages_waiting ON messages (channel, purpose, turn, not_before, id) WHERE state = 'queued';
