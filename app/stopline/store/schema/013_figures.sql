-- Figures that say why people left. One row for each opt-out with everything it may be put down to, rolled up by day; who was
-- reached by day, so that different people of any stretch of days are read, not counted; who subscribed and for how long; and
-- what became of holds. All of it follows from ledger and messages: the first opening counts it.
DROP TRIGGER people_reached_are_counted;
DROP TRIGGER optouts_are_counted;
DROP TABLE optout_counts;
DROP TABLE reach_counts;
DROP TABLE reached;
DROP TABLE optouts;
DELETE FROM workspace_facts WHERE name = 'optouts_counted_in';

-- Who figures are about, by a short number; erasing a person puts `forgotten:` and the ledger's digest in place of the address.
CREATE TABLE figure_people (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL
) STRICT;

-- ── opt-outs ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row for each time somebody stopped. `hour` is the local hour of the team's zone; what stands from `after_message` on is of
-- the last message before, `gap` seconds earlier; `within` is the narrowest window of attribution that holds the gap, 0 where no message did.
CREATE TABLE optouts (
    event_seq INTEGER PRIMARY KEY,
    hour TEXT NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    scope TEXT NOT NULL,
    method TEXT NOT NULL,
    certainty TEXT NOT NULL CHECK (certainty IN ('keyword', 'sentence', 'held', 'told')),
    keyword TEXT NOT NULL,
    country TEXT NOT NULL,
    after_message INTEGER,
    gap INTEGER,
    within INTEGER NOT NULL,
    campaign TEXT NOT NULL,
    template TEXT NOT NULL,
    agent TEXT NOT NULL,
    gateway TEXT NOT NULL,
    sent TEXT NOT NULL
) STRICT;
CREATE INDEX optouts_by_hour ON optouts (hour);

