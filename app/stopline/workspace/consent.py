"""Who may be messaged, and how we know."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.figures import FigureFeatures

if TYPE_CHECKING:  # see the package's docstring
    from datetime import datetime

    from stopline.address import Address
    from stopline.consent.anchoring import Anchoring
    from stopline.consent.expiry import Expiries
    from stopline.consent.gate import Draft, Permit
    from stopline.consent.high_water import HighWater
    from stopline.consent.keys import LedgerKeys
    from stopline.consent.ledger import Ledger
    from stopline.consent.own_events import OwnEvents
    from stopline.consent.recognise import Recogniser
    from stopline.consent.refusal import Refusal
    from stopline.consent.requests import Requests
    from stopline.consent.send_block import SendBlock, Standings
    from stopline.consent.suppressions import Suppressions
    from stopline.consent.whereabouts import WhereaboutsOf
    from stopline.inbox.asks import Asks
    from stopline.inbox.bookkeeping import Bookkeeping
    from stopline.inbox.contacts import Contacts
    from stopline.inbox.threads import Threads
    from stopline.inbox.unasked import Unasked


class ConsentFeatures(FigureFeatures):
    """Who may be messaged, and how we know."""

    @cached_property
    def suppressions(self) -> "Suppressions":
        """What was kept of people who were forgotten."""
        from stopline.consent.suppressions import Suppressions  # noqa: PLC0415

        return Suppressions(self.engine, self.folder)

    @cached_property
    def standings(self) -> "Standings":
        """The present consent of addresses."""
        from stopline.consent.send_block import Standings  # noqa: PLC0415

        return Standings(self.engine, self.suppressions)

    @cached_property
    def send_block(self) -> "SendBlock":
        """The gate."""
        from stopline.consent.send_block import SendBlock  # noqa: PLC0415

        return SendBlock(self.engine, self.clock, self.standings, self.policy)

    @cached_property
    def ledger_keys(self) -> "LedgerKeys":
        """What tags events and signs anchors: from the environment, a file, or the keyring; none where none is set."""
        from stopline.backup.keys import ledger_keys  # noqa: PLC0415

        return ledger_keys(self.settings, self.folder)

    @cached_property
    def ledger(self) -> "Ledger":
        """The consent ledger."""
        from stopline.consent.ledger import Ledger, Witness, fresh_salt  # noqa: PLC0415

        witnesses: list[Witness] = [self.optouts, self.asks, self.bookkeeping]
        salt = self._salt or fresh_salt
        return Ledger(
            self.engine, self.clock, witnesses, salt, self.ledger_keys, self.suppressions, self._mark
        )

    def _mark(self) -> None:
        """Note how far the ledger has come; what does so is built when something was committed."""
        self.high_water.note_stop()

    @cached_property
    def contacts(self) -> "Contacts":
        """People."""
        from stopline.inbox.contacts import Contacts  # noqa: PLC0415

        return Contacts(self.engine, self.clock, self._meet)

    def _meet(self, address: "Address") -> None:
        """Tell the ledger of somebody new; it is built only then, for looking people up must not pay for it."""
        self.ledger.meet(address)

    @cached_property
    def threads(self) -> "Threads":
        """Shared conversations."""
        from stopline.inbox.threads import Threads  # noqa: PLC0415

        return Threads(self.engine, self.clock)

    @cached_property
    def asks(self) -> "Asks":
        """Questions for consent that wait for an answer; ledger and outbox tell them of everything."""
        from stopline.inbox.asks import Asks  # noqa: PLC0415

        return Asks(self.engine, self.clock)

    @cached_property
    def unasked(self) -> "Unasked":
        """Questions for consent that never reach anybody; the outbox tells of every message that does not."""
        from stopline.inbox.unasked import Unasked  # noqa: PLC0415

        return Unasked(self.engine, self.clock, self.ledger, self.standings, self.contacts, self.asks)

    @cached_property
    def bookkeeping(self) -> "Bookkeeping":
        """What is noted of a person who agrees; the ledger tells it of every event."""
        from stopline.inbox.bookkeeping import Bookkeeping  # noqa: PLC0415

        has_source_tags = self.settings.capture.source_tags
        return Bookkeeping(self.contacts, self.threads, has_source_tags=has_source_tags)

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
    def high_water(self) -> "HighWater":
        """How far the ledger had come, whatever the database knows of it."""
        from stopline.consent.high_water import HighWater  # noqa: PLC0415

        return HighWater(self.engine, self.clock, self.folder, self._named)

    def _named(self) -> str:
        """Return which workspace this is; the ledger behind that is built only where the mark is not found in it."""
        return self.anchoring.workspace_id()

    def outlook(self, draft: "Draft", at: "datetime | None" = None) -> "Permit | Refusal":
        """Return what becomes of a draft here: what the gate says, and whether this workspace lets anything leave at all.

        Args:
            draft: what somebody wants to send.
            at: when, if not now.
        """
        from stopline.consent.objections import SETTINGS_AT_FAULT, held_back  # noqa: PLC0415
        from stopline.consent.refusal import Refusal  # noqa: PLC0415

        decision = self.send_block.ask(draft, at)
        lost = self.high_water.lost()
        ours = [held_back(is_restored=lost.is_restored)] if lost is not None else []
        if self.settings_are_at_fault():
            ours.append(SETTINGS_AT_FAULT)
        if not ours:
            return decision
        reasons = decision.reasons if isinstance(decision, Refusal) else ()
        return Refusal((*reasons, *ours))

    @cached_property
    def recogniser(self) -> "Recogniser":
        """What reads wishes out of words."""
        from stopline.consent.recognise import Recogniser  # noqa: PLC0415

        return Recogniser(self.settings.lexicon())

    @cached_property
    def requests(self) -> "Requests":
        """What people asked for, with deadlines."""
        from stopline.consent.requests import Requests  # noqa: PLC0415

        return Requests(self.engine, self.clock, self.policy)

    @cached_property
    def expiries(self) -> "Expiries":
        """Implied consent that runs out."""
        from stopline.consent.expiry import Expiries  # noqa: PLC0415

        return Expiries(self.engine, self.clock, self.ledger, self.send_block, self.policy)

    @cached_property
    def whereabouts(self) -> "WhereaboutsOf":
        """What the rules say about people, where and when they are."""
        from stopline.consent.whereabouts import WhereaboutsOf  # noqa: PLC0415

        return WhereaboutsOf(self.clock, self.standings, self.send_block)
