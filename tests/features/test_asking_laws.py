"""Whatever people write in whatever order, and however time passes: the laws of asking for consent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.gate import SCOPE_OF_PURPOSE, Ask, Permit, Purpose
from stopline.consent.recognise import Recogniser
from stopline.consent.status import BLOCKING, UNTOUCHED, State, advance
from stopline.gateways.base import Accepted, Rejected
from stopline.inbox.asking import Question
from stopline.inbox.reconfirmations import Selection
from stopline.settings import parse_settings
from stopline.workspace import SETTINGS, Workspace
from support.copies import fresh_workspace
from support.luna import GRETA, LUNA, LunaShop
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
EVERYBODY = (MARIA, GRETA)
Step = tuple[str, Address, str]
WORDS = (
    "JOINLUNA",
    "JOINSTELLA",
    "yes",
    "ja",
    "no",
    "nein",
    "STOP",
    "START",
    "START MARKETING",
    "START NOTIFICATIONS",
    "STOP MARKETING",
    "hello",
    "hmm, stop that maybe?",
)
CONFIRMS_OR_ENDS = (EventKind.CONFIRMED, EventKind.WITHDRAWN, EventKind.EXPIRED)
HOURS = ("0.02", "1", "7", "26", "60", "384")


@cache
def recogniser() -> Recogniser:
    """Return what reads the texts; reading its words takes longer than everything else here."""
    return Recogniser(parse_settings(LUNA, Path(SETTINGS)).lexicon())


class WatchfulGateway(ScriptedGateway):
    """A gateway that looks where a person stands at the moment in which something leaves for them."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.wrongs: list[str] = []

    def send(self, permit: Permit) -> Accepted | Rejected:
        draft = permit.draft
        standing = self._workspace.standings.of(draft.address, draft.channel)
        state = standing.within(SCOPE_OF_PURPOSE[draft.purpose]).state
        if draft.purpose is not Purpose.COMPLIANCE:
            if state in BLOCKING:
                self.wrongs.append(f"{draft.text} left for somebody {state}")
            # No agent writes in these stories: what asks nothing is a text of a flow.
            if draft.asks_consent is None and state is not State.SUBSCRIBED:
                self.wrongs.append(f"a flow reached somebody {state}")
        return super().send(permit)

    def asked(self, who: Address) -> list[Ask]:
        """Return the questions that left for somebody, in order."""
        return [
            permit.draft.asks_consent
            for permit in self.permits
            if permit.draft.address == who and permit.draft.asks_consent is not None
        ]


@contextmanager
def played(steps: Sequence[Step]) -> Iterator[tuple[LunaShop, WatchfulGateway]]:
    """Play steps in a fresh shop, with time for everything to end."""
    with TemporaryDirectory() as folder:
        clock = ManualClock(START)
        fresh_workspace(Path(folder), clock).close()
        (Path(folder) / SETTINGS).write_text(LUNA, encoding="utf-8")
        workspace = Workspace.open(Path(folder), clock, durable=False)
        workspace.recogniser = recogniser()
        gateway = WatchfulGateway(workspace)
        shop = LunaShop(workspace, clock, gateway)
        try:
            for step in [*steps, ("pass", MARIA, "60"), ("pass", MARIA, "60")]:
                play(shop, *step)
                gateway.wrongs += counted_too_early(shop)
            yield shop, gateway
        finally:
            workspace.close()


def play(shop: LunaShop, what: str, who: Address, detail: str) -> None:
    match what:
        case "write":
            shop.writes(who, detail)
        case "ask":
            question = shop.workspace.asking.question(who, Channel.SMS, Scope(detail), Ask.FIRST)
            if isinstance(question, Question):
                shop.workspace.asking.ask_as(question, "alice")
        case "reconfirm":
            runs = shop.workspace.reconfirmations
            before = shop.clock.now() - timedelta(days=10)
            runs.run(runs.preview(Selection(older_than=before, addresses=(who,))), "alice")
        case _:
            shop.clock.advance(timedelta(hours=float(detail)))
            shop.tick.run()


