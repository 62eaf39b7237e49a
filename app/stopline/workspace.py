"""One team's whole Stopline: a folder with a database and settings, and every feature built on them.

Features are built when they are first asked for, and their modules imported then: answering `stopline check` must not
pay for loading settings, recogniser or screens.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.clock import Clock, SystemClock
from stopline.errors import NoWorkspaceError
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine

if TYPE_CHECKING:  # see the module's docstring
    from stopline.analytics.optouts import OptOuts
    from stopline.consent.gate import Policy
    from stopline.consent.ledger import Ledger
    from stopline.consent.proof import Proofs
    from stopline.consent.recognise import Recogniser
    from stopline.consent.send_block import SendBlock, Standings
    from stopline.importers.contacts import ContactImports
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
    from stopline.messages.dispatch import Dispatch
    from stopline.messages.outbox import Outbox
    from stopline.messages.receipts import Receipts
    from stopline.settings import Settings, TeamSettings

DATABASE = "stopline.db"
SETTINGS = "settings.toml"


class Workspace:
    """One team's Stopline.

    Args:
        folder: where its files are.
        clock: tells the time to everything in it.
        engine: its database, already at the present schema.
        salt: makes the random part of the ledger's digests; real randomness where none is given.
    """

    def __init__(
        self, folder: Path, clock: Clock, engine: SqliteEngine, salt: Callable[[], str] | None = None
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.engine = engine
        self._salt = salt

    @classmethod
    def create(
        cls, folder: Path, team: "TeamSettings | None" = None, clock: Clock | None = None
    ) -> "Workspace":
        """Make a workspace in a folder, or open the one that is there; settings that are there are left alone."""
        from stopline.settings import TeamSettings, starting_settings  # noqa: PLC0415

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = folder / SETTINGS
        if not settings.exists():
            text = starting_settings(team or TeamSettings())
            descriptor = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        engine = SqliteEngine(folder / DATABASE, create=True)
        migrate(engine)
        return cls(folder, clock or SystemClock(), engine)

    @classmethod
    def open(
        cls,
        folder: Path,
        clock: Clock | None = None,
        *,
        durable: bool = True,
        salt: Callable[[], str] | None = None,
    ) -> "Workspace":
        """Open a workspace, bringing its database up to date.

        Args:
            folder: where it is.
            clock: tells the time; the system's where none is given.
            durable: whether commits survive a power cut; only throw-away history is played without.
            salt: makes the random part of the ledger's digests; only throw-away history is played with one that can be foreseen.

        Raises:
            NoWorkspaceError: there is none in that folder.
        """
        if not (folder / DATABASE).exists():
            raise NoWorkspaceError(
                f"there is no workspace in {folder}; create one with `stopline init`, or look around with `stopline demo`"
            )
        engine = SqliteEngine(folder / DATABASE, durable=durable)
        migrate(engine)
        return cls(folder, clock or SystemClock(), engine, salt)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.close()

    @cached_property
    def settings(self) -> "Settings":
        """What the team has set."""
        from stopline.settings import load_settings  # noqa: PLC0415

        return load_settings(self.folder / SETTINGS)

    @cached_property
    def policy(self) -> "Policy":
        """The values of the send rules."""
        from stopline.consent.policy import shipped_policy  # noqa: PLC0415

        return shipped_policy()

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

    @cached_property
    def outbox(self) -> "Outbox":
        """Messages on their way out."""
        from stopline.messages.outbox import Outbox  # noqa: PLC0415

        return Outbox(self.engine, self.clock, self.send_block, [self.optouts])

    @cached_property
    def optouts(self) -> "OptOuts":
        """Who stopped, counted in the team's days; counted again where the team has moved to another zone."""
        from stopline.analytics.optouts import OptOuts  # noqa: PLC0415

        window = timedelta(hours=self.settings.reports.attribution_hours)
        optouts = OptOuts(self.engine, self.clock, self.settings.zone, window)
        optouts.tally.catch_up()
        return optouts

    @cached_property
    def receipts(self) -> "Receipts":
        """What became of messages."""
        from stopline.messages.receipts import Receipts  # noqa: PLC0415

        return Receipts(self.clock, self.ledger, self.outbox)

    @cached_property
    def contacts(self) -> "Contacts":
        """People."""
        from stopline.inbox.contacts import Contacts  # noqa: PLC0415

        return Contacts(self.engine, self.clock)

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

    def dispatch(self, holder: str) -> "Dispatch":
        """Return what carries the queue to gateways on behalf of one worker."""
        from stopline.messages.dispatch import Dispatch  # noqa: PLC0415

        return Dispatch(self.engine, self.clock, self.ledger, self.outbox, self.send_block, holder)
