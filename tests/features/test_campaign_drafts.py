"""Drafts are written, looked at before they are kept, written anew and thrown away; what was launched stays."""

from dataclasses import replace

import pytest

from stopline.campaigns.audience import EVERYBODY, EVERYBODY_LISTED, Criteria
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.drafts import ListFile, Plan, as_draft
from stopline.campaigns.listfile import read_list
from stopline.campaigns.texts import variants_of
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.errors import BadInputError, NotFoundError
from support.campaigns import SALE, Sale

LIST = "phone\n+12025550101\n+12025550199\nnobody\n+12025550101\n+12025550103\n"


def plan(*texts: str, name: str = "Winter sale", criteria: Criteria = EVERYBODY, per_minute: int = 0) -> Plan:
    return Plan(
        name, Channel.SMS, Purpose.MARKETING, criteria, variants_of(texts or (SALE,)), per_minute=per_minute
    )


def foreseen(sale: Sale, wanted: Plan) -> Campaign:
    return as_draft(wanted, sale.workspace.campaigns.next_number(), sale.clock.now(), "alice")


@pytest.mark.parametrize(
    "criteria", [EVERYBODY, Criteria(tags=("vip",)), Criteria(without_tags=("vip",))], ids=["all", "vip", "not vip"]
)  # fmt: skip
def test_what_is_foreseen_of_a_campaign_is_what_its_draft_says(sale: Sale, criteria: Criteria) -> None:
    people = sale.people(30)
    contacts = sale.workspace.contacts
    for each in people[::3]:
        contacts.tag(contacts.ensure(each, "test"), "vip")
    sale.stops(people[4])
    wanted = plan("One.", "Two " + "and more " * 20, criteria=criteria, per_minute=5)

    before = sale.workspace.launches.foresee(foreseen(sale, wanted), "alice")

    assert before == sale.workspace.launches.preview(sale.workspace.campaigns.add(wanted, "alice"), "alice")
    assert before.included > 0


def test_a_list_that_is_not_kept_yet_reaches_whom_it_will(sale: Sale) -> None:
    people = sale.people(4)
    sale.stops(people[3])
    listed = read_list(LIST, Channel.SMS, "US")
    wanted = plan(criteria=EVERYBODY_LISTED)

    before = sale.workspace.launches.foresee(foreseen(sale, wanted), "alice", listed)

    after = sale.workspace.launches.preview(sale.workspace.campaigns.add(wanted, "alice", listed), "alice")
    assert before == after
    assert (before.included, dict(before.excluded)) == (
        1, {"unreadable": 1, "duplicate": 1, "no_consent": 1, "stopped": 1},
    )  # fmt: skip


def test_looking_beforehand_keeps_nothing(sale: Sale) -> None:
    sale.people(3)

    sale.workspace.launches.foresee(foreseen(sale, plan()), "alice", read_list(LIST, Channel.SMS, "US"))

    assert sale.workspace.campaigns.all() == []


def test_a_draft_is_written_anew_with_all_it_says(sale: Sale) -> None:
    people = sale.people(3)
    campaigns = sale.workspace.campaigns
    draft = campaigns.add(plan(criteria=EVERYBODY_LISTED), "alice", read_list(LIST, Channel.SMS, "US"))

    other = campaigns.rewrite(draft, plan("One.", "Two.", name="Spring sale", per_minute=9), "bob")

    assert other.id == draft.id
    assert (other.name, [each.text for each in other.variants], other.per_minute) == (
        "Spring sale",
        ["One.", "Two."],
        9,
    )
    assert campaigns.faults(other) == []
    assert sale.workspace.launches.preview(other, "alice").included == len(people)
    with pytest.raises(NotFoundError):
        campaigns.named("Winter sale")


def test_a_draft_keeps_its_list_unless_another_is_named(sale: Sale) -> None:
    people = sale.people(4)
    campaigns, launches = sale.workspace.campaigns, sale.workspace.launches
    draft = campaigns.add(plan(criteria=EVERYBODY_LISTED), "alice", read_list(LIST, Channel.SMS, "US"))

    same = campaigns.rewrite(draft, plan("Other words.", criteria=EVERYBODY_LISTED), "alice")
    assert launches.preview(same, "alice").included == 2

    other = campaigns.rewrite(
        same, plan(criteria=EVERYBODY_LISTED), "alice", ListFile(tuple((each, place) for place, each in enumerate(people, 1)))
    )  # fmt: skip
    assert launches.preview(other, "alice").included == 4


def test_a_draft_is_not_written_anew_under_a_name_that_is_taken(sale: Sale) -> None:
    sale.people(2)
    sale.draft(name="Spring sale")
    draft = sale.draft()

    with pytest.raises(BadInputError, match="already"):
        sale.workspace.campaigns.rewrite(draft, plan(name="Spring sale"), "alice")

    assert sale.now(draft) == draft


def test_what_was_launched_is_neither_written_anew_nor_thrown_away(sale: Sale) -> None:
    sale.people(2)
    draft = sale.draft()
    sale.workspace.launches.launch(draft, "alice")

    with pytest.raises(BadInputError, match=r"cannot be written anew\. It is under way already"):
        sale.workspace.campaigns.rewrite(draft, plan("Other words."), "alice")
    with pytest.raises(BadInputError, match=r"cannot be thrown away\. It is under way already"):
        sale.workspace.campaigns.discard(draft)

    assert sale.now(draft).variants == draft.variants


def test_a_draft_that_was_written_anew_meanwhile_is_not_launched_unseen(sale: Sale) -> None:
    sale.people(2)
    seen = sale.draft()
    sale.workspace.campaigns.rewrite(seen, plan("Something else entirely. STOP to end."), "bob")

    with pytest.raises(BadInputError, match="was written anew in the meantime"):
        sale.workspace.launches.launch(seen, "alice")

    assert sale.now(seen).state is CampaignState.DRAFT
    assert sale.states(seen) == {}


def test_a_draft_that_is_thrown_away_leaves_its_name_free(sale: Sale) -> None:
    sale.people(2)
    draft = sale.workspace.campaigns.add(
        plan(criteria=EVERYBODY_LISTED), "alice", read_list(LIST, Channel.SMS, "US")
    )

    sale.workspace.campaigns.discard(draft)

    assert sale.workspace.campaigns.all() == []
    again = sale.workspace.campaigns.add(plan(), "alice")
    assert sale.workspace.launches.preview(again, "alice").included == 2
    with pytest.raises(BadInputError, match="thrown away in the meantime"):
        sale.workspace.campaigns.discard(replace(draft, id=99))
