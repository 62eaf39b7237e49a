"""`stopline people`: everybody who is known, also those nobody has written with yet."""

import click

from stopline.address import Address, written_out
from stopline.cli.options import Command
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Scope
from stopline.inbox.contacts import Contact
from stopline.workspace import Workspace


@click.command(cls=Command, example="stopline people --search maria")
@click.option("--search", metavar="WHO", help="Whose name or address fits.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out that many of the first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.pass_obj
def people(terminal: Terminal, search: str | None, offset: int, limit: int) -> None:
    """List people with their addresses and consents, those added last first."""
    with terminal.workspace() as workspace:
        if search is None:
            numbers = workspace.search.everybody(offset, limit)
        else:
            numbers = workspace.search.contacts(search, offset, limit)
        found = [workspace.contacts.contact(number) for number in numbers]
        if terminal.is_json:
            terminal.write_json([_person_json(workspace, each) for each in found])
        elif found:
            _write(terminal, workspace, found)
        else:
            terminal.write("There are no such people.")


def _person_json(workspace: Workspace, person: Contact) -> dict[str, Json]:
    return {
        "id": person.id,
        "name": person.name,
        "source": person.source,
        "tags": list(person.tags),
        "addresses": [
            {"address": address, "consent": _consents(workspace, address)} for address in person.addresses
        ],
        "threads": [thread.id for thread in workspace.threads.of_contact(person.id)],
    }


def _consents(workspace: Workspace, address: Address) -> dict[str, Json]:
    """Return where an address stands on every channel something is known of, scope by scope."""
    standings = workspace.standings.on_every_channel(address)
    return {
        channel.value: {scope.value: status.state for scope, status in standing.scopes().items()}
        for channel, standing in standings.items()
    }


def _consents_in_words(workspace: Workspace, address: Address) -> str:
    standings = workspace.standings.on_every_channel(address)
    return ", ".join(
        f"{channel} {badge(status.state)}"
        if scope is Scope.ALL
        else f"{channel} ({scope}) {badge(status.state)}"
        for channel, standing in standings.items()
        for scope, status in standing.scopes().items()
    )


def _write(terminal: Terminal, workspace: Workspace, found: list[Contact]) -> None:
    """Write a line for each address, the person's name and threads on the first of them."""
    rows: list[list[str]] = []
    for person in found:
        threads = " ".join(str(thread.id) for thread in workspace.threads.of_contact(person.id))
        for place, address in enumerate(person.addresses or (Address(""),)):
            stands = _consents_in_words(workspace, address)
            is_first = place == 0
            rows.append(
                [person.name if is_first else "", written_out(address), threads if is_first else "", stands]
            )
    terminal.write(table(["who", "address", "threads", "consent"], rows, terminal.width))
