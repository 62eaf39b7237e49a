"""What a team does beside its conversations: bringing people in from files, forms and other programs, showing what was done."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.backup.backups import Backups
    from stopline.importers.contacts import ContactImports
    from stopline.inbox.forms import FollowUp, Forms
    from stopline.inbox.once import KeptAnswers
    from stopline.inbox.preferences import Preferences
    from stopline.proof.audit import Audit
    from stopline.proof.explanation import Explanations
    from stopline.proof.packet import Proofs


class OfficeFeatures(InboxFeatures):
    """What a team does beside its conversations: bringing people in from files, forms and other programs, showing what was done."""

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
            self.double_optin,
            self.settings.team.region,
            self.settings.zone,
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

        return Backups(self.folder, self.engine, self.clock, self.anchoring.workspace_id, self.ledger_keys)

    @cached_property
    def form_follow_up(self) -> "FollowUp":
        """What sends the text that follows a filled form."""
        from stopline.inbox.form_follow_up import FormFollowUps  # noqa: PLC0415

        return FormFollowUps(self.clock, self.contacts, self.threads, self.double_optin, self.joins)

    @cached_property
    def forms(self) -> "Forms":
        """Opt-in forms that people filled in."""
        from stopline.inbox.forms import Forms  # noqa: PLC0415
        from stopline.inbox.once import SpentTokens  # noqa: PLC0415

        return Forms(
            self.engine,
            self.clock,
            self.ledger,
            self.standings,
            self.contacts,
            SpentTokens(self.engine, self.clock),
            self.form_follow_up,
        )

    @cached_property
    def preferences(self) -> "Preferences":
        """What people decide on their own pages."""
        from stopline.inbox.once import SpentTokens  # noqa: PLC0415
        from stopline.inbox.preferences import Preferences  # noqa: PLC0415

        return Preferences(
            self.engine,
            self.clock,
            self.ledger,
            self.standings,
            self.contacts,
            SpentTokens(self.engine, self.clock),
        )

    @cached_property
    def kept_answers(self) -> "KeptAnswers":
        """What other programs were answered."""
        from stopline.inbox.once import KeptAnswers  # noqa: PLC0415

        return KeptAnswers(self.engine, self.clock)
