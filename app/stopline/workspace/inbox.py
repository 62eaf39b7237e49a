"""People, shared conversations, and what agents do with them."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.address import Address
from stopline.workspace.messages import MessageFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.inbox.card import Cards
    from stopline.inbox.contacts import Contacts
    from stopline.inbox.decisions import Decisions
    from stopline.inbox.drafts import Drafts
    from stopline.inbox.intake import Intake
    from stopline.inbox.presence import Presence
    from stopline.inbox.quarantine import Quarantine
    from stopline.inbox.replies import Replies
    from stopline.inbox.search import Search
    from stopline.inbox.threads import Threads
    from stopline.inbox.timeline import Timeline


class InboxFeatures(MessageFeatures):
    """People, shared conversations, and what agents do with them."""

    @cached_property
    def contacts(self) -> "Contacts":
        """People."""
        from stopline.inbox.contacts import Contacts  # noqa: PLC0415

        return Contacts(self.engine, self.clock, self._meet)

    def _meet(self, address: Address) -> None:
        """Tell the ledger of somebody new; it is built only then, for looking people up must not pay for it."""
        self.ledger.meet(address)

    @cached_property
    def threads(self) -> "Threads":
        """Shared conversations."""
        from stopline.inbox.threads import Threads  # noqa: PLC0415

        return Threads(self.engine, self.clock)

    @cached_property
    def timeline(self) -> "Timeline":
        """What a conversation is made of."""
        from stopline.inbox.timeline import Timeline  # noqa: PLC0415

        return Timeline(self.engine)

    @cached_property
    def cards(self) -> "Cards":
        """What stands beside a conversation."""
        from stopline.inbox.card import Cards  # noqa: PLC0415

        return Cards(self.contacts, self.standings, self.ledger)

    @cached_property
    def intake(self) -> "Intake":
        """Where every text comes in."""
        from stopline.inbox.intake import Intake  # noqa: PLC0415

        return Intake(
            self.engine,
            self.clock,
            self.recogniser,
            self.ledger,
            self.contacts,
            self.threads,
            self.outbox,
            self.settings.automatic_texts(),
            self.settings.team.region,
        )

    @cached_property
    def quarantine(self) -> "Quarantine":
        """What came in and could not be taken in."""
        from stopline.inbox.quarantine import Quarantine  # noqa: PLC0415

        return Quarantine(self.engine, self.clock, self.ledger, self.settings.team.region)

    @cached_property
    def replies(self) -> "Replies":
        """What agents send."""
        from stopline.inbox.replies import Replies  # noqa: PLC0415

        return Replies(
            self.engine,
            self.clock,
            self.send_block,
            self.outbox,
            self.contacts,
            self.threads,
            self.drafts,
        )

    @cached_property
    def drafts(self) -> "Drafts":
        """What agents have written and not sent."""
        from stopline.inbox.drafts import Drafts  # noqa: PLC0415

        return Drafts(self.engine, self.clock)

    @cached_property
    def decisions(self) -> "Decisions":
        """Doubtful replies that wait for a person."""
        from stopline.inbox.decisions import Decisions  # noqa: PLC0415

        return Decisions(
            self.engine,
            self.clock,
            self.ledger,
            self.outbox,
            self.contacts,
            self.threads,
            self.settings.automatic_texts(),
            self.policy,
        )

    @cached_property
    def presence(self) -> "Presence":
        """Who has which thread open."""
        from stopline.inbox.presence import Presence  # noqa: PLC0415

        return Presence(self.engine, self.clock)

    @cached_property
    def search(self) -> "Search":
        """Finding people and words."""
        from stopline.inbox.search import Search  # noqa: PLC0415

        return Search(self.engine)
