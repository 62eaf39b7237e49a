-- name: messages_before
-- The last messages of a thread before a place in it, latest first.
SELECT id, thread, direction, state, purpose, text, at, channel, address, agent, campaign, decided_on, reason, asks,
    not_before, template, gateway, paused FROM messages
WHERE thread = :thread AND (at, id) < (:at, :id) ORDER BY at DESC, id DESC LIMIT :limit;

-- name: notes_between
-- The notes of a thread between two instants, latest first.
SELECT id, kind, agent, text, at FROM thread_notes
WHERE thread = :thread AND at >= :since AND at < :before ORDER BY at DESC, id DESC;

-- name: questions_between
-- The questions how to stop that were asked in a thread between two instants.
SELECT q.message, q.start_at, q.end_at, m.at FROM opt_out_questions q JOIN messages m ON m.id = q.message
WHERE q.thread = :thread AND m.at >= :since AND m.at < :before;

-- name: events_between
-- What happened to the consent of a thread's address between two instants, latest first; a hold that an agent put back, when they did.
SELECT seq, scope, kind, method, actor, told_at, content FROM (
    SELECT e.seq, e.scope, e.kind, e.method, e.actor, v.content,
        CASE WHEN e.kind = 'held' AND substr(json_extract(v.content, '$.note'), 1, length(:taken_back)) = :taken_back
            THEN e.recorded_at ELSE e.occurred_at END AS told_at
    FROM subjects s JOIN consent_events e ON e.subject = s.subject AND e.channel = :channel
        LEFT JOIN evidence v ON v.digest = e.evidence_digest
    WHERE s.address = :address) AS told
WHERE told_at >= :since AND told_at < :before ORDER BY told_at DESC, seq DESC;
