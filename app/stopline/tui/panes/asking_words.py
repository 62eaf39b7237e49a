"""Pure: why nobody can be asked for consent where the key for it does nothing, and what would unlock it."""

from stopline.consent.brought_along import brought_along
from stopline.consent.events import CONTACT, Channel, Method
from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.inert import one_line
from stopline.tui.panes.conversation import Conversation
from stopline.tui.text import moment


def why_not_to_ask(conversation: Conversation) -> str:
    """Return what stands in the way of asking, and what would unlock it."""
    if conversation.refusal is None:
        other = (
            " For notices or marketing, choose those with m first."
            if conversation.purpose is Purpose.CONVERSATION
            else ""
        )
        return f"Nothing has to be asked: you may write to them as it is.{other}"
    if isinstance(conversation.asking, Refusal):
        return str(conversation.asking)
    if conversation.status.state is State.STOPPED:
        return _stop(conversation)
    if conversation.opens_at is not None:
        return f"Consent is not what is lacking. {conversation.refusal}"
    return str(conversation.refusal)


def _stop(conversation: Conversation) -> str:
    """Return whose stop stands, and who alone can lift it."""
    made_by = conversation.made_by
    if made_by is None:
        return f"A stop stands, and nobody is asked who stopped. {conversation.refusal}"
    event, zone = made_by.event, conversation.zone
    along = brought_along(made_by)
    if along is not None:
        whose = f"A stop stands, said before{along.on(zone)}: {along.whence(zone)}."
    elif event.method is Method.SUPPRESSION:
        whose = "This person was forgotten, and stays stopped."
    elif event.actor == CONTACT:
        words = f" (“{one_line(event.evidence.words, 40)}”)" if event.evidence.words else ""
        whose = f"A stop of their own stands since {moment(event.occurred_at, zone)}{words}."
    else:
        whose = (
            f"A stop stands that {one_line(event.actor, 20)} recorded on {moment(event.occurred_at, zone)}."
        )
    yes = "yes on their own page" if event.channel is Channel.EMAIL else "START"
    if event.method is Method.AGENT and event.actor != CONTACT:
        return f"{whose} Only their own {yes} lifts it, or a fresh yes that you heard and record with s; nobody is asked who stopped."
    return f"{whose} Only their own {yes} lifts it; nobody is asked who stopped."
