"""The pages of reports: which figures stand on them, in which order, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stopline.analytics import charts
from stopline.analytics.bands import shipped_bands
from stopline.analytics.causes import ORDER, Cause, named, unattributed_words
from stopline.analytics.comparison import LEVEL, Comparison
from stopline.analytics.figures import CampaignFigures, Figures
from stopline.analytics.growth import HOLD_WORDS, STAYS, HoldOutcomes
from stopline.analytics.page import Finding, Headline, Page, Part
from stopline.analytics.periods import Period
from stopline.analytics.report import (
    MembersBy,
    ReportRow,
    campaign_rows,
    cause_rows,
    report_rows,
    subscriber_rows,
)
from stopline.analytics.series import By, telling_rate
from stopline.analytics.spikes import DRIFT_TIMES, LEAST_OPTOUTS, PROMISE, Verdict
from stopline.analytics.verdicts import JudgedDay, Verdicts
from stopline.percent import percent
from stopline.plural import counted

MOST_CAUSES = 8
MOST_BARS = 12
"""Campaigns drawn on a page."""
MOST_ROWS = 25
"""Lines of a table on a page; the command writes all of them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every page says of itself.

    Attributes:
        team: whose figures they are.
        now: when it is made.
        window: how long after a message an opt-out is put down to it.
    """

    team: str
    now: datetime
    window: timedelta

    @property
    def footer(self) -> str:
        """What stands beneath every page."""
        hours = self.window.total_seconds() / 3600
        within = f"{hours:g} {'hour' if hours == 1 else 'hours'}" if hours < 48 else f"{hours / 24:g} days"
        return (
            f"Made by Stopline on {self.now:%-d %B %Y at %H:%M} from ledger and messages. Rates are opt-outs for each different person reached. "
            f"An opt-out is put down to the last message within {within} before it; opt-outs of every source are counted."
        )


def optouts_page(figures: Figures, period: Period, by: By, setting: Setting) -> Page:
    """Return the page about who left: day by day, what stands out, and what they have in common."""
    verdicts = figures.verdicts(period)
    reached = figures.optouts.people_reached(period)
    left = sum(each.figures.optouts for each in verdicts.days)
    window = setting.window
    tables = dict.fromkeys(each for each in (by, By.CAMPAIGN, By.KEYWORD, By.CERTAINTY) if each is not By.DAY)
    return Page(
        f"Opt-outs at {setting.team}",
        _days_in_words(period),
        (
            Headline(f"{left:,}", "left"),
            Headline(f"{reached:,}", "different people reached"),
            Headline(_rate(left, reached), "left for each person reached"),
            Headline(str(len(verdicts.spikes)), _more_than_chance(verdicts)),
        ),
        (
            _days_part(verdicts),
            *_cause_parts(figures, verdicts.spikes, window),
            *(_shares_part(figures, period, each, window) for each in tables),
            _week_part(figures, period, window),
        ),
        setting.footer,
    )


def spikes_page(figures: Figures, period: Period, setting: Setting) -> Page:
    """Return the page about spikes: what is more than chance, what is not, and how that is told."""
    verdicts = figures.verdicts(period)
    return Page(
        f"Spikes at {setting.team}",
        _days_in_words(period),
        (
            Headline(str(len(verdicts.spikes)), _more_than_chance(verdicts)),
            Headline(str(len(verdicts.chances)), "days that look bad and are not certain"),
            Headline(verdicts.drift_answer, "slow drift"),
        ),
        (
            _days_part(verdicts),
            *_cause_parts(figures, verdicts.spikes, setting.window),
            _method_part(verdicts),
        ),
        setting.footer,
    )


def campaigns_page(figures: Figures, period: Period, setting: Setting) -> Page:
    """Return the page about campaigns, the most harmful first."""
    campaigns = figures.campaigns(period, setting.window)
    findings = tuple(
        Finding(each.judgement.verdict.value, each.name, _sentence(each.words))
        for each in campaigns
        if each.judgement is not None and each.judgement.verdict is not Verdict.ORDINARY
    )
    return Page(
        f"Campaigns at {setting.team}",
        _days_in_words(period),
        (
            Headline(f"{len(campaigns):,}", "campaigns and kinds of messages"),
            Headline(f"{sum(each.optouts for each in campaigns):,}", "left after one of them"),
        ),
        (
            Part(
                "Most harmful first",
                chart=_campaign_bars(campaigns),
                caption="Bars are opt-outs for each person reached. The dashed stroke is the usual rate. ▲ more than chance.",
                findings=findings,
                rows=campaign_rows(campaigns)[:MOST_ROWS],
            ),
            _bands_part(),
        ),
        setting.footer,
    )


def comparison_page(comparison: Comparison, setting: Setting) -> Page:
    """Return the page that holds two periods or two campaigns against each other."""
    one, other = comparison.one, comparison.other
    kind = "spike" if comparison.is_more_than_chance else "plain"
    title = (
        "More than chance" if comparison.is_more_than_chance else "No difference that chance does not explain"
    )
    return Page(
        f"{one.name} against {other.name}",
        f"Opt-outs at {setting.team}",
        (
            Headline(percent(one.rate), f"{one.name}: {one.optouts:,} of {one.people:,} left"),
            Headline(percent(other.rate), f"{other.name}: {other.optouts:,} of {other.people:,} left"),
            Headline(comparison.points, "points of difference"),
        ),
        (
            Part(
                "Both sides",
                chart=charts.pair_bars(comparison),
                caption="Bars are opt-outs for each person reached; each lies within its stretch in nineteen of twenty cases.",
                findings=(Finding(kind, title, _sentence(comparison.finding)),),
                rows=[
                    {
                        "side": each.name,
                        "optouts": each.optouts,
                        "reached": each.reached,
                        "rate": each.rate,
                        "between": each.between,
                    }
                    for each in (one, other)
                ],
            ),
            Part("How this is told", _COMPARED),
        ),
        setting.footer,
    )


def subscribers_page(figures: Figures, period: Period, setting: Setting) -> Page:
    """Return the page about subscribers: who joins, who leaves, how soon, and from which sources."""
    growth, stays = figures.growth(period), figures.stays(period)
    median = "–" if stays.median_days is None else f"{stays.median_days:,.1f} days"
    buckets: Sequence[ReportRow] = [
        {"opted_out": words, "people": stays.buckets.get(name, 0), "share": round(stays.buckets.get(name, 0) / stays.count, 6)}
        for name, words in STAYS.items()
    ] if stays.count else []  # fmt: skip
    return Page(
        f"Subscribers at {setting.team}",
        _days_in_words(period),
        (
            Headline(f"{growth.days[-1].members:,}", "subscribers at the end"),
            Headline(f"{growth.net:+,}", f"net: {growth.joined:,} joined, {growth.left:,} left"),
            Headline(median, "half of those who left had stayed so long or less"),
        ),
        (
            Part("Day by day", chart=charts.growth_lines(growth.days), caption=_COUNTED_TWICE),
            Part(
                "How they joined and left",
                rows=subscriber_rows(figures, period, MembersBy.SOURCE)[:MOST_ROWS],
            ),
            Part("How soon they left", rows=buckets),
            Part(
                "By month and source of joining",
                "How many opted out within a day, a week, 30 and 90 days of joining, each including the one before.",
                rows=subscriber_rows(figures, period, MembersBy.COHORT)[:MOST_ROWS],
            ),
        ),
        setting.footer,
    )


def holds_page(figures: Figures, period: Period, setting: Setting) -> Page:
    """Return the page about holds: how doubtful replies were decided, and how long they waited."""
    outcomes = figures.holds(period)
    return Page(
        f"Doubtful replies at {setting.team}",
        _days_in_words(period),
        (
            Headline(f"{outcomes.count:,}", "held"),
            Headline(f"{outcomes.counts.get('open', 0):,}", "wait for a decision"),
            Headline(f"{outcomes.counts.get('time', 0):,}", "decided themselves, because nobody did"),
        ),
        (Part("How they were decided", chart=_hold_bars(outcomes), rows=outcomes.rows()),),
        setting.footer,
    )


def _campaign_bars(campaigns: Sequence[CampaignFigures]) -> str:
    """Return the rates of campaigns that are judged, in their order, each with what is usual; none where there are none."""
    lines = [
        charts.Line(
            each.name,
            each.rate,
            f"{each.optouts:,} of {each.reached:,} left, {percent(each.rate)}; usual {percent(each.judgement.expected / each.reached)}",
            each.judgement.expected / each.reached,
            each.judgement.verdict is Verdict.SPIKE,
        )
        for each in campaigns
        if each.judgement is not None and each.rate is not None
    ]
    return (
        charts.lying_bars("Opt-out rates by campaign, and what is usual", lines[:MOST_BARS]) if lines else ""
    )


def _hold_bars(outcomes: HoldOutcomes) -> str:
    """Return how holds ended, the most frequent first; nothing where there were none."""
    counts = sorted(outcomes.counts.items(), key=lambda each: (-each[1], each[0]))
    lines = [
        charts.Line(HOLD_WORDS[name], count, f"{count:,} ({percent(count / outcomes.count)})")
        for name, count in counts
    ]
    return charts.lying_bars("How holds ended", lines) if lines else ""


def findings_of(verdicts: Verdicts) -> tuple[Finding, ...]:
    """Return what a manager should know of a period, spikes first."""
    spikes = [
        Finding(
            "spike",
            f"▲ {each.day:%A %-d %B}: more than chance",
            _sentence(each.judgement.words) + _band(each),
        )
        for each in verdicts.spikes
    ]
    chances = [
        Finding(
            "chance",
            f"○ {each.day:%A %-d %B}: {each.judgement.doubt}",
            _sentence(each.judgement.words) + _band(each),
        )
        for each in verdicts.chances
    ]
    drift, when = verdicts.drift, verdicts.drift_period
    slow = (
        [
            Finding(
                "drift", f"Slow drift from {when.first:%-d %B} to {when.last:%-d %B}", _sentence(drift.words)
            )
        ]
        if drift and when
        else []
    )
    return (*spikes, *slow, *chances)


_COMPARED = (
    "If both sides were alike, those who left would fall to them by chance: it is reckoned exactly how often chance brings a difference as "
    "large, in either direction, where shares differ by themselves as much as days of this team do. A difference is called more than chance "
    f"if that is rarer than once in {1 / LEVEL:.0f} comparisons and at least {LEAST_OPTOUTS} left in all."
)
_ONCE_A_DAY = "People who left for each person reached on that weekday, each counted once a day; the dashed line is the whole week."
_COUNTED_TWICE = "Who may get marketing on two channels counts on both."


def _days_part(verdicts: Verdicts) -> Part:
    caption = (
        "Bars are people who left. The dashed line is the limit of chance for as many people as were reached that day. "
        "▲ more than chance · ○ looks bad, not certain."
    )
    return Part(
        "Day by day", verdicts.words, charts.optout_bars(verdicts), caption, findings_of(verdicts)[:MOST_ROWS]
    )


def _cause_parts(figures: Figures, spikes: Sequence[JudgedDay], window: timedelta) -> list[Part]:
    newest = sorted(spikes, key=lambda each: each.day, reverse=True)[:5]
    return [_cause_part(each, figures.causes(each.day, window)) for each in newest]


def _cause_part(spike: JudgedDay, causes: tuple[Cause, ...]) -> Part:
    nothing = unattributed_words(causes)
    return Part(
        f"Why {spike.day:%A %-d %B}",
        f"What those who left have in common. {ORDER}" + (f" {nothing}." if nothing else ""),
        rows=cause_rows(named(causes), MOST_CAUSES),
    )


def _shares_part(figures: Figures, period: Period, by: By, window: timedelta) -> Part:
    rows = report_rows(figures.optouts, period, by, window)[:MOST_ROWS]
    chart = charts.weekday_bars(figures.optouts.counted_shares(period, by)) if by is By.WEEKDAY else ""
    return Part(
        f"By {_NAMES.get(by, by.value)}", chart=chart, caption=_ONCE_A_DAY if chart else "", rows=rows
    )


def _week_part(figures: Figures, period: Period, window: timedelta) -> Part:
    caption = "People who left, by the team's local hour; the darker, the more."
    return Part("When they leave", chart=charts.week_map(figures.week(period, window)), caption=caption)


def _method_part(verdicts: Verdicts) -> Part:
    days = len(verdicts.days)
    return Part(
        "How this is told",
        f"Every day is compared with the 28 days before it, the two highest left out: with the share that usually leaves, and with how much days "
        f"of this team differ by themselves. A day is called a spike if at least {LEAST_OPTOUTS} left and chance alone would bring as many so "
        f"rarely that in {days:,} quiet days the probability of any false alarm is at most {percent(PROMISE)}. Slow drift adds up what is above usual, "
        f"day after day, and looks for days that together have {DRIFT_TIMES:g} times as many as usual; "
        "days of spikes are left out of its count.",
        rows=_band_rows(),
    )


def _bands_part() -> Part:
    return Part(
        "Fixed limits of vendors",
        "They hold whatever the number of people, so few people cross them by luck.",
        rows=_band_rows(),
    )


def _band_rows() -> list[ReportRow]:
    return [
        {"vendors_limit": band.limit, "of_a": " or ".join(sorted(band.of)), "what_it_means": band.says}
        for band in shipped_bands()
    ]


def _band(each: JudgedDay) -> str:
    return f" Vendors: {each.band.words}." if each.band else ""


def _more_than_chance(verdicts: Verdicts) -> str:
    return "day more than chance" if len(verdicts.spikes) == 1 else "days more than chance"


def _rate(optouts: int, reached: int) -> str:
    rate = telling_rate(optouts, reached)
    return "–" if rate is None else percent(rate)


def _sentence(words: str) -> str:
    return f"{words}."


def _days_in_words(period: Period) -> str:
    return f"{period.first:%-d %B %Y} to {period.last:%-d %B %Y}, {counted(period.day_count, 'day')}"


_NAMES = {
    By.CAMPAIGN: "campaign or kind of message",
    By.KEYWORD: "keyword or phrase",
    By.CERTAINTY: "how it was understood",
    By.SENT: "when the message before left",
    By.HOUR: "hour",
    By.WEEKDAY: "weekday",
}
