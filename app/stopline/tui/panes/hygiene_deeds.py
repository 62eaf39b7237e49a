"""Pure: what putting a finding in order is called, whom it is about, and what follows from it."""

from dataclasses import dataclass

from stopline.address import written_out
from stopline.hygiene.decay import Fading
from stopline.hygiene.findings import Affected, Finding, Kind
from stopline.inbox.contacts import Contact
from stopline.inert import one_line
from stopline.plural import counted

NAMED = 5
"""People named in a preview."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What is about to be done, as a dialog shows it; inert already."""

    title: str
    lines: tuple[str, ...]
    verb: str


def retiring(fading: Fading) -> Deed:
    """Return what letting the consents of a preview expire means."""
    count = len(fading.people)
    return Deed(
        f"Retire {counted(count, 'consent')}?",
        (
            *_people(fading.people, count),
            "",
            f"By channel: {_channels(fading)}.",
            "They become ○ UNKNOWN: replies may go on, marketing and notices need a fresh yes.",
            "Who has stopped, is held, or answers meanwhile is left alone. The evidence stays.",
        ),
        f"Retire {count:,}",
    )


def asking_again(fading: Fading) -> Deed:
    """Return what asking the people of a preview again means."""
    count = len(fading.people)
    return Deed(
        f"Ask {counted(count, 'person', 'people')} again?",
        (*_people(fading.people, count), "", f"By channel: {_channels(fading)}."),
        f"Ask {count:,}",
    )


def mending(finding: Finding) -> Deed:
    """Return what putting a finding in order by itself means."""
    what = {
        Kind.LISTED: "Every tag of these people is taken off; who they are and their consent stay.",
        Kind.QUEUED: "These messages are kept back, as the send block would have done.",
        Kind.ROLLED_BACK: "You say that the stops since then are taken over; everything that waits is sent again.",
        Kind.FILES: "Only you may open these files then.",
    }
    return Deed(
        f"{finding.title}: put {finding.count:,} in order?",
        (*_people(finding.people, finding.count), "", what.get(finding.kind, finding.why)),
        "Put in order",
    )


def merging(contact: Contact, into: Contact) -> Deed:
    """Return what making one person of two means."""
    return Deed(
        "Are these one person?",
        (
            f"  {_person(into)}",
            f"  {_person(contact)}",
            "",
            "They get one name, one card and their conversations together.",
            "Consent stays with each address: a stop on one says nothing of the other.",
        ),
        "One person",
    )


def _people(people: tuple[Affected, ...], count: int) -> list[str]:
    named = [
        f"  {one_line(each.who or (written_out(each.address) if each.address else ''), 60)}"
        for each in people[:NAMED]
    ]
    return [*named, f"  … and {count - len(named):,} more"] if count > len(named) else named


def _person(contact: Contact) -> str:
    addresses = ", ".join(written_out(address) for address in contact.addresses)
    return f"{one_line(contact.name, 60) or '(no name)'} · {addresses}"


def _channels(fading: Fading) -> str:
    return ", ".join(f"{count:,} {channel}" for channel, count in fading.by_channel.items())
