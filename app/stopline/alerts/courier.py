"""The courier: words the alerts that are due and carries them to where their rules say."""

import logging
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path

from stopline.alerts.channels import BAD_URL, AlertChannel, Delivered, Undelivered
from stopline.alerts.outgoing import Alert, AlertState, Outgoing
from stopline.alerts.rules import AlertRule
from stopline.alerts.wording import Letter, letter_of, test_letter
from stopline.clock import Clock

MOST_AT_ONCE = 20
"""Alerts delivered in one run."""

_log = logging.getLogger(__name__)


class Courier:
    """The courier of one workspace.

    Args:
        outgoing: the alerts.
        rules: where each goes.
        channel: carries them.
        environment: where the URLs stand.
        team: whose alerts they are.
        zone: the zone times are told in.
        clock: tells which year it is.
    """

    def __init__(
        self,
        outgoing: Outgoing,
        rules: Sequence[AlertRule],
        channel: AlertChannel,
        environment: Mapping[str, str],
        team: str,
        zone: tzinfo,
        clock: Clock,
    ) -> None:
        self._outgoing = outgoing
        self._rules = {rule.name: rule for rule in rules}
        self._channel = channel
        self._environment = environment
        self._team = team
        self._zone = zone
        self._clock = clock

    def deliver_due(self) -> int:
        """Deliver what is due; return how many alerts were taken."""
        delivered_count = 0
        for _ in range(MOST_AT_ONCE):
            alert = self._outgoing.claim()
            if alert is None:
                break
            delivered_count += self._deliver(alert)
        return delivered_count

    def test(self, rule: AlertRule) -> Delivered | Undelivered:
        """Send something to where a rule says, to see whether it arrives."""
        return self._carry(rule, test_letter(self._team, rule.name))

    def bring(self, to: str, letter: Letter, page: Path) -> Delivered | Undelivered:
        """Bring a letter and a page to where the rule of a name says, whatever it is that this rule wants to be told of."""
        rule = self._rules.get(to)
        if rule is None:
            return Undelivered(f"there is no rule of the name “{to}” among the alerts in the settings")
        return self._carry(rule, letter, page)

    def _deliver(self, alert: Alert) -> bool:
        rule = self._rules.get(alert.rule)
        if rule is None:
            self._outgoing.settle_dropped(alert, "no rule of that name is in the settings any more")
            return False
        if alert.fact_count < rule.at_least:
            self._outgoing.settle_dropped(
                alert, f"{alert.fact_count} happened, and the rule asks for at least {rule.at_least}"
            )
            return False
        outcome = self._send(alert, rule)
        if isinstance(outcome, Delivered):
            self._outgoing.settle_delivered(alert)
            return True
        state = self._outgoing.settle_failed(alert, outcome.reason)
        words = "given up" if state is AlertState.GIVEN_UP else "tried again later"
        _log.warning("alert “%s” was not delivered (%s): %s", rule.name, words, outcome.reason)
        return False

    def _send(self, alert: Alert, rule: AlertRule) -> Delivered | Undelivered:
        counts, facts = self._outgoing.facts_of(alert, rule)
        letter = letter_of(self._team, counts, facts, self._zone, self._clock.now(), is_masked=rule.is_masked)
        return self._carry(rule, letter)

    def _carry(self, rule: AlertRule, letter: Letter, page: Path | None = None) -> Delivered | Undelivered:
        url = self._environment.get(rule.to, "")
        if not url:
            return Undelivered(f"the environment variable {rule.to} is not set")
        return _named(self._channel.send(url, letter, page), rule)


def _named(outcome: Delivered | Undelivered, rule: AlertRule) -> Delivered | Undelivered:
    """Return an outcome whose reason names the variable, since the URL in it is a secret."""
    if isinstance(outcome, Undelivered) and outcome.is_bad_url:
        return Undelivered(f"the environment variable {rule.to}: {BAD_URL}", is_bad_url=True)
    return outcome
