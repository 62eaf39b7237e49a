"""Pure: the words our own message asked somebody to answer with, such as CANCEL in "reply CANCEL to cancel your appointment"."""

import re

_ASKED = re.compile(
    r"\b(?:reply|text|send|answer|respond|responda|responde|envíe|envía|répondez|envoyez|antworten sie|antworte|schreiben sie"
    r"|senden sie|rispondi|risponda|invia|invii|antwoord|stuur|sms|responda com|envie)\s+"
    r"(?:with|back|con|avec|par|mit|com|met)?\s*[\"“'‘«„]?(?P<word>[A-ZÀ-Ý]{2,20})\b[\"”'’»“]?(?P<purpose>[^.!?\n]{0,60})",
    re.IGNORECASE,
)
_IS_ABOUT_MESSAGES = re.compile(
    r"\bopt|unsub|\bstop|\bend\b|\btexts?\b|\bmessages?\b|\bmsgs?\b|sms|mensaj|mensag|nachricht|messaggi|berichten|désabonn|abmeld|désinscri|\blist",
    re.IGNORECASE,
)


def asked_for(our_text: str) -> tuple[str, ...]:
    """Return the capital words a text of ours asks for as an answer, without those it offers for leaving.

    "Reply CANCEL to cancel your appointment" asks for CANCEL, and whoever answers so cancels the appointment. "Reply CANCEL to
    get no more texts" offers a way out, and whoever answers so leaves.
    """
    return tuple(
        found["word"]
        for found in _ASKED.finditer(our_text[:1_600])
        if found["word"].isupper() and not _IS_ABOUT_MESSAGES.search(found["purpose"])
    )
