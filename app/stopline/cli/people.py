"""`stopline people`: everybody who is known, also those nobody has written with yet."""

import click

from stopline.address import Address, written_out
from stopline.cli.addresses import known_address
from stopline.cli.options import Command, LazyGroup
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Scope
from stopline.consent.status import worth_telling
from stopline.inbox.contacts import Contact
from stopline.inert import one_line
from stopline.workspace import Workspace


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    example="""
    stopline people --search maria
    stopline people merge +12025550123 maria@example.com
    """,
)
@click.option("--search", metavar="WHO", help="Whose name or address fits.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out that many of the first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.pass_context
def people(ctx: click.Context, search: str | None, offset: int, limit: int) -> None:
    """List people with their addresses and consents, those added last first."""
    if ctx.invoked_subcommand is not None:
        return
    terminal = ctx.find_root().ensure_object(Terminal)
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


@people.command(cls=Command, example="stopline people merge +12025550123 maria@example.com")
@click.argument("into")
@click.argument("other")
@click.pass_obj
def merge(terminal: Terminal, into: str, other: str) -> None:
    """Make one person of the contacts at INTO and OTHER, who keeps the name of the first.

    Consent belongs to addresses: each keeps what stands on it, and nobody who has stopped is started by it.
    """
    with terminal.workspace() as workspace:
        merged = workspace.merging.merge(known_address(workspace, into), known_address(workspace, other))
        if terminal.is_json:
            lost = dict(merged.lost_values) | ({"name": merged.lost_name} if merged.lost_name else {})
            terminal.write_json({"person": _person_json(workspace, merged.contact), "not_kept": lost})
            return
        _write(terminal, workspace, [merged.contact])
    if merged.lost_name:
        terminal.warn(f"Note: the second contact was called {one_line(merged.lost_name, 60)}.")
    for name, value in merged.lost_values:
        terminal.warn(f"Note: {one_line(name, 40)} of the second contact was {one_line(value, 60)}.")


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
        channel.value: {scope.value: status.state for scope, status in worth_telling(standing).items()}
        for channel, standing in standings.items()
    }


def _consents_in_words(workspace: Workspace, address: Address) -> str:
    standings = workspace.standings.on_every_channel(address)
    return ", ".join(
        f"{channel} {badge(status.state)}"
        if scope is Scope.ALL
        else f"{channel} ({scope}) {badge(status.state)}"
        for channel, standing in standings.items()
        for scope, status in worth_telling(standing).items()
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
