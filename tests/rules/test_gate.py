"""The gate, by example and by law."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.events import Basis, Channel
from stopline.consent.gate import (
    SCOPE_OF_PURPOSE,
    Ask,
    Asked,
    Circumstances,
    Draft,
    Permit,
    Purpose,
    decide,
    rests_on_last_text,
    rests_on_place,
)
from stopline.consent.hours import SOMEWHERE, Place
from stopline.consent.places import shipped_atlas
from stopline.consent.policy import shipped_policy
from stopline.consent.refusal import Refusal
from stopline.consent.status import BLOCKING, UNTOUCHED, Standing, State, Status

NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
MARIA = Address("+12025550123")
POLICY = shipped_policy()
WASHINGTON = shipped_atlas().place_of(MARIA, "US", ["America/New_York"])

statuses = st.builds(
    Status,
    state=st.sampled_from(State),
    since=st.just(NOW - timedelta(days=9)),
    event_seq=st.integers(1, 99),
    basis=st.none() | st.sampled_from(Basis),
    agreed_at=st.none() | st.integers(0, 900).map(lambda days: NOW - timedelta(days=days)),
)
standings = st.builds(
    Standing, everything=statuses, marketing=st.none() | statuses, notice=st.none() | statuses
)
places = st.sampled_from(
    [
        SOMEWHERE,
        WASHINGTON,
        shipped_atlas().place_of(Address("+33199001234"), "FR", ["Europe/Paris"]),
        shipped_atlas().place_of(Address("+14165550123"), "CA", ["America/Toronto"]),
    ]
)
left = st.lists(st.integers(0, 30).map(lambda hours: NOW - timedelta(hours=hours)), max_size=4).map(
    lambda each: tuple(sorted(each))
)
asked = st.builds(
    Asked, st.none() | st.integers(0, 90).map(lambda days: NOW - timedelta(days=days)), st.booleans()
)
drafts = st.builds(
    Draft,
    address=st.just(MARIA),
    channel=st.sampled_from(Channel),
    purpose=st.sampled_from(Purpose),
    asks_consent=st.none() | st.sampled_from(Ask),
)
last_inbounds = st.none() | st.integers(0, 10_000).map(lambda hours: NOW - timedelta(hours=hours))


def ask(
    purpose: Purpose,
    standing: Standing = UNTOUCHED,
    wrote_hours_ago: float | None = None,
    channel: Channel = Channel.SMS,
    place: Place = WASHINGTON,
) -> Permit | Refusal:
    last_inbound_at = None if wrote_hours_ago is None else NOW - timedelta(hours=wrote_hours_ago)
    return decide(
        Draft(MARIA, channel, purpose), standing, Circumstances(last_inbound_at, place), NOW, POLICY
    )


def standing_in(state: State, **narrower: State) -> Standing:
    return Standing(
        Status(state, NOW, 7, basis=Basis.EXPRESS_WRITTEN, agreed_at=NOW),
        **{
            scope: Status(narrow, NOW, 8, basis=Basis.EXPRESS_WRITTEN, agreed_at=NOW)
            for scope, narrow in narrower.items()
        },
    )


@pytest.mark.parametrize(
    ("state", "purpose", "wrote_hours_ago", "codes"),
    [
        (State.SUBSCRIBED, Purpose.MARKETING, None, ()),
        (State.SUBSCRIBED, Purpose.NOTICE, None, ()),
        (State.SUBSCRIBED, Purpose.CONVERSATION, None, ()),
        (State.UNKNOWN, Purpose.CONVERSATION, 1, ()),
        (State.UNKNOWN, Purpose.CONVERSATION, None, ("never_wrote",)),
        (State.UNKNOWN, Purpose.CONVERSATION, 24 * 31, ("window_closed",)),
        (State.UNKNOWN, Purpose.NOTICE, 1, ("no_consent",)),
        (State.UNKNOWN, Purpose.MARKETING, 1, ("no_consent",)),
        (State.PENDING, Purpose.CONVERSATION, 1, ()),
        (State.PENDING, Purpose.MARKETING, 1, ("pending",)),
        (State.HELD, Purpose.CONVERSATION, 1, ("held",)),
        (State.STOPPED, Purpose.CONVERSATION, 0, ("stopped",)),
        (State.STOPPED, Purpose.MARKETING, 0, ("stopped",)),
        (State.STOPPED, Purpose.COMPLIANCE, 0, ()),
        (State.HELD, Purpose.COMPLIANCE, 0, ()),
    ],
)
def test_the_gate_decides(
    state: State, purpose: Purpose, wrote_hours_ago: float | None, codes: tuple[str, ...]
) -> None:
    decision = ask(purpose, standing_in(state), wrote_hours_ago)

    assert (decision.codes if isinstance(decision, Refusal) else ()) == codes


def test_a_stop_of_marketing_leaves_replies_and_notices_open() -> None:
    standing = standing_in(State.SUBSCRIBED, marketing=State.STOPPED)

    assert isinstance(ask(Purpose.MARKETING, standing), Refusal)
    assert isinstance(ask(Purpose.NOTICE, standing), Permit)
    assert isinstance(ask(Purpose.CONVERSATION, standing), Permit)


def test_whatsapp_closes_a_day_after_the_last_message_even_for_subscribers() -> None:
    subscribed = standing_in(State.SUBSCRIBED)

    assert isinstance(ask(Purpose.CONVERSATION, subscribed, 23, Channel.WHATSAPP), Permit)
    refused = ask(Purpose.CONVERSATION, subscribed, 25, Channel.WHATSAPP)
    assert isinstance(refused, Refusal)
    assert refused.codes == ("window_closed",)


@pytest.mark.parametrize(
    ("wrote_hours_ago", "why"), [(None, "has never written by WhatsApp"), (25, "more than 24 hours ago")]
)
@pytest.mark.parametrize("purpose", [Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING])
@pytest.mark.parametrize("state", [State.SUBSCRIBED, State.UNKNOWN])
def test_nobody_is_told_to_ask_for_a_consent_that_would_not_open_whatsapp(
    state: State, purpose: Purpose, wrote_hours_ago: float | None, why: str
) -> None:
    refused = ask(purpose, standing_in(state), wrote_hours_ago, Channel.WHATSAPP)

    assert isinstance(refused, Refusal)
    if "no_consent" in refused.codes:
        return
    (reason,) = refused.reasons
    assert why in reason.sentence
    assert "nor agreed" not in reason.sentence
    assert "consent" not in reason.remedy
    assert "until they write there" in reason.remedy


def test_a_sender_without_a_number_cannot_be_answered() -> None:
    refused = decide(
        Draft(Address("HARBOUR"), Channel.SMS, Purpose.CONVERSATION),
        Standing(),
        Circumstances(NOW),
        NOW,
        POLICY,
    )

    assert isinstance(refused, Refusal)
    assert refused.codes == ("no_address",)


def test_a_permit_carries_the_event_it_rests_on() -> None:
    permit = ask(Purpose.MARKETING, standing_in(State.SUBSCRIBED))

    assert isinstance(permit, Permit)
    assert permit.decided_on == 7


circumstances = st.builds(Circumstances, last_inbounds, places, left, asked)


@given(draft=drafts, standing=standings, known=circumstances)
def test_nothing_but_compliance_is_ever_permitted_to_a_stopped_or_held_address(
    draft: Draft, standing: Standing, known: Circumstances
) -> None:
    decision = decide(draft, standing, known, NOW, POLICY)

    is_blocked = (
        standing.everything.state in BLOCKING
        or standing.within(SCOPE_OF_PURPOSE[draft.purpose]).state in BLOCKING
    )
    if is_blocked and draft.purpose is not Purpose.COMPLIANCE:
        assert isinstance(decision, Refusal)
        assert decision.opens_at is None


@given(draft=drafts, standing=standings, known=circumstances)
def test_every_refusal_says_why_and_what_would_help(
    draft: Draft, standing: Standing, known: Circumstances
) -> None:
    decision = decide(draft, standing, known, NOW, POLICY)

    if isinstance(decision, Refusal):
        assert decision.reasons
        assert all(
            reason.code and reason.sentence.endswith(".") and reason.remedy for reason in decision.reasons
        )


@given(draft=drafts, standing=standings, known=circumstances)
def test_a_decision_that_does_not_rest_on_the_last_text_is_the_same_whenever_that_was(
    draft: Draft, standing: Standing, known: Circumstances
) -> None:
    seen = decide(draft, standing, known, NOW, POLICY)
    unseen = decide(draft, standing, known._replace(last_inbound_at=None), NOW, POLICY)

    assert rests_on_last_text(draft, standing) or seen == unseen


@given(draft=drafts, standing=standings, known=circumstances)
def test_a_decision_that_does_not_rest_on_the_place_is_the_same_everywhere(
    draft: Draft, standing: Standing, known: Circumstances
) -> None:
    here = decide(draft, standing, known, NOW, POLICY)
    anywhere = decide(
        draft,
        standing,
        Circumstances(known.last_inbound_at, stop=known.stop, whose_stop=known.whose_stop),
        NOW,
        POLICY,
    )

    assert rests_on_place(draft, standing) or here == anywhere


@given(draft=drafts, standing=standings, known=circumstances)
def test_what_only_has_to_wait_is_permitted_once_it_has_waited(
    draft: Draft, standing: Standing, known: Circumstances
) -> None:
    decision = decide(draft, standing, known, NOW, POLICY)

    if isinstance(decision, Refusal) and decision.opens_at is not None:
        later = decide(draft, standing, known, decision.opens_at, POLICY)
        # A consent or a reply's window may end while it waits; the hour then is right all the same.
        assert isinstance(later, Permit) or later.opens_at is None


def test_a_refusal_names_the_day_of_the_stop_as_the_team_counts_days() -> None:
    late_in_new_york = datetime(2026, 11, 27, 0, 22, tzinfo=UTC)
    stopped = Standing(everything=Status(State.STOPPED, late_in_new_york, 1))
    policy = replace(POLICY, zone=lambda: ZoneInfo("America/New_York"))

    refusal = decide(
        Draft(MARIA, Channel.SMS, Purpose.CONVERSATION, "Hello"), stopped, Circumstances(), NOW, policy
    )

    assert isinstance(refusal, Refusal)
    assert "on 26 Nov 2026" in str(refusal)
