-- Every fence reads whose events are whose, and where each address stands; neither can be taken away from beside the ledger.

-- Whose events they are: without this row a stop belongs to nobody. It goes once the ledger says that its person was forgotten.
CREATE TRIGGER a_person_goes_only_when_forgotten BEFORE DELETE ON subjects
WHEN NOT EXISTS (SELECT 1 FROM consent_events e WHERE e.subject = OLD.subject AND e.kind = 'erased')
BEGIN
    SELECT RAISE(ABORT, 'whose events these are stays until the person is forgotten');
END;

CREATE TRIGGER a_person_stays_who_they_are BEFORE UPDATE ON subjects
BEGIN
    SELECT RAISE(ABORT, 'whose events these are never changes');
END;

-- Also stops INSERT OR REPLACE of a row that is there.
CREATE TRIGGER a_person_is_met_once BEFORE INSERT ON subjects
WHEN EXISTS (SELECT 1 FROM subjects s WHERE s.subject = NEW.subject OR s.address = NEW.address)
BEGIN
    SELECT RAISE(ABORT, 'whose events these are is known already');
END;

-- Who stopped everything and then writes that they want one kind of message gets that kind, and no other (`consent/status.py`).
CREATE VIEW wishes_for_one_kind AS
SELECT l.subject, l.channel, l.seq
FROM consent_events l
WHERE l.kind = 'given' AND l.scope <> 'all' AND l.actor = 'contact' AND l.method IN ('keyword', 'sentence')
AND l.occurred_at >= (
    SELECT MAX(f.occurred_at) FROM consent_events f
    WHERE f.subject = l.subject AND f.channel = l.channel AND f.scope = 'all' AND f.kind = 'withdrawn' AND f.seq < l.seq);

-- Stops and holds that no later event of the ledger lifts. It leaves out rather too many than too few, so that nothing lawful is ever
-- refused: a yes that is older than the stop it meets lifts nothing, which is seen here only where it is older than all of them.
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
            SELECT o.seq FROM wishes_for_one_kind o WHERE o.subject = e.subject)))
UNION ALL
-- A stop of everything that its own person split: what they did not ask for stays stopped.
SELECT s.address, e.channel, k.scope, e.kind
FROM subjects s JOIN consent_events e ON e.subject = s.subject
JOIN (SELECT 'marketing' AS scope UNION ALL SELECT 'notice') k
WHERE e.kind = 'withdrawn' AND e.scope = 'all' AND EXISTS (
    SELECT 1 FROM wishes_for_one_kind o WHERE o.subject = e.subject AND o.channel = e.channel AND o.seq > e.seq)
AND NOT EXISTS (
    SELECT 1 FROM consent_events l WHERE l.subject = e.subject AND l.seq > e.seq AND (
        l.kind = 'erased' OR l.channel = e.channel AND l.scope IN ('all', k.scope) AND l.kind IN ('given', 'corrected')));

-- Where an address stands is derived, and may be made again; but never so that it says less than a stop or hold in the ledger.
CREATE TRIGGER a_status_says_no_less_than_the_ledger BEFORE INSERT ON consent_status
WHEN NEW.state <> 'stopped' AND EXISTS (
    SELECT 1 FROM stops_in_force f WHERE f.address = NEW.address AND f.channel = NEW.channel AND f.scope = NEW.scope
        AND (f.kind = 'withdrawn' OR NEW.state <> 'held'))
BEGIN
    SELECT RAISE(ABORT, 'the ledger holds a stop or hold that nothing has lifted');
END;

CREATE TRIGGER a_changed_status_says_no_less_than_the_ledger BEFORE UPDATE ON consent_status
WHEN NEW.state <> 'stopped' AND EXISTS (
    SELECT 1 FROM stops_in_force f WHERE f.address = NEW.address AND f.channel = NEW.channel AND f.scope = NEW.scope
        AND (f.kind = 'withdrawn' OR NEW.state <> 'held'))
BEGIN
    SELECT RAISE(ABORT, 'the ledger holds a stop or hold that nothing has lifted');
END;

CREATE TRIGGER a_status_stays_where_it_is BEFORE UPDATE OF address, channel, scope ON consent_status
WHEN NEW.address <> OLD.address OR NEW.channel <> OLD.channel OR NEW.scope <> OLD.scope
BEGIN
    SELECT RAISE(ABORT, 'a status keeps its address, channel and scope');
END;

CREATE TRIGGER a_stop_stays_while_the_ledger_holds_it BEFORE DELETE ON consent_status
WHEN EXISTS (
    SELECT 1 FROM stops_in_force f WHERE f.address = OLD.address AND f.channel = OLD.channel AND f.scope = OLD.scope)
BEGIN
    SELECT RAISE(ABORT, 'the ledger holds a stop or hold that nothing has lifted');
END;
