-- A stop that was lifted long ago says nothing about a wish for one kind of message: the wish has to be newer than the stop that stands.
-- As which one stands is not known here, a wish counts that is newer than any of them; `consent/status.py` knows better, and is stricter.
DROP VIEW stops_in_force;

CREATE VIEW possible_wishes_for_one_kind AS
SELECT l.subject, l.channel, l.seq
FROM consent_events l
WHERE l.kind = 'given' AND l.scope <> 'all' AND l.actor = 'contact' AND l.method IN ('keyword', 'sentence')
AND l.occurred_at >= (
    SELECT MIN(f.occurred_at) FROM consent_events f
    WHERE f.subject = l.subject AND f.channel = l.channel AND f.scope = 'all' AND f.kind = 'withdrawn' AND f.seq < l.seq);

CREATE VIEW stops_in_force AS
SELECT s.address, e.channel, e.scope, e.kind
FROM subjects s JOIN consent_events e ON e.subject = s.subject
WHERE e.kind IN ('withdrawn', 'held') AND NOT EXISTS (
    SELECT 1 FROM consent_events l WHERE l.subject = e.subject AND l.seq > e.seq AND (
        l.kind = 'erased'
        OR l.channel = e.channel AND l.scope IN ('all', e.scope) AND (
            l.kind = 'corrected'
            OR e.kind = 'held' AND l.kind IN ('given', 'released')
            OR l.kind = 'given' AND l.occurred_at >= (
                SELECT MIN(f.occurred_at) FROM consent_events f
                WHERE f.subject = e.subject AND f.channel = e.channel AND f.scope = e.scope AND f.kind = 'withdrawn'))
        OR l.channel = e.channel AND e.scope = 'all' AND l.seq IN (
            SELECT o.seq FROM possible_wishes_for_one_kind o WHERE o.subject = e.subject)))
UNION ALL
-- A stop of everything that its own person split: what they did not ask for stays stopped. Here a wish counts only if it certainly split.
SELECT s.address, e.channel, k.scope, e.kind
FROM subjects s JOIN consent_events e ON e.subject = s.subject
JOIN (SELECT 'marketing' AS scope UNION ALL SELECT 'notice') k
WHERE e.kind = 'withdrawn' AND e.scope = 'all' AND EXISTS (
    SELECT 1 FROM wishes_for_one_kind o WHERE o.subject = e.subject AND o.channel = e.channel AND o.seq > e.seq)
AND NOT EXISTS (
    SELECT 1 FROM consent_events l WHERE l.subject = e.subject AND l.seq > e.seq AND (
        l.kind = 'erased' OR l.channel = e.channel AND l.scope IN ('all', k.scope) AND l.kind IN ('given', 'corrected')));
