"""Pure: what follows from what was read about people and messages: one small check for each kind of finding.

A check names the query that reads its value and says what a row means. Whether there is a finding is whether there are rows:
how old or how often something must be is bound into the query.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stopline.address import calling_region_of, zones_of
from stopline.consent.deadlines import business_days_after, business_days_left
from stopline.consent.events import Evidence
from stopline.hygiene.findings import Affected, Finding, Kind, Limits, Seen
from stopline.hygiene.months import months_before
from stopline.plural import counted, worded


@dataclass(frozen=True, slots=True)
class Setting:
    """What checks are made against."""

    now: datetime
    limits: Limits
    hold_days: Callable[[str | None], int]
    """How long a doubtful reply may wait for a decision in a country, in business days."""


Wording = Callable[[Affected, Setting], str]
"""Says what is the matter with a row."""


def _as_read(row: Affected, _: Setting) -> str:
    return row.detail


def _days_left(row: Affected, setting: Setting) -> str:
    if row.at is None:
        return ""
    country, zones = (
        (calling_region_of(row.address), zones_of(row.address)) if row.address is not None else (None, ())
    )
    known_at = Evidence.from_content(row.detail).arrived_at or row.at
    deadline = business_days_after(known_at, setting.hold_days(country), zones)
    left = business_days_left(setting.now, deadline)
    return f"{counted(left, 'business day')} left"


def _tags(row: Affected, _: Setting) -> str:
    tag, count = row.detail.rsplit(" ", 1)
    others = int(count) - 1
    return f"tag {tag}" if not others else f"tag {tag} and {others} more"


def _failures(row: Affected, _: Setting) -> str:
    return f"{row.detail} failed in a row"


def _missing(row: Affected, _: Setting) -> str:
    return f"no {row.detail}"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look for among people and messages."""

    kind: Kind
    query: str
    title: str
    why: str
    remedy: str
    wording: Wording = _as_read
    one: str = ""
    """The title where there is one, if it differs."""

    def finding(self, seen: Seen, setting: Setting) -> Finding | None:
        """Return what follows from what was read, None where all is well."""
        if not seen.total:
            return None
        people = tuple(replace(row, detail=self.wording(row, setting)) for row in seen.rows)
        limits = setting.limits
        lengths = {
            "pending": counted(limits.pending_days, "day"),
            "stale": counted(limits.stale_months, "month"),
            "quiet": counted(limits.quiet_months, "month"),
            "failed": counted(limits.failed_sends, "message"),
        }
        why, remedy = (words.format(limits=limits, **lengths) for words in (self.why, self.remedy))
        return Finding(
            self.kind, worded(seen.total, self.one or self.title, self.title), seen.total, why, remedy, people
        )


def instants(setting: Setting) -> dict[str, datetime]:
    """Return the instants that queries are bound to: what is older than these is worth telling."""
    return {
        "quiet_before": months_before(setting.now, setting.limits.quiet_months),
        "stale_before": months_before(setting.now, setting.limits.stale_months),
        "pending_before": setting.now - timedelta(days=setting.limits.pending_days),
    }


CHECKS: tuple[Check, ...] = (
    Check(
        Kind.QUEUED, "queued_to_stopped", "Queued for stopped people",
        "The send block will keep them back, but they should not be there: a status was changed behind the ledger.",
        "`stopline doctor --only queued --mend` refuses them; `stopline consent verify` looks for more.",
        one="Queued for a stopped person",
    ),
    Check(
        Kind.HOLDS, "held", "Doubtful replies undecided",
        "Nothing is sent to these people until somebody decides; undecided, it becomes a stop.",
        "Enter opens the thread, `h` decides; or `stopline holds` and `stopline decide THREAD`. A text that could not be taken in "
        "has no thread: `stopline decide ADDRESS`.", _days_left,
        one="Doubtful reply undecided",
    ),
    Check(
        Kind.REQUESTS, "requests_open", "Requests about data not done",
        "They ask for their data or to be forgotten, and the law sets a time for it; `stopline requests --open` says until when.",
        "`stopline export ADDRESS` or `stopline forget ADDRESS` does it; `stopline requests done N --note` where it was done another way, "
        "or why it was not.",
        one="Request about data not done",
    ),
    Check(
        Kind.UNCERTAIN, "uncertain", "Messages that may not have left",
        "A worker died or a gateway answered nonsense while they were handed over; they are never sent again by themselves.",
        "Look at the phone or the gateway, then `stopline settle MESSAGE`.",
        one="Message that may not have left",
    ),
    Check(
        Kind.QUARANTINED, "quarantined", "Texts that could not be taken in",
        "Each may be a stop; their senders are held.",
        "`stopline worker --once` tries again; if it stays, read what the gateway brought and decide the hold.",
        one="Text that could not be taken in",
    ),
    Check(
        Kind.GATEWAYS, "gateways_failing", "Gateways that do not work",
        "Nothing is collected from them and nothing leaves through them; a stop may be waiting there.",
        "Read the reason; `stopline worker --once` tries at once.",
        one="Gateway that does not work",
    ),
    Check(
        Kind.ALERTS, "alerts_given_up", "Alerts not delivered",
        "Somebody was to be told, and was not.",
        "`stopline alerts test RULE` shows what is wrong; `stopline alerts retry` sends them after all.",
        one="Alert not delivered",
    ),
    Check(
        Kind.LISTED, "stopped_in_lists", "Stopped people still in lists",
        "They carry tags, so every list made by tag still names them, here and wherever it is exported to.",
        "`x`, or `stopline doctor --only listed --mend`, takes them off their lists.", _tags,
        one="Stopped person still in lists",
    ),
    Check(
        Kind.UNPROVEN, "unproven", "Consents without proof",
        "Their time, source or words are missing, so they could not be proven.",
        "`c` asks them again, `x` retires the consent; or `stopline decay --of unproven`. Importing again with the proof mends it too.",
        _missing,
        one="Consent without proof",
    ),
    Check(
        Kind.NO_CONSENT, "imported_without_consent", "Imported without any consent",
        "The file said nothing of their consent, did not prove it, or told of one that is too old; only replies may be sent to them.",
        "`c` asks those of whom a file said yes (tag reconfirm); or `stopline consent reconfirm --tag reconfirm`. Where a question by "
        "message counts as advertising, ask in person or by a form. A proof that the file lacked counts when it is imported again with it: `stopline import contacts FILE --dry-run`.",
    ),
    Check(
        Kind.PENDING, "pending_long", "Asked for consent, no answer",
        "They were asked more than {pending} ago; no answer is no yes.",
        "`x` lets the question expire; or `stopline decay --of pending --retire`.",
    ),
    Check(
        Kind.STALE, "stale", "Consents nobody has used",
        "Given more than {stale} ago, and neither side has written since.",
        "`c` asks them again, `x` retires the consent; or `stopline decay --of stale`.",
        one="Consent nobody has used",
    ),
    Check(
        Kind.QUIET, "quiet", "Subscribed, but do not answer",
        "They have neither written nor agreed anew for {quiet}.",
        "`c` asks them again, `x` retires the consent; or `stopline decay --months {limits.quiet_months}`.",
        one="Subscribed, but does not answer",
    ),
    Check(
        Kind.UNREACHABLE, "unreachable", "Addresses not to be reached",
        "The last {failed} or more failed, and they have not written since.",
        "Ask for another number elsewhere; `x` retires the consent, or `stopline decay --of unreachable --retire`.", _failures,
        one="Address not to be reached",
    ),
)  # fmt: skip
"""The checks that a query answers alone; the rest is in `keeping` and `duplicates`."""
