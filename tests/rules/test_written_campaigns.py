"""What somebody writes in a form or on a command line becomes a plan, or it is told which field is wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.campaigns.audience import Criteria
from stopline.campaigns.campaign import CampaignState, refusal
from stopline.campaigns.drafts import Plan, as_draft
from stopline.campaigns.texts import Variant
from stopline.campaigns.written import (
    Field,
    FieldError,
    Written,
    as_it_was_written,
    listed_together,
    plan_of,
    told_apart,
)
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.consent.status import State

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 17, 15, tzinfo=UTC)
SALE = Written(name="Winter sale", texts=("Ten per cent off. STOP to end.",))

words = st.text(st.characters(codec="ascii", exclude_characters=";=", categories=("L", "N", "P")), min_size=1)
lengths = st.none() | st.integers(1, 5000).map(lambda hours: timedelta(hours=hours))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"texts": ()}, Field.TEXTS),
        ({"texts": ("Hi {surname}",)}, Field.TEXTS),
        ({"split": "half"}, Field.SPLIT),
        ({"split": "80:20"}, Field.SPLIT),
        ({"split": "0"}, Field.SPLIT),
        ({"attributes": ("city",)}, Field.ATTRIBUTES),
        ({"wrote": "ages"}, Field.WROTE),
        ({"not_wrote": "ages"}, Field.NOT_WROTE),
        ({"written": "ages"}, Field.WRITTEN),
        ({"not_written": "ages"}, Field.NOT_WRITTEN),
        ({"starts_at": "soon"}, Field.STARTS_AT),
        ({"per_minute": "-1"}, Field.PER_MINUTE),
        ({"per_minute": "100001"}, Field.PER_MINUTE),
    ],
)
def test_what_cannot_be_read_is_told_with_its_field(change: dict[str, str], field: Field) -> None:
    with pytest.raises(FieldError) as raised:
        plan_of(replace(SALE, **change), ZONE, 0)  # type: ignore[arg-type]

    assert raised.value.field is field


def test_times_are_those_of_the_team_and_the_rate_is_the_usual_one_where_none_is_said() -> None:
    plan = plan_of(replace(SALE, starts_at="2026-11-28T10:00"), ZONE, 120)

    assert plan.starts_at == datetime(2026, 11, 28, 15, tzinfo=UTC)
    assert plan.per_minute == 120
    assert plan_of(replace(SALE, per_minute="0"), ZONE, 120).per_minute == 0


@given(
    criteria=st.builds(
        Criteria,
        tags=st.lists(words, max_size=3).map(tuple),
        attributes=st.lists(st.tuples(words, words), max_size=2).map(tuple),
        consent=st.none() | st.sampled_from(State),
        wrote_within=lengths,
        not_written_within=lengths,
        is_list=st.booleans(),
    ),
    weights=st.lists(st.integers(1, 99), min_size=1, max_size=8),
    starts_in=st.none() | st.integers(1, 10_000),
    per_minute=st.integers(0, 100_000),
)
def test_a_draft_can_be_written_anew_as_it_is(
    criteria: Criteria, weights: list[int], starts_in: int | None, per_minute: int
) -> None:
    variants = tuple(
        Variant(label, f"Text {label}", weight) for label, weight in zip("ABCDEFGH", weights, strict=False)
    )
    if len({each.weight for each in variants}) == 1:
        variants = tuple(replace(each, weight=1) for each in variants)
    starts_at = NOW + timedelta(minutes=starts_in) if starts_in else None
    plan = Plan("Sale", Channel.SMS, Purpose.NOTICE, criteria, variants, starts_at, per_minute)

    assert plan_of(as_it_was_written(as_draft(plan, 1, NOW, "alice"), ZONE), ZONE, 7) == plan


@given(st.lists(words, max_size=4))
def test_words_of_one_field_come_apart_as_they_were_put_together(several: list[str]) -> None:
    assert told_apart(listed_together(several)) == tuple(several)


@pytest.mark.parametrize("state", CampaignState)
def test_a_refusal_says_in_a_whole_sentence_what_can_be_done(state: CampaignState) -> None:
    plan = plan_of(SALE, ZONE, 0)
    campaign = replace(as_draft(plan, 1, NOW, "alice"), state=state)

    words = refusal(campaign, "resumed")

    assert words.startswith("“Winter sale” cannot be resumed. It is ")
    assert any(deed in words for deed in ("launch it", "pause it", "resume it", "write another"))
