"""The gammu gateway on bad days: foreign, missing, locked and replaced files, a silent daemon, wrong options."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.errors import GatewayDownError, GatewayNonsenseError, SettingsError
from stopline.gateways import gammu as gammu_module
from stopline.gateways.base import Accepted, GatewayConfig, InboundText
from stopline.gateways.gammu import GammuGateway, gammu
from stopline.gateways.gammu_rows import Cursor
from support.gammu_tables import GammuTables
from support.permits import permit_for

MARIA = "+12025550101"
TOM = "+12025550103"
LIMIT = 100


def texts_after(modem: GammuGateway, cursor: str | None = None) -> list[str]:
    return [item.text for item in modem.fetch(cursor, LIMIT).items if isinstance(item, InboundText)]


def outbox_of(smsd: GammuTables) -> list[tuple[str | int | None, ...]]:
    return smsd.rows("SELECT TextDecoded FROM outbox")


def test_a_missing_database_is_named_with_what_to_do(tmp_path: Path, clock: ManualClock) -> None:
    modem = gammu(GatewayConfig("modem", {"database": "nowhere/smsd.db"}, tmp_path, clock))

    with pytest.raises(GatewayDownError, match=r"nowhere/smsd\.db.*set up the daemon.*settings\.toml"):
        modem.fetch(None, LIMIT)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        pytest.param("", "has not the tables of gammu-smsd", id="empty"),
        pytest.param("CREATE TABLE recipes (name)", "has not the tables of gammu-smsd", id="foreign"),
        pytest.param("UPDATE gammu SET Version = 12", "has version 12", id="old"),
        pytest.param("DELETE FROM gammu", "has version None", id="unversioned"),
        pytest.param("ALTER TABLE inbox DROP COLUMN UDH", "cannot be used", id="without a column"),
    ],
)
def test_a_database_that_is_not_the_daemons_is_refused_with_the_reason(
    tmp_path: Path, clock: ManualClock, sql: str, says: str
) -> None:
    if sql.startswith(("UPDATE", "DELETE", "ALTER")):
        GammuTables(tmp_path / "smsd.db", clock)
    with closing(sqlite3.connect(tmp_path / "smsd.db")) as database:
        database.executescript(sql)
    (tmp_path / "smsd.db").touch()
    modem = gammu(GatewayConfig("modem", {"database": "smsd.db"}, tmp_path, clock))

    with pytest.raises(GatewayNonsenseError, match=says):
        modem.fetch(None, LIMIT)


def test_nothing_is_in_doubt_when_a_foreign_database_cannot_take_a_message(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    smsd.run("ALTER TABLE outbox RENAME COLUMN CreatorID TO Creator")

    with pytest.raises(GatewayDownError):
        modem.send(permit_for(7, "Hello", clock.now()))


def test_a_locked_database_is_down_not_broken(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gammu_module, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(smsd.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GatewayDownError, match="another program holds"):
            modem.send(permit_for(7, "Hello", clock.now()))
        other.execute("ROLLBACK")

    assert modem.trace(7) is None
    assert isinstance(modem.send(permit_for(7, "Hello", clock.now())), Accepted)


def test_a_database_made_anew_is_read_from_its_beginning(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    for number in range(3):
        smsd.receive(MARIA, f"text {number}")
    before = modem.fetch(None, LIMIT)
    smsd.path.unlink()
    clock.advance(timedelta(minutes=1))
    anew = GammuTables(smsd.path, clock)
    for number in range(5):
        anew.receive(TOM, f"new text {number}")

    after = modem.fetch(before.cursor, LIMIT)

    names = [item.provider_id for item in (*before.items, *after.items) if isinstance(item, InboundText)]
    assert len(after.items) == 5
    assert len(set(names)) == 8


def test_an_inbox_that_was_emptied_is_not_read_again(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.receive(MARIA, "one")
    before = modem.fetch(None, LIMIT)
    smsd.run("DELETE FROM inbox")
    smsd.receive(MARIA, "two")

    assert texts_after(modem, before.cursor) == ["two"]


def test_a_daemon_that_fell_silent_is_given_nothing(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    smsd.receive(MARIA, "one")
    clock.advance(timedelta(minutes=4))

    with pytest.raises(GatewayDownError, match=r"last heard of 17 Nov 14:00 UTC; start it"):
        modem.send(permit_for(7, "Hello", clock.now()))
    last = modem.fetch(None, LIMIT)
    assert [item.text for item in last.items if isinstance(item, InboundText)] == ["one"]
    with pytest.raises(GatewayDownError, match="last heard of"):
        modem.fetch(last.cursor, LIMIT)
    assert outbox_of(smsd) == []


def test_a_daemon_that_never_reached_its_modem_is_down(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.run("DELETE FROM phones")

    with pytest.raises(GatewayDownError, match="has not reached its modem"):
        modem.fetch(None, LIMIT)


def test_a_daemon_that_keeps_its_health_to_itself_can_be_trusted_by_setting(
    smsd: GammuTables, tmp_path: Path, clock: ManualClock
) -> None:
    options: dict[str, str | int] = {"database": "smsd.db", "silent_after_seconds": 0}
    modem = gammu(GatewayConfig("modem", options, tmp_path, clock))
    clock.advance(timedelta(days=1))

    assert modem.fetch(None, LIMIT).items == ()
    assert isinstance(modem.send(permit_for(7, "Hello", clock.now())), Accepted)
    assert len(outbox_of(smsd)) == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "“modem”: option “database”: it is missing"),
        ({"database": ""}, "option “database”"),
        ({"database": "a", "colour": 1}, "option “colour”.*its options are database, parts_wait_seconds"),
        ({"database": "a", "parts_wait_seconds": "long"}, "option “parts_wait_seconds”"),
    ],
)
def test_a_wrong_option_is_named(
    tmp_path: Path, clock: ManualClock, options: dict[str, str | int], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        gammu(GatewayConfig("modem", options, tmp_path, clock))


def read_place(text: str) -> Cursor | GatewayNonsenseError:
    try:
        return Cursor.from_text(text)
    except GatewayNonsenseError as error:
        return error


PLACES = st.text(max_size=60) | st.lists(
    st.integers(-9, 99) | st.floats() | st.text(max_size=4) | st.lists(st.integers(0, 9), max_size=2),
    min_size=5,
    max_size=7,
).map(json.dumps)


@given(PLACES)
@example('[7, "2026-11-17 14:00:00", [5, 6], "", 0, 0]')
@example('[Infinity, "", [], "", 0, 0]')
def test_a_stored_place_means_the_same_for_ever_or_is_refused_as_none_of_ours(text: str) -> None:
    place = read_place(text)

    if isinstance(place, Cursor):
        assert read_place(place.to_text()) == place
    else:
        assert "give it a name in settings.toml" in str(place)
