"""`stopline alerts`: who is told what, what became of it, and trying a rule."""

import os

import click

from stopline.alerts.outgoing import Alert, AlertState
from stopline.alerts.rules import AlertRule
from stopline.cli.options import Command, LazyGroup
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.workspace import Workspace
from stopline.workspace.alert_trial import try_alert

_WORDS = {
    AlertState.OPEN: "waits",
    AlertState.SENDING: "is being sent",
    AlertState.DELIVERED: "delivered",
    AlertState.DROPPED: "not told",
    AlertState.GIVEN_UP: "given up",
}


@click.group(
    cls=LazyGroup,
    name="alerts",
    invoke_without_command=True,
    example="""
    stopline alerts
    stopline alerts test team-slack
    stopline alerts retry
    """,
)
@click.pass_context
def alerts(ctx: click.Context) -> None:
    """Show who is told what, and what became of it; without a command, lists it."""
    if ctx.invoked_subcommand is None:
        _list(ctx.find_root().ensure_object(Terminal))


@alerts.command(cls=Command, name="list", example="stopline alerts list --json")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.pass_obj
def list_alerts(terminal: Terminal, limit: int) -> None:
    """List the rules of the settings, and the last alerts with the reason where one failed."""
    _list(terminal, limit)


@alerts.command(cls=Command, name="test", example="stopline alerts test team-slack")
@click.argument("name")
@click.pass_obj
def try_rule(terminal: Terminal, name: str) -> None:
    """Send something to where the rule NAME says, and tell whether it was taken."""
    with terminal.workspace() as workspace:
        try_alert(workspace, name)
    if terminal.is_json:
        terminal.write_json({"rule": name, "delivered": True})
    else:
        terminal.write(f"“{name}” was taken. Look whether it arrived.")


@alerts.command(cls=Command, example="stopline alerts retry")
@click.pass_obj
def retry(terminal: Terminal) -> None:
    """Try now what was given up or waits for another attempt."""
    with terminal.workspace() as workspace:
        tried_count = workspace.alerts.retry()
        delivered_count = workspace.alert_courier.deliver_due()
    if terminal.is_json:
        terminal.write_json({"tried": tried_count, "delivered": delivered_count})
    else:
        terminal.write(f"{tried_count} tried, {delivered_count} delivered.")


def _list(terminal: Terminal, limit: int = 20) -> None:
    with terminal.workspace() as workspace:
        rules, last = workspace.alert_rules, workspace.alerts.alerts(limit)
        if terminal.is_json:
            terminal.write_json(
                {
                    "rules": [_rule_json(rule) for rule in rules],
                    "alerts": [_alert_json(each) for each in last],
                }
            )
            return
        if rules:
            rows = [[rule.name, ", ".join(sorted(rule.on)), _to(rule), _manner(rule)] for rule in rules]
            terminal.write(table(["rule", "on", "to", "how"], rows, terminal.width))
            unset = [rule for rule in rules if not _is_set(rule)]
            for rule in unset:
                terminal.warn(
                    f"Note: {rule.to} is not set here; while it is not set where the worker runs either, “{rule.name}” tells nobody."
                )
        else:
            terminal.write("Nobody is told anything. [[alerts]] in settings.toml says who is told what.")
        if last:
            terminal.write("")
            terminal.write(
                table(["when", "rule", "facts", "became", ""], _rows(workspace, last), terminal.width)
            )


def _rows(workspace: Workspace, last: list[Alert]) -> list[list[str]]:
    zone, now = workspace.settings.zone, workspace.clock.now()
    return [
        [
            brief(each.opened_at, zone, now),
            each.rule,
            f"{each.fact_count:,}",
            _WORDS[each.state] + (f" until {brief(each.due_at, zone, now)}" if each.state is AlertState.OPEN else ""),
            f"attempt {each.attempt_count}: {each.reason}" if each.reason and each.attempt_count > 1 else each.reason,
        ]
        for each in last
    ]  # fmt: skip


def _to(rule: AlertRule) -> str:
    """Return where a rule tells, and whether that leads anywhere as far as this process knows."""
    return f"${rule.to}" if _is_set(rule) else f"${rule.to} (not set here)"


def _is_set(rule: AlertRule) -> bool:
    return bool(os.environ.get(rule.to))


def _manner(rule: AlertRule) -> str:
    parts = [f"every {rule.batch_for.total_seconds():g} s"]
    if rule.at_least > 1:
        parts.append(f"from {rule.at_least} on")
    if rule.quiet is not None:
        parts.append(f"not {rule.quiet.begins:%H:%M}–{rule.quiet.ends:%H:%M}")
    return ", ".join([*parts, "masked" if rule.is_masked else "in full"])


def _rule_json(rule: AlertRule) -> dict[str, Json]:
    return {
        "name": rule.name,
        "on": sorted(rule.on),
        "to": rule.to,
        "is_set_here": _is_set(rule),
        "batch_seconds": rule.batch_for.total_seconds(),
        "at_least": rule.at_least,
        "mask": rule.is_masked,
        "quiet": f"{rule.quiet.begins:%H:%M}-{rule.quiet.ends:%H:%M}" if rule.quiet else None,
    }


def _alert_json(alert: Alert) -> dict[str, Json]:
    return {
        "id": alert.id,
        "rule": alert.rule,
        "state": alert.state,
        "facts": alert.fact_count,
        "opened_at": to_text(alert.opened_at),
        "due_at": to_text(alert.due_at),
        "attempts": alert.attempt_count,
        "settled_at": to_text(alert.settled_at) if alert.settled_at else None,
        "reason": alert.reason,
    }
