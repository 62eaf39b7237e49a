-- What a consent inbox starts with. Text instants sort like time; texts stand for states; derived columns are kept by triggers,
-- so that no writer can forget them.

-- Facts about this workspace.
CREATE TABLE workspace_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── consent ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Who an event is about. Events carry the salted digest, never the address, so that a person can be erased while the chain still verifies.
CREATE TABLE subjects (
    subject TEXT PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    salt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person said and how we know; erasable: the chain covers the digest, not the content.
CREATE TABLE evidence (
    digest TEXT PRIMARY KEY,
    content TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER evidence_is_only_erased BEFORE UPDATE ON evidence
WHEN NEW.content IS NOT NULL OR NEW.digest <> OLD.digest
BEGIN
    SELECT RAISE(ABORT, 'evidence can be erased, never changed');
END;

CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence can be erased, never deleted');
END;

-- The ledger: append-only and hash-chained.
CREATE TABLE consent_events (
    seq INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    channel TEXT NOT NULL,
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    actor TEXT NOT NULL,
    evidence_digest TEXT NOT NULL REFERENCES evidence (digest),
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX consent_events_of_subject ON consent_events (subject, channel, seq);

CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON consent_events
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON consent_events
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- Also stops INSERT OR REPLACE of a row that is there.
CREATE TRIGGER ledger_only_grows BEFORE INSERT ON consent_events
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM consent_events)
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- The present, derived from the ledger; `stopline consent rebuild` makes it again.
CREATE TABLE consent_status (
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('all', 'marketing', 'notice')),
    state TEXT NOT NULL CHECK (state IN ('unknown', 'pending', 'subscribed', 'held', 'stopped')),
    since TEXT NOT NULL,
    event_seq INTEGER NOT NULL,
    before_hold TEXT,
    PRIMARY KEY (address, channel, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_status_by_state ON consent_status (state, since);

-- ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE contact_addresses (
    address TEXT PRIMARY KEY,
    contact INTEGER NOT NULL REFERENCES contacts (id),
    region TEXT,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_addresses_of_contact ON contact_addresses (contact);

CREATE TABLE contact_tags (
    contact INTEGER NOT NULL REFERENCES contacts (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (contact, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_attributes (
    contact INTEGER NOT NULL REFERENCES contacts (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (contact, name)
) STRICT, WITHOUT ROWID;

-- ── threads ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A shared conversation with one address on one channel.
CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    contact INTEGER NOT NULL REFERENCES contacts (id),
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'closed')),
    consent TEXT NOT NULL DEFAULT 'unknown',
    assignee TEXT NOT NULL DEFAULT '',
    unread INTEGER NOT NULL DEFAULT 0,
    snoozed_until TEXT,
    last_at TEXT NOT NULL,
    last_text TEXT NOT NULL DEFAULT '',
    last_direction TEXT NOT NULL DEFAULT '',
    last_inbound_at TEXT,
    gateway TEXT,
    UNIQUE (address, channel)
) STRICT;
CREATE INDEX threads_of_contact ON threads (contact);
CREATE INDEX threads_by_status ON threads (status, last_at, id);
CREATE INDEX threads_by_assignee ON threads (assignee, status, last_at, id);
CREATE INDEX threads_by_consent ON threads (consent, last_at, id);
CREATE INDEX threads_by_time ON threads (last_at, id);
CREATE INDEX threads_put_away ON threads (last_at, id) WHERE status <> 'open';
CREATE INDEX threads_snoozed ON threads (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- A thread as the list shows it.
CREATE VIEW thread_rows AS
SELECT t.id, t.contact, t.address, c.name, t.channel, t.status, t.unread, t.assignee, t.consent, t.last_at, t.last_text,
    t.last_direction, t.last_inbound_at, t.snoozed_until
FROM threads t JOIN contacts c ON c.id = t.contact;

-- How many threads stand where: the figures beside the filters are read, not counted.
CREATE TABLE thread_counts (
    status TEXT NOT NULL,
    assignee TEXT NOT NULL,
    consent TEXT NOT NULL,
    threads INTEGER NOT NULL,
    PRIMARY KEY (status, assignee, consent)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER threads_take_their_consent AFTER INSERT ON threads
BEGIN
    INSERT INTO thread_counts (status, assignee, consent, threads)
    VALUES (NEW.status, NEW.assignee, NEW.consent, 1)
    ON CONFLICT (status, assignee, consent) DO UPDATE SET threads = threads + 1;
    UPDATE threads SET consent = COALESCE(
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope = 'all' AND s.state <> 'unknown'),
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope <> 'all' ORDER BY s.event_seq DESC LIMIT 1),
        'unknown')
    WHERE id = NEW.id;
END;

CREATE TRIGGER threads_are_counted AFTER UPDATE OF status, assignee, consent ON threads
WHEN NEW.status <> OLD.status OR NEW.assignee <> OLD.assignee OR NEW.consent <> OLD.consent
BEGIN
    UPDATE thread_counts SET threads = threads - 1
    WHERE status = OLD.status AND assignee = OLD.assignee AND consent = OLD.consent;
    INSERT INTO thread_counts (status, assignee, consent, threads)
    VALUES (NEW.status, NEW.assignee, NEW.consent, 1)
    ON CONFLICT (status, assignee, consent) DO UPDATE SET threads = threads + 1;
END;

CREATE TRIGGER threads_are_uncounted AFTER DELETE ON threads
BEGIN
    UPDATE thread_counts SET threads = threads - 1
    WHERE status = OLD.status AND assignee = OLD.assignee AND consent = OLD.consent;
END;

CREATE TRIGGER a_status_shows_on_its_thread AFTER INSERT ON consent_status
BEGIN
    UPDATE threads SET consent = COALESCE(
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope = 'all' AND s.state <> 'unknown'),
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope <> 'all' ORDER BY s.event_seq DESC LIMIT 1),
        'unknown')
    WHERE address = NEW.address AND channel = NEW.channel;
END;

CREATE TRIGGER a_changed_status_shows_on_its_thread AFTER UPDATE ON consent_status
WHEN NEW.state <> OLD.state
BEGIN
    UPDATE threads SET consent = COALESCE(
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope = 'all' AND s.state <> 'unknown'),
        (SELECT s.state FROM consent_status s WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope <> 'all' ORDER BY s.event_seq DESC LIMIT 1),
        'unknown')
    WHERE address = NEW.address AND channel = NEW.channel;
END;

CREATE TRIGGER a_vanished_status_shows_on_its_thread AFTER DELETE ON consent_status
BEGIN
    UPDATE threads SET consent = COALESCE(
        (SELECT s.state FROM consent_status s WHERE s.address = OLD.address AND s.channel = OLD.channel AND s.scope = 'all' AND s.state <> 'unknown'),
        (SELECT s.state FROM consent_status s WHERE s.address = OLD.address AND s.channel = OLD.channel AND s.scope <> 'all' ORDER BY s.event_seq DESC LIMIT 1),
        'unknown')
    WHERE address = OLD.address AND channel = OLD.channel;
END;

-- ── messages ───────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL REFERENCES threads (id),
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    state TEXT NOT NULL CHECK (state IN ('received', 'queued', 'sending', 'sent', 'delivered', 'failed', 'refused', 'uncertain')),
    purpose TEXT NOT NULL CHECK (purpose IN ('conversation', 'notice', 'marketing', 'compliance')),
    text TEXT NOT NULL,
    agent TEXT,
    campaign TEXT,
    template TEXT,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    gateway TEXT,
    provider_id TEXT,
    decided_on INTEGER,
    answers_event INTEGER,
    not_before TEXT NOT NULL DEFAULT '',
    claimed_by TEXT,
    sent_at TEXT,
    settled_at TEXT,
    reason TEXT
) STRICT;
CREATE INDEX messages_of_thread ON messages (thread, at, id);
CREATE INDEX messages_waiting ON messages (channel, purpose, not_before, id) WHERE state = 'queued';
CREATE INDEX messages_waiting_for_address ON messages (address, channel) WHERE state = 'queued';
CREATE INDEX messages_under_way ON messages (id) WHERE state = 'sending';
CREATE INDEX messages_to_decide ON messages (id) WHERE state = 'uncertain';
-- A text that arrives by push and by poll counts once.
CREATE UNIQUE INDEX messages_arrive_once ON messages (gateway, provider_id) WHERE direction = 'inbound' AND provider_id IS NOT NULL;
CREATE INDEX messages_by_receipt ON messages (gateway, provider_id) WHERE direction = 'outbound' AND provider_id IS NOT NULL;
-- A consent event is answered once, whatever happens.
CREATE UNIQUE INDEX messages_answer_once ON messages (answers_event) WHERE answers_event IS NOT NULL;
CREATE INDEX messages_of_campaign ON messages (campaign, id) WHERE campaign IS NOT NULL;

-- The last fence: nothing starts towards an address that said stop, not even for someone typing SQL.
CREATE TRIGGER nothing_leaves_to_a_stopped_address BEFORE UPDATE OF state ON messages
WHEN NEW.state = 'sending' AND NEW.purpose <> 'compliance' AND EXISTS (
    SELECT 1 FROM consent_status s
    WHERE s.address = NEW.address AND s.channel = NEW.channel AND s.scope IN ('all', NEW.purpose) AND s.state IN ('stopped', 'held'))
BEGIN
    SELECT RAISE(ABORT, 'this address said stop, or a reply waits for a decision');
END;

CREATE TRIGGER nothing_is_born_sending BEFORE INSERT ON messages
WHEN NEW.direction = 'outbound' AND NEW.state NOT IN ('queued', 'refused')
BEGIN
    SELECT RAISE(ABORT, 'a message starts in the queue');
END;

CREATE TRIGGER a_message_keeps_its_address_and_purpose BEFORE UPDATE OF address, channel, purpose, direction ON messages
WHEN NEW.address <> OLD.address OR NEW.channel <> OLD.channel OR NEW.purpose <> OLD.purpose OR NEW.direction <> OLD.direction
BEGIN
    SELECT RAISE(ABORT, 'a message keeps its address, channel and purpose');
END;

-- Words of both directions, for searching; `last_text` of a thread is cut, this is not.
CREATE VIRTUAL TABLE messages_fts USING fts5 (text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER messages_are_indexed AFTER INSERT ON messages
BEGIN
    INSERT INTO messages_fts (rowid, text) VALUES (NEW.id, NEW.text);
END;

CREATE TRIGGER messages_are_reindexed AFTER UPDATE OF text ON messages
BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
    INSERT INTO messages_fts (rowid, text) VALUES (NEW.id, NEW.text);
END;

CREATE TRIGGER messages_are_unindexed AFTER DELETE ON messages
BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;

CREATE VIRTUAL TABLE contacts_fts USING fts5 (name, content = 'contacts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER contacts_are_indexed AFTER INSERT ON contacts
BEGIN
    INSERT INTO contacts_fts (rowid, name) VALUES (NEW.id, NEW.name);
END;

CREATE TRIGGER contacts_are_reindexed AFTER UPDATE OF name ON contacts
BEGIN
    INSERT INTO contacts_fts (contacts_fts, rowid, name) VALUES ('delete', OLD.id, OLD.name);
    INSERT INTO contacts_fts (rowid, name) VALUES (NEW.id, NEW.name);
END;

CREATE TRIGGER contacts_are_unindexed AFTER DELETE ON contacts
BEGIN
    INSERT INTO contacts_fts (contacts_fts, rowid, name) VALUES ('delete', OLD.id, OLD.name);
END;

-- What agents say among themselves in a thread, and what they did with it.
CREATE TABLE thread_notes (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL CHECK (kind IN ('note', 'assigned', 'closed', 'reopened', 'snoozed')),
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX thread_notes_of_thread ON thread_notes (thread, at, id);

-- Who has a thread open.
CREATE TABLE presence (
    agent TEXT NOT NULL,
    screen TEXT NOT NULL,
    thread INTEGER NOT NULL,
    is_typing INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (agent, screen)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_in_thread ON presence (thread);

-- ── worker and gateways ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each gateway was read, and how it is doing.
CREATE TABLE gateway_states (
    gateway TEXT PRIMARY KEY,
    cursor TEXT,
    collected_at TEXT,
    failing_since TEXT,
    failure_count INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT,
    last_error TEXT
) STRICT, WITHOUT ROWID;

-- ── counts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row for each time somebody stopped, with what came before; `hour` is the local hour of the team's zone.
CREATE TABLE optouts (
    event_seq INTEGER PRIMARY KEY,
    hour TEXT NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    keyword TEXT NOT NULL,
    campaign TEXT NOT NULL,
    after_message INTEGER
) STRICT;
CREATE INDEX optouts_by_hour ON optouts (hour);
CREATE INDEX optouts_of_campaign ON optouts (campaign, hour);

CREATE TABLE optout_counts (
    hour TEXT NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    keyword TEXT NOT NULL,
    campaign TEXT NOT NULL,
    optouts INTEGER NOT NULL,
    PRIMARY KEY (hour, channel, method, keyword, campaign)
) STRICT, WITHOUT ROWID;

-- Who was reached on a day, or by a campaign, at least once: the people a rate is taken of.
CREATE TABLE reached (
    dimension TEXT NOT NULL CHECK (dimension IN ('day', 'campaign')),
    key TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (dimension, key, channel, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE reach_counts (
    dimension TEXT NOT NULL,
    key TEXT NOT NULL,
    channel TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (dimension, key, channel)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER people_reached_are_counted AFTER INSERT ON reached
BEGIN
    INSERT INTO reach_counts (dimension, key, channel, people)
    VALUES (NEW.dimension, NEW.key, NEW.channel, 1)
    ON CONFLICT (dimension, key, channel) DO UPDATE SET people = people + 1;
END;

CREATE TRIGGER optouts_are_counted AFTER INSERT ON optouts
BEGIN
    INSERT INTO optout_counts (hour, channel, method, keyword, campaign, optouts)
    VALUES (NEW.hour, NEW.channel, NEW.method, NEW.keyword, NEW.campaign, 1)
    ON CONFLICT (hour, channel, method, keyword, campaign) DO UPDATE SET optouts = optouts + 1;
END;
