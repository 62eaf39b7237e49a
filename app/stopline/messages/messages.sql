-- name: add_outbound
-- Put a message into the queue, in one turn with what waits for the same address already, under a number no message has had before.
INSERT INTO messages (
    id, thread, address, channel, direction, state, purpose, text, agent, campaign, template, at, recorded_at, decided_on,
    answers_event, not_before, asks, turn)
VALUES (
    1 + MAX(COALESCE((SELECT MAX(id) FROM messages), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'messages'), 0)),
    :thread, :address, :channel, 'outbound', 'queued', :purpose, :text, :agent, :campaign, :template, :now, :now, :decided_on,
    :answers_event, :not_before, :asks,
    COALESCE((SELECT MAX(turn) FROM messages WHERE state = 'queued' AND address = :address AND channel = :channel), 0))
RETURNING *;

-- name: seal
-- Seal an automatic answer.
UPDATE messages SET seal = :seal WHERE id = :id;

-- name: unsealed
-- Automatic answers that wait without a seal, each bound to an event of its own address.
SELECT m.* FROM messages m
JOIN consent_events e ON e.seq = m.answers_event JOIN subjects s ON s.subject = e.subject AND s.address = m.address
WHERE m.state = 'queued' AND m.purpose = 'compliance' AND m.seal IS NULL;

-- name: add_inbound
-- Store a text that came in, under a number no message has had before.
INSERT INTO messages (
    id, thread, address, channel, direction, state, purpose, text, at, recorded_at, gateway, provider_id)
VALUES (
    1 + MAX(COALESCE((SELECT MAX(id) FROM messages), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'messages'), 0)),
    :thread, :address, :channel, 'inbound', 'received', 'conversation', :text, :at, :now, :gateway, :provider_id)
RETURNING id;

-- name: next_message_id
-- The number of the next message: one that no message has had before.
SELECT 1 + MAX(COALESCE((SELECT MAX(id) FROM messages), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'messages'), 0)) AS id;

-- name: next_thread_id
-- The number of the next thread: one that no thread has had before.
SELECT 1 + MAX(COALESCE((SELECT MAX(id) FROM threads), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'threads'), 0)) AS id;

-- name: add_threads
-- Begin the threads that a batch needs and that are not there. They stand among the closed ones until somebody answers.
INSERT INTO threads (id, contact, address, channel, status, last_at)
SELECT :first + j.key, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'), :channel, 'closed', :now
FROM json_each(:rows) j WHERE true
ON CONFLICT (address, channel) DO NOTHING;

-- name: add_batch
-- Put a batch of messages into the queue, each in one turn with what waits for its address already; who stopped or is held since
-- the gate was asked is left out.
INSERT INTO messages (
    id, thread, address, channel, direction, state, purpose, text, agent, campaign, template, at, recorded_at, decided_on, not_before, turn)
SELECT json_extract(j.value, '$[0]'), t.id, t.address, t.channel, 'outbound', 'queued', :purpose, json_extract(j.value, '$[3]'), :agent,
    :campaign, json_extract(j.value, '$[4]'), :now, :now, json_extract(j.value, '$[5]'), json_extract(j.value, '$[6]'),
    COALESCE((SELECT MAX(w.turn) FROM messages w WHERE w.state = 'queued' AND w.address = t.address AND w.channel = t.channel), 0)
FROM json_each(:rows) j JOIN threads t ON t.address = json_extract(j.value, '$[2]') AND t.channel = :channel
WHERE NOT EXISTS (
    SELECT 1 FROM consent_status s
    WHERE s.address = t.address AND s.channel = t.channel AND s.scope IN ('all', :purpose) AND s.state IN ('stopped', 'held'));

-- name: batch
-- The messages of the batch that begins with a number.
SELECT id, address FROM messages WHERE id >= :first;

-- name: is_known
-- Whether a text of that name has come in before.
SELECT id FROM messages WHERE gateway = :gateway AND provider_id = :provider_id AND direction = 'inbound';

-- name: message
-- One message by its number.
SELECT * FROM messages WHERE id = :id;

-- name: messages
-- Messages by what they are, newest first, older than one of them where one is given.
SELECT * FROM messages
WHERE at <= :before_at AND (at < :before_at OR id < :before)
    AND (:state IS NULL OR state = :state) AND (:direction IS NULL OR direction = :direction)
    AND (:campaign IS NULL OR campaign = :campaign)
