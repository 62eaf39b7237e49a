"""`stopline report schedule`: when the weekly report is made, to whom it goes, and its page now."""

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.days import moment
from stopline.errors import BadInputError
from stopline.settings.settings import Settings

_NO_SCHEDULE = """No weekly report is set up. Write into settings.toml, for example:

[reports.weekly]
day = "monday"
hour = 8
to = "managers"

`to` is the name of a rule in [[alerts]], which says where it goes.
"""


@click.command(
    cls=Command,
    example="""
    stopline report schedule
    stopline report schedule --now
    """,
)
@click.option(
    "--now",
    "is_now",
    is_flag=True,
    help="Make the page now and keep it in the workspace; it is sent to nobody.",
)
@click.pass_obj
def schedule(terminal: Terminal, *, is_now: bool) -> None:
    """Tell when the weekly report is made and to whom it goes; `[reports.weekly]` in the settings says it."""
    from stopline.worker.weekly import Weekly  # noqa: PLC0415 - other reports need no worker

    with terminal.workspace() as workspace:
        weekly, settings, zone = Weekly(workspace), workspace.settings.reports.weekly, workspace.settings.zone
        next_at = weekly.next_at(settings).astimezone(zone) if settings else None
        path = weekly.make() if is_now else None
        made = f"The page is in {path}; it was sent to nobody." if path is not None else ""
        if nowhere := _goes_nowhere(workspace.settings):
            raise BadInputError(f"{nowhere}. {made}".strip())
    if terminal.is_json:
        terminal.write_json({
            "next_at": next_at.isoformat() if next_at else None, "to": settings.to if settings else None, "page": str(path) if path else None,
        })  # fmt: skip
        return
    if made:
        terminal.write(made)
    if settings and next_at:
        terminal.write(f"The worker makes the next report on {moment(next_at, zone)}, for {settings.to}.")
    else:
        terminal.write(_NO_SCHEDULE)


def _goes_nowhere(settings: Settings) -> str | None:
    """Return why the weekly report reaches nobody: the alert rule it names does not exist."""
    weekly, rules = settings.reports.weekly, [rule.name for rule in settings.alerts]
    if weekly is None or weekly.to in rules:
        return None
    known = (
        f"rules are {', '.join(rules)}"
        if rules
        else "there are none yet, [[alerts]] in settings.toml makes one"
    )
    return f"the weekly report is for “{weekly.to}”, but no alert rule is called {weekly.to}; {known}"
