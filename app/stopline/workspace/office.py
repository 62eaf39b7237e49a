"""What a team does beside its conversations: bringing people in from files."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.importers.contacts import ContactImports


class OfficeFeatures(InboxFeatures):
    """What a team does beside its conversations: bringing people in from files."""

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
