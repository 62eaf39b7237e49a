"""People, shared conversations, and what agents do with them."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.messages import MessageFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.inbox.asking import Asking
    from stopline.inbox.card import Cards
    from stopline.inbox.decisions import Decisions
    from stopline.inbox.directory import Directory
    from stopline.inbox.double_optin import DoubleOptIn
    from stopline.inbox.drafts import Drafts
    from stopline.inbox.flows import Flows
    from stopline.inbox.intake import Intake
    from stopline.inbox.joining import Joins
    from stopline.inbox.presence import Presence
    from stopline.inbox.quarantine import Quarantine
    from stopline.inbox.reconfirmations import Reconfirmations
    from stopline.inbox.replies import Replies
    from stopline.inbox.resuming import Resumes
    from stopline.inbox.search import Search
    from stopline.inbox.timeline import Timeline
    from stopline.inbox.waiting import Waiting


class InboxFeatures(MessageFeatures):
    """People, shared conversations, and what agents do with them."""

    @cached_property
    def timeline(self) -> "Timeline":
        """What a conversation is made of."""
        from stopline.inbox.timeline import Timeline  # noqa: PLC0415

        return Timeline(self.engine)

    @cached_property
    def cards(self) -> "Cards":
        """What stands beside a conversation."""
        from stopline.inbox.card import Cards  # noqa: PLC0415

        return Cards(self.contacts, self.standings, self.send_block, self.ledger, self.requests)

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
            self.waiting,
            self.joins,
            self.settings.team.region,
        )

    @cached_property
    def asking(self) -> "Asking":
        """What asks people for consent."""
        from stopline.inbox.asking import Asking  # noqa: PLC0415

        return Asking(
            self.engine, self.clock, self.ledger, self.standings, self.send_block, self.outbox, self.contacts,
            self.threads, self.asks, self.settings.optin_program(), self._language_of, self.settings.waits(),
        )  # fmt: skip

    @cached_property
    def double_optin(self) -> "DoubleOptIn":
        """Yeses that count only with a second one."""
        from stopline.inbox.double_optin import DoubleOptIn  # noqa: PLC0415

        return DoubleOptIn(
            self.engine, self.ledger, self.standings, self.contacts, self.asking, self.resumes,
            self.settings.second_yes(),
        )  # fmt: skip

    @cached_property
    def waiting(self) -> "Waiting":
        """Questions for consent, as time passes."""
        from stopline.inbox.waiting import Waiting  # noqa: PLC0415

        return Waiting(
            self.engine, self.clock, self.ledger, self.standings, self.send_block, self.outbox, self.asks,
            self.unasked, self.settings.optin_program(),
        )  # fmt: skip

    @cached_property
    def reconfirmations(self) -> "Reconfirmations":
        """Old and vague consents, asked for again."""
        from stopline.inbox.reconfirmations import Reconfirmations  # noqa: PLC0415

        return Reconfirmations(self.engine, self.clock, self.ledger, self.asking, self.policy)

    @cached_property
    def flows(self) -> "Flows":
        """Texts that follow a join."""
        from stopline.inbox.flows import Flows  # noqa: PLC0415

        return Flows(self.engine, self.clock, self.outbox, self.contacts, self.settings.team.name)

    @cached_property
    def joins(self) -> "Joins":
        """What follows a yes."""
        from stopline.inbox.joining import Joins  # noqa: PLC0415

        return Joins(
            self.ledger, self.contacts, self.outbox, self.double_optin, self.asking, self.resumes, self.flows,
            self.settings.automatic_texts(),
        )  # fmt: skip

    @cached_property
    def resumes(self) -> "Resumes":
        """Yeses after a stop of which some wait for a second one."""
        from stopline.inbox.resuming import Resumes  # noqa: PLC0415

        return Resumes(self.ledger, self.asking)

    def _language_of(self, text: str) -> str:
        """Return the language somebody writes in, empty where that cannot be told."""
        return self.recogniser.language_of(text)

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

    @cached_property
    def directory(self) -> "Directory":
        """Everybody who is known, as lists."""
        from stopline.inbox.directory import Directory  # noqa: PLC0415

        return Directory(self.engine)
