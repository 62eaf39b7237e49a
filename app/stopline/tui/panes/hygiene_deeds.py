"""Pure: what putting a finding in order is called, whom it is about, and what follows from it."""

from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo

from stopline.address import written_out
from stopline.days import day_in_words
from stopline.hygiene.decay import Fading
from stopline.hygiene.findings import Affected, Finding, Kind
from stopline.inbox.contacts import Contact
from stopline.inbox.reconfirmations import Preview
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


def retiring(fading: Fading, zone: tzinfo) -> Deed:
    """Return what letting the consents of a preview expire means."""
    count = len(fading.people)
    return Deed(
        f"Retire {counted(count, 'consent')}?",
        (
            *_people(fading.people, count),
            "",
            f"By channel: {_channels(fading)}.",
            *_still_asked(fading, zone),
            "They become ○ UNKNOWN: replies may go on, marketing and notices need a fresh yes.",
            "Who has stopped, is held, or answers meanwhile is left alone. The evidence stays.",
        ),
        f"Retire {count:,}",
    )


def asking_again(fading: Fading, zone: tzinfo) -> Deed:
    """Return what asking the people of a preview again means."""
    count = len(fading.people)
    return Deed(
        f"Ask {counted(count, 'person', 'people')} again?",
        (
            *_people(fading.people, count),
            "",
            f"By channel: {_channels(fading)}.",
            *_still_asked(fading, zone),
            "Without an answer in time their consent runs out by itself.",
        ),
        f"Ask {count:,}",
    )


def asking_first(preview: Preview) -> Deed:
    """Return what asking those of a preview means whose yes in a file did not count."""
    count = len(preview.chosen)
    named = [
        f"  {one_line(each.name or written_out(each.question.address), 60)}"
        for each in preview.chosen[:NAMED]
    ]
    more = [f"  … and {count - len(named):,} more"] if count > len(named) else []
    channels = Counter(each.question.channel for each in preview.chosen)
    return Deed(
        f"Ask {counted(count, 'person', 'people')} for a first yes?",
        (
            *named,
            *more,
            "",
            f"By channel: {', '.join(f'{each:,} {channel}' for channel, each in channels.items())}.",
            *_left_out(preview),
            "Nothing stands of what their file said; without a yes nothing will.",
        ),
        f"Ask {count:,}",
    )


def nobody_to_ask(preview: Preview) -> str:
    """Return what is told where nobody may be asked for a first yes."""
    said = "The files said yes of none of these, so nobody is asked for it by this key"
    return (
        " ".join(("Nobody of these may be asked.", *_left_out(preview))) if preview.left_out else f"{said}."
    )


def _left_out(preview: Preview) -> list[str]:
    return [f"{count:,} left out: {one_line(why, 200)}" for why, count in preview.reasons.items()]


def nobody_left(fading: Fading, zone: tzinfo) -> str:
    """Return what is told where nobody is left to retire or ask."""
    return " ".join(_still_asked(fading, zone)) or "Nobody is left of these."


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


def _still_asked(fading: Fading, zone: tzinfo) -> list[str]:
    """Return what is told of those who were asked and still have time to answer."""
    if not fading.still_asked:
        return []
    last = day_in_words(max(each.until for each in fading.still_asked), fading.since, zone)
    count = counted(len(fading.still_asked), "was", "were")
    return [
        f"{count} asked and can still answer, until {last}: left out. `stopline decay --asked-too` takes them in."
    ]


def _channels(fading: Fading) -> str:
    return ", ".join(f"{count:,} {channel}" for channel, count in fading.by_channel.items())
