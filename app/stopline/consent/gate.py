"""Pure: decide whether a message may be sent, and say why not in words an agent understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stopline.address import Address, may_be_answered
from stopline.consent.events import Channel, Scope
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.status import Standing, State, Status


class Purpose(StrEnum):
    """Why we write."""

    CONVERSATION = "conversation"
    """A reply to somebody who wrote."""
    NOTICE = "notice"
    """News about something the person ordered or asked for."""
    MARKETING = "marketing"
    COMPLIANCE = "compliance"
    """The one confirmation of a stop, an answer to HELP."""


SCOPE_OF_PURPOSE: Mapping[Purpose, Scope] = {
    Purpose.CONVERSATION: Scope.ALL,
    Purpose.NOTICE: Scope.NOTICE,
    Purpose.MARKETING: Scope.MARKETING,
    Purpose.COMPLIANCE: Scope.ALL,
}
"""Which consent each purpose needs."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The values the rules work with; read from dated data files."""

    reply_windows: Mapping[Channel, timedelta]
    """How long after a person's last message a plain reply is still conversation."""
    hold_business_days: int
    """How long a doubtful reply waits for a decision before it counts as a stop."""
    confirmation_window: timedelta
    """How long after a stop that an agent confirmed its one confirmation may still be sent."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send."""

    address: Address
    channel: Channel
    purpose: Purpose
    text: str = ""
    message: int = 0
    """Our number of the message, 0 before it has one; a gateway carries it so that a send can be found again."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to send one draft. Only `decide` makes permits, and a gateway sends nothing else."""

    draft: Draft
    decided_on: int
    """The ledger event the decision rests on; 0 where it rests on the person's own message alone."""
    decided_at: datetime


def decide(
    draft: Draft, standing: Standing, last_inbound_at: datetime | None, now: datetime, policy: Policy
) -> Permit | Refusal:
    """Decide whether a draft may be sent now; a refusal names every reason.

    Args:
        draft: what somebody wants to send.
        standing: where the address stands on the draft's channel.
        last_inbound_at: when the person last wrote on that channel.
        now: the present instant.
        policy: the values of the rules.
    """
    status = standing.within(SCOPE_OF_PURPOSE[draft.purpose])
    reasons: list[Reason] = []
    if not may_be_answered(draft.address):
        reasons.append(_NO_ANSWER)
    if draft.purpose is not Purpose.COMPLIANCE:
        reasons.extend(_objections(draft, status, last_inbound_at, now, policy))
    if reasons:
        return Refusal(tuple(reasons))
    return Permit(draft, status.event_seq, now)


def rests_on_last_text(draft: Draft, standing: Standing) -> bool:
    """Tell whether the decision on a draft depends on when the person last wrote; where it does not, nobody has to look."""
    if draft.purpose is Purpose.COMPLIANCE:
        return False
    match standing.within(SCOPE_OF_PURPOSE[draft.purpose]).state:
        case State.SUBSCRIBED:
            return draft.channel is Channel.WHATSAPP
        case State.UNKNOWN | State.PENDING:
            return draft.purpose is Purpose.CONVERSATION
        case _:
            return False


def _objections(
    draft: Draft, status: Status, last_inbound_at: datetime | None, now: datetime, policy: Policy
) -> list[Reason]:
    """Return what the status of a consent has against a draft that needs one."""
    match status.state:
        case State.STOPPED:
            return [_stopped(draft, status.since)]
        case State.HELD:
            return [_HELD]
        case State.SUBSCRIBED:
            # The platform's window for free-form replies stands whatever the person agreed to.
            return (
                []
                if draft.channel is not Channel.WHATSAPP
                else _outside_window(draft, last_inbound_at, now, policy)
            )
        case State.UNKNOWN | State.PENDING:
            if draft.purpose is Purpose.CONVERSATION:
                return _outside_window(draft, last_inbound_at, now, policy)
            return [_PENDING if status.state is State.PENDING else _NOT_AGREED[draft.purpose]]


def _outside_window(
    draft: Draft, last_inbound_at: datetime | None, now: datetime, policy: Policy
) -> list[Reason]:
    window = policy.reply_windows[draft.channel]
    if last_inbound_at is None:
        return [_NEVER_WROTE]
    if now - last_inbound_at <= window:
        return []
    return [_window_closed(draft.channel, window)]


def _stopped(draft: Draft, since: datetime | None) -> Reason:
    on = f" on {since:%d %b %Y}" if since else ""
    about = {Purpose.MARKETING: "marketing messages", Purpose.NOTICE: "notices"}.get(
        draft.purpose, "messages"
    )
    return Reason(
        "stopped",
        f"This person asked for no more {about} by {draft.channel}{on}.",
        "A fresh yes opens it again: they write START; if a colleague recorded the stop, you may record one.",
    )


def _window_closed(channel: Channel, window: timedelta) -> Reason:
    hours = window // timedelta(hours=1)
    length = f"{hours} hours" if hours < 72 else f"{hours // 24} days"
    return Reason(
        "window_closed",
        f"They last wrote by {channel} more than {length} ago, so this is no longer a reply.",
        "Wait until they write again, or ask for their consent and send it as a notice.",
    )


_HELD = Reason(
    "held",
    "A reply of this person may mean stop; nothing is sent until somebody decides.",
    "Decide the hold (h in the inbox, `stopline decide`).",
)
_PENDING = Reason(
    "pending",
    "This person was asked for consent and has not answered yet.",
    "Wait for their yes.",
)
_NEVER_WROTE = Reason(
    "never_wrote",
    "This person has neither written nor agreed to messages, so this is not a reply.",
    "Ask for consent, and record it with the words and where you heard it.",
)
_NO_ANSWER = Reason(
    "no_address",
    "This sender has no number that can be answered.",
    "Find the person's phone number or e-mail address and write there.",
)
_NOT_AGREED = {
    Purpose.MARKETING: Reason(
        "no_consent",
        "This person has not agreed to marketing messages here.",
        "Ask for consent, and record it with the words and where you heard it.",
    ),
    Purpose.NOTICE: Reason(
        "no_consent",
        "This person has not agreed to notices here.",
        "Ask for consent, and record it with the words and where you heard it; a reply to their own message needs none.",
    ),
}
