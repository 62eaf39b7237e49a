"""What the compose box says: whether one may answer and why, what would unlock it, and how many parts a text takes."""

from datetime import datetime, timedelta, tzinfo

from textual.content import Content

from stopline.consent.events import Channel, ConsentEvent, Method
from stopline.consent.gate import Purpose
from stopline.consent.hours import local_weekday_time, opens_there
from stopline.consent.link_room import as_counted
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.consent.whereabouts import hours_of
from stopline.days import day_in_words
from stopline.inert import one_line
from stopline.plural import counted
from stopline.segments import segments_of
from stopline.tui.panes.consent_card import CHANNEL_NAMES, stopped_when
from stopline.tui.panes.conversation import Conversation
from stopline.tui.text import BADGES, ago, ago_in_words, wall_time

_MAY = {
    Purpose.CONVERSATION: "May answer",
    Purpose.NOTICE: "May notify",
    Purpose.MARKETING: "May send offers",
    Purpose.COMPLIANCE: "May answer",
}
RECENT = timedelta(days=1)
"""How long somebody who wrote is answered because of that, whatever they agreed to before."""


def send_words(conversation: Conversation, *, is_offered: bool) -> str:
    """Return what Enter does: send, or wait for the hour, in the person's time."""
    opens_at = conversation.opens_at
    if opens_at is None:
        return "enter send "
    return f"{'enter again:' if is_offered else 'enter'} at {local_weekday_time(conversation.card.place, opens_at)} "


def segment_words(text: str, link: str = "") -> str:
    """Return how many parts a text takes as it will be sent, how much room is left, and what makes it long.

    Args:
        text: what the agent has written.
        link: something as long as the link that may stand in it; empty where there are no pages.
    """
    segments = segments_of(as_counted(text, link))
    words = f"{counted(len(segments.parts), 'part')}, {segments.left_in_part} left"
    if segments.forcing:
        words += f" (“{one_line(segments.forcing[0].character, 4)}” makes parts short)"
    return words


def gate_words(conversation: Conversation, now: datetime, width: int, *, is_inside: bool = False) -> Content:
    """Return whether one may answer, and why; where not, what would unlock it.

    Args:
        conversation: what is shown.
        now: the present instant.
        width: how much room one line has.
        is_inside: whether the field has the focus, which swallows keys.
    """
    if conversation.refusal is None:
        return _permitted(conversation, now, width)
    return Content("\n").join(
        [_locked_since(conversation, now, width), *_reasons(conversation, now, is_inside=is_inside)]
    )


def _permitted(conversation: Conversation, now: datetime, width: int) -> Content:
    """Return why one may answer, in the longest words that fit on one line."""
    badge = BADGES[conversation.status.state].content()
    wordings = [
        Content.assemble(badge, (f"  {_MAY[conversation.purpose]}: {why}", "$quiet"))
        for why in _with_hours(conversation, now)
    ]
    fitting = [words for words in wordings if words.cell_length <= width]
    return fitting[0] if fitting else wordings[-1].truncate(max(width, 10), ellipsis=True)


def _with_hours(conversation: Conversation, now: datetime) -> list[str]:
    """Return the reasons in words, the longest first, with the end of the hour where the message keeps to one."""
    whys = _whys(conversation, now)
    keeps_hours = (
        conversation.purpose is Purpose.MARKETING and conversation.thread.channel is not Channel.EMAIL
    )
    window = hours_of(conversation.card.place, now).window if keeps_hours else None
    return [*(f"{why}; until {window[1]} there" for why in whys), *whys] if window else whys


def _whys(conversation: Conversation, now: datetime) -> list[str]:
    """Return the reason in words, the longest first: what they wrote just now counts for more than an old yes."""
    wrote_at, made_by = conversation.thread.last_inbound_at, conversation.made_by
    # Having written is a reason to answer, and none for anything else.
    is_answer = conversation.purpose is Purpose.CONVERSATION
    wrote_lately = is_answer and wrote_at is not None and now - wrote_at < RECENT
    if conversation.status.state is State.SUBSCRIBED and made_by is not None and not wrote_lately:
        event = made_by.event
        day = day_in_words(event.occurred_at, now, conversation.zone)
        how = f"by {_in_a_word(event)}"
        return [f"subscribed {day} {how}", f"{day} {how}", how, day]
    if is_answer and wrote_at is not None:
        return [
            f"they wrote {ago_in_words(wrote_at, now)}",
            f"wrote {_shortly(wrote_at, now, conversation.zone)}",
        ]
    return ["they agreed to it", "they agreed"]


