"""The line at the top tells what does not go as it should, before anything else."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from stopline.campaigns.audience import EVERYBODY
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.tui.panes.top_line import line_of
from stopline.tui.reading import GatewayLine, StatusLine
from support.times import START

WELL = StatusLine(
    team="Harbour Bikes",
    zone=ZoneInfo("America/New_York"),
    has_worker=True,
    has_gateway=True,
    gateways=(GatewayLine("modem", START, "", None),),
    queued=0,
    uncertain=0,
    quarantined=0,
)


def line(status: StatusLine, width: int = 120) -> str:
    return line_of(status, START, "Stopline", "alice", width).plain


def test_while_all_is_well_the_line_is_short() -> None:
    told = line(WELL)

    assert "modem ok · 0 queued · 09:00 alice" in told
    assert "not taken in" not in told


def test_what_could_not_be_taken_in_is_told_even_where_there_is_little_room() -> None:
    assert "2 not taken in" in line(replace(WELL, quarantined=2))
    assert "2 not taken in" in line(replace(WELL, quarantined=2, queued=14), width=60)


def test_campaigns_that_paused_themselves_are_told_even_where_there_is_little_room() -> None:
    campaign = Campaign(
        1, "Winter sale", CampaignState.PAUSED, Channel.SMS, Purpose.MARKETING, EVERYBODY, (), None, 0, START, "alice",
        START, "alice", None, None, None, START, START, None, "paused itself",
    )  # fmt: skip

    assert "▲ 1 campaign braked" in line(replace(WELL, braked=(campaign,), queued=14), width=80)


def test_a_copy_in_which_stops_may_be_missing_says_that_only_answers_leave() -> None:
    assert "▲ only automatic answers leave (g d)" in line(
        replace(WELL, is_held_back=True, queued=14), width=80
    )


def test_a_gateway_that_is_down_says_why() -> None:
    down = replace(WELL, gateways=(GatewayLine("modem", START, "no answer", None),))

    assert "modem down: no answer" in line(down)


def test_a_workspace_without_a_gateway_says_so() -> None:
    assert "no gateway set up" in line(replace(WELL, has_gateway=False, gateways=()))


def test_how_old_the_last_collect_is_is_told_once_it_is_more_than_a_moment() -> None:
    collected = replace(WELL, gateways=(GatewayLine("modem", START - timedelta(seconds=12), "", None),))

    assert "modem collected 12 seconds ago" in line(collected)


def test_upkeep_that_fails_is_told_even_where_there_is_little_room() -> None:
    failing = replace(WELL, failing_upkeep=("anchor", "backup"), queued=14)

    assert "▲ anchor, backup failing" in line(failing, width=80)
