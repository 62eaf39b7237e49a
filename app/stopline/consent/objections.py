"""Pure: the gate's reasons in words an agent understands, each with what would unlock it."""

from datetime import UTC, datetime, timedelta, tzinfo

from stopline.consent.authority import Whose
from stopline.consent.basis import WORDS
from stopline.consent.brought_along import BroughtAlong
from stopline.consent.draft import Draft, Purpose
from stopline.consent.events import Basis, Channel
from stopline.consent.hours import Place, hours_there, local_day, local_times, opens_there
from stopline.consent.policy_values import AskRule
from stopline.consent.refusal import Reason
from stopline.days import full_day
from stopline.plural import counted

_UNDONE = {
    Whose.THEIRS: "They stopped themselves, so nobody else can take that back.",
    Whose.DOUBTFUL: "Their words were doubtful and nobody decided in time, so they count as their stop, and nobody else can take that back.",
    Whose.COLLEAGUES: "A colleague recorded it: a fresh yes that was heard may be recorded too, and a mistake taken back.",
}
"""Who may take a stop back."""
ASK_ANOTHER_WAY = "Ask them in person, on the phone or by a form, and record it with the words."


def stopped(
    draft: Draft,
    since: datetime | None,
    whose: Whose = Whose.THEIRS,
    along: BroughtAlong | None = None,
    zone: tzinfo = UTC,
) -> Reason:
    """They asked for no more, here or before a file brought that along, or asked to be forgotten."""
    on = f" on {_day(since, zone)}" if since else ""
    about = {Purpose.MARKETING: "marketing messages", Purpose.NOTICE: "notices"}.get(
        draft.purpose, "messages"
    )
    is_mail = draft.channel is Channel.EMAIL
    how = (
        "they choose so on their own page, by the link in a message they got, for there is no START by e-mail."
        if is_mail
        else "they write START."
    )
    if along is not None:
        return Reason(
            "stopped",
            f"This person stopped {about} by {draft.channel} before{along.on(zone)}: {along.whence(zone)}.",
            f"Only their own yes opens it again: {how}",
        )
    if whose is Whose.FORGOTTEN:
        # Links they once got lead nowhere any more.
        how = "" if is_mail else f" {how[0].upper()}{how[1:]}"
        return Reason(
            "stopped",
            f"This person was forgotten, and gets no more {about} by {draft.channel}.",
            f"Only a fresh yes of their own opens it again.{how}",
        )
    return Reason(
        "stopped",
        f"This person asked for no more {about} by {draft.channel}{on}.",
        f"A fresh yes opens it again: {how} {_UNDONE[whose]}",
    )


def never_wrote(channel: Channel) -> Reason:
    """They have never written, so that nothing is a reply."""
    if channel is Channel.WHATSAPP:
        return Reason(
            "never_wrote",
            "This person has never written by WhatsApp, and WhatsApp carries such messages only as a reply, whatever they agreed to.",
            _WHATSAPP_REMEDY,
        )
    return Reason(
        "never_wrote",
        "This person has neither written nor agreed to messages, so this is not a reply.",
        "Ask for consent, and record it with the words and where you heard it.",
    )