ORDER BY at DESC, id DESC LIMIT :limit;

-- name: messages_of_threads
-- The same of one thread, or of one address on every channel.
SELECT * FROM messages
WHERE thread IN (SELECT id FROM threads WHERE id = :thread OR address = :address)
    AND (:thread IS NULL OR thread = :thread) AND (:address IS NULL OR address = :address)
    AND at <= :before_at AND (at < :before_at OR id < :before)
    AND (:state IS NULL OR state = :state) AND (:direction IS NULL OR direction = :direction)
    AND (:campaign IS NULL OR campaign = :campaign)
ORDER BY at DESC, id DESC LIMIT :limit;

-- name: messages_not_sent
-- The same of those that failed or were kept back.
SELECT * FROM messages
WHERE state = :state AND state IN ('failed', 'refused') AND at <= :before_at AND (at < :before_at OR id < :before)
    AND (:direction IS NULL OR direction = :direction) AND (:campaign IS NULL OR campaign = :campaign)
ORDER BY at DESC, id DESC LIMIT :limit;

-- name: messages_on_their_way
-- The same of those that wait, are being handed over, or are uncertain.
SELECT * FROM messages
WHERE id IN (
        SELECT id FROM messages WHERE state = 'queued' UNION ALL SELECT id FROM messages WHERE state = 'sending'
        UNION ALL SELECT id FROM messages WHERE state = 'uncertain')
    AND state = :state AND at <= :before_at AND (at < :before_at OR id < :before)
    AND (:direction IS NULL OR direction = :direction) AND (:campaign IS NULL OR campaign = :campaign)
ORDER BY at DESC, id DESC LIMIT :limit;

-- name: next_turn
-- The first turn after one in which a message of a channel and purpose waits, due or not; what is paused does not wait.
SELECT MIN(turn) AS turn FROM messages
WHERE state = 'queued' AND paused = 0 AND channel = :channel AND purpose = :purpose AND turn > :after;

-- name: next_waiting
-- The message of one turn that has waited longest of one channel and purpose, among those that are due.
SELECT id FROM messages
WHERE state = 'queued' AND paused = 0 AND channel = :channel AND purpose = :purpose AND turn = :turn AND not_before <= :now
ORDER BY not_before, id LIMIT 1;

-- name: claim
-- Take a message out of the queue, unless its address stopped or is held, its campaign was paused, or another worker was faster.
UPDATE messages SET state = 'sending', claimed_by = :holder, gateway = :gateway
WHERE id = :id AND state = 'queued' AND paused = 0 AND (purpose = 'compliance' OR NOT EXISTS (
    SELECT 1 FROM consent_status s
    WHERE s.address = messages.address AND s.channel = messages.channel AND s.scope IN ('all', messages.purpose)
        AND s.state IN ('stopped', 'held')))
RETURNING *;

-- name: refuse
-- Keep back a message that may not leave.
UPDATE messages SET state = 'refused', reason = :reason, settled_at = :now
WHERE id = :id AND state IN ('queued', 'sending', 'uncertain');

-- name: refuse_if_blocked
-- Keep back a message whose address stopped or is held, and the confirmation of a yes that a stop or hold has overtaken.
UPDATE messages SET state = 'refused', settled_at = :now, reason = (
    SELECT s.state FROM consent_status s
    WHERE s.address = messages.address AND s.channel = messages.channel AND s.state IN ('stopped', 'held')
        AND (s.scope IN ('all', messages.purpose) OR messages.purpose = 'compliance') ORDER BY s.scope LIMIT 1)
WHERE id = :id AND state IN ('queued', 'sending') AND ((purpose <> 'compliance' AND EXISTS (
    SELECT 1 FROM consent_status s
    WHERE s.address = messages.address AND s.channel = messages.channel AND s.scope IN ('all', messages.purpose)
        AND s.state IN ('stopped', 'held')))
    OR (purpose = 'compliance' AND EXISTS (
        SELECT 1 FROM consent_events e JOIN consent_status s ON s.scope IN ('all', e.scope)
        WHERE e.seq = messages.answers_event AND e.kind IN ('given', 'confirmed') AND s.address = messages.address
            AND s.channel = messages.channel AND s.state IN ('stopped', 'held'))));

-- name: stop_said
-- When the stop was said that an automatic answer confirms; nothing where it answers something else.
SELECT occurred_at FROM consent_events WHERE seq = :seq AND kind = 'withdrawn';

