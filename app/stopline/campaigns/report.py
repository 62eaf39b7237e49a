"""What became of a campaign: how far it is, who got which text, who was left out, who left."""

from collections import Counter
from dataclasses import dataclass

from stopline.campaigns.campaign import Campaign
from stopline.messages.message import MessageState
from stopline.store.engine import Engine, SqlValue
from stopline.store.queries import load_queries

_WAITING = (MessageState.QUEUED, MessageState.SENDING)


@dataclass(frozen=True, slots=True)
class TextReport:
    """What became of one text."""

    label: str
    queued: int
    """How many were to get it."""
    sent: int
    delivered: int
    optouts: int
    parts: int
    sent_parts: int


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """What became of a campaign."""

    campaign: Campaign
    states: Counter[str]
    refusals: Counter[str]
    """Why messages were kept back after they were queued."""
    exclusions: Counter[str]
    """Why people were left out at the launch."""
    texts: tuple[TextReport, ...]
    optouts: int

    @property
    def total(self) -> int:
        """How many messages it has."""
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        """How many have not left yet and may still."""
        return sum(self.states[state] for state in _WAITING)

    @property
    def done(self) -> int:
        """How many have left, or never will."""
        return self.total - self.waiting

    @property
    def sent(self) -> int:
        """How many the gateway took."""
        return self.states[MessageState.SENT] + self.states[MessageState.DELIVERED]

    @property
    def kept_back(self) -> int:
        """How many never leave: somebody stopped meanwhile, or the campaign was cancelled."""
        return self.states[MessageState.REFUSED]

    @property
    def sent_share(self) -> float:
        """Which share of its messages the gateway took."""
        return self.sent / self.total if self.total else 0.0

    def bar(self, width: int) -> tuple[int, int]:
        """Return how many cells of a bar stand for messages that were sent, and how many for those that never will be."""
        if not self.total:
            return 0, 0
        sent = self.sent * width // self.total
        return sent, self.done * width // self.total - sent

    @property
    def sent_parts(self) -> int:
        """In how many SMS parts they left."""
        return sum(text.sent_parts for text in self.texts)


class Reports:
    """The reports of one workspace's campaigns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def of(self, campaign: Campaign) -> CampaignReport:
        """Return what became of a campaign so far."""
        with self._engine.snapshot():
            left = self._counted("optouts_by_text", "label", "optouts", campaign)
            texts = tuple(
                TextReport(
                    row.text("label"), row.number("queued"), row.number("sent"), row.number("delivered"),
                    left[row.text("label")], row.number("parts"), row.number("sent_parts"),
                )
                for row in self._engine.all(self._sql["by_text"], campaign=campaign.id)
            )  # fmt: skip
            optouts = self._engine.one(self._sql["optouts"], name=campaign.name)
            return CampaignReport(
                campaign,
                self._counted("progress", "state", "messages", campaign),
                self._counted("refusals", "reason", "messages", campaign),
                self._counted("exclusions", "reason", "people", campaign) + self._faults(campaign),
                texts,
                optouts.number("optouts") if optouts else 0,
            )

    def _faults(self, campaign: Campaign) -> Counter[str]:
        rows = self._engine.all(self._sql["faults"], campaign=campaign.id)
        return Counter(row.text("reason") for row in rows)

    def _counted(self, query: str, key: str, count: str, campaign: Campaign) -> Counter[str]:
        values: dict[str, SqlValue] = {"campaign": campaign.id, "name": campaign.name}
        asked = {name: value for name, value in values.items() if f":{name}" in self._sql[query].sql}
        rows = self._engine.all(self._sql[query], **asked)
        return Counter({row.text(key): row.number(count) for row in rows})
