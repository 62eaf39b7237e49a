"""What the campaigns screen reads of a workspace; called in thread workers only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import islice

from stopline.address import Address, written_out
from stopline.campaigns.audience import NOT_CHOSEN, WORDS, Excluded
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.launches import Preview
from stopline.campaigns.recipients import RecipientRow
from stopline.campaigns.report import CampaignReport
from stopline.consent.link_room import stand_in
from stopline.inert import one_line
from stopline.messages.message import MessageState
from stopline.tui.desk import Desk
from stopline.tui.text import moment

MOST_PEOPLE = 500
"""People listed on one screen; the command names all."""


class GroupKind(StrEnum):
    """What people have in common."""

    INCLUDED = "included"
    """They would get it if it were launched now."""
    MESSAGES = "messages"
    """Their message is in some state."""
    LEAVERS = "leavers"
    """They left after it."""
    LEFT_OUT = "left_out"
    """They do not get it."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of a campaign who have something in common."""

    kind: GroupKind
    count: int
    words: str
    states: tuple[MessageState, ...] = ()
    code: str | None = None
    """The reason, as programs know it."""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign and what became of it so far."""

    report: CampaignReport

    @property
    def campaign(self) -> Campaign:
        """Return the campaign itself."""
        return self.report.campaign

    @property
    def has_braked(self) -> bool:
        """Tell whether it rests because it paused itself."""
        return self.campaign.has_braked


@dataclass(frozen=True, slots=True)
class CampaignListing:
    """All campaigns, and what is needed to word them."""

    lines: tuple[CampaignLine, ...]
    usual: float
    """The share of people who usually leave."""
    now: datetime
    zone: tzinfo
    team: str
    agent: str
    price: float
    """Of a part; 0 where nobody has said."""
    currency: str
    link: str = ""
    """Something as long as the links in texts; empty where there are no pages."""

    def line(self, campaign: int | None) -> CampaignLine | None:
        """Return one of them."""
        return next((each for each in self.lines if each.campaign.id == campaign), None)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in a group."""

    who: str
    address: Address | None
    detail: str
    thread: int | None = None
    is_resting: bool = False
    """Whether their message waits because the campaign is paused."""


def read_campaigns(desk: Desk, known: Mapping[int, CampaignReport]) -> CampaignListing:
    """Return all campaigns, the newest first.

    Args:
        desk: who asks.
        known: reports of campaigns that have not changed and need not be counted again.
    """
    workspace, settings = desk.workspace, desk.workspace.settings
    with workspace.engine.snapshot():
        reports = [
            known.get(each.id) or workspace.campaign_reports.of(each) for each in workspace.campaigns.all()
        ]
        usual = workspace.usual_optout_rate() if reports else 0.0
    prices = settings.campaigns
    return CampaignListing(
        tuple(map(CampaignLine, reports)), usual, workspace.clock.now(), settings.zone, settings.team.name, desk.agent,
        prices.price_per_part, prices.currency, stand_in(settings.web.url),
    )  # fmt: skip


def groups_of(line: CampaignLine, preview: Preview | None) -> tuple[Group, ...]:
    """Return who gets a campaign and who does not: of a draft what a launch would do now, of others what was done."""
    report = line.report
    if line.campaign.state is CampaignState.DRAFT:
        if preview is None:
            return ()
        return included_and_left_out(preview)
    outcomes = (
        (_turn_words(line.campaign), (MessageState.QUEUED, MessageState.SENDING)),
        ("were sent it", (MessageState.SENT,)),
        ("have it on their phone", (MessageState.DELIVERED,)),
        ("could not be reached", (MessageState.FAILED,)),
        ("may or may not have it", (MessageState.UNCERTAIN,)),
    )
    counted = [
        Group(GroupKind.MESSAGES, sum(report.states[each] for each in states), words, states)
        for words, states in outcomes
    ]
    kept_back = [
        Group(GroupKind.MESSAGES, count, f"were kept back: {reason or 'for no known reason'}", (MessageState.REFUSED,), reason)
        for reason, count in report.refusals.most_common()
    ]  # fmt: skip
    left = Group(GroupKind.LEAVERS, report.optouts, "left after it")
    shown = [each for each in (*counted, left, *kept_back) if each.count]
    return (*shown, *_left_out(report.exclusions.most_common()))


