"""Pure: decide whether a message may be sent, and say why not in words an agent understands."""

from datetime import datetime, timedelta
from typing import NamedTuple

from stopline.address import may_be_answered
from stopline.consent.authority import Whose
from stopline.consent.basis import IMPLIED, strictest, suffices
from stopline.consent.brought_along import BroughtAlong
from stopline.consent.draft import SCOPE_OF_PURPOSE, Ask, Draft, Permit, Purpose
from stopline.consent.events import Basis, Channel
from stopline.consent.hours import SOMEWHERE, Place, is_open, next_open
from stopline.consent.objections import (
    ASK_PENDING,
    HELD,
    NO_ADDRESS,
    NO_PLACE,
    NOT_AGREED,
    PENDING,
    ask_not_allowed,
    asked_already,
    consent_expired,
    daily_maximum_reached,
    never_wrote,
    out_of_hours,
    reminded_already,
    stopped,
    weak_basis,
    window_closed,
)
from stopline.consent.policy_values import AskRule, Policy
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.status import BLOCKING, Standing, State, Status

__all__ = [
    "NOTHING_ELSE", "SCOPE_OF_PURPOSE", "Ask", "Asked", "Circumstances", "Draft", "Permit", "Policy", "Purpose", "decide",
    "rests_on_last_text", "rests_on_place",
]  # fmt: skip

A_DAY = timedelta(hours=24)


class Asked(NamedTuple):
    """What was asked of somebody before, on the channel of the draft."""

    last_at: datetime | None = None
    """When a question for consent last left or was queued."""
    is_reminded: bool = False
    """Whether that was the reminder."""


class Circumstances(NamedTuple):
    """What a decision rests on beside consent and time; what it does not rest on may be left out."""

    last_inbound_at: datetime | None = None
    """When the person last wrote on the draft's channel."""
    place: Place = SOMEWHERE
    """Where the person may be."""
    marketing_left_at: tuple[datetime, ...] = ()
    """When marketing left for them in the last 24 hours, oldest first."""
    asked: Asked = Asked()
    stop: BroughtAlong | None = None
    """Which file a stop that stands came with, if one did."""
    whose_stop: Whose = Whose.THEIRS
    """Whose a stop is that stands."""


NOTHING_ELSE = Circumstances()


def decide(
    draft: Draft, standing: Standing, known: Circumstances, now: datetime, policy: Policy
) -> Permit | Refusal:
    """Decide whether a draft may be sent now; a refusal names every reason.

    Args:
        draft: what somebody wants to send.
        standing: where the address stands on the draft's channel.
        known: what else the decision rests on.
        now: the instant at which it would be sent.
        policy: the values of the rules.
    """
    status = standing.within(SCOPE_OF_PURPOSE[draft.purpose])
    reasons: list[Reason] = []
    if not may_be_answered(draft.address):
        reasons.append(NO_ADDRESS)
    if draft.purpose is not Purpose.COMPLIANCE:
        if draft.asks_consent is None:
            reasons.extend(_objections(draft, status, known, now, policy))
        else:
            reasons.extend(_objections_to_asking(draft.asks_consent, draft, status, known, now, policy))
        # Somebody who said stop gets nothing at any hour.
        if status.state not in BLOCKING and (
            draft.purpose is not Purpose.CONVERSATION or draft.asks_consent is not None
        ):
            reasons.extend(_bad_times(draft, known, now, policy))
    if reasons:
        return Refusal(tuple(reasons))
    return Permit(draft, status.event_seq, now)


def rests_on_last_text(draft: Draft, standing: Standing) -> bool:
    """Tell whether the decision on a draft depends on when the person last wrote; where it does not, nobody has to look."""
    if draft.purpose is Purpose.COMPLIANCE:
        return False
    status = standing.within(SCOPE_OF_PURPOSE[draft.purpose])
    if draft.asks_consent is not None:
        return status.state not in BLOCKING
    match status.state:
        case State.SUBSCRIBED:
            return draft.channel is Channel.WHATSAPP or (
                draft.purpose is Purpose.CONVERSATION and not _is_lasting(status.basis)
            )
        case State.UNKNOWN | State.PENDING:
            return draft.purpose is Purpose.CONVERSATION
        case _:
            return False


