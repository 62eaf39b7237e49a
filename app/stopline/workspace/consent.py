"""Who may be messaged, and how we know."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.figures import Figures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.consent.anchoring import Anchoring
    from stopline.consent.keys import LedgerKeys
    from stopline.consent.ledger import Ledger
    from stopline.consent.own_events import OwnEvents
    from stopline.consent.recognise import Recogniser
    from stopline.consent.send_block import SendBlock, Standings


class ConsentFeatures(Figures):
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
    def ledger_keys(self) -> "LedgerKeys":
        """What tags events and signs anchors: from the environment, a file, or the keyring; none where none is set."""
        from stopline.backup.keys import ledger_keys  # noqa: PLC0415

        return ledger_keys(self.settings, self.folder)

    @cached_property
    def ledger(self) -> "Ledger":
        """The consent ledger."""
        from stopline.consent.ledger import Ledger, fresh_salt  # noqa: PLC0415

        return Ledger(self.engine, self.clock, [self.optouts], self._salt or fresh_salt, self.ledger_keys)

    @cached_property
    def own_events(self) -> "OwnEvents":
        """Whether the events of single persons hold."""
        from stopline.consent.own_events import OwnEvents  # noqa: PLC0415

        return OwnEvents(self.engine, self.standings, self.ledger)

    @cached_property
    def anchoring(self) -> "Anchoring":
        """The head of the ledger, for keeping elsewhere, and how it was last found."""
        from stopline.consent.anchoring import Anchoring  # noqa: PLC0415

        return Anchoring(self.engine, self.clock, self.ledger)

    @cached_property
    def recogniser(self) -> "Recogniser":
        """What reads wishes out of words."""
        from stopline.consent.recognise import Recogniser  # noqa: PLC0415

        return Recogniser(self.settings.lexicon())