def window_closed(channel: Channel, window: timedelta) -> Reason:
    """They wrote too long ago."""
    hours = window // timedelta(hours=1)
    length = counted(hours, "hour") if hours < 72 else counted(hours // 24, "day")
    if channel is Channel.WHATSAPP:
        return Reason(
            "window_closed",
            f"They last wrote by WhatsApp more than {length} ago, and WhatsApp carries nothing but a reply, whatever they agreed to.",
            _WHATSAPP_REMEDY,
        )
    return Reason(
        "window_closed",
        f"They last wrote by {channel} more than {length} ago, so this is no longer a reply.",
        "Wait until they write again, or ask for their consent and send it as a notice.",
    )


def weak_basis(purpose: Purpose, has: Basis | None, needed: Basis) -> Reason:
    """Their yes does not carry this."""
    what = "marketing" if purpose is Purpose.MARKETING else "a notice"
    rests = f"rests on {WORDS[has]}" if has is not None else "rests on nothing we know"
    remedy = (
        "They text START or a word of yours, or fill in a form; or ask for their consent by text."
        if needed is Basis.EXPRESS_WRITTEN
        else "Ask for their consent, and record it with the words and where you heard it."
    )
    return Reason("weak_consent", f"Here {what} needs {WORDS[needed]}; their consent {rests}.", remedy)


def consent_expired(basis: Basis, ended_at: datetime, zone: tzinfo = UTC) -> Reason:
    """Their implied consent has run out."""
    return Reason(
        "consent_expired",
        f"Their consent rested on {WORDS[basis]} and ran out on {_day(ended_at, zone)}.",
        "Ask for their consent; a new purchase or inquiry, recorded with its date, opens it again as well.",
    )


def out_of_hours(place: Place, now: datetime, opens_at: datetime) -> Reason:
    """It is the wrong time of day, or day, where they are."""
    return Reason(
        "out_of_hours",
        _wrong_time(place, now),
        f"Wait until {opens_there(place, now, opens_at)} their time, or schedule it: it then leaves by itself.",
        opens_at,
    )


def _wrong_time(place: Place, now: datetime) -> str:
    """Return what time it is there, and which hours that day has."""
    times, hours = local_times(place, now), hours_there(place, now)
    if hours is None:
        day = local_day(place, now)
        return f"It is {day:%A} {times} where they are, a day on which such messages may not be sent."
    if " to " in times:
        return f"It is {times} where they may be; such messages may be sent {hours} in every zone that may be theirs."
    return f"It is {times} where they are, outside {hours}, the hours for such messages."


def daily_maximum_reached(maximum: int, place: Place, now: datetime, opens_at: datetime | None) -> Reason:
    """They got as many as the law, or the team, allows."""
    count = "one marketing message" if maximum == 1 else f"{maximum} marketing messages"
    when = f"until {opens_there(place, now, opens_at)} their time" if opens_at else "a day"
    return Reason(
        "daily_maximum",
        f"They got {count} in the last 24 hours, and more are not allowed there.",
        f"Wait {when}, or schedule it: it then leaves by itself.",
        opens_at,
    )


def asked_already(asked_at: datetime, again_at: datetime, zone: tzinfo = UTC) -> Reason:
    """They were asked not long ago, and that question is over: while one waits, it is told otherwise."""
    return Reason(
        "asked_already",
        f"This person was asked for consent on {_day(asked_at, zone)}, and that question is over.",
        f"They may be asked again from {_day(again_at, zone)}.",
    )


def reminded_already(reminded_at: datetime, zone: tzinfo = UTC) -> Reason:
    """They were reminded once."""
    return Reason(
        "asked_already",
        f"This person was reminded on {_day(reminded_at, zone)}; a question is repeated once.",
        "Wait for their answer.",
    )


def late_confirmation(window: timedelta) -> Reason:
    """The confirmation of their stop waited too long."""
    minutes = counted(window // timedelta(minutes=1), "minute")
    return Reason(
        LATE_CONFIRMATION,
        f"A stop is confirmed within {minutes} of when it was said, and this confirmation had waited longer; the stop counts all the same.",
        "",
    )


def _day(at: datetime, zone: tzinfo) -> str:
    """Return the day an instant lies on in the team's zone."""
    return full_day(at.astimezone(zone))


def ask_not_allowed(rule: AskRule) -> Reason:
    """Where they are, a stranger may not be asked."""
    if rule is AskRule.REPLY:
        sentence = "Where they are, a request for consent is itself advertising, unless it answers what they wrote lately."
    else:
        sentence = "This person has never written to us, so we may not ask for their consent by message."
    return Reason("ask_not_allowed", sentence, ASK_ANOTHER_WAY)


def held_back(*, is_restored: bool) -> Reason:
    """Nobody knows who said stop since the database was copied, so the worker sends nothing but automatic answers."""
    how = "A backup was put in place here" if is_restored else "The database here was copied back from before"
    return Reason(
        "held_back",
        f"{how}, and stops that were said since may be missing; so nothing but automatic answers leaves.",
        "Take the newer stops over, as `stopline doctor --only rolled-back` says; with `--mend` it then lets sending go on.",
    )


SETTINGS_AT_FAULT = Reason(
    "settings_at_fault",
    "The settings hold a mistake, so nothing but automatic answers leaves.",
    "Mend settings.toml; `stopline doctor --only settings` says where.",
)
OVERTAKEN = Reason(
    "stopped", "They asked for no more messages before this confirmation of their yes could leave.", ""
)
OVERTAKEN_BY_HOLD = Reason(
    "held",
    "A reply that may mean stop came before this confirmation of their yes could leave.",
    "Decide the hold (h in the inbox, `stopline decide`).",
)
LATE_CONFIRMATION = "late_confirmation"
"""The code of a confirmation of a stop that did not leave in time."""
HELD = Reason(
    "held",
    "A reply of this person may mean stop; nothing is sent until somebody decides.",
    "Decide the hold (h in the inbox, `stopline decide`).",
)
PENDING = Reason(
    "pending",
    "This person was asked for consent and has not answered yet.",
    "Wait for their yes.",
)
_WHATSAPP_REMEDY = (
    "Wait until they write there, or write by SMS or e-mail, where what they agreed to carries it."
)
NO_ADDRESS = Reason(
    "no_address",
    "This sender has no number that can be answered.",
    "Find the person's phone number or e-mail address and write there.",
)
NO_PLACE = Reason(
    "no_hours",
    "No hour is permitted everywhere this person may be, as far as is known of them.",
    "Store where they live: their attribute zone, such as America/New_York, or state and postcode.",
)
ASK_PENDING = Reason(
    "nothing_asked",
    "There is no open question to remind this person of.",
    "Ask for their consent first.",
)
NOT_AGREED = {
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
