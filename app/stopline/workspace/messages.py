"""Messages on their way out, and what became of them."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.consent import ConsentFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.address import Address
    from stopline.consent.preference_links import PreferenceLinks
    from stopline.messages.dispatch import Dispatch
    from stopline.messages.message import Message
    from stopline.messages.outbox import Outbox
    from stopline.messages.receipts import Receipts


class MessageFeatures(ConsentFeatures):
    """Messages on their way out, and what became of them."""

    @cached_property
    def outbox(self) -> "Outbox":
        """Messages on their way out."""
        from stopline.messages.outbox import Outbox  # noqa: PLC0415
        from stopline.messages.seals import KEY, Seals  # noqa: PLC0415

        return Outbox(
            self.engine,
            self.clock,
            self.send_block,
            Seals(lambda: self.secrets.key(KEY)),
            [self.optouts, self.asks],
            self._lose,
        )

    def _lose(self, message: "Message") -> None:
        """Tell of a message that never arrives; what closes questions is built only for one that asked one."""
        if message.asks_consent is not None:
            self.unasked.message_lost(message)

    def fill_for_address(self, text: str, address: "Address") -> str:
        """Put into a text what differs with the address; only one with a place for it pays for the settings and the key."""
        return self.preference_links.filled(text, address) if "{preferences}" in text else text

    @cached_property
    def preference_links(self) -> "PreferenceLinks":
        """Links to the pages where people choose what they get."""
        from stopline.consent.preference_links import PreferenceLinks  # noqa: PLC0415

        web = self.settings.web
        return PreferenceLinks(
            self.engine,
            self.clock,
            self.ledger,
            lambda: self.secrets.key("web-key"),
            web.url,
            timedelta(days=web.preference_days),
        )

    @cached_property
    def receipts(self) -> "Receipts":
        """What became of messages."""
        from stopline.messages.receipts import Receipts  # noqa: PLC0415

        return Receipts(self.clock, self.ledger, self.outbox)

    def dispatch(self, holder: str) -> "Dispatch":
        """Return what carries the queue to gateways on behalf of one worker."""
        from stopline.messages.dispatch import Dispatch  # noqa: PLC0415

        return Dispatch(
            self.engine,
            self.clock,
            self.ledger,
            self.outbox,
            self.send_block,
            holder,
            self.fill_for_address,
        )
