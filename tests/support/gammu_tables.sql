-- What Stopline touches of gammu-smsd's tables (version 17), so that its SQL is tested where the daemon is not installed.
CREATE TABLE gammu (Version INTEGER NOT NULL DEFAULT 0 PRIMARY KEY);
INSERT INTO gammu (Version) VALUES (17);

CREATE TABLE inbox (
    UpdatedInDB NUMERIC NOT NULL,
    ReceivingDateTime NUMERIC NOT NULL,
    Text TEXT NOT NULL,
    SenderNumber TEXT NOT NULL DEFAULT '',
    Coding TEXT NOT NULL DEFAULT 'Default_No_Compression',
    UDH TEXT NOT NULL,
    TextDecoded TEXT NOT NULL DEFAULT '',
    ID INTEGER PRIMARY KEY AUTOINCREMENT,
    RecipientID TEXT NOT NULL
);

CREATE TABLE outbox (
    InsertIntoDB NUMERIC NOT NULL DEFAULT (datetime('now')),
    SendingDateTime NUMERIC NOT NULL DEFAULT (datetime('now')),
    Text TEXT,
    DestinationNumber TEXT NOT NULL DEFAULT '',
    Coding TEXT NOT NULL DEFAULT 'Default_No_Compression',
    UDH TEXT,
    Class INTEGER DEFAULT -1,
    TextDecoded TEXT NOT NULL DEFAULT '',
    ID INTEGER PRIMARY KEY AUTOINCREMENT,
    MultiPart TEXT NOT NULL DEFAULT 'false',
    SenderID TEXT,
    DeliveryReport TEXT DEFAULT 'default',
    CreatorID TEXT NOT NULL,
    CHECK (Coding IN ('Default_No_Compression', 'Unicode_No_Compression', '8bit', 'Default_Compression', 'Unicode_Compression')),
    CHECK (DeliveryReport IN ('default', 'yes', 'no'))
);

CREATE TABLE outbox_multipart (
    Text TEXT,
    Coding TEXT NOT NULL DEFAULT 'Default_No_Compression',
    UDH TEXT,
    TextDecoded TEXT DEFAULT NULL,
    ID INTEGER,
    SequencePosition INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (ID, SequencePosition)
);

CREATE TABLE phones (
    ID TEXT NOT NULL,
    UpdatedInDB NUMERIC NOT NULL,
    IMEI TEXT PRIMARY KEY NOT NULL
);

CREATE TABLE sentitems (
    UpdatedInDB NUMERIC NOT NULL,
    SendingDateTime NUMERIC NOT NULL,
    DeliveryDateTime NUMERIC NULL,
    Text TEXT NOT NULL DEFAULT '',
    DestinationNumber TEXT NOT NULL DEFAULT '',
    Coding TEXT NOT NULL DEFAULT 'Default_No_Compression',
    UDH TEXT NOT NULL,
    TextDecoded TEXT NOT NULL DEFAULT '',
    ID INTEGER,
    SenderID TEXT NOT NULL,
    SequencePosition INTEGER NOT NULL DEFAULT 1,
    Status TEXT NOT NULL DEFAULT 'SendingOK',
    StatusError INTEGER NOT NULL DEFAULT -1,
    CreatorID TEXT NOT NULL,
    StatusCode INTEGER NOT NULL DEFAULT -1,
    CHECK (Status IN (
        'SendingOK', 'SendingOKNoReport', 'SendingError', 'DeliveryOK', 'DeliveryFailed', 'DeliveryPending', 'DeliveryUnknown', 'Error')),
    PRIMARY KEY (ID, SequencePosition)
);
