-- Campaigns: one text, or several by lot, to everybody of an audience.

-- What is sent to whom. `position` is the contact up to whom recipients were put into the queue, so that a launch that was
-- interrupted goes on where it ended; the audience is kept as it was written, in JSON.
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'launched', 'paused', 'cancelled', 'finished')),
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('notice', 'marketing')),
    audience TEXT NOT NULL,
    starts_at TEXT,
    per_minute INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    launched_at TEXT,
    launched_by TEXT,
    position INTEGER,
    queued_at TEXT,
    last_leaves_at TEXT,
    paused_at TEXT,
    braked_at TEXT,
    settled_at TEXT,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX campaigns_under_way ON campaigns (state) WHERE state IN ('launched', 'paused');

-- The texts of a campaign and how often each is drawn.
CREATE TABLE campaign_texts (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight > 0),
    PRIMARY KEY (campaign, label)
) STRICT, WITHOUT ROWID;

-- The addresses of a list file; those of nobody we know have numbers below zero, so that each can be a place to go on from.
CREATE TABLE campaign_list (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    contact INTEGER NOT NULL,
    address TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (campaign, contact, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_list_by_address ON campaign_list (address);

-- The lines of a list file that give nobody: they cannot be read, or say what an earlier line said. What stands in them is not kept.
CREATE TABLE campaign_list_faults (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    line INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('unreadable', 'duplicate', 'other_channel')),
    PRIMARY KEY (campaign, line)
) STRICT, WITHOUT ROWID;

-- Who was put into the queue, with which text and in how many parts: nobody twice, however often a launch is begun again.
CREATE TABLE campaign_people (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    address TEXT NOT NULL,
    message INTEGER NOT NULL,
    label TEXT NOT NULL,
    parts INTEGER NOT NULL,
    PRIMARY KEY (campaign, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_people_by_address ON campaign_people (address);

-- Why people were left out of a launch, counted as it went on.
CREATE TABLE campaign_exclusions (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    reason TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (campaign, reason)
) STRICT, WITHOUT ROWID;

-- A message of a paused campaign rests: it is not in the index the worker claims from.
ALTER TABLE messages ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
DROP INDEX messages_waiting;
CREATE INDEX messages_waiting ON messages (channel, purpose, turn, not_before, id) WHERE state = 'queued' AND paused = 0;
CREATE INDEX messages_of_campaign_waiting ON messages (campaign, paused, not_before) WHERE state = 'queued' AND campaign IS NOT NULL;

-- What a gateway did not take, or what was put off, shares the fate its campaign has met meanwhile.
CREATE TRIGGER what_comes_back_rests_with_its_campaign AFTER UPDATE OF state ON messages
WHEN NEW.state = 'queued' AND OLD.state = 'sending' AND NEW.campaign IS NOT NULL
    AND EXISTS (SELECT 1 FROM campaigns c WHERE c.name = NEW.campaign AND c.state = 'paused')
BEGIN
    UPDATE messages SET paused = 1 WHERE id = NEW.id;
END;

CREATE TRIGGER what_comes_back_is_cancelled_with_its_campaign AFTER UPDATE OF state ON messages
WHEN NEW.state = 'queued' AND OLD.state = 'sending' AND NEW.campaign IS NOT NULL
    AND EXISTS (SELECT 1 FROM campaigns c WHERE c.name = NEW.campaign AND c.state = 'cancelled')
BEGIN
    UPDATE messages SET state = 'refused', reason = 'campaign cancelled',
        settled_at = (SELECT c.settled_at FROM campaigns c WHERE c.name = NEW.campaign)
    WHERE id = NEW.id;
END;
