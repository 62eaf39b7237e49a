"""Pure: an evidence packet as one page that can be read, printed and kept: no script, nothing to fetch, no word that is obeyed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from stopline.address import written_out
from stopline.consent.events import Scope
from stopline.consent.proof import DISCLAIMER
from stopline.consent.status import worth_telling
from stopline.consent.verification import Verification
from stopline.inert import shown
from stopline.messages.message import Message
from stopline.plural import counted
from stopline.proof.explanation import Explanation
from stopline.proof.packet import EventEvidence, Proof
from stopline.proof.receipt import PURPOSES, WITHDRAWAL
from stopline.proof.wording import (
    MISSING,
    Line,
    exact,
    facts,
    fences_in_words,
    forgotten,
    ground,
    how_in_words,
    what_happened,
    who_wrote,
    words_are,
)

# The page may load nothing and run nothing, whatever stands in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STATES = {
    "subscribed": "● SUBSCRIBED", "pending": "◐ PENDING", "held": "▲ HELD", "stopped": "■ STOPPED",
    "unknown": "○ UNKNOWN",
}  # fmt: skip


def page(proof: Proof) -> str:
    """Return the packet as one HTML page."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    title = f"Evidence of consent: {written_out(proof.address)}"
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
            f"<title>{_safe(title)}</title><style>{style}</style></head><body>",
            *_head(proof, title),
            *_standing(proof),
            *_ledger(proof.verification),
            _heading("What happened"),
            *([_event(each, proof) for each in proof.person.events] or [_quiet("Nothing is recorded.")]),
            *_messages(proof),
            *_processing(proof),
            (
                f"<footer><p>{_safe(DISCLAIMER)}</p><p>The fields follow the shape of ISO/IEC TS 27560:2023; nobody has certified this. "
                "The same packet as JSON: <span class=mono>stopline consent proof "
                f"{_safe(proof.address)} --json</span></p></footer>"
            ),
            "</body></html>",
            "",
        ]
    )


def _head(proof: Proof, title: str) -> Iterator[str]:
    person = proof.person
    yield f"<header><h1>{_safe(title)}</h1>"
    if person.name:
        yield f"<p><strong>{_words(person.name)}</strong></p>"
    yield (
        f'<p class="quiet">Made {_when(proof.made_at, proof)} by {_words(proof.party.name)}, for whom Stopline keeps the record. '
        f"Times are those of {_safe(proof.zone.key)}.</p></header>"
    )


def _standing(proof: Proof) -> Iterator[str]:
    rows = [
        [
            _safe(channel.value + ("" if scope is Scope.ALL else f", {scope} only")),
            _safe(_STATES[status.state.value]),
            _when(status.since, proof) if status.since else "",
            f"event {status.event_seq}",
        ]
        for channel, standing in proof.person.standings.items()
        for scope, status in worth_telling(standing).items()
    ]
    yield _heading("Where they stand")
    if proof.person.forgotten_on:
        yield _quiet(forgotten(proof.person.forgotten_on))
    elif rows:
        yield _table(["channel", "consent", "since", "by"], rows)
    else:
        yield _quiet("Nothing is known of their consent: they have not agreed to anything.")


def _ledger(found: Verification) -> Iterator[str]:
    yield _heading("The ledger this stands in")
    if found.is_intact and found.altered:
        yield f'<div class="verdict -broken"><p><strong>The ledger holds, and was not fenced.</strong> {counted(found.event_count, "event was", "events were")} walked.</p>'
    elif found.is_intact:
        yield f'<div class="verdict"><p><strong>The ledger holds.</strong> {counted(found.event_count, "event was", "events were")} walked.</p>'
    else:
        what = str(found.first_break) if found.first_break else "statuses do not follow from the events"
        yield f'<div class="verdict -broken"><p><strong>The ledger does not hold: {_safe(what)}.</strong></p>'
    if found.altered:
        yield f"<p><strong>{_safe(fences_in_words(found.altered))}</strong></p>"
    yield f"<p>{_safe(keyed(found))}</p>"
    yield f'<p class="quiet">Head <span class="mono">{_safe(found.head)}</span></p></div>'


def keyed(found: Verification) -> str:
    """Return in a sentence what a key says about the ledger."""
    if found.keyed_from is None:
        return (
            "No event carries a keyed tag: the chain shows accidents, not somebody who could write the file."
        )
    since = f"Events from {found.keyed_from:,} on carry a keyed tag"
    before = " (those before it were recorded without a key)" if found.keyed_from > 1 else ""
    vouched = (
        f"; {found.vouched_count:,} were tagged later by somebody who answered for them"
        if found.vouched_count
        else ""
    )
    checked = (
        "and every tag fits"
        if found.has_key and found.first_break is None
        else "which were not checked"
        if not found.has_key
        else ""
    )
    return f"{since}{before}{vouched}" + (f", {checked}." if checked else ".")


