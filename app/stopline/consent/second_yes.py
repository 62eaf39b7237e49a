"""Pure: when a yes counts only with a second one, what says no to a question, and which consents are too vague to rest on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from stopline.consent.events import Channel, ConsentEvent, Method, RecordedEvent, Scope
from stopline.consent.normalise import folded
from stopline.consent.status import YES, Standing, State
from stopline.consent.verdict import Certainty, Match, Meaning, Verdict


@dataclass(frozen=True, slots=True)
class SecondYes:
    """Where a yes counts only when a second one confirms it: by the rules, and by the team's own settings."""

    countries: frozenset[str]
    tags: frozenset[str] = frozenset()
    is_everywhere: bool = False

    def why(
        self, countries: Collection[str], tags: Collection[str] = (), *, is_asked_for: bool = False
    ) -> str:
        """Return why a yes needs a second one, in words for the proof; empty where it does not.

        Args:
            countries: where the person may be, as ISO 3166 codes; the strictest counts.
            tags: what the person joins.
            is_asked_for: whether the way the yes came in asks for it.
        """
        if is_asked_for:
            return "this way of joining asks for a second yes"
        if self.is_everywhere:
            return "the team asks everybody for a second yes"
        for country in sorted(self.countries.intersection(countries)):
            return f"a yes from {country} needs a second one"
        found = sorted(self.tags.intersection(tags))
        return f"whoever joins “{found[0]}” confirms it" if found else ""


def scope_that_waits(scope: Scope, *, is_asked_for: bool = False) -> Scope | None:
    """Return what of a yes waits for a second one when somebody who had stopped says it; None where nothing does.

    What is sent in a conversation and notices need no second yes, unless the way the yes came in asks for it.

    Args:
        scope: what they say yes to.
        is_asked_for: whether the way the yes came in asks for a second one.
    """
    if scope is Scope.ALL:
        return Scope.MARKETING
    return scope if scope is Scope.MARKETING or is_asked_for else None


def has_agreed(standing: Standing, scope: Scope) -> bool:
    """Tell whether a yes to a scope stands, or stood until a doubtful reply froze it."""
    if standing.everything.state is State.STOPPED:
        return False
    status = standing.narrow(scope) or standing.everything
    return State.SUBSCRIBED in (status.state, status.before_hold)


def no_to(text: str, scope: Scope, words: Mapping[tuple[str, ...], str]) -> Verdict | None:
    """Return the verdict on a text that says no to a question for consent; None where it says something else.

    Args:
        text: the answer.
        scope: what was asked for.
        words: what says no, as it is compared, with its language.
    """
    language = words.get(folded(text))
    if language is None:
        return None
    written = text.strip()
    start = text.index(written)
    matched = Match(f"no:{language}", (start, start + len(written)), 1.0, written)
    return Verdict(Meaning.STOP, Certainty.CERTAIN, scope, None, matched, keyword="NO")


def last_yes(events: Collection[RecordedEvent], channel: Channel, scope: Scope) -> RecordedEvent | None:
    """Return the last yes to a scope on a channel."""
    for recorded in sorted(events, key=lambda each: each.seq, reverse=True):
        event = recorded.event
        if event.channel is channel and event.scope is scope and event.kind in YES:
            return recorded
    return None


def what_is_vague(event: ConsentEvent) -> str:
    """Return what is missing from the proof of a yes, in a few words; empty where nothing is."""
    evidence = event.evidence
    if event.method in (Method.KEYWORD, Method.SENTENCE, Method.FORM):
        return "" if evidence.words or evidence.disclosure else "their words are not kept"
    if event.method is Method.IMPORT and not evidence.disclosure:
        return "the file did not say what they agreed to"
    if event.method is Method.AGENT and not (evidence.source or evidence.disclosure):
        return "nobody noted where it was heard"
    if not (evidence.words or evidence.disclosure):
        return "nobody noted what they said"
    return ""


def is_old(yes: ConsentEvent, before: datetime | None) -> bool:
    """Tell whether a yes was given before an instant."""
    return before is not None and yes.occurred_at < before
