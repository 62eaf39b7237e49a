"""The list of everybody who is known: whoever fits, in pages, with consent, tags and when they were last heard of."""

import pytest

from stopline.address import Address
from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.status import State
from stopline.workspace import Workspace
from support.people import ago, consent, number, wrote

MARIA, JEAN, TOM = (number(place) for place in (1, 2, 3))


@pytest.fixture
def known(workspace: Workspace) -> Workspace:
    """Maria wrote and stopped marketing, Jean has stopped, of Tom nothing but a name and a tag is known; Tom came last."""
    wrote(workspace, MARIA, 2)
    consent(workspace, MARIA)
    consent(workspace, MARIA, EventKind.WITHDRAWN, scope=Scope.MARKETING)
    consent(workspace, JEAN, EventKind.WITHDRAWN)
    for address, name, tags in (
        (MARIA, "Maria Alvarez", ("vip", "bike-ready")),
        (JEAN, "Jean Tremblay", ()),
        (TOM, "Tom Vipond", ("2024",)),
    ):
        contact = workspace.contacts.ensure(address, "test")
        workspace.contacts.rename(contact, name)
        for tag in tags:
            workspace.contacts.tag(contact, tag)
    maria = workspace.contacts.at(MARIA)
    assert maria is not None
    workspace.contacts.add_address(maria, Address("maria@example.com"))
    return workspace


def names(workspace: Workspace, sought: str = "", offset: int = 0, limit: int = 50) -> list[str]:
    return [each.name for each in workspace.directory.page(sought, offset, limit).people]


def test_everybody_is_listed_with_what_is_known_of_them(known: Workspace) -> None:
    page = known.directory.page()

    assert page.count == 3
    assert [each.name for each in page.people] == ["Tom Vipond", "Jean Tremblay", "Maria Alvarez"]
    tom, jean, maria = page.people
    assert (tom.tags, tom.threads, tom.heard_at) == (("2024",), (), None)
    assert [(each.address, each.standings) for each in tom.addresses] == [(TOM, ())]
    ((channel, standing),) = jean.addresses[0].standings
    assert (channel, standing.everything.state) == (Channel.SMS, State.STOPPED)
    assert set(maria.tags) >= {"bike-ready", "vip"}
    assert maria.heard_at == ago(known, 2)
    assert {each.address for each in maria.addresses} == {MARIA, "maria@example.com"}


def test_a_listed_consent_is_the_one_the_send_block_goes_by(known: Workspace) -> None:
    for person in known.directory.page().people:
        for reached in person.addresses:
            assert dict(reached.standings) == known.standings.on_every_channel(reached.address)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        pytest.param("maria", ["Maria Alvarez"], id="part of a name"),
        pytest.param("alvarez mar", ["Maria Alvarez"], id="words in any order"),
        pytest.param("555-0102", ["Jean Tremblay"], id="part of a number"),
        pytest.param("001 (0)202 555-0102", ["Jean Tremblay"], id="a number as it is dialled from abroad"),
        pytest.param("+202 555", [], id="what no number begins with"),
        pytest.param("MARIA@", ["Maria Alvarez"], id="part of an e-mail address"),
        pytest.param("vip", ["Tom Vipond", "Maria Alvarez"], id="a name or a tag"),
        pytest.param("#VIP", ["Maria Alvarez"], id="a tag alone"),
        pytest.param("2024", ["Tom Vipond"], id="a tag of digits"),
        pytest.param("bike-r", ["Maria Alvarez"], id="how a tag begins"),
        pytest.param("bike-ready-or-not", [], id="more than the tag"),
        pytest.param("#", [], id="no tag yet"),
        pytest.param("%", [], id="a sign that other searches would take for anything"),
        pytest.param('"; DROP TABLE contacts', [], id="signs of a query"),
        pytest.param("  ", ["Tom Vipond", "Jean Tremblay", "Maria Alvarez"], id="nothing but blanks"),
    ],
)
def test_people_are_found_by_name_number_and_tag(known: Workspace, sought: str, found: list[str]) -> None:
    assert names(known, sought) == found
    assert known.directory.page(sought).count == len(found)


def test_every_page_of_a_list_holds_whom_the_whole_list_holds_there(workspace: Workspace) -> None:
    for place in range(1, 24):
        workspace.contacts.ensure(number(place), "test", f"Person {place:02}")
    for sought in ("", "person"):
        whole = names(workspace, sought)
        for offset in range(26):
            assert names(workspace, sought, offset, 5) == whole[offset : offset + 5]
            assert workspace.directory.page(sought, offset, 5).count == 23


def test_whoever_was_forgotten_is_in_no_list(known: Workspace) -> None:
    known.erasure.forget(MARIA, "alice")

    assert names(known) == ["Tom Vipond", "Jean Tremblay"]
    assert names(known, "#vip") == []


def test_an_address_is_listed_by_the_channels_it_is_reached_by(workspace: Workspace) -> None:
    by_whatsapp, by_mail = workspace.contacts.ensure(TOM, "test"), Address("tom@example.com")
    workspace.threads.ensure(by_whatsapp, TOM, Channel.WHATSAPP, workspace.clock.now())
    workspace.contacts.add_address(by_whatsapp, by_mail)
    consent(workspace, TOM)

    (tom,) = workspace.directory.page().people

    assert {each.address: list(each.channels) for each in tom.addresses} == {
        TOM: [Channel.SMS, Channel.WHATSAPP],
        by_mail: [Channel.EMAIL],
    }
