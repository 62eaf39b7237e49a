"""What a team does beside its conversations: bringing people in from files, keeping order, telling what happened."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.alerts.courier import Courier
    from stopline.alerts.outgoing import Outgoing
    from stopline.alerts.rules import AlertRule
    from stopline.alerts.watch import Watch
    from stopline.hygiene.checkups import Checkups
    from stopline.hygiene.decay import Decay
    from stopline.hygiene.doctor import Doctor
    from stopline.hygiene.findings import Affected
    from stopline.hygiene.mending import Mending
    from stopline.importers.contacts import ContactImports


class OfficeFeatures(InboxFeatures):
    """What a team does beside its conversations: bringing people in from files, keeping order, telling what happened."""

    @cached_property
    def contact_imports(self) -> "ContactImports":
        """People from files."""
        from stopline.importers.contacts import ContactImports  # noqa: PLC0415

        return ContactImports(
            self.engine,
            self.clock,
            self.contacts,
            self.standings,
            self.ledger,
            self.settings.team.region,
            self.settings.zone,
        )

    @cached_property
    def doctor(self) -> "Doctor":
        """What wants tidying."""
        from stopline.hygiene.doctor import Doctor  # noqa: PLC0415

        return Doctor(
            self.engine,
            self.clock,
            self.settings.hygiene.limits(),
            self.policy.hold_business_days,
            self.folder,
            self._loose_ends,
            has_gateway=bool(self.settings.gateways),
        )

    @cached_property
    def checkups(self) -> "Checkups":
        """When the chain, its anchor, a backup and the gateway's list were last looked into."""
        from stopline.hygiene.checkups import Checkups  # noqa: PLC0415

        return Checkups(self.engine, self.clock)

    @cached_property
    def decay(self) -> "Decay":
        """Consents that have grown old."""
        from stopline.hygiene.decay import Decay  # noqa: PLC0415

        return Decay(
            self.engine,
            self.clock,
            self.ledger,
            self.standings,
            self.doctor,
            self.settings.hygiene.limits(),
        )

    @cached_property
    def mending(self) -> "Mending":
        """Putting in order what leaves no question open."""
        from stopline.hygiene.mending import Mending  # noqa: PLC0415

        return Mending(self.engine, self.clock, self.contacts, self.doctor)

    @cached_property
    def alert_rules(self) -> "list[AlertRule]":
        """Who wants to be told what."""
        return [each.rule() for each in self.settings.alerts]

    @cached_property
    def alerts(self) -> "Outgoing":
        """Alerts on their way."""
        from stopline.alerts.outgoing import Outgoing  # noqa: PLC0415

        return Outgoing(self.engine, self.clock, self.alert_rules, self.settings.zone)

    @cached_property
    def alert_watch(self) -> "Watch":
        """What notes that something is to be told."""
        from stopline.alerts.watch import Watch  # noqa: PLC0415

        return Watch(
            self.engine,
            self.clock,
            self.optouts,
            self.alerts,
            self.alert_rules,
            self.policy.hold_business_days,
        )

    @cached_property
    def alert_courier(self) -> "Courier":
        """What carries alerts to where they are read."""
        from stopline.alerts.channels import AppriseChannel  # noqa: PLC0415
        from stopline.alerts.courier import Courier  # noqa: PLC0415

        return Courier(
            self.alerts,
            self.alert_rules,
            AppriseChannel(),
            os.environ,
            self.settings.team.name,
            self.settings.zone,
        )

    def _loose_ends(self) -> "list[Affected]":
        """Return the settings that point nowhere."""
        from stopline.gateways.registry import gateway_kinds  # noqa: PLC0415
        from stopline.hygiene.findings import Affected  # noqa: PLC0415
        from stopline.settings.loose_ends import loose_ends  # noqa: PLC0415

        found = loose_ends(self.settings, self.folder, gateway_kinds(), os.environ)
        return [Affected(each.place, detail=each.problem) for each in found]
