"""What the consent card says, and what it leaves unsaid."""

import pytest

from stopline.address import Address
from stopline.consent.events import Basis, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.tui.panes.consent_card import card_text
from support.transcript import PEOPLE, Story

TORONTO = Address("+14165550123")


def card(story: Story, address: Address) -> str:
    workspace = story.workspace
    contact = workspace.contacts.at(address)
    assert contact is not None
    shown = workspace.cards.of_person(contact, address, Channel.SMS)
    return card_text(shown, story.clock.now(), workspace.settings.zone).plain


@pytest.mark.parametrize(("person", "has_hours"), [("maria", True), ("jean", False), ("tom", False)])
def test_the_hours_of_somebody_who_may_not_be_texted_at_any_are_left_out(
    shop: Story, person: str, *, has_hours: bool
) -> None:
    assert ("HOURS" in card(shop, PEOPLE[person])) is has_hours


def test_what_an_implied_consent_rests_on_is_told_with_the_day_it_runs_out(shop: Story) -> None:
    shop.workspace.contacts.ensure(TORONTO, "test")
    shop.workspace.ledger.record(
        ConsentEvent(
            TORONTO, Channel.SMS, EventKind.GIVEN, Method.AGENT, "alice", shop.clock.now(),
            evidence=Evidence(words="How much is it?", source="shop", basis=Basis.IMPLIED_INQUIRY),
        )
    )  # fmt: skip

    assert "rests on an inquiry, until 17 May 2027" in card(shop, TORONTO)
    assert ", until" not in card(shop, PEOPLE["maria"]).partition("HOURS")[0]