-- name: settle
-- Note what the gateway said of a message that was being handed over or is uncertain; one that had waited takes its place in the
-- conversation by when it left. A seal is good for one hand-over.
UPDATE messages SET state = :state, seal = NULL, provider_id = COALESCE(:provider_id, provider_id), reason = :reason,
    sent_at = CASE WHEN :state = 'sent' THEN :now ELSE sent_at END, settled_at = :now,
    at = CASE WHEN :state = 'sent' AND not_before <> '' THEN :now ELSE at END
WHERE id = :id AND state IN ('sending', 'uncertain');

-- name: put_back
-- Return a message that certainly did not leave to the queue, in its next turn.
UPDATE messages SET state = 'queued', claimed_by = NULL, gateway = NULL, turn = turn + 1 WHERE id = :id AND state = 'sending';

-- name: put_off
-- Return a message that may not leave at this hour to the queue, until it may.
UPDATE messages SET state = 'queued', claimed_by = NULL, gateway = NULL, not_before = :until WHERE id = :id AND state = 'sending';

-- name: cancel
-- Take back a message that still waits.
UPDATE messages SET state = 'refused', reason = :reason, settled_at = :now
WHERE id = :id AND state = 'queued' AND purpose <> 'compliance';

-- name: scheduled
-- Messages that wait for a time to come, of one thread where one is given, the earliest first.
SELECT * FROM messages WHERE state = 'queued' AND paused = 0 AND not_before > :now AND (:thread IS NULL OR thread = :thread)
ORDER BY not_before, id;

-- name: next_scheduled
-- When the next message that waits for its time may leave.
SELECT MIN(not_before) AS at FROM messages WHERE state = 'queued' AND paused = 0 AND not_before > :now;

-- name: keep_order
-- Let what waits for the same address wait as long.
UPDATE messages SET turn = (SELECT turn FROM messages WHERE id = :id)
WHERE state = 'queued' AND address = :address AND channel = :channel;

-- name: under_way
-- Messages that are being handed over.
SELECT * FROM messages WHERE state = 'sending' ORDER BY id;

-- name: uncertain
-- Messages nobody knows the fate of.
SELECT * FROM messages WHERE state = 'uncertain' ORDER BY id;

-- name: by_receipt
-- The message a gateway's receipt is about.
SELECT * FROM messages WHERE gateway = :gateway AND provider_id = :provider_id AND direction = 'outbound'
ORDER BY id DESC LIMIT 1;

-- name: take_receipt
-- Note what became of a message; a state that is final stays.
UPDATE messages SET state = :state, reason = :reason, settled_at = :now WHERE id = :id AND state = :expected;

-- name: last_outbound
-- The last message that left for an address before an instant.
SELECT * FROM messages
WHERE thread = (SELECT id FROM threads WHERE address = :address AND channel = :channel) AND at <= :before
    AND direction = 'outbound' AND state IN ('sent', 'delivered')
ORDER BY at DESC, id DESC LIMIT 1;

-- name: queue_counts
-- How many messages wait, are being handed over, or are uncertain.
SELECT state, COUNT(*) AS messages FROM messages WHERE state = 'queued' GROUP BY state
UNION ALL SELECT state, COUNT(*) FROM messages WHERE state = 'sending' GROUP BY state
UNION ALL SELECT state, COUNT(*) FROM messages WHERE state = 'uncertain' GROUP BY state;

-- name: touch_thread
-- Show an outbound message as the last of its thread.
UPDATE threads SET last_at = MAX(last_at, :at), last_text = :text, last_direction = 'outbound' WHERE id = :thread;

-- name: untouch_thread
-- Show again what was said last before a text of ours that never leaves, where the list shows that; nothing, where nothing was said.
UPDATE threads SET (last_text, last_direction) = (
    SELECT COALESCE(SUBSTR(m.text, 1, :length), ''), COALESCE(m.direction, '') FROM (SELECT 1) LEFT JOIN messages m ON m.id = (
        SELECT x.id FROM messages x
        WHERE x.thread = :thread AND (x.direction = 'inbound' OR (x.purpose <> 'compliance' AND (
            x.state IN ('sending', 'sent', 'delivered', 'uncertain', 'failed')
            OR (x.state = 'queued' AND x.agent IS NOT NULL AND x.not_before = ''))))
        ORDER BY x.at DESC, x.id DESC LIMIT 1))
WHERE id = :thread AND last_direction = 'outbound' AND last_text = :text;
