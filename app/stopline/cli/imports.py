"""`stopline import`: brings people from other systems."""

from pathlib import Path

import click

from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.terminal import Terminal
from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.importers.contacts import ContactFile
from stopline.importers.files import content_of
from stopline.importers.habits import DateOrder
from stopline.importers.report import lost_stops_told


@click.group(cls=LazyGroup, name="import", example="stopline import contacts people.csv --preview")
def imports() -> None:
    """Bring people from other systems."""


@imports.command(
    cls=Command,
    example="""
    stopline import contacts people.csv --preview
    stopline import contacts people.csv --map Handy=phone --map "Signed up=consent_at"
    """,
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a column is, where the guess is wrong. Fields: name, first_name, last_name, phone, email, channel, tags, consent_status, consent_scope, consent_at, consent_source, consent_wording, consent_ip, consent_bounced_at, opted_out, opted_out_at (these also of one channel, such as sms_consent_at), attr:NAME, ignore.",
)
@click.option(
    "--channel", type=choice(Channel), help="The channel of the consents, where the rows name none."
)
@click.option(
    "--dates", type=choice(DateOrder), help="Whether the day or the month comes first in 03/04/2026."
)
@click.option(
    "--confirm",
    is_flag=True,
    help="Ask everybody in it for a second yes; until then their consent is pending.",
)
@click.option(
    "--plain",
    is_flag=True,
    help="Do not look whether it is an export of Shopify, HubSpot, Klaviyo, Mailchimp or Twilio.",
)
@click.option(
    "--preview", "--dry-run", "dry_run", is_flag=True, help="Report what would be done, and write nothing."
)
@click.pass_obj
def contacts(
    terminal: Terminal,
    file: Path,
    columns: tuple[str, ...],
    channel: str | None,
    dates: str | None,
    *,
    confirm: bool,
    dry_run: bool,
    plain: bool,
) -> None:
    """Import people from FILE: CSV, TSV or JSON. Each row goes in whole or not at all; to go on after an interruption, import it again.

    Consent counts only with its time and source, and while it is not older than two years; else it is unknown, and the person is
    tagged reconfirm. Exports of Shopify, HubSpot, Klaviyo, Mailchimp and Twilio are recognised by their header. A stop in the file counts always, and a stop
    recorded here is never undone by a file.
    """
    given = ContactFile(
        file.name,
        content_of(file),
        columns,
        Channel(channel) if channel else None,
        DateOrder(dates) if dates else None,
        confirm,
        plain,
    )
    with terminal.workspace() as workspace:
        try:
            report = workspace.contact_imports.load(given, is_dry_run=dry_run)
        except BadInputError as error:
            raise BadInputError(f"{file}: {error}") from error
    if terminal.is_json:
        terminal.write_json(report.as_json())
    else:
        terminal.write(report.as_text())
    if lost := lost_stops_told(report.lost_stops, is_dry_run=dry_run):
        terminal.warn(lost)
    if report.is_useless or lost:
        raise click.exceptions.Exit(BadInputError.exit_code)