def included_and_left_out(preview: Preview) -> tuple[Group, ...]:
    """Return who would get a campaign if it were launched now, and who would not."""
    included = Group(GroupKind.INCLUDED, preview.included, "would get it")
    return (included, *_left_out(preview.excluded.most_common()))


def _turn_words(campaign: Campaign) -> str:
    """Return what those wait for who have not got it yet."""
    if campaign.state is not CampaignState.PAUSED:
        return "wait for their turn"
    return f"wait, {resting_words(campaign)}"


def read_people(desk: Desk, campaign: Campaign, group: Group) -> tuple[PersonLine, ...]:
    """Return the people of a group, as many as one screen lists."""
    if group.kind is GroupKind.MESSAGES:
        rows = desk.workspace.campaign_recipients.of(campaign, group.states, MOST_PEOPLE, group.code)
        present = (
            desk.workspace.campaigns.named(campaign.name) if any(row.is_resting for row in rows) else campaign
        )
        has_several = len(campaign.variants) > 1
        return tuple(
            PersonLine(
                row.name or written_out(row.address),
                row.address,
                " · ".join(
                    part
                    for part in (
                        f"text {row.label}" if has_several else "",
                        _waiting(row, present, desk.workspace.settings.zone),
                        row.reason,
                    )
                    if part
                ),
                row.thread,
                row.is_resting,
            )
            for row in rows
        )
    return tuple(islice(_found(desk, campaign, group), MOST_PEOPLE))


def _waiting(row: RecipientRow, campaign: Campaign, zone: tzinfo) -> str:
    """Return when a message that waits will leave, or what it waits for."""
    if row.state is not MessageState.QUEUED:
        return ""
    if row.is_resting:
        return f"waits, {resting_words(campaign)}"
    return f"leaves {moment(row.leaves_at, zone)}" if row.leaves_at else ""


def resting_words(campaign: Campaign) -> str:
    """Return by whom a campaign was paused."""
    if campaign.has_braked:
        return "paused by the brake"
    return one_line(campaign.reason, 60) if campaign.reason else "its campaign is paused"


def _found(desk: Desk, campaign: Campaign, group: Group) -> Iterator[PersonLine]:
    """Yield who would get a campaign, or would not for a reason, as things stand now; who was put into its queue is neither."""
    zone = desk.workspace.settings.zone
    if group.kind is GroupKind.LEFT_OUT:
        for line, reason in desk.workspace.campaigns.faults(campaign):
            if reason == group.code:
                yield PersonLine(f"line {line} of the list", None, WORDS.get(reason, reason))
    recipients = desk.workspace.campaign_recipients
    # Whoever is looked at begins with the first, also where a launch has passed them already.
    for found in desk.workspace.launches.everybody(replace(campaign, position=None), desk.agent):
        if isinstance(found, Excluded):
            is_meant = group.kind is GroupKind.LEFT_OUT and found.reasons[0] == group.code
            if is_meant and not recipients.has(campaign, found.address):
                yield PersonLine(
                    found.name or written_out(found.address), found.address or None,
                    "; ".join(WORDS.get(code, code) for code in found.reasons),
                )  # fmt: skip
        elif group.kind is GroupKind.INCLUDED:
            person, text = found.person, found.filled
            yield PersonLine(
                person.name or written_out(person.address), person.address,
                f"{moment(person.leaves_at, zone)} · {text.text}",
            )  # fmt: skip


def _left_out(reasons: Iterable[tuple[str, int]]) -> list[Group]:
    """Return who is left out by reason: first who was chosen and may not be written to, then whom it is not for."""
    groups = [
        Group(GroupKind.LEFT_OUT, count, WORDS.get(code, code), code=code) for code, count in reasons if count
    ]
    return sorted(groups, key=lambda each: (each.code in NOT_CHOSEN, -each.count))