def rests_on_place(draft: Draft, standing: Standing) -> bool:
    """Tell whether the decision on a draft depends on where the person is, what left for them, and what they were asked."""
    if draft.purpose is Purpose.COMPLIANCE:
        return False
    status = standing.within(SCOPE_OF_PURPOSE[draft.purpose])
    if draft.purpose is Purpose.CONVERSATION and draft.asks_consent is None:
        return status.basis in IMPLIED and status.state is State.SUBSCRIBED
    return status.state not in BLOCKING


def needed_basis(purpose: Purpose, place: Place, policy: Policy) -> Basis | None:
    """Return what a purpose needs at least where somebody is; None where it needs no consent."""
    if purpose in (Purpose.CONVERSATION, Purpose.COMPLIANCE):
        return None
    return strictest([policy.country(country).needs[purpose] for country in place.countries])


def expires_at(status: Status, place: Place, policy: Policy) -> datetime | None:
    """Return when a consent runs out by itself, or None where it does not."""
    if status.basis is None or status.agreed_at is None:
        return None
    months = [policy.country(country).expiry_months.get(status.basis) for country in place.countries]
    return min((months_after(status.agreed_at, each) for each in months if each is not None), default=None)


def keeps_hours(draft: Draft, policy: Policy) -> bool:
    """Tell whether a draft is one that may leave only at certain hours."""
    if draft.channel not in policy.hours_channels or draft.purpose is Purpose.COMPLIANCE:
        return False
    return draft.purpose in policy.hours_purposes or draft.asks_consent is not None


def months_after(instant: datetime, months: int) -> datetime:
    """Return the same day and time so many months later, or the last day of a month that is too short."""
    number = instant.month - 1 + months
    year, month = instant.year + number // 12, number % 12 + 1
    for day in range(instant.day, 27, -1):
        try:
            return instant.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return instant.replace(year=year, month=month)


def _objections(
    draft: Draft, status: Status, known: Circumstances, now: datetime, policy: Policy
) -> list[Reason]:
    """Return what the status of a consent has against a draft that needs one."""
    match status.state:
        case State.STOPPED:
            return [stopped(draft, status.since, known.whose_stop, known.stop, policy.zone())]
        case State.HELD:
            return [HELD]
        case State.SUBSCRIBED:
            return _shortcomings(draft, status, known, now, policy)
        case State.UNKNOWN | State.PENDING:
            if draft.purpose is Purpose.CONVERSATION:
                return _outside_window(draft, known.last_inbound_at, now, policy)
            return [PENDING if status.state is State.PENDING else NOT_AGREED[draft.purpose]]


def _shortcomings(
    draft: Draft, status: Status, known: Circumstances, now: datetime, policy: Policy
) -> list[Reason]:
    """Return what a yes does not carry."""
    if draft.purpose is Purpose.CONVERSATION:
        if draft.channel is not Channel.WHATSAPP and _is_lasting(status.basis):
            return []
        ends_at = expires_at(status, known.place, policy)
        is_alive = status.basis in IMPLIED and (ends_at is None or now < ends_at)
        if is_alive and draft.channel is not Channel.WHATSAPP:
            return []
        return _outside_window(draft, known.last_inbound_at, now, policy)
    reasons: list[Reason] = []
    needed = needed_basis(draft.purpose, known.place, policy)
    ends_at = expires_at(status, known.place, policy)
    if needed is not None and not suffices(status.basis, needed):
        reasons.append(weak_basis(draft.purpose, status.basis, needed))
    if status.basis is not None and ends_at is not None and ends_at <= now:
        reasons.append(consent_expired(status.basis, ends_at, policy.zone()))
    # The platform's window for free-form replies stands whatever the person agreed to.
    if draft.channel is Channel.WHATSAPP:
        reasons.extend(_outside_window(draft, known.last_inbound_at, now, policy))
    return reasons