-- Opt-outs of a day by one dimension, rolled up.
CREATE TABLE optout_counts (
    dimension TEXT NOT NULL,
    day TEXT NOT NULL,
    key TEXT NOT NULL,
    within INTEGER NOT NULL,
    optouts INTEGER NOT NULL,
    PRIMARY KEY (dimension, day, key, within)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER optouts_are_counted AFTER INSERT ON optouts
BEGIN
    INSERT INTO optout_counts (dimension, day, key, within, optouts)
    VALUES ('day', SUBSTR(NEW.hour, 1, 10), '', 0, 1), ('hour', SUBSTR(NEW.hour, 1, 10), SUBSTR(NEW.hour, 12, 2), 0, 1),
        ('channel', SUBSTR(NEW.hour, 1, 10), NEW.channel, 0, 1), ('method', SUBSTR(NEW.hour, 1, 10), NEW.method, 0, 1),
        ('certainty', SUBSTR(NEW.hour, 1, 10), NEW.certainty, 0, 1), ('keyword', SUBSTR(NEW.hour, 1, 10), NEW.keyword, 0, 1),
        ('country', SUBSTR(NEW.hour, 1, 10), NEW.country, 0, 1),
        ('campaign', SUBSTR(NEW.hour, 1, 10), NEW.campaign, NEW.within, 1),
        ('template', SUBSTR(NEW.hour, 1, 10), NEW.template, NEW.within, 1),
        ('agent', SUBSTR(NEW.hour, 1, 10), NEW.agent, NEW.within, 1),
        ('gateway', SUBSTR(NEW.hour, 1, 10), NEW.gateway, NEW.within, 1),
        ('sent', SUBSTR(NEW.hour, 1, 10), NEW.sent, NEW.within, 1)
    ON CONFLICT (dimension, day, key, within) DO UPDATE SET optouts = optouts + 1;
END;

CREATE TRIGGER optouts_are_uncounted AFTER DELETE ON optouts
BEGIN
    INSERT INTO optout_counts (dimension, day, key, within, optouts)
    VALUES ('day', SUBSTR(OLD.hour, 1, 10), '', 0, -1), ('hour', SUBSTR(OLD.hour, 1, 10), SUBSTR(OLD.hour, 12, 2), 0, -1),
        ('channel', SUBSTR(OLD.hour, 1, 10), OLD.channel, 0, -1), ('method', SUBSTR(OLD.hour, 1, 10), OLD.method, 0, -1),
        ('certainty', SUBSTR(OLD.hour, 1, 10), OLD.certainty, 0, -1), ('keyword', SUBSTR(OLD.hour, 1, 10), OLD.keyword, 0, -1),
        ('country', SUBSTR(OLD.hour, 1, 10), OLD.country, 0, -1),
        ('campaign', SUBSTR(OLD.hour, 1, 10), OLD.campaign, OLD.within, -1),
        ('template', SUBSTR(OLD.hour, 1, 10), OLD.template, OLD.within, -1),
        ('agent', SUBSTR(OLD.hour, 1, 10), OLD.agent, OLD.within, -1),
        ('gateway', SUBSTR(OLD.hour, 1, 10), OLD.gateway, OLD.within, -1),
        ('sent', SUBSTR(OLD.hour, 1, 10), OLD.sent, OLD.within, -1)
    ON CONFLICT (dimension, day, key, within) DO UPDATE SET optouts = optouts - 1;
END;

-- ── people reached ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- What people are counted by: everybody, a channel, a campaign or kind of message, a template, an agent, a gateway, a country, a local hour.
-- While `is_rolled_up` is 0, somebody is counting again and rolls up at the end.
CREATE TABLE reach_series (
    id INTEGER PRIMARY KEY,
    dimension TEXT NOT NULL,
    key TEXT NOT NULL,
    is_rolled_up INTEGER NOT NULL,
    UNIQUE (dimension, key)
) STRICT;

-- Who was reached on a day at least once.
CREATE TABLE reached (
    series INTEGER NOT NULL,
    person INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (series, person, day)
) STRICT, WITHOUT ROWID;

-- People reached on a day whose last day before was `previous` (empty: none). The different people of a stretch of days are those whose
-- previous day lies before it: a sum over these rows, exact for every stretch.
CREATE TABLE reach_counts (
    series INTEGER NOT NULL,
    day TEXT NOT NULL,
    previous TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (series, day, previous)
) STRICT, WITHOUT ROWID;

-- People reached on a day.
CREATE TABLE reach_days (
    series INTEGER NOT NULL,
    day TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER people_reached_are_counted AFTER INSERT ON reached
WHEN (SELECT is_rolled_up FROM reach_series WHERE id = NEW.series) = 1
BEGIN
    INSERT INTO reach_days (series, day, people) VALUES (NEW.series, NEW.day, 1)
    ON CONFLICT (series, day) DO UPDATE SET people = people + 1;
    INSERT INTO reach_counts (series, day, previous, people)
    VALUES (NEW.series, NEW.day, COALESCE(
        (SELECT MAX(day) FROM reached WHERE series = NEW.series AND person = NEW.person AND day < NEW.day), ''), 1)
    ON CONFLICT (series, day, previous) DO UPDATE SET people = people + 1;
END;

-- Where a later day is there already, its previous day is this one now.
CREATE TRIGGER a_later_day_follows_the_new_one AFTER INSERT ON reached
WHEN EXISTS (SELECT 1 FROM reached WHERE series = NEW.series AND person = NEW.person AND day > NEW.day)
    AND (SELECT is_rolled_up FROM reach_series WHERE id = NEW.series) = 1
BEGIN
    UPDATE reach_counts SET people = people - 1
    WHERE series = NEW.series
        AND day = (SELECT MIN(day) FROM reached WHERE series = NEW.series AND person = NEW.person AND day > NEW.day)
        AND previous = COALESCE(
            (SELECT MAX(day) FROM reached WHERE series = NEW.series AND person = NEW.person AND day < NEW.day), '');
    INSERT INTO reach_counts (series, day, previous, people)
    SELECT NEW.series, MIN(day), NEW.day, 1 FROM reached
    WHERE series = NEW.series AND person = NEW.person AND day > NEW.day HAVING MIN(day) IS NOT NULL
    ON CONFLICT (series, day, previous) DO UPDATE SET people = people + 1;
END;

-- ── subscribers ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row for each time an address became a subscriber on a channel: it may get marketing there. A hold does not end it, what is decided may.
CREATE TABLE memberships (
    event_seq INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    joined_on TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    left_on TEXT,
    left_by TEXT,
    left_seq INTEGER,
    stayed INTEGER
) STRICT;
CREATE INDEX memberships_by_leaving ON memberships (left_on, left_by, stayed);
CREATE UNIQUE INDEX memberships_at_present ON memberships (address, channel) WHERE left_on IS NULL;
CREATE INDEX memberships_by_last_event ON memberships (left_seq) WHERE left_seq IS NOT NULL;

-- Subscribers who joined or left on a day, by source: how they agreed, or how they left.
CREATE TABLE membership_counts (
    day TEXT NOT NULL,
    move TEXT NOT NULL CHECK (move IN ('joined', 'left')),
    source TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (day, move, source)
) STRICT, WITHOUT ROWID;

-- Subscribers by the month in which they joined and how they agreed: how many there were, and how many left by opting out within how long.
CREATE TABLE cohort_counts (
    month TEXT NOT NULL,
    source TEXT NOT NULL,
    stayed TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (month, source, stayed)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER members_who_join_are_counted AFTER INSERT ON memberships
BEGIN
    INSERT INTO membership_counts (day, move, source, people) VALUES (NEW.joined_on, 'joined', NEW.source, 1)
    ON CONFLICT (day, move, source) DO UPDATE SET people = people + 1;
    INSERT INTO cohort_counts (month, source, stayed, people) VALUES (SUBSTR(NEW.joined_on, 1, 7), NEW.source, '', 1)
    ON CONFLICT (month, source, stayed) DO UPDATE SET people = people + 1;
END;

CREATE TRIGGER members_who_leave_are_counted AFTER UPDATE OF left_on ON memberships
WHEN OLD.left_on IS NULL AND NEW.left_on IS NOT NULL
BEGIN
    INSERT INTO membership_counts (day, move, source, people) VALUES (NEW.left_on, 'left', NEW.left_by, 1)
    ON CONFLICT (day, move, source) DO UPDATE SET people = people + 1;
    INSERT INTO cohort_counts (month, source, stayed, people)
    VALUES (SUBSTR(NEW.joined_on, 1, 7), NEW.source, CASE
        WHEN NEW.left_by = 'expired' THEN 'expired'
        WHEN NEW.stayed < 86400 THEN 'day' WHEN NEW.stayed < 604800 THEN 'week' WHEN NEW.stayed < 2592000 THEN 'month'
        WHEN NEW.stayed < 7776000 THEN 'quarter' ELSE 'later' END, 1)
    ON CONFLICT (month, source, stayed) DO UPDATE SET people = people + 1;
END;

-- A stop that was recorded by mistake ended nothing.
CREATE TRIGGER members_who_never_left_are_uncounted AFTER UPDATE OF left_on ON memberships
WHEN OLD.left_on IS NOT NULL AND NEW.left_on IS NULL
BEGIN
    UPDATE membership_counts SET people = people - 1 WHERE day = OLD.left_on AND move = 'left' AND source = OLD.left_by;
    UPDATE cohort_counts SET people = people - 1
    WHERE month = SUBSTR(OLD.joined_on, 1, 7) AND source = OLD.source AND stayed = CASE
        WHEN OLD.left_by = 'expired' THEN 'expired'
        WHEN OLD.stayed < 86400 THEN 'day' WHEN OLD.stayed < 604800 THEN 'week' WHEN OLD.stayed < 2592000 THEN 'month'
        WHEN OLD.stayed < 7776000 THEN 'quarter' ELSE 'later' END;
END;

-- ── holds ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row for each hold, and how it ended.
CREATE TABLE hold_facts (
    event_seq INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    held_on TEXT NOT NULL,
    held_at TEXT NOT NULL,
    decided TEXT NOT NULL CHECK (decided IN ('open', 'stop', 'part', 'released', 'time', 'contact')),
    waited INTEGER
) STRICT;
CREATE INDEX hold_facts_by_day ON hold_facts (held_on, decided, waited);
