"""What a team does beside its conversations: bringing people in from files, and what people may ask of it."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.importers.consents import ConsentStates
    from stopline.importers.contacts import ContactImports
    from stopline.inbox.merging import Merging
    from stopline.rights.dossier import Dossiers
    from stopline.rights.erasure import Erasure


class OfficeFeatures(InboxFeatures):
    """What a team does beside its conversations: bringing people in from files, and what people may ask of it."""

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
            self.standings,
            self.ledger,
            self.settings.team.region,
            self.settings.zone,
        )
