"""Who may be messaged, and how we know."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.figures import FigureFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.consent.ledger import Ledger
    from stopline.consent.proof import Proofs
    from stopline.consent.recognise import Recogniser
    from stopline.consent.send_block import SendBlock, Standings


class ConsentFeatures(FigureFeatures):
    """Who may be messaged, and how we know."""

    @cached_property
    def standings(self) -> "Standings":
        """The present consent of addresses."""
        from stopline.consent.send_block import Standings  # noqa: PLC0415

        return Standings(self.engine)

    @cached_property
    def send_block(self) -> "SendBlock":
        """The gate."""
        from stopline.consent.send_block import SendBlock  # noqa: PLC0415

        return SendBlock(self.clock, self.standings, self.policy)

    @cached_property
    def ledger(self) -> "Ledger":
        """The consent ledger."""
        from stopline.consent.ledger import Ledger, fresh_salt  # noqa: PLC0415

        return Ledger(self.engine, self.clock, [self.optouts], self._salt or fresh_salt)

    @cached_property
    def proofs(self) -> "Proofs":
        """Evidence packets."""
        from stopline.consent.proof import Proofs  # noqa: PLC0415

        return Proofs(self.clock, self.standings, self.ledger)

    @cached_property
    def recogniser(self) -> "Recogniser":
        """What reads wishes out of words."""
        from stopline.consent.recognise import Recogniser  # noqa: PLC0415

        return Recogniser(self.settings.lexicon())
