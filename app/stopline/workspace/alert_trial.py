"""Tries the rule of an alert, and says in words a person can act on why it was not taken."""

from stopline.alerts.channels import Delivered
from stopline.alerts.rules import AlertRule
from stopline.errors import BadInputError, NotFoundError, SettingsError
from stopline.settings.reading import line_of
from stopline.workspace.foundation import SETTINGS
from stopline.workspace.workspace import Workspace


def try_alert(workspace: Workspace, name: str) -> None:
    """Send something to where a rule says.

    Raises:
        NotFoundError: there is no rule of that name.
        SettingsError: where it says is no place.
        BadInputError: it was not taken there.
    """
    rule = next((each for each in workspace.alert_rules if each.name == name), None)
    if rule is None:
        known = ", ".join(each.name for each in workspace.alert_rules)
        instead = f"there are: {known}" if known else f"add [[alerts]] to {workspace.folder / SETTINGS}"
        raise NotFoundError(f"there is no alert “{name}” in the settings; {instead}")
    outcome = workspace.alert_courier.test(rule)
    if not isinstance(outcome, Delivered):
        if outcome.is_bad_url or rule.to in outcome.reason:
            raise SettingsError(f"{_place(workspace, rule)}: alerts: {name}: {outcome.reason}")
        raise BadInputError(f"“{name}” was not taken: {outcome.reason}")


def _place(workspace: Workspace, rule: AlertRule) -> str:
    """Return the file and the line that name where a rule goes."""
    path = workspace.folder / SETTINGS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return f"{path}{line_of(text, rule.to)}"
