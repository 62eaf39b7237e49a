"""Somebody who leaves traces everywhere, is forgotten, and what is looked for afterwards."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.gateways.base import InboundText
from stopline.importers.contacts import ContactFile
from stopline.rights.erasure import Forgotten
from stopline.worker.farewell import forget_person
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
MAIL = Address("zanzibarina@example.com")
TRACES = (
    "2025550123", "zanzibarina", "Xylophonia", "Quuxington", "wombatology", "marzipanesque", "gherkinwise", "sassafrasty",
    "velocipedic", "oubliettes", "kumquatish", "flibberty", "brouhahaic",
)  # fmt: skip
"""What must be found nowhere: numbers, names, and a word of every text, note, draft, tag and attribute."""


def fill(story: Story) -> None:
    """Let Maria leave traces everywhere a workspace keeps any, among those of others."""
    workspace, clock = story.workspace, story.clock
    contact = workspace.contacts.ensure(MARIA, "import of people.csv", "Xylophonia Quuxington")
    workspace.contacts.add_address(contact, MAIL)
    workspace.contacts.tag(contact, "kumquatish")
    workspace.contacts.set_attribute(contact, "flibberty", "brouhahaic")
    story.says("maria", "JOIN wombatology")
    story.says("maria", "JOIN")
    story.says("jean", "Bonjour")
    story.sends("alice", "maria", "Your marzipanesque bike is ready")
    story.sends("alice", "maria", "Ten per cent off gherkinwise", Purpose.MARKETING)
    story.tick.run()
    thread = workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    workspace.threads.note(thread, "alice", "she is sassafrasty")
    workspace.drafts.keep("bob", thread, "velocipedic greetings")
    workspace.presence.see("bob", "one", thread)
    workspace.quarantine.put("scripted", InboundText(MARIA, "oubliettes"), "the test wants it so")
    clock.advance(timedelta(minutes=1))
    for number in range(60):
        workspace.intake.receive(
            "scripted", InboundText(f"+1202555{1000 + number}", f"a word {number} wombat")
        )


def traces(folder: Path) -> set[str]:
    """Return which traces are in the bytes of which file, and in the words of the indexes."""
    found = {
        f"{path.name}: {trace}"
        for path in folder.rglob("*")
        if path.is_file()
        for trace in TRACES
        if trace.encode().lower() in path.read_bytes().lower()
    }
    database = sqlite3.connect(folder / "stopline.db")
    for index in ("messages_fts", "contacts_fts"):
        database.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{index}', 'instance')")
        words = {word for (word,) in database.execute("SELECT DISTINCT term FROM temp.words")}
        found |= {f"{index}: {trace}" for trace in TRACES if trace.lower() in words}
        database.execute("DROP TABLE temp.words")
    database.close()
    return found


def forget(story: Story, address: Address = MARIA) -> Forgotten:
    outcome = forget_person(story.workspace, address, "alice")
    assert not isinstance(outcome, Refusal)
    assert outcome.is_scrubbed
    return outcome.forgotten


def imported(consent: str) -> ContactFile:
    rows = f"name,phone,consent,consent_at,consent_source\nMaria,{MARIA},{consent},2026-11-01T10:00:00Z,web form\n"
    return ContactFile("people.csv", rows.encode())