def _shortly(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago in few cells: `just now`, `5m ago`, `Tue`."""
    short = ago(at, now, zone)
    if short == "now":
        return "just now"
    return f"{short} ago" if short[:-1].isdecimal() else short


def _in_a_word(event: ConsentEvent) -> str:
    """Return by what a yes came: `JOIN`, `import`, `alice`."""
    if event.method is Method.KEYWORD and event.evidence.keyword:
        return one_line(event.evidence.keyword, 24).upper()
    if event.method is Method.AGENT and event.actor:
        return one_line(event.actor, 20)
    return {Method.SENTENCE: "their words", Method.API: "another program"}.get(
        event.method, str(event.method)
    )


def _locked_since(conversation: Conversation, now: datetime, width: int) -> Content:
    """Return on one line the state, since when, and by which words."""
    state = conversation.status.state
    details = ["waits for the hour"] if conversation.opens_at is not None else []
    if state is State.HELD and conversation.hold is not None:
        is_overdue = conversation.hold.deadline < now
        left = f"{counted(conversation.hold.days_left, 'business day')} left"
        details.append("overdue" if is_overdue else left)
    made_by = conversation.made_by
    if made_by is not None and state in (State.STOPPED, State.HELD):
        details.append(stopped_when(made_by, now, conversation.zone))
        if made_by.event.evidence.words:
            details.append(f"“{one_line(made_by.event.evidence.words, 40)}”")
    asked = conversation.asked
    if asked is not None and state in (State.PENDING, State.UNKNOWN):
        until = f"until {day_in_words(asked.expires_at, now, conversation.zone)}"
        details += (
            [f"asked {ago_in_words(asked.asked_at, now)}", until]
            if asked.has_left
            else ["the question waits to leave"]
        )
    words = Content.assemble(BADGES[state].content(), *(f" · {detail}" for detail in details))
    return words.truncate(max(width, 10), ellipsis=True)


def _reasons(conversation: Conversation, now: datetime, *, is_inside: bool) -> list[Content]:
    """Return each reason with its remedy, and the channel that is open instead."""
    reasons = conversation.refusal.reasons if conversation.refusal else ()
    if conversation.opens_at is not None:
        return [Content(" ".join(reason.sentence for reason in reasons)), _offer(conversation, now)]
    if isinstance(conversation.asking, Refusal):
        # Who was asked already is not to be asked, whatever else is lacking.
        is_asked = "already_asked" in conversation.asking.codes
        others = [each for each in conversation.asking.reasons if each.code not in conversation.refusal_codes]
        reasons = (*(() if is_asked else reasons), *others)
    lines = [Content.assemble(f"{reason.sentence} ", (reason.remedy, "$quiet")) for reason in reasons]
    if conversation.may_ask:
        lines.append(Content.assemble("Ask for their consent by message: ", ("ctrl+r", "$accent bold")))
    for thread, may_write in conversation.siblings:
        if may_write:
            name = CHANNEL_NAMES[thread.channel]
            key = "esc, then c" if is_inside else "c"
            lines.append(Content.assemble(f"{name} is open to you: ", (key, "$accent bold")))
            break
    return lines


def _offer(conversation: Conversation, now: datetime) -> Content:
    """Return when it could leave by itself, in their time and in ours, and by which key."""
    opens_at, place = conversation.opens_at or now, conversation.card.place
    theirs, ours = opens_there(place, now, opens_at), wall_time(opens_at, conversation.zone)
    yours = "" if theirs.endswith(ours) else f" ({ours} yours)"
    return Content.assemble(("enter", "$accent bold"), (f" sends it at {theirs} their time{yours}", "$quiet"))
