"""Two contacts become one person, and every stop stays where it was said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Method, Scope
from stopline.errors import BadInputError, NotFoundError
from stopline.workspace import Workspace
from support.command import CommandLine
from support.copies import passing_workspace
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE, Story

MARIA, JEAN = PEOPLE["maria"], PEOPLE["jean"]


def test_addresses_threads_tags_and_attributes_come_together(
    workspace: Workspace, clock: ManualClock
) -> None:
    story = Story(workspace, clock, ScriptedGateway())
    first = workspace.contacts.ensure(MARIA, "import", "Maria")
    second = workspace.contacts.ensure(JEAN, "import", "Maria A.")
    workspace.contacts.tag(first, "vip")
    workspace.contacts.tag(second, "newsletter")
    workspace.contacts.set_attribute(first, "size", "M")
    workspace.contacts.set_attribute(second, "size", "L")
    workspace.contacts.set_attribute(second, "colour", "blue")
    story.says("jean", "Hello")

    merged = workspace.merging.merge(MARIA, JEAN)

    contact = merged.contact
    assert (contact.id, contact.name, contact.tags) == (first, "Maria", ("newsletter", "vip"))
    assert set(contact.addresses) == {MARIA, JEAN}
    assert dict(contact.attributes) == {"size": "M", "colour": "blue"}
    assert (merged.lost_name, merged.lost_values) == ("Maria A.", (("size", "L"),))
    assert [thread.address for thread in workspace.threads.of_contact(first)] == [JEAN]
    assert workspace.contacts.ensure(PEOPLE["tom"], "import") == second + 1


def test_nobody_is_merged_with_nobody_or_with_themselves(workspace: Workspace) -> None:
    contact = workspace.contacts.ensure(MARIA, "import")
    workspace.contacts.add_address(contact, Address("maria@example.com"))

    with pytest.raises(NotFoundError):
        workspace.merging.merge(MARIA, JEAN)
    with pytest.raises(BadInputError):
        workspace.merging.merge(MARIA, Address("maria@example.com"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([MARIA, JEAN]),
            st.sampled_from(
                [
                    EventKind.GIVEN,
                    EventKind.WITHDRAWN,
                    EventKind.HELD,
                    EventKind.IMPORTED,
                    EventKind.REQUESTED,
                ]
            ),
            st.sampled_from(Scope),
        ),
        max_size=8,
    )
)
def test_a_merge_changes_no_consent(history: list[tuple[Address, EventKind, Scope]]) -> None:
    with passing_workspace() as workspace:
        for address in (MARIA, JEAN):
            workspace.contacts.ensure(address, "import")
        for address, kind, scope in history:
            workspace.ledger.record(
                ConsentEvent(address, Channel.SMS, kind, Method.FORM, "contact", START, scope)
            )
        before = [workspace.standings.on_every_channel(address) for address in (MARIA, JEAN)]

        workspace.merging.merge(MARIA, JEAN)

        assert [workspace.standings.on_every_channel(address) for address in (MARIA, JEAN)] == before
        assert workspace.ledger.verify().is_intact


def test_the_command_merges_and_the_list_still_lists(workspace: Workspace) -> None:
    workspace.contacts.ensure(MARIA, "import", "Maria")
    workspace.contacts.ensure(JEAN, "import", "Maria A.")
    command = CommandLine(workspace.folder)

    merged = command.run("people", "merge", MARIA, JEAN, "--json")
    listed = command.run("people", "--search", "maria", "--json")
    again = command.run("people", "merge", MARIA, JEAN)

    assert (merged.code, listed.code, again.code) == (0, 0, 2)
    assert merged.json()["not_kept"] == {"name": "Maria A."}
    assert [len(each["addresses"]) for each in listed.json()] == [2]
