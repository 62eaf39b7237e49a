"""Pure: how campaigns are worded on the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from textual.content import Content

from stopline.campaigns.audience import NOT_CHOSEN, WORDS
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.launches import Preview
from stopline.campaigns.texts import filled
from stopline.campaigns.wording import audience_words
from stopline.inert import one_line
from stopline.percent import percent
from stopline.plural import counted
from stopline.tui.campaign_reading import CampaignLine, CampaignListing, Group, groups_of
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.text import moment

EXAMPLE_NAME = "Maria Alvarez"
"""For whom texts are filled in to count their parts."""
_STATES = {
    CampaignState.DRAFT: ("○ draft", "$quiet"),
    CampaignState.LAUNCHED: ("● sending", "$success"),
    CampaignState.PAUSED: ("‖ paused", "$quiet"),
    CampaignState.CANCELLED: ("✗ cancelled", "$quiet"),
    CampaignState.FINISHED: ("✓ finished", "$quiet"),
}
LONGEST_TEXT = 480
"""Characters of a text that are shown where there is room."""
SHORTEST_TEXT = 20
MOST_REASONS = 6
"""Reasons named in a dialog."""


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    """The chosen campaign, with what a launch would do where it is a draft and that has been counted."""

    line: CampaignLine
    listing: CampaignListing
    preview: Preview | None
    doubts: tuple[str, ...] = ()
    """What speaks against launching a draft, a sentence each."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return who gets it and who does not."""
        return groups_of(self.line, self.preview)


def state_words(line: CampaignLine, now: datetime) -> Content:
    """Return where a campaign is, as a glyph and a word; the colour only repeats them."""
    starts_at = line.campaign.starts_at
    if line.has_braked:
        return Content.styled("▲ BRAKED", "$warning bold")
    if line.campaign.state is CampaignState.LAUNCHED and starts_at is not None and starts_at > now:
        return Content.styled("◷ scheduled", "$success")
    return Content.styled(*_STATES[line.campaign.state])


def bar(line: CampaignLine, width: int) -> Content:
    """Return which share of a campaign was sent, with a bar that needs no colour; what never leaves is hatched."""
    report = line.report
    if not report.total:
        return Content.styled("·" * width, "$faint")
    sent, over = report.bar(width)
    return Content.assemble(
        ("█" * sent, "$accent"), ("░" * over, "$quiet"), ("·" * (width - sent - over), "$faint"),
        f"{percent(report.sent_share):>7}",
    )  # fmt: skip


def rate_words(optouts: int, reached: int) -> str:
    """Return opt-outs with their share, where there are enough people to tell one."""
    return (
        f"{optouts:,} · {percent(optouts / reached)}"
        if reached >= 10 and optouts <= reached
        else f"{optouts:,}"
    )


def detail(shown: ShownCampaign, width: int | None) -> Content:
    """Return a campaign in full: what matters now first, each text on one line of so many cells, or in full where none are given."""
    campaign = shown.line.campaign
    head = Content.assemble(
        (one_line(campaign.name, 60), "bold"),
        (f" · {campaign.purpose} by {CHANNEL_NAMES[campaign.channel]} · ", "$quiet"),
        (f"for {one_line(audience_words(campaign.criteria), 300)}", "$quiet"),
    )
    return Content("\n").join([head, *_why_it_rests(shown), *_figures(shown), *_texts(shown, width)])


def _why_it_rests(shown: ShownCampaign) -> Iterator[Content]:
    campaign = shown.line.campaign
    if shown.line.has_braked:
        why = campaign.reason.partition(": ")[2]
        yield Content.assemble(
            ("▲ It paused itself, too many left: ", "$warning bold"),
            f"{one_line(why, 300)}.",
        )
        yield Content.assemble(
            "Look at who left (", ("enter", "$accent bold"), "), then ", ("x", "$accent bold"),
            " lets it go on, and it will not pause itself again, or ", ("c", "$accent bold"), " ends it.",
        )  # fmt: skip
    elif campaign.reason:
        yield Content.styled(one_line(campaign.reason, 200).capitalize() + ".", "$quiet")


def _texts(shown: ShownCampaign, width: int | None) -> Iterator[Content]:
    listing, campaign = shown.listing, shown.line.campaign
    total = sum(each.weight for each in campaign.variants)
    outcomes = {each.label: each for each in shown.line.report.texts}
    for variant in campaign.variants:
        share = f" {percent(variant.weight / total)}" if len(campaign.variants) > 1 else ""
        example = filled(variant, EXAMPLE_NAME, listing.team, listing.agent, listing.link)
        notes = counted(example.parts, "part")
        if (outcome := outcomes.get(variant.label)) is not None:
            notes += f", {outcome.sent:,} sent"
            if outcome.optouts:
                notes += f", {rate_words(outcome.optouts, outcome.sent)} left after it"
        before = f"{variant.label}{share}  "
        if width is None:
            yield Content()
            yield Content.assemble((before, "$accent bold"), (notes, "$quiet"))
            yield Content(one_line(variant.text, LONGEST_TEXT))
        else:
            room = max(width - len(before) - len(notes) - 2, SHORTEST_TEXT)
            words = one_line(variant.text, room)
            yield Content.assemble((before, "$accent bold"), words, (f"  {notes}", "$quiet"))


