"""What a team does beside its conversations: people from files, forms and programs, proof, backups, order, and telling what happened."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.campaigns import CampaignFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.alerts.courier import Courier
    from stopline.alerts.outgoing import Outgoing
    from stopline.alerts.rules import AlertRule
    from stopline.alerts.watch import Watch
    from stopline.backup.anchors import Anchors
    from stopline.backup.backups import Backups
    from stopline.backup.own_backups import OwnBackups
    from stopline.backup.upkeep_facts import UpkeepFacts
    from stopline.hygiene.checkups import Checkups
    from stopline.hygiene.decay import Decay
    from stopline.hygiene.doctor import Doctor
    from stopline.hygiene.findings import Affected
    from stopline.hygiene.mending import Mending
    from stopline.importers.consents import ConsentStates
    from stopline.importers.contacts import ContactImports
    from stopline.inbox.forms import FollowUp, Forms
    from stopline.inbox.merging import Merging
    from stopline.inbox.once import KeptAnswers, SpentTokens
    from stopline.inbox.preferences import Preferences
    from stopline.proof.audit import Audit
    from stopline.proof.explanation import Explanations
    from stopline.proof.packet import Proofs
    from stopline.rights.dossier import Dossiers
    from stopline.rights.erasure import Erasure


class OfficeFeatures(CampaignFeatures):
    """What a team does beside its conversations: people from files, forms and programs, proof, backups, order, and telling what happened."""

    @cached_property
    def merging(self) -> "Merging":
        """Making one person of two contacts."""
        from stopline.inbox.merging import Merging  # noqa: PLC0415

        return Merging(self.engine, self.contacts, self.ledger.meet)

    @cached_property
    def consent_states(self) -> "ConsentStates":
        """Where every address stands, for other systems and from them."""
        from stopline.importers.consents import ConsentStates  # noqa: PLC0415

        return ConsentStates(self.engine, self.clock, self.standings, self.ledger, self.settings.team.region)

    @cached_property
    def dossiers(self) -> "Dossiers":
        """Everything that is held about somebody."""
        from stopline.rights.dossier import Dossiers  # noqa: PLC0415

        return Dossiers(
            self.engine, self.clock, self.contacts, self.standings, self.ledger, self.settings.team.region
        )

    @cached_property
    def erasure(self) -> "Erasure":
        """Forgetting people."""
        from stopline.rights.erasure import Erasure  # noqa: PLC0415

        return Erasure(
            self.engine,
            self.clock,
            self.ledger,
            self.standings,
            self.suppressions,
            self.contacts,
            self.optouts.tally,
            self.settings.team.region,
        )

    @cached_property
    def contact_imports(self) -> "ContactImports":
        """People from files."""
        from stopline.importers.contacts import ContactImports  # noqa: PLC0415

        return ContactImports(
            self.engine,
            self.clock,
            self.contacts,
            self.threads,
            self.standings,
            self.ledger,
            self.double_optin,
            self.settings.team.region,
            self.settings.zone,
            self.settings.imports.habits(),
        )

    @cached_property
    def explanations(self) -> "Explanations":
        """Why messages were sent or kept back."""
        from stopline.proof.explanation import Explanations  # noqa: PLC0415

        return Explanations(self.engine, self.ledger, self.send_block)

    @cached_property
    def proofs(self) -> "Proofs":
        """Evidence packets."""
        from stopline.proof.packet import Proofs  # noqa: PLC0415

        return Proofs(
            self.clock,
            self.settings.party(),
            self.settings.zone,
            self.standings,
            self.ledger,
            self.own_events,
            self.anchoring,
            self.contacts,
            self.explanations,
        )

    @cached_property
    def audit(self) -> "Audit":
        """Everybody's newest consent events."""
        from stopline.proof.audit import Audit  # noqa: PLC0415

        return Audit(self.engine, self.ledger, self.anchoring)

    @cached_property
    def backups(self) -> "Backups":
        """Copies of all of it."""
        from stopline.backup.backups import Backups  # noqa: PLC0415

        return Backups(
            self.folder,
            self.engine,
            self.clock,
            self.anchoring.workspace_id,
            self.ledger_keys,
            self.upkeep_facts,
        )

    @cached_property
    def anchors(self) -> "Anchors":
        """The head of the ledger in files that are kept elsewhere."""
        from stopline.backup.anchors import Anchors  # noqa: PLC0415

        return Anchors(self.anchoring, self.checkups, self.upkeep_facts)

    @cached_property
    def upkeep_facts(self) -> "UpkeepFacts":
        """The last backups, the last anchor, the lists that came as files."""
        from stopline.backup.upkeep_facts import UpkeepFacts  # noqa: PLC0415

        return UpkeepFacts(self.engine, self.clock)

    @cached_property
    def own_backups(self) -> "OwnBackups":
        """The backups the worker makes by itself."""
        from stopline.backup.own_backups import OwnBackups  # noqa: PLC0415

        return OwnBackups(
            self.folder, self.engine, self.clock, self.backups, self.upkeep_facts, self.anchoring.workspace_id
        )

    @cached_property
    def form_follow_up(self) -> "FollowUp":
        """What sends the text that follows a filled form."""
        from stopline.inbox.form_follow_up import FormFollowUps  # noqa: PLC0415

        return FormFollowUps(self.clock, self.contacts, self.threads, self.double_optin, self.joins)

    @cached_property
    def forms(self) -> "Forms":
        """Opt-in forms that people filled in."""
        from stopline.inbox.forms import Forms  # noqa: PLC0415

        return Forms(
            self.engine, self.clock, self.ledger, self.standings, self.contacts, self.spent_tokens, self.form_follow_up
        )  # fmt: skip

    @cached_property
    def preferences(self) -> "Preferences":
        """What people decide on their own pages."""
        from stopline.inbox.preferences import Preferences  # noqa: PLC0415

        return Preferences(
            self.engine, self.clock, self.ledger, self.standings, self.contacts, self.spent_tokens
        )

    @cached_property
    def spent_tokens(self) -> "SpentTokens":
        """What counts once and has counted."""
        from stopline.inbox.once import SpentTokens  # noqa: PLC0415

        return SpentTokens(self.engine, self.clock)

    @cached_property
    def kept_answers(self) -> "KeptAnswers":
        """What other programs were answered."""
        from stopline.inbox.once import KeptAnswers  # noqa: PLC0415

        return KeptAnswers(self.engine, self.clock)

    @cached_property
    def doctor(self) -> "Doctor":
        """What wants tidying."""
        from stopline.hygiene.doctor import Doctor  # noqa: PLC0415

        return Doctor(
            self.engine,
            self.clock,
            self.settings.hygiene.limits(),
            self.policy.hold_days,
            self.folder,
            self._loose_ends,
            self.high_water.lost,
            self.suppressions.fault,
            has_gateway=bool(self.settings.gateways),
            promised=self.settings.upkeep.promised(),
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
            self.reconfirmations,
            self.asks,
        )

    @cached_property
    def mending(self) -> "Mending":
        """Putting in order what leaves no question open."""
        from stopline.hygiene.mending import Mending  # noqa: PLC0415

        return Mending(self.engine, self.clock, self.doctor, self.high_water)

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
            self.figures,
            self.alerts,
            self.alert_rules,
            self.requests,
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
            self.clock,
        )

    def _loose_ends(self) -> "list[Affected]":
        """Return the settings that point nowhere."""
        from stopline.gateways.registry import gateway_kinds  # noqa: PLC0415
        from stopline.hygiene.findings import Affected  # noqa: PLC0415
        from stopline.settings.loose_ends import loose_ends  # noqa: PLC0415

        found = loose_ends(self.settings, self.folder, gateway_kinds(), os.environ)
        if self.settings_fault:
            left_out = (
                f"{self.settings_fault}; texts are taken in and stops answered, and nothing else is sent"
            )
            return [Affected("settings.toml", detail=left_out)]
        return [Affected(each.place, detail=each.problem) for each in found]
