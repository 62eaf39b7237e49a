"""Campaigns as they are written for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

from stopline.campaigns.audience import NOT_CHOSEN, WORDS
from stopline.campaigns.campaign import Campaign
from stopline.campaigns.launches import Preview
from stopline.campaigns.report import CampaignReport
from stopline.campaigns.wording import audience_words
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.days import moment
from stopline.percent import percent
from stopline.settings.campaigns import CampaignSettings

BAR_WIDTH = 24


def campaign_json(campaign: Campaign) -> dict[str, Json]:
    """Return a campaign as programs read it."""
    criteria = campaign.criteria
    return {
        "name": campaign.name,
        "state": campaign.state,
        "channel": campaign.channel,
        "purpose": campaign.purpose,
        "audience": {
            "tags": list(criteria.tags),
            "without_tags": list(criteria.without_tags),
            "attributes": dict(criteria.attributes),
            "consent": criteria.consent,
            "is_list": criteria.is_list,
            **{f"{name}_seconds": length.total_seconds() for name, length in criteria.lengths().items()},
        },
        "texts": [{"label": each.label, "text": each.text, "weight": each.weight} for each in campaign.variants],
        "per_minute": campaign.per_minute,
        "starts_at": _instant(campaign.starts_at),
        "launched_at": _instant(campaign.launched_at),
        "queued_at": _instant(campaign.queued_at),
        "ends_at": _instant(campaign.last_leaves_at),
        "paused_at": _instant(campaign.paused_at),
        "braked_at": _instant(campaign.braked_at),
        "settled_at": _instant(campaign.settled_at),
        "reason": campaign.reason,
    }  # fmt: skip


def campaign_lines(campaign: Campaign, zone: tzinfo) -> list[str]:
    """Return a campaign as people read it."""
    lines = [
        f"{campaign.name}: {campaign.state}, {campaign.purpose} by {campaign.channel}",
        f"  for {audience_words(campaign.criteria)}",
    ]
    total = sum(each.weight for each in campaign.variants)
    for each in campaign.variants:
        share = f" ({percent(each.weight / total)})" if len(campaign.variants) > 1 else ""
        lines.append(f"  {each.label}{share}  {each.text}")
    if campaign.starts_at is not None:
        lines.append(f"  begins {moment(campaign.starts_at, zone)}")
    if campaign.per_minute:
        lines.append(f"  {campaign.per_minute:,} a minute at most")
    if campaign.reason:
        lines.append(f"  {campaign.reason}")
    return lines


def preview_lines(preview: Preview, prices: CampaignSettings, zone: tzinfo) -> list[str]:
    """Return what a launch would do, as people read it."""
    lines = [f"Included: {preview.included:,}"]
    if len(preview.by_text) > 1:
        lines.append(
            "  " + ", ".join(f"{label}: {count:,}" for label, count in sorted(preview.by_text.items()))
        )
    left_out = Counter({code: count for code, count in preview.excluded.items() if code not in NOT_CHOSEN})
    lines.append(f"Excluded: {sum(left_out.values()):,}")
    lines += exclusion_lines(left_out)
    passed_over = preview.excluded - left_out
    if passed_over:
        lines.append(f"Not chosen: {sum(passed_over.values()):,}")
        lines += exclusion_lines(passed_over)
    lines.append(f"Parts: {preview.parts:,}{cost_words(preview.parts, prices)}")
    if preview.begins_at is not None and preview.ends_at is not None:
        lines.append(f"Leaves: {stretch_words(preview.begins_at, preview.ends_at, zone)}")
    return lines


def tell_doubts(terminal: Terminal, doubts: Sequence[str]) -> None:
    """Warn of what a person should look at before a launch."""
    for each in doubts:
        terminal.warn(f"▲ {each}")


def exclusion_lines(excluded: Counter[str]) -> list[str]:
    """Return why how many are left out, the most frequent reason first."""
    return [f"  {count:>7,}  {WORDS.get(code, code)} ({code})" for code, count in excluded.most_common()]


def cost_words(parts: int, prices: CampaignSettings) -> str:
    """Return what so many parts cost, where a price is set."""
    if not prices.price_per_part:
        return "; set price_per_part under [campaigns] to see what they cost"
    return f", about {parts * prices.price_per_part:,.2f} {prices.currency}"


def cost_json(parts: int, prices: CampaignSettings) -> dict[str, Json]:
    """Return what so many parts cost, as programs read it."""
    cost = round(parts * prices.price_per_part, 2) if prices.price_per_part else None
    return {"parts": parts, "cost": cost, "currency": prices.currency if prices.price_per_part else None}


def stretch_words(begins_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Return when messages leave: at one time, or from one to another."""
    begins, ends = moment(begins_at, zone), moment(ends_at, zone)
    return f"{begins} your time" if begins == ends else f"{begins} to {ends} your time"


def progress_words(report: CampaignReport) -> str:
    """Return how far a campaign is, with a bar that needs no colour; what was kept back does not count as sent."""
    if not report.total:
        return "nothing is queued"
    sent, over = report.bar(BAR_WIDTH)
    bar = "█" * sent + "░" * over + "·" * (BAR_WIDTH - sent - over)
    kept_back = f", {report.kept_back:,} kept back" if report.kept_back else ""
    return f"{bar} {report.sent:,} of {report.total:,} sent ({percent(report.sent_share)}){kept_back}"


def _instant(at: datetime | None) -> str | None:
    return to_text(at) if at is not None else None
