-- What somebody without the key cannot make: a keyed hash of an event's own hash. Events recorded before there was a key have none.
-- `vouched_by` and `vouched_at` are filled where a tag was made later, by somebody who had the key and answered for the event.
CREATE TABLE event_tags (
    seq INTEGER PRIMARY KEY REFERENCES consent_events (seq),
    key_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    vouched_by TEXT,
    vouched_at TEXT
) STRICT;

CREATE TRIGGER tags_never_change BEFORE UPDATE ON event_tags
BEGIN
    SELECT RAISE(ABORT, 'a tag is never changed');
END;

CREATE TRIGGER tags_never_go BEFORE DELETE ON event_tags
BEGIN
    SELECT RAISE(ABORT, 'a tag is never deleted');
END;

-- Also stops INSERT OR REPLACE of a tag that is there.
CREATE TRIGGER an_event_is_tagged_once BEFORE INSERT ON event_tags
WHEN EXISTS (SELECT 1 FROM event_tags WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'an event is tagged once');
END;

-- The audit screen reads the newest events of one kind, one method or one actor, however rare they are.
CREATE INDEX consent_events_by_kind ON consent_events (kind, seq);
CREATE INDEX consent_events_by_method ON consent_events (method, seq);
CREATE INDEX consent_events_by_actor ON consent_events (actor, seq);