def _event(each: EventEvidence, proof: Proof) -> str:
    recorded = each.recorded
    event, evidence = recorded.event, recorded.event.evidence
    scope = "all messages" if event.scope is Scope.ALL else f"{event.scope} messages"
    parts = [
        '<article class="event">',
        (
            f"<header><span>{recorded.seq}. {_safe(what_happened(recorded).capitalize())} · {_safe(event.channel)} · {scope}</span>"
            f"<span>{_when(event.occurred_at, proof)}</span></header>"
        ),
        _around("before it", each.before, proof),
    ]
    if event.has_lost_evidence:
        parts.append(f"<p><strong>{MISSING}</strong></p>")
    if evidence.words:
        speaks = words_are(event.method, "")
        by = f'<span class="quiet">{speaks}:</span> ' if speaks else ""
        parts.append(f"<blockquote>{by}{_words(evidence.words)}</blockquote>")
    parts.append(_around("after it", each.after, proof))
    known: list[Line] = [
        ("how", how_in_words(event, event.told_actor)),
        *facts(recorded, each.allowed, proof.zone, each.answer),
    ]
    parts.append(_facts(known) + f'<p class="mono quiet">{_safe(recorded.hash)}</p></article>')
    return "".join(parts)


def _around(label: str, message: Message | None, proof: Proof) -> str:
    if message is None:
        return ""
    when = exact(message.at, proof.zone)
    return f'<blockquote class="-around"><span class="quiet">{label}, {who_wrote(message)} ({_safe(when)}):</span> {_words(message.text)}</blockquote>'


def _messages(proof: Proof) -> Iterator[str]:
    ours = [each for each in proof.person.messages if not each.is_inbound]
    rows = [[str(why.message.id), _when(why.queued_at, proof), _text_of(why), _why(why)] for why in ours]
    yield _heading("What we wrote, and why we might")
    yield _table(["", "queued", "text", "why"], rows) if rows else _quiet("Nothing was written to them.")


def _text_of(why: Explanation) -> str:
    message = why.message
    by = f" by {message.agent}" if message.agent else ""
    campaign = f", campaign “{message.campaign}”" if message.campaign else ""
    about = _safe(f"{message.state.value}; {message.purpose.value}{by}{campaign}")
    return f'{_words(message.text)}\n<span class="quiet">{about}</span>'


def _why(why: Explanation) -> str:
    if why.reasons:
        by = f" (event {why.kept_back_by.seq})" if why.kept_back_by else ""
        return _words(" ".join(reason.sentence for reason in why.reasons) + by)
    words = f"\n“{_words(why.last_text.text)}”" if why.last_text else ""
    return _safe(ground(why).capitalize() + ".") + words


def _processing(proof: Proof) -> Iterator[str]:
    yield _heading("What the data is used for")
    party = proof.party
    scopes = sorted({scope for each in proof.person.standings.values() for scope in each.scopes()}) or [
        Scope.ALL
    ]
    yield _facts(
        [
            ("controller", party.name),
            ("contact", party.contact),
            ("privacy notice", party.privacy_notice),
            ("language", party.language),
            ("purpose", "; ".join(PURPOSES[scope] for scope in scopes)),
            ("lawful basis", "consent"),
            ("storage", party.storage),
            ("recipients", ", ".join(party.recipients)),
            ("retention", party.retention),
            *(("withdrawal", f"{channel}: {WITHDRAWAL[channel]}") for channel in proof.person.standings),
            ("record", f"{proof.workspace}/{proof.address}"),
        ]
    )


def _heading(title: str) -> str:
    return f"<h2>{_safe(title)}</h2>"


def _quiet(sentence: str) -> str:
    return f'<p class="quiet">{_safe(sentence)}</p>'


def _facts(facts: Iterable[Line]) -> str:
    known = [f"<dt>{_safe(label)}</dt><dd>{_words(value)}</dd>" for label, value in facts if value]
    return f"<dl>{''.join(known)}</dl>"


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of cells that are made safe already."""
    head = "".join(f"<th>{_safe(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _when(at: datetime, proof: Proof) -> str:
    """Return an instant that breaks only between day and time."""
    day, _, time = exact(at, proof.zone).partition(", ")
    return f'<time datetime="{at.isoformat()}"><span>{_safe(day)},</span> <span>{_safe(time)}</span></time>'


def _words(text: str) -> str:
    """Return a stranger's words: inert, in their own direction, and never markup."""
    return f"<bdi>{_safe(text)}</bdi>"


def _safe(text: str) -> str:
    return escape(shown(text), quote=True)
