"""What no file can do, whatever is in it."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.settings import TeamSettings
from support.copies import fresh_workspace

STOPPED, FREE = Address("+12025550140"), Address("+12025550141")
HEADER = ("name", "phone", "consent", "consent date", "source", "unsubscribed at", "channel", "scope")
HOSTILE = st.text(max_size=12) | st.sampled_from(["=1+1", "\x1b[2J", '"', "a,b", "\u202e", "0000-00-00"])
CELLS = st.tuples(
    HOSTILE,
    st.sampled_from([STOPPED, FREE, "(202) 555-0140", "2025550141", "nonsense"]) | HOSTILE,
    st.sampled_from(["subscribed", "yes", "unsubscribed", "stop", "no", ""]) | HOSTILE,
    st.sampled_from(["2026-03-02", "22.03.2026 10:00", "03/04/2026", "2031-01-01", ""]) | HOSTILE,
    st.sampled_from(["web form", ""]) | HOSTILE,
    st.sampled_from(["", "2026-01-01", "n/a"]) | HOSTILE,
    st.sampled_from(["", "sms", "email", "sms, whatsapp", "pigeon"]),
    st.sampled_from(["", "all", "marketing", "notice"]),
)


def written(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8", errors="replace")


@settings(max_examples=40)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_no_file_undoes_a_stop_or_makes_a_subscriber_without_proof(rows: list[tuple[str, ...]]) -> None:
    with TemporaryDirectory() as folder:
        workspace = fresh_workspace(
            Path(folder), ManualClock(datetime(2026, 11, 17, tzinfo=UTC)), TeamSettings()
        )
        workspace.ledger.record(
            ConsentEvent(STOPPED, Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, datetime(2026, 1, 1, tzinfo=UTC))
        )  # fmt: skip

        report = workspace.contact_imports.load(ContactFile("people.csv", written(rows)))

        assert workspace.standings.of(STOPPED, Channel.SMS).everything.state is State.STOPPED
        for event in workspace.ledger.events_of(FREE):
            assert event.event.kind in {EventKind.IMPORTED, EventKind.WITHDRAWN, EventKind.HELD}
            assert event.event.evidence.source
            assert event.event.occurred_at <= workspace.clock.now()
        assert report.read == report.added + report.updated + report.unchanged + report.merged + len(
            report.skipped
        )
        assert workspace.ledger.verify().is_intact
        workspace.close()
