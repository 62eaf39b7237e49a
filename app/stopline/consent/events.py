"""Pure: one piece of consent evidence: what was said, about which channel and scope, by whom, and how it is known."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.clock import from_text, to_text


class Channel(StrEnum):
    """The way a message travels; consent for one says nothing about another."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


class Scope(StrEnum):
    """What a consent or a stop covers."""

    ALL = "all"
    MARKETING = "marketing"
    NOTICE = "notice"


class EventKind(StrEnum):
    """What happened to a consent."""

    REQUESTED = "requested"
    """Somebody was asked; their answer is awaited."""
    GIVEN = "given"
    CONFIRMED = "confirmed"
    """The second yes of a double opt-in."""
    WITHDRAWN = "withdrawn"
    HELD = "held"
    """A doubtful reply froze sending until a person decides."""
    RELEASED = "released"
    EXPIRED = "expired"
    IMPORTED = "imported"
    """Consent given to another system, brought along with its proof."""
    CORRECTED = "corrected"
    """An agent took back a stop that an agent had recorded by mistake."""
    ERASED = "erased"
    """A person was forgotten; what it says of consent is in the suppressions."""


class Method(StrEnum):
    """How it is known."""

    KEYWORD = "keyword"
    SENTENCE = "sentence"
    FORM = "form"
    IMPORT = "import"
    AGENT = "agent"
    CARRIER = "carrier"
    API = "api"
    SUPPRESSION = "suppression"
    """It was kept, as a keyed hash, when its person was forgotten, and the address came again."""


class Basis(StrEnum):
    """What a yes rests on, the weakest first."""

    CONVERSATION = "conversation"
    """They wrote to us; it carries an answer and nothing more."""
    IMPLIED_INQUIRY = "implied_inquiry"
    IMPLIED_PURCHASE = "implied_purchase"
    EXPRESS = "express"
    """They said yes, and somebody heard it."""
    EXPRESS_WRITTEN = "express_written"
    """They said yes in writing: a text, a form, a signature."""


ASKED_BY_MESSAGE = "asked by message"
"""The source of what is recorded where an agent lets us ask somebody; the wording beside it is our question."""
RECONFIRMATION = "reconfirmation"
"""The same, where they are asked again what they had agreed to."""
NEVER_ARRIVED = "the question never arrived"
"""How the note of an event begins that ends the wait for an answer to a question which nobody got; why follows."""
DECIDED_BY = "decided by "
"""How the note of a decision about a doubtful reply begins; who decided follows, and why."""
AFTER_A_RELEASE = ", after a release that was taken back"
"""How the note of a decision ends where the words had been released for a while."""
TAKEN_BACK = "release taken back"
"""How the note of a hold begins that an agent put back."""
IMPORT_OF = "import of "
"""How the actor begins that is the import of a file."""
CONTACT = "contact"
"""The actor of what a contact said themselves; other actors are an agent's name, `carrier` or an import's source."""


AUTOMATIC = "stopline"
"""The actor of what happens by itself, such as a time that is over; no agent is called so."""


