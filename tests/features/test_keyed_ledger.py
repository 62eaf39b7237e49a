"""A key and an anchor show what a chain alone cannot: a chain made anew, and a tail that is gone."""

import random
import sqlite3
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.consent.anchor import Anchor, anchors_in
from stopline.consent.chain import GENESIS, BreakKind, Link
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.keys import NO_KEYS, LedgerKeys, keys_from
from stopline.errors import BadInputError, LedgerBrokenError, SecretError, SettingsError
from stopline.workspace import SETTINGS, Workspace
from support.copies import fresh_workspace
from support.times import START
from support.transcript import PEOPLE

KEY = "invented-key-of-a-bike-shop-0000001"
OTHER = "invented-key-of-a-bike-shop-0000002"


@pytest.fixture
def with_key(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose agent has a key in the environment."""
    monkeypatch.setenv("STOPLINE_LEDGER_KEY", KEY)
    return Workspace.open(workspace.folder, workspace.clock)


def keyless(workspace: Workspace) -> Workspace:
    """The same workspace where no key is at hand."""
    other = Workspace.open(workspace.folder, workspace.clock)
    other.__dict__["ledger_keys"] = NO_KEYS
    return other


def holding(workspace: Workspace, *keys: str) -> Workspace:
    """The same workspace where these keys are at hand."""
    other = Workspace.open(workspace.folder, workspace.clock)
    other.__dict__["ledger_keys"] = keys_from(" ".join(keys), "the test")
    return other


def record(workspace: Workspace, *kinds: EventKind, person: str = "maria") -> None:
    for kind in kinds:
        workspace.ledger.record(
            ConsentEvent(
                PEOPLE[person], Channel.SMS, kind, Method.KEYWORD, "contact", workspace.clock.now(),
                evidence=Evidence(words=kind.value),
            )
        )  # fmt: skip


def owner_of(workspace: Workspace) -> sqlite3.Connection:
    """Somebody who may write the file, and has taken its guards away."""
    owner = sqlite3.connect(workspace.engine.path, isolation_level=None)
    for (trigger,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        owner.execute(f"DROP TRIGGER {trigger}")
    return owner


def make_anew(owner: sqlite3.Connection, from_seq: int) -> None:
    """Give every event from a place on the hash it needs to be believed."""
    rows = owner.execute(
        "SELECT seq, subject, channel, scope, kind, method, actor, evidence_digest, occurred_at, recorded_at FROM consent_events ORDER BY seq"
    ).fetchall()
    previous = GENESIS
    for row in rows:
        link = Link._make((*row, previous))
        previous = link.hash()
        if link.seq >= from_seq:
            owner.execute(
                "UPDATE consent_events SET previous_hash = ?, hash = ? WHERE seq = ?",
                (link.previous_hash, previous, link.seq),
            )


GIVEN, STOPPED = EventKind.GIVEN, EventKind.WITHDRAWN


def test_events_before_the_key_stay_without_a_tag_and_the_ledger_says_from_where_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(workspace, GIVEN, STOPPED)
    monkeypatch.setenv("STOPLINE_LEDGER_KEY", KEY)
    keyed = Workspace.open(workspace.folder, workspace.clock)
    record(keyed, GIVEN)

    found = keyed.ledger.verify()

    assert found.is_intact
    assert (found.keyed_from, found.has_key) == (3, True)


def test_the_key_itself_is_nowhere_in_the_workspace(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    with_key.anchoring.anchor()
    with_key.close()

    for path in with_key.folder.iterdir():
        assert KEY.encode() not in path.read_bytes()
    assert KEY not in repr(with_key.ledger_keys)


@pytest.mark.parametrize(
    ("sql", "kind", "seq"),
    [
        ("DELETE FROM event_tags WHERE seq = 2", BreakKind.TAG_MISSING, 2),
        ("UPDATE event_tags SET tag = 'ff' WHERE seq = 2", BreakKind.TAG_WRONG, 2),
        ("UPDATE event_tags SET vouched_by = 'mallory', vouched_at = 'now' WHERE seq = 3", BreakKind.TAG_WRONG, 3),
        ("UPDATE event_tags SET key_id = 'ff' WHERE seq = 3", BreakKind.KEY_UNKNOWN, 3),
        ("UPDATE consent_events SET actor = 'alice' WHERE seq = 2", BreakKind.CHANGED, 2),
        ("DELETE FROM consent_events WHERE seq = 2", BreakKind.MISSING, 2),
    ],
)  # fmt: skip
def test_the_first_break_of_a_keyed_ledger_is_named(
    with_key: Workspace, sql: str, kind: BreakKind, seq: int
) -> None:
    record(with_key, GIVEN, STOPPED, GIVEN)
    owner_of(with_key).execute(sql)

    broken = with_key.ledger.verify().first_break

    assert broken is not None
    assert (broken.kind, broken.seq) == (kind, seq)


def test_a_chain_made_anew_holds_for_whoever_lacks_the_key_and_not_for_whoever_has_it(
    with_key: Workspace,
) -> None:
    record(with_key, GIVEN, STOPPED, GIVEN)
    owner = owner_of(with_key)
    owner.execute("UPDATE consent_events SET occurred_at = '2020-01-01T00:00:00.000Z' WHERE seq = 2")
    make_anew(owner, 2)

    without, having = keyless(with_key).ledger.verify(), with_key.ledger.verify()

    assert without.first_break is None
    assert having.first_break is not None
    assert (having.first_break.kind, having.first_break.seq) == (BreakKind.TAG_WRONG, 2)


def test_a_stop_recorded_without_the_key_counts_at_once_and_shows_as_untagged(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    elsewhere = keyless(with_key)

    record(elsewhere, STOPPED)

    assert elsewhere.standings.of(PEOPLE["maria"], Channel.SMS).everything.state == "stopped"
    broken = with_key.ledger.verify().first_break
    assert broken is not None
    assert (broken.kind, broken.seq) == (BreakKind.TAG_MISSING, 2)
    assert str(broken) == "event 2: not tagged (no key was here)"
    assert "--vouch" in broken.remedy
    assert "Stop sending" not in broken.remedy


def test_somebody_with_the_key_can_answer_for_events_recorded_without_it(with_key: Workspace) -> None:
    record(keyless(with_key), GIVEN)
    record(with_key, STOPPED)
    record(keyless(with_key), GIVEN, STOPPED)

    vouched_count = with_key.ledger.vouch("alice")

    found = with_key.ledger.verify()
    assert (vouched_count, found.vouched_count) == (2, 2)
    assert (found.is_intact, found.keyed_from) == (True, 2)


def test_nobody_can_answer_for_a_changed_event(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    record(keyless(with_key), STOPPED, GIVEN)
    owner_of(with_key).execute("UPDATE consent_events SET actor = 'alice' WHERE seq = 3")

    with pytest.raises(LedgerBrokenError):
        with_key.ledger.vouch("alice")
    with pytest.raises(SettingsError):
        keyless(with_key).ledger.vouch("alice")


def test_a_new_key_tags_and_the_old_one_still_verifies_what_it_tagged(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    renewed = holding(with_key, OTHER, KEY)
    record(renewed, STOPPED)

    only_new = holding(with_key, OTHER).ledger.verify().first_break

    assert renewed.ledger.verify().is_intact
    assert only_new is not None
    assert (only_new.kind, only_new.seq) == (BreakKind.KEY_UNKNOWN, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event_tags SET tag = 'ff'",
        "DELETE FROM event_tags",
        "INSERT OR REPLACE INTO event_tags SELECT seq, 'ff', 'ff', NULL, NULL FROM event_tags",
    ],
)
def test_the_database_itself_keeps_tags_as_they_are(with_key: Workspace, sql: str) -> None:
    record(with_key, GIVEN)

    with pytest.raises(sqlite3.IntegrityError):
        sqlite3.connect(with_key.engine.path).execute(sql)

    assert with_key.ledger.verify().is_intact


def test_an_anchor_kept_elsewhere_fits_while_the_ledger_grows(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    kept = with_key.anchoring.anchor()
    record(with_key, STOPPED)

    found = with_key.anchoring.verify([kept])

    assert found.is_intact
    assert found.is_anchor_checked
    assert found.anchor == kept


def test_a_tail_that_was_cut_off_shows_against_an_anchor_only(with_key: Workspace) -> None:
    record(with_key, GIVEN, STOPPED)
    kept = with_key.anchoring.anchor()
    owner = owner_of(with_key)
    owner.execute("DELETE FROM event_tags WHERE seq = 2")
    owner.execute("DELETE FROM consent_events WHERE seq = 2")
    owner.execute("UPDATE consent_status SET state = 'subscribed', event_seq = 1")

    alone, against = with_key.anchoring.verify(), with_key.anchoring.verify([kept])

    assert alone.first_break is None
    assert against.first_break is not None
    assert (against.first_break.kind, against.first_break.seq) == (BreakKind.CUT_OFF, 2)


def test_a_chain_made_anew_without_tags_shows_against_an_anchor(with_key: Workspace) -> None:
    record(with_key, GIVEN, STOPPED)
    kept = with_key.anchoring.anchor()
    owner = owner_of(with_key)
    owner.execute("DELETE FROM event_tags")
    stripped = with_key.anchoring.verify([kept]).first_break
    owner.execute("UPDATE consent_events SET occurred_at = '2020-01-01T00:00:00.000Z' WHERE seq = 1")
    make_anew(owner, 1)
    rewritten = with_key.anchoring.verify([kept]).first_break

    assert stripped is not None
    assert rewritten is not None
    assert (stripped.kind, rewritten.kind) == (BreakKind.TAGS_REMOVED, BreakKind.REWRITTEN)


def test_a_forged_anchor_is_not_believed(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    kept = with_key.anchoring.anchor()

    forged = with_key.anchoring.verify([replace(kept, at="2020-01-01T00:00:00.000Z")]).first_break

    assert forged is not None
    assert forged.kind is BreakKind.ANCHOR_FORGED


def test_anchors_of_another_workspace_say_nothing_of_this_one(with_key: Workspace, tmp_path: Path) -> None:
    record(with_key, GIVEN)
    kept = with_key.anchoring.anchor()
    other = fresh_workspace(tmp_path / "other", ManualClock(START))
    record(other, GIVEN, GIVEN)
    foreign = other.anchoring.anchor()

    beside = with_key.anchoring.verify([foreign, kept])

    assert (beside.is_intact, beside.anchor) == (True, kept)
    with pytest.raises(BadInputError, match="of another workspace"):
        with_key.anchoring.verify([foreign])


def test_a_signature_nobody_can_check_here_is_said_to_be_unchecked(with_key: Workspace) -> None:
    record(with_key, GIVEN)
    kept = with_key.anchoring.anchor()

    found = keyless(with_key).anchoring.verify([kept])

    assert found.is_intact
    assert not found.is_anchor_checked


def test_no_anchor_is_taken_of_a_broken_ledger(workspace: Workspace) -> None:
    record(workspace, GIVEN, STOPPED)
    owner_of(workspace).execute("UPDATE consent_events SET actor = 'alice' WHERE seq = 1")

    with pytest.raises(LedgerBrokenError):
        workspace.anchoring.anchor()


def test_the_file_of_a_key_must_be_readable_by_its_owner_only(workspace: Workspace) -> None:
    file = workspace.folder / "ledger.key"
    file.write_text(KEY + "\n", encoding="utf-8")
    settings_file = workspace.folder / SETTINGS
    settings_file.write_text(
        settings_file.read_text() + '\n[proof]\nledger_key_file = "ledger.key"\n', encoding="utf-8"
    )
    file.chmod(0o644)
    with pytest.raises(SecretError, match="can be read by others"):
        Workspace.open(workspace.folder, workspace.clock).ledger.verify()

    file.chmod(0o600)

    assert Workspace.open(workspace.folder, workspace.clock).ledger_keys.signing is not None


def test_a_short_key_is_refused_without_telling_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOPLINE_LEDGER_KEY", "hunter2")

    with pytest.raises(SettingsError) as refused:
        Workspace.open(workspace.folder, workspace.clock).ledger.verify()

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "\n", "{}", "[1]", "not json", '{"stopline_anchor": 1, "seq": "x"}'])
def test_a_file_that_holds_no_anchors_is_named(text: str) -> None:
    with pytest.raises(BadInputError, match="no anchor"):
        anchors_in(text, "kept.jsonl")


@given(
    seq=st.integers(0, 10**9), hashed=st.text("0123456789abcdef", min_size=64, max_size=64),
    keyed_from=st.none() | st.integers(1, 10**6), has_key=st.booleans(), field=st.sampled_from(["seq", "hash", "at", "keyed_from", "workspace"]),
)  # fmt: skip
def test_an_anchor_survives_its_line_and_no_change_of_it(
    seq: int, hashed: str, keyed_from: int | None, has_key: bool, field: str
) -> None:
    keys = keys_from(KEY, "the test") if has_key else LedgerKeys()
    anchor = Anchor("shop", seq, hashed, "2026-11-17T14:00:00.000Z", keyed_from).signed(keys)

    (read,) = anchors_in(anchor.line(), "here")
    changed = {
        "seq": replace(read, seq=seq + 1), "hash": replace(read, hash="f" + hashed), "at": replace(read, at="later"),
        "keyed_from": replace(read, keyed_from=(keyed_from or 0) + 1), "workspace": replace(read, workspace="other"),
    }[field]  # fmt: skip

    assert read == anchor
    assert read.is_genuine(keys) is True
    assert changed.is_genuine(keys) is False


HARM = (
    "UPDATE consent_events SET kind = 'held' WHERE seq = ?",
    "UPDATE consent_events SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE seq = ?",
    "DELETE FROM consent_events WHERE seq >= ?",
    "DELETE FROM event_tags WHERE seq >= ?",
    "UPDATE event_tags SET tag = tag || 'f' WHERE seq = ?",
)


@settings(max_examples=20)
@given(
    seed=st.integers(0, 10_000), harm=st.sampled_from(HARM), seq=st.integers(1, 6), is_mended=st.booleans()
)
def test_whoever_lacks_the_key_changes_nothing_behind_an_anchor_unnoticed(
    seed: int, harm: str, seq: int, is_mended: bool
) -> None:
    """Whatever is edited, deleted or made anew, and however well the chain is mended afterwards."""
    chance, clock = random.Random(seed), ManualClock(START)
    with tempfile.TemporaryDirectory() as folder:
        workspace = fresh_workspace(Path(folder), clock)
        workspace.__dict__["ledger_keys"] = keys_from(KEY, "the test")
        for _ in range(6):
            clock.advance(timedelta(minutes=1))
            record(workspace, chance.choice([GIVEN, STOPPED]), person=chance.choice(["maria", "jean"]))
        kept = workspace.anchoring.anchor()
        count_before = workspace.anchoring.verify([kept]).event_count
        owner = owner_of(workspace)
        owner.execute(harm, (min(seq, count_before),))
        if is_mended:
            make_anew(owner, 1)
            owner.execute("DELETE FROM event_tags WHERE seq NOT IN (SELECT seq FROM consent_events)")

        found = workspace.anchoring.verify([kept])

        owner.close()
        workspace.close()
    assert found.first_break is not None
