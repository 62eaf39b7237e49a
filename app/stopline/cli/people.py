"""`stopline people`: everybody who is known, also those nobody has written with yet."""

from collections.abc import Sequence

import click

from stopline.address import Address, written_out
from stopline.cli.addresses import known_address
from stopline.cli.options import Command, LazyGroup
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.events import Scope
from stopline.consent.status import worth_telling
from stopline.inbox.directory import PersonRow, Reached
from stopline.inert import one_line


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    example="""
    stopline people --search maria
    stopline people --search "#vip"
    stopline people merge +12025550123 maria@example.com
    """,
)
@click.option(
    "--search",
    metavar="WHO",
    help="Whose name or address fits, or a tag that begins so; “#vip” looks at tags alone.",
)
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out that many of the first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.pass_context
def people(ctx: click.Context, search: str | None, offset: int, limit: int) -> None:
    """List people with their addresses and consents, those added last first."""
    if ctx.invoked_subcommand is not None:
        return
    terminal = ctx.find_root().ensure_object(Terminal)
    with terminal.workspace() as workspace:
        page = workspace.directory.page(search or "", offset, limit)
    if terminal.is_json:
        terminal.write_json([_person_json(each) for each in page.people])
    elif page.people:
        _write(terminal, page.people)
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
        (person,) = workspace.directory.people([merged.contact.id])
        if terminal.is_json:
            lost = dict(merged.lost_values) | ({"name": merged.lost_name} if merged.lost_name else {})
            terminal.write_json({"person": _person_json(person), "not_kept": lost})
            return
        _write(terminal, [person])
    if merged.lost_name:
        terminal.warn(f"Note: the second contact was called {one_line(merged.lost_name, 60)}.")
    for name, value in merged.lost_values:
        terminal.warn(f"Note: {one_line(name, 40)} of the second contact was {one_line(value, 60)}.")


def _person_json(person: PersonRow) -> dict[str, Json]:
    return {
        "id": person.id,
        "name": person.name,
        "source": person.source,
        "tags": list(person.tags),
        "addresses": [{"address": each.address, "consent": _consents(each)} for each in person.addresses],
        "threads": [thread.id for thread in person.threads],
        "last_heard_at": to_text(person.heard_at) if person.heard_at else None,
    }


def _consents(reached: Reached) -> dict[str, Json]:
    """Return where an address stands on every channel something is known of, scope by scope."""
    return {
        channel.value: {scope.value: status.state for scope, status in worth_telling(standing).items()}
        for channel, standing in reached.standings
    }


def _consents_in_words(reached: Reached) -> str:
    return ", ".join(
        f"{channel} {badge(status.state)}"
        if scope is Scope.ALL
        else f"{channel} ({scope}) {badge(status.state)}"
        for channel, standing in reached.standings
        for scope, status in worth_telling(standing).items()
    )


def _write(terminal: Terminal, found: Sequence[PersonRow]) -> None:
    """Write a line for each address, the person's name and threads on the first of them."""
    rows: list[list[str]] = []
    for person in found:
        threads = " ".join(str(thread.id) for thread in person.threads)
        for place, reached in enumerate(person.addresses or (Reached(Address(""), ()),)):
            is_first = place == 0
            rows.append(
                [
                    person.name if is_first else "",
                    written_out(reached.address),
                    threads if is_first else "",
                    _consents_in_words(reached),
                ]
            )
    terminal.write(table(["who", "address", "threads", "consent"], rows, terminal.width))