def _objections_to_asking(
    ask: Ask, draft: Draft, status: Status, known: Circumstances, now: datetime, policy: Policy
) -> list[Reason]:
    """Return what stands against asking for consent; somebody who said stop is never asked."""
    if status.state is State.STOPPED:
        return [stopped(draft, status.since, known.whose_stop, known.stop, policy.zone())]
    if status.state is State.HELD:
        return [HELD]
    reasons: list[Reason] = []
    # The second question of a double opt-in goes to somebody who asked to join, on whatever way.
    if status.state is not State.SUBSCRIBED and ask not in (Ask.REMINDER, Ask.CONFIRM):
        rules = [policy.country(country).may_ask for country in known.place.countries]
        reasons.extend(_unwelcome(draft, rules, known.last_inbound_at, now, policy))
    if draft.channel is Channel.WHATSAPP:
        reasons.extend(_outside_window(draft, known.last_inbound_at, now, policy))
    reasons.extend(_asked_too_often(ask, status, known, now, policy))
    return reasons


def _unwelcome(
    draft: Draft, rules: list[AskRule], last_inbound_at: datetime | None, now: datetime, policy: Policy
) -> list[Reason]:
    """Return why this person may not be asked where they are."""
    if AskRule.REPLY in rules:
        outside = _outside_window(draft, last_inbound_at, now, policy)
        return [ask_not_allowed(AskRule.REPLY)] if outside else []
    if AskRule.WHO_WROTE in rules and last_inbound_at is None:
        return [ask_not_allowed(AskRule.WHO_WROTE)]
    return []


def _asked_too_often(
    ask: Ask, status: Status, known: Circumstances, now: datetime, policy: Policy
) -> list[Reason]:
    last_at, is_reminded = known.asked
    if ask is Ask.REMINDER:
        if status.state is not State.PENDING or last_at is None:
            return [ASK_PENDING]
        return [reminded_already(last_at, policy.zone())] if is_reminded else []
    if last_at is None or now - last_at >= policy.ask_again_after:
        return []
    # Somebody who asks to join once more wants the question once more.
    wrote_at = known.last_inbound_at
    if (
        ask is Ask.CONFIRM
        and wrote_at is not None
        and wrote_at > last_at
        and _answers_a_text(known, now, policy)
    ):
        return []
    return [asked_already(last_at, last_at + policy.ask_again_after, policy.zone())]


def _answers_a_text(known: Circumstances, now: datetime, policy: Policy) -> bool:
    return known.last_inbound_at is not None and now - known.last_inbound_at <= policy.ask_answers_within


def _bad_times(draft: Draft, known: Circumstances, now: datetime, policy: Policy) -> list[Reason]:
    """Return what the hours where somebody is, and the count of what they got today, have against sending now."""
    if not keeps_hours(draft, policy):
        return []
    if draft.asks_consent is not None and _answers_a_text(known, now, policy):
        return []
    reasons: list[Reason] = []
    place, opens_from = known.place, now
    maximum = place.daily_maximum
    left_at = [at for at in known.marketing_left_at if at > now - A_DAY]
    is_full = draft.purpose is Purpose.MARKETING and maximum is not None and len(left_at) >= maximum
    if is_full and maximum is not None:
        opens_from = left_at[-maximum] + A_DAY
        reasons.append(daily_maximum_reached(maximum, place, now, next_open(place, opens_from)))
    if not is_open(place, now):
        opens_at = next_open(place, opens_from)
        reasons.append(NO_PLACE if opens_at is None else out_of_hours(place, now, opens_at))
    return reasons


def _outside_window(
    draft: Draft, last_inbound_at: datetime | None, now: datetime, policy: Policy
) -> list[Reason]:
    window = policy.reply_windows[draft.channel]
    if last_inbound_at is None:
        return [never_wrote(draft.channel)]
    if now - last_inbound_at <= window:
        return []
    return [window_closed(draft.channel, window)]


def _is_lasting(basis: Basis | None) -> bool:
    """Tell whether a yes carries a message outside a conversation for as long as it stands."""
    return basis is not Basis.CONVERSATION and basis not in IMPLIED