UNDECIDED = "their doubtful words; nobody decided in time, so they count as a stop"
"""How a stop is known that nobody but the time has decided."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves an event; erasable, so it is all that holds a person's words."""

    words: str = ""
    """The exact words, as they came."""
    keyword: str = ""
    """The word or phrase they were recognised by, for reports."""
    rule: str = ""
    span: tuple[int, int] | None = None
    """Where in the words, in characters."""
    score: float | None = None
    disclosure: str = ""
    """The wording the person saw when they agreed; beside a word of theirs, what it was to be answered with."""
    wording_version: str = ""
    """Which version of the wording it was; it follows from the words, so that the same words are the same version."""
    source: str = ""
    """Where it was heard or which file it came from."""
    ip: str = ""
    """The network address a form was sent from."""
    browser: str = ""
    """What the browser that sent a form says it is."""
    note: str = ""
    message: int | None = None
    basis: Basis | None = None
    """What the yes rests on, where it is not what its method says."""
    nonce: str = ""
    """Makes the digest of a short text impossible to guess once the text is erased."""
    origin: str = ""
    """How another system that told us knew it: its method."""
    arrived_at: datetime | None = None
    """When words reached us that another system had kept until then; None where that was when they were said."""
    agreed_at: datetime | None = None
    """When the yes was given that another system tells of; None where that was when the event occurred."""

    def content(self) -> str:
        """Return the canonical JSON whose digest the chain covers."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        filled = {name: value for name, value in fields.items() if value not in ("", None)}
        if self.arrived_at is not None:
            filled["arrived_at"] = to_text(self.arrived_at)
        if self.agreed_at is not None:
            filled["agreed_at"] = to_text(self.agreed_at)
        return json.dumps(filled, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_content(cls, content: str | None) -> "Evidence":
        """Return the evidence of a canonical JSON; erased content gives empty evidence."""
        fields = json.loads(content) if content else {}
        if "span" in fields:
            fields["span"] = tuple(fields["span"])
        if "basis" in fields:
            fields["basis"] = Basis(fields["basis"])
        for name in ("arrived_at", "agreed_at"):
            if name in fields:
                fields[name] = from_text(fields[name])
        return cls(**fields)


def is_put_back(kind: EventKind, evidence: Evidence) -> bool:
    """Tell whether an event is a hold that an agent put back, whatever it had come from."""
    return kind is EventKind.HELD and evidence.note.startswith(TAKEN_BACK)


def is_from_a_hold(kind: EventKind, evidence: Evidence) -> bool:
    """Tell whether an event is a stop in doubtful words, which were held until it was decided."""
    return kind is EventKind.WITHDRAWN and evidence.note.startswith(DECIDED_BY)


def is_undecided(kind: EventKind, evidence: Evidence) -> bool:
    """Tell whether an event is a stop only because nobody decided about doubtful words in time."""
    return is_from_a_hold(kind, evidence) and evidence.note.startswith(f"{DECIDED_BY}{AUTOMATIC}:")


def is_question_closed(kind: EventKind, evidence: Evidence) -> bool:
    """Tell whether an event ends the wait for an answer to a question that never left: no consent ended by it."""
    return kind is EventKind.EXPIRED and evidence.note.startswith(NEVER_ARRIVED)


def why_closed(evidence: Evidence) -> str:
    """Return why a question never arrived, with who took it back where somebody did."""
    return evidence.note.removeprefix(NEVER_ARRIVED).removeprefix(": ") or "it never arrived"


def is_written_back(kind: EventKind, method: Method, evidence: Evidence) -> bool:
    """Tell whether the wording beside an event is what was to be written because of it: they had not read it before.

    It is what a word of theirs is answered with, or the question that an agent asks. The answer to a question of ours is the exception: its wording is the question, and its source names the message.
    """
    if method is Method.AGENT:
        is_ours = evidence.source in (ASKED_BY_MESSAGE, RECONFIRMATION) and not evidence.words
        return kind is EventKind.REQUESTED and is_ours
    if method not in (Method.KEYWORD, Method.SENTENCE):
        return False
    is_answered_question = kind is EventKind.CONFIRMED and evidence.source.startswith("message ")
    return kind in (EventKind.GIVEN, EventKind.CONFIRMED, EventKind.REQUESTED) and not is_answered_question


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """What happened to the consent of one address, on one channel, within one scope."""

    address: Address
    channel: Channel
    kind: EventKind
    method: Method
    actor: str
    occurred_at: datetime
    scope: Scope = Scope.ALL
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def shown_before(self) -> str:
        """Return the wording they had before them when they agreed; empty where none is known."""
        is_ours = is_written_back(self.kind, self.method, self.evidence)
        return "" if is_ours else self.evidence.disclosure

    @property
    def written_back(self) -> str:
        """Return what was to be written to them because of it; whether that left, stands with the message."""
        is_ours = is_written_back(self.kind, self.method, self.evidence)
        return self.evidence.disclosure if is_ours else ""

    @property
    def has_lost_evidence(self) -> bool:
        """Tell whether nothing is kept of what proves it; what was recorded always has some."""
        return self.evidence == Evidence()

    @property
    def is_put_back(self) -> bool:
        """Tell whether an agent held again what had been released: its time runs from the words, but it was done later."""
        return is_put_back(self.kind, self.evidence)

    @property
    def known_at(self) -> datetime:
        """When we could know of it: when it was said, or when it reached us."""
        return self.evidence.arrived_at or self.occurred_at

    @property
    def agreed_at(self) -> datetime:
        """When the yes was given that an event tells of."""
        return self.evidence.agreed_at or self.occurred_at

    @property
    def told_actor(self) -> str:
        """Who it was, for people: nobody has proven that whoever filled in a form is the contact, and a kept stop was said before."""
        if self.actor != CONTACT:
            return self.actor
        if self.method is Method.SUPPRESSION:
            return "kept when the contact was forgotten"
        if self.method is Method.FORM and self.kind is EventKind.REQUESTED:
            return "somebody who filled in the form"
        return self.actor

    @property
    def is_from_a_hold(self) -> bool:
        """Tell whether it is a stop in doubtful words, which were held until it was decided."""
        return is_from_a_hold(self.kind, self.evidence)

    @property
    def is_undecided(self) -> bool:
        """Tell whether it is a stop only because nobody decided about doubtful words in time."""
        return is_undecided(self.kind, self.evidence)

    @property
    def is_question_closed(self) -> bool:
        """Tell whether it ends the wait for an answer to a question that never left."""
        return is_question_closed(self.kind, self.evidence)

    @property
    def told_briefly(self) -> str:
        """What happened and how it is known, in a few words: `given by keyword, contact`, `question closed: cancelled by root`."""
        if self.is_question_closed:
            return f"question closed: {why_closed(self.evidence)}"
        return f"{self.kind} by {self.told_how}"

    @property
    def names_its_file(self) -> bool:
        """Tell whether the actor is the import of a file, and says with it how the event is known."""
        return self.method is Method.IMPORT and self.actor.startswith(IMPORT_OF)

    @property
    def told_how(self) -> str:
        """By what and by whom it is known, in short: `agent, alice`, `import of list.csv`; `itself` for what only time has done."""
        if self.actor == AUTOMATIC:
            return "itself"
        if self.is_undecided:
            return UNDECIDED
        return self.actor if self.names_its_file else f"{self.method}, {self.told_actor}"


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event in the ledger, at its place in the chain."""

    seq: int
    event: ConsentEvent
    recorded_at: datetime
    hash: str

    @property
    def told_at(self) -> datetime:
        """Where it stands among what else happened: when it was said, or when an agent put a hold back."""
        return self.recorded_at if self.event.is_put_back else self.event.occurred_at
