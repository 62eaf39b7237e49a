"""No order in which words, colleagues and files come lets a colleague lift what a person stopped."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.consent.events import CONTACT, EventKind, Scope
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from support.copies import passing_workspace
from support.times import START
from support.whose import KINDS, MARIA, STOP, YES, bring, record, state

steps = st.lists(
    st.tuples(
        st.sampled_from(["they stop", "they agree", "a colleague stops", "merge", "suppress-only", "people"]),
        st.integers(0, 90),
        st.sampled_from(Scope),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_no_history_lets_a_colleague_lift_what_the_person_said_here_or_elsewhere(
    history: Sequence[tuple[str, int, Scope]],
) -> None:
    with passing_workspace() as workspace:
        stopped: dict[Scope, int] = {}
        agreed: list[tuple[int, Scope]] = []
        for deed, minute, scope in history:
            kinds = KINDS if scope is Scope.ALL else (scope,)
            match deed:
                case "they stop":
                    record(workspace, STOP, minute, scope=scope)
                case "they agree":
                    record(workspace, YES, minute, scope=scope)
                    agreed.append((minute, scope))
                    stopped = {each: at for each, at in stopped.items() if each not in kinds or at > minute}
                case "a colleague stops":
                    record(workspace, STOP, minute, "alice", scope)
                case file:
                    bring(workspace, file, minute, scope)
            is_overtaken = any(at > minute and covered in (Scope.ALL, scope) for at, covered in agreed)
            if deed == "they stop" or (deed not in ("they agree", "a colleague stops") and not is_overtaken):
                stopped.update({each: max(minute, stopped.get(each, 0)) for each in kinds})

            for each in (*stopped, *([Scope.ALL] if stopped else [])):
                assert isinstance(record(workspace, YES, 119, "bob", each), Refusal)
            assert all(state(workspace, each) is State.STOPPED for each in stopped)
            assert workspace.ledger.verify().is_intact


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([(STOP, CONTACT), (YES, CONTACT), (STOP, "alice"), (YES, "bob")]), max_size=5),
    st.integers(0, 6).map(lambda tens: 10 * tens),
    st.sampled_from(["merge", "suppress-only", "people"]),
)
def test_when_a_file_comes_changes_nothing_of_who_is_stopped(
    said: Sequence[tuple[EventKind, str]], minute: int, file: str
) -> None:
    found: set[State] = set()
    for place in range(len(said) + 1):
        with passing_workspace() as workspace:
            for number, (kind, actor) in enumerate(said):
                if number == place:
                    bring(workspace, file, minute)
                record(workspace, kind, 10 * number + 5, actor)
            if place == len(said):
                bring(workspace, file, minute)
            found.add(state(workspace))

    assert len(found) == 1


words = st.lists(
    st.tuples(
        st.sampled_from(["STOP", "START", "STOP MARKETING", "START MARKETING", "START NOTIFICATIONS"]),
        st.integers(0, 60),
    ),
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(words)
def test_words_in_whatever_order_they_come_in_are_taken_and_the_ledger_follows(
    said: Sequence[tuple[str, int]],
) -> None:
    with passing_workspace() as workspace:
        for text, minute in said:
            at = START - timedelta(hours=2) + timedelta(minutes=minute)
            workspace.intake.receive("scripted", InboundText(MARIA, text, sent_at=at))

        assert workspace.ledger.verify().is_intact
        last = {text: max(minute for each, minute in said if each == text) for text, _ in said}
        if last.get("STOP", -1) > max(
            (last.get(yes, -1) for yes in last if yes.startswith("START")), default=-1
        ):
            assert state(workspace) is State.STOPPED