def counted_too_early(shop: LunaShop) -> list[str]:
    """Return what is wrong where advertising to Greta, whose yes needs a second one, counts without it."""
    is_confirmed = False
    for event in shop.events(GRETA):
        if event.scope is not Scope.NOTICE and event.kind in CONFIRMS_OR_ENDS:
            is_confirmed = event.kind is EventKind.CONFIRMED
    if shop.state(GRETA) == State.SUBSCRIBED and not is_confirmed:
        return [f"one yes counted: {[(event.kind.value, event.scope.value) for event in shop.events(GRETA)]}"]
    return []


def new_stops(shop: LunaShop, who: Address) -> set[int]:
    """Return the events that stopped what was not stopped before."""
    standing, found = UNTOUCHED, set()
    for recorded in shop.workspace.ledger.events_of(who):
        after = advance(standing, recorded.seq, recorded.event)
        scope = recorded.event.scope
        is_stop = recorded.event.kind is EventKind.WITHDRAWN
        if is_stop and standing.within(scope).state is not State.STOPPED:
            found.add(recorded.seq)
        standing = after
    return found


def answers(shop: LunaShop, who: Address) -> list[int]:
    """Return which events were answered by a message, each as often as it was."""
    rows = shop.workspace.engine.connection().execute(
        "SELECT answers_event FROM messages WHERE address = ? AND answers_event IS NOT NULL", (who,)
    )
    return [row[0] for row in rows]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(EVERYBODY), st.sampled_from(WORDS)),
        st.tuples(
            st.just("write"), st.sampled_from(EVERYBODY), st.sampled_from(("JOINLUNA", "yes", "ja", "STOP"))
        ),
        st.tuples(
            st.just("write"), st.just(GRETA), st.sampled_from(("START", "START MARKETING", "STOP", "ja"))
        ),
        st.tuples(
            st.just("ask"), st.sampled_from(EVERYBODY), st.sampled_from(tuple(each.value for each in Scope))
        ),
        st.tuples(st.just("reconfirm"), st.sampled_from(EVERYBODY), st.just("")),
        st.tuples(st.just("pass"), st.just(MARIA), st.sampled_from(HOURS)),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_the_laws_of_asking_hold_in_every_order(steps: list[Step]) -> None:
    with played(steps) as (shop, gateway):
        assert gateway.wrongs == [], (
            "nobody pending, held or stopped gets a text of a flow, nobody stopped a question, and no yes counts alone"
        )
        for who in EVERYBODY:
            asked = gateway.asked(who)
            assert asked[:1] != [Ask.REMINDER], "a reminder follows its question"
            assert (Ask.REMINDER, Ask.REMINDER) not in pairwise(asked), "a question is repeated once at most"
            answered = answers(shop, who)
            assert len(answered) == len(set(answered)), "an event is answered once"
            stops = new_stops(shop, who)
            assert sum(seq in stops for seq in answered) == len(stops), "a stop has exactly one confirmation"
            flows = [
                text
                for text in shop.texts(who)
                if text.endswith("STOP to end.") and text.startswith("Harbour")
            ]
            assert len(flows) == len(set(flows)), "nobody gets a text of a flow twice"
        assert shop.workspace.ledger.verify().is_intact


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_nobody_stays_pending_for_ever(steps: list[Step]) -> None:
    with played(steps) as (shop, _):
        held = shop.workspace.decisions.holds()
        for hold in held:
            shop.workspace.decisions.release(hold.address, hold.channel, "alice", "they meant something else")
        # A question may wait for the morning, its answer for two weeks, and a doubtful reply for two more.
        for _ in range(120):
            shop.clock.advance(timedelta(hours=9))
            shop.tick.run()

        assert shop.workspace.asks.waiting() == []
        for who in EVERYBODY:
            standing = shop.workspace.standings.of(who, Channel.SMS)
            assert all(standing.within(scope).state is not State.PENDING for scope in Scope)
