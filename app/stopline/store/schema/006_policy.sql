-- What a yes rests on and when it was given, so that implied consent runs out in time; the same is in the ledger.
ALTER TABLE consent_status ADD COLUMN basis TEXT;
ALTER TABLE consent_status ADD COLUMN agreed_at TEXT;
-- Yeses that may run out, for the worker to look through.
CREATE INDEX consent_status_implied ON consent_status (agreed_at) WHERE basis IN ('implied_purchase', 'implied_inquiry');

-- The zones a number may be in, separated by spaces, so that nobody has to load the tables of the world's numbers to tell the time.
ALTER TABLE contact_addresses ADD COLUMN zones TEXT;

-- How a message asks for consent, where it does.
ALTER TABLE messages ADD COLUMN asks TEXT CHECK (asks IN ('first', 'confirm', 'reminder', 'reconfirm'));
CREATE INDEX messages_that_ask ON messages (address, channel) WHERE asks IS NOT NULL;
CREATE INDEX marketing_that_left ON messages (address, channel, settled_at) WHERE purpose = 'marketing' AND settled_at IS NOT NULL;

CREATE TRIGGER a_question_stays_a_question BEFORE UPDATE OF asks ON messages
WHEN NEW.asks IS NOT OLD.asks
BEGIN
    SELECT RAISE(ABORT, 'a message goes on asking what it asked');
END;

-- What people ask of us beside a stop, which is in the ledger: to be forgotten, to get a copy of their data.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('forget', 'export')),
    address TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    agent TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    done_at TEXT,
    done_by TEXT
) STRICT;
CREATE INDEX requests_open ON requests (asked_at) WHERE done_at IS NULL;
CREATE INDEX requests_of_address ON requests (address);

-- Stops, the latest first, for the view of what was honoured and how soon.
CREATE INDEX consent_events_withdrawn ON consent_events (seq) WHERE kind = 'withdrawn';
