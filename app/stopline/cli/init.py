"""`stopline init`: makes a workspace."""

import click
from pydantic import ValidationError

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError
from stopline.faults import told
from stopline.settings import TeamSettings
from stopline.workspace import DATABASE, SETTINGS, Workspace


@click.command(
    cls=Command,
    short_help="Make a workspace; safe to repeat.",
    example='stopline init --team "Harbour Bikes" --zone America/New_York --region US',
)
@click.option("--team", help="Your team's name; automatic texts are signed with it.")
@click.option("--zone", help="The time zone your days are counted in, such as Europe/Paris.")
@click.option("--region", help="The country national phone numbers are read in, such as US.")
@click.pass_obj
def init(terminal: Terminal, team: str | None, zone: str | None, region: str | None) -> None:
    """Make a workspace: a folder with the database and settings.toml. Safe to repeat."""
    given = {"name": team, "zone": zone, "region": region}
    wanted = _team_settings({name: value for name, value in given.items() if value is not None})
    folder = terminal.folder
    try:
        has_settings = (folder / SETTINGS).exists()
        is_new = not (folder / DATABASE).exists()
        workspace = Workspace.create(folder, wanted)
    except OSError as error:
        raise BadInputError(
            f"no workspace can be made in {folder}: {error.strerror}; name another folder with --workspace"
        ) from error
    try:
        settings = workspace.settings.team
    finally:
        workspace.close()
    if terminal.is_json:
        terminal.write_json(
            {
                "workspace": str(folder),
                "is_new": is_new,
                "team": settings.name,
                "zone": settings.zone,
                "region": settings.region,
            }
        )
        return
    terminal.write(
        f"{'Made' if is_new else 'Opened'} the workspace of {settings.name} in {folder}\n"
        f"Times are in {settings.zone}; national phone numbers are read as numbers of {settings.region}."
    )
    if has_settings and wanted != TeamSettings() and wanted != settings:
        terminal.warn(f"{folder / SETTINGS} was there already and stays as it is; change it there.")
    if is_new:
        terminal.write(
            f"Next: connect what carries your texts in {folder / SETTINGS}, bring your people with\n"
            "`stopline import contacts FILE`, and open the inbox with `stopline`."
        )


def _team_settings(given: dict[str, str]) -> TeamSettings:
    try:
        return TeamSettings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        option = "team" if first["loc"][0] == "name" else first["loc"][0]
        raise BadInputError(f"--{option}: {told(first)}") from error
