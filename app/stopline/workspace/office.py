"""What a team does beside its conversations: bringing people in from files, forms and other programs."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.importers.contacts import ContactImports
    from stopline.inbox.forms import FollowUp, Forms
    from stopline.inbox.once import KeptAnswers
    from stopline.inbox.preferences import Preferences


class OfficeFeatures(InboxFeatures):
    """What a team does beside its conversations: bringing people in from files, forms and other programs."""

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
    def form_follow_up(self) -> "FollowUp | None":
        """What sends the text that follows a filled form."""
        return None

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