def _figures(shown: ShownCampaign) -> Iterator[Content]:
    listing, report, campaign = shown.listing, shown.line.report, shown.line.campaign
    if campaign.state is CampaignState.DRAFT:
        for doubt in shown.doubts:
            yield Content.assemble(("▲ ", "$warning bold"), doubt)
        if shown.preview is not None:
            cost = _cost(shown.preview.parts, listing)
            yield Content(leaving_words(shown.preview, listing.zone, cost))
        return
    reached = report.sent
    usual = f"usually {percent(listing.usual)} leave"
    if reached:
        usual += f", here that would be {max(reached * listing.usual, 0.1):,.1f}"
    yield Content.assemble(
        ("Opt-outs  ", "bold"), rate_words(report.optouts, reached), (f"   {usual}", "$quiet")
    )
    yield Content(_end_words(shown))
    if listing.price and report.sent_parts:
        yield Content.styled(
            f"{counted(report.sent_parts, 'part')} sent{_cost(report.sent_parts, listing)}.", "$quiet"
        )


def leaving_words(preview: Preview, zone: tzinfo, cost: str) -> str:
    """Return when a campaign would leave if it were launched now, in how many parts and at what cost."""
    if preview.begins_at is None or preview.ends_at is None:
        return "Nobody would get it as things stand."
    begins, ends = moment(preview.begins_at, zone), moment(preview.ends_at, zone)
    when = f"at {begins}" if begins == ends else f"from {begins} to {ends}"
    return f"Would leave {when} your time; {counted(preview.parts, 'part')}{cost}."


def _end_words(shown: ShownCampaign) -> str:
    """Return when a campaign will be finished, or since when it is over."""
    campaign, listing, report = shown.line.campaign, shown.listing, shown.line.report
    if campaign.settled_at is not None:
        if campaign.state is CampaignState.CANCELLED:
            of_all = (
                f"; {report.sent:,} of {report.total:,} sent, {report.kept_back:,} kept back"
                if report.total
                else ""
            )
            return f"Cancelled {moment(campaign.settled_at, listing.zone)}{of_all}."
        return f"Finished {moment(campaign.settled_at, listing.zone)}."
    if campaign.state is CampaignState.PAUSED:
        rest = f"{counted(report.waiting, 'message')} {'rests' if report.waiting == 1 else 'rest'}"
        since = f" since {moment(campaign.paused_at, listing.zone)}" if campaign.paused_at else ""
        if campaign.per_minute and campaign.last_leaves_at and campaign.paused_at:
            return (
                f"{rest}{since}; once on, they take {_length(campaign.last_leaves_at - campaign.paused_at)}."
            )
        return f"{rest}{since}."
    if campaign.queued_at is None:
        return "Its recipients are still being put into the queue."
    last = campaign.last_leaves_at
    if last is None or last <= listing.now:
        return (
            "Finished as soon as the gateway has taken the rest." if report.waiting else "All of it has left."
        )
    return f"Will be finished {moment(last, listing.zone)}, in {_length(last - listing.now)}, if the gateway keeps up."


def _length(length: timedelta) -> str:
    minutes = max(round(length.total_seconds() / 60), 1)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(round(minutes / 60), "hour") if minutes < 2880 else counted(minutes // 1440, "day")


def launch_lines(
    campaign: Campaign, preview: Preview, doubts: Sequence[str], listing: CampaignListing
) -> tuple[str, ...]:
    """Return what a launch would do and what speaks against it, for the dialog that asks for it."""
    reasons = [(code, count) for code, count in preview.excluded.most_common() if code not in NOT_CHOSEN]
    passed_over = sum(preview.excluded.values()) - sum(count for _, count in reasons)
    lines = [f"For {one_line(audience_words(campaign.criteria), 200)}."]
    lines += [f"▲ {doubt}" for doubt in doubts]
    lines.append("")
    lines.append(f"{preview.included:>7,}  get it")
    if len(preview.by_text) > 1:
        lines.append(
            "         " + ", ".join(f"{label}: {count:,}" for label, count in sorted(preview.by_text.items()))
        )
    lines += [f"{count:>7,}  {WORDS.get(code, code)}" for code, count in reasons[:MOST_REASONS]]
    if passed_over:
        lines.append(f"{passed_over:>7,}  are not meant by it")
    lines += [
        "",
        leaving_words(preview, listing.zone, _cost(preview.parts, listing)),
        "Whoever stops meanwhile gets nothing. x pauses it and c ends it.",
    ]
    return tuple(lines)


def cancel_lines(line: CampaignLine) -> tuple[str, ...]:
    """Return what cancelling would do, for the dialog that asks for it."""
    return (
        f"{counted(line.report.waiting, 'message')} that {'waits' if line.report.waiting == 1 else 'wait'} will never leave.",
        f"{line.report.sent:,} {'has' if line.report.sent == 1 else 'have'} left already; nobody can call them back.",
        "This is for good; x only pauses it.",
    )  # fmt: skip


def resume_lines(line: CampaignLine) -> tuple[str, ...]:
    """Return what letting a campaign go on that paused itself means."""
    return (
        one_line(line.campaign.reason, 300).capitalize() + ".",
        "",
        f"{counted(line.report.waiting, 'message')} will leave in their turn.",
        "It will not pause itself again: whoever lets it go on has looked.",
    )


def cost_words(parts: int, price: float, currency: str) -> str:
    """Return what so many parts cost, to go on with; nothing where nobody has set a price."""
    return f", about {parts * price:,.2f} {currency}" if price else ""


def _cost(parts: int, listing: CampaignListing) -> str:
    return cost_words(parts, listing.price, listing.currency)
