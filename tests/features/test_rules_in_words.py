"""What the rules say about one person, as it is told to somebody who reads."""

from datetime import UTC

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.whereabouts_words import rules_in_words
from stopline.workspace import Workspace

DC, MIAMI, MAIL = Address("+12025550123"), Address("+13055550123"), Address("maria@example.com")
SETTLED = "a number may have moved: a stored state or postcode settles it"


def told(workspace: Workspace, address: Address, channel: Channel = Channel.SMS) -> str:
    return "\n".join(rules_in_words(workspace.whereabouts.of(address, channel), UTC, str))


def lives_in(workspace: Workspace, address: Address, **attributes: str) -> None:
    contact = workspace.contacts.ensure(address, "test")
    for name, value in attributes.items():
        workspace.contacts.set_attribute(contact, name, value)


def test_a_place_that_is_named_has_no_unknown_hours_and_its_source_points_at_nothing_unseen(
    workspace: Workspace,
) -> None:
    words = told(workspace, DC)

    assert "area code of DC" in words
    assert "  a place without hours of its own: Mon–Sat 09:00–20:00, Sun 12:00–20:00\n" in words
    assert "Stopline's own choice" in words
    assert "unknown:" not in words
    assert "below" not in words


@pytest.mark.parametrize(
    ("address", "country", "is_settled"),
    [(MIAMI, "", True), (MIAMI, "USA", True), (MIAMI, "GB", False)],
    ids=["nothing stored", "at home", "abroad"],
)
def test_a_state_is_asked_for_where_one_would_settle_the_hours(
    workspace: Workspace, address: Address, country: str, is_settled: bool
) -> None:
    if country:
        lives_in(workspace, address, country=country)

    words = told(workspace, address)

    assert "counts too, because a number may have moved" in words
    assert (SETTLED in words) is is_settled


def test_the_country_somebody_lives_in_is_told_with_its_clock(workspace: Workspace) -> None:
    lives_in(workspace, DC, country="GB", zip="EC1A 1BB")

    words = told(workspace, DC)

    assert "may be in:  America/New_York, Europe/London\n" in words
    assert "stored country GB" in words
    assert "law of:     US, GB\n" in words


def test_mail_keeps_no_hours_and_is_told_of_none(workspace: Workspace) -> None:
    words = told(workspace, MAIL, Channel.EMAIL)

    assert "hours:      none are kept by email\n" in words
    assert "store their zone" not in words
    assert "now there:" not in words
