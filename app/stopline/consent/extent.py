"""Pure: how far a wish to stop reaches: everything, or only advertising, notices or one channel.

A narrower reading lets other messages through, so it takes plain words: advertising named as what must end, or something
named as what may stay. In doubt a stop covers all.
"""

from collections.abc import Sequence

from stopline.consent.events import Channel, Scope
from stopline.consent.grammar import bits
from stopline.consent.lexicon import ExtentWords
from stopline.consent.normalise import Word
from stopline.consent.patterns import Hit
from stopline.consent.sentences import Reading

_BETWEEN = 4
"""How many words at most stand from "all" to the channels: "all of your channels"."""


def names_every_channel(words: Sequence[Word], extent: ExtentWords) -> bool:
    """Whether words name every channel: "everywhere", "on all channels", or each of them by its name."""
    texts = [word.text for word in words]
    for index, text in enumerate(texts):
        if text in extent.everywhere or (
            text in extent.each and extent.channels.intersection(texts[index : index + _BETWEEN])
        ):
            return True
    said = frozenset(texts) | ({"email"} if "e" in texts and "mail" in texts else frozenset())
    return all(said & named for named in extent.named.values())


def scope_of(reading: Reading, hit: Hit | None, extent: ExtentWords) -> Scope:
    """What a wish to stop covers."""
    if any(unit.text in extent.everything for unit in reading.units):
        return Scope.ALL
    has_promotion = _holds(reading, "promotion")
    has_notice = _holds(reading, "notice", "other")
    has_welcome = _holds(reading, "only", "keep") or any(
        unit.text in extent.welcome for unit in reading.units
    )
    if has_notice and has_welcome and (has_promotion or hit is None or hit.rule.name == "only-these"):
        return Scope.MARKETING if _promotion_is_refused(reading) else Scope.NOTICE
    if hit is not None and has_promotion and not has_notice and _object_is_promotion(reading, hit):
        return Scope.MARKETING
    return Scope.ALL


def channel_of(reading: Reading, extent: ExtentWords) -> Channel | None:
    """The channel a wish to stop is limited to, when another one is named as welcome."""
    if any(hit.rule.name == "another-channel" for hit in reading.hits):
        return Channel.SMS
    refused = [
        index for index, unit in enumerate(reading.units) if unit.text in extent.named[Channel.WHATSAPP]
    ]
    if refused and any(
        unit.slots & bits("not", "stop") for unit in reading.units[max(refused[0] - 4, 0) : refused[0]]
    ):
        return Channel.WHATSAPP
    return None


def _holds(reading: Reading, *slots: str) -> bool:
    wanted = bits(*slots)
    return any(unit.slots & wanted for unit in reading.units)


def _promotion_is_refused(reading: Reading) -> bool:
    """Whether a word of refusal stands nearer before the advertising than before the notices."""
    refused = None
    for unit in reading.units:
        if unit.slots & bits("not", "stop", "end", "remove", "unsubscribe") and not unit.slots & bits(
            "promotion", "notice"
        ):
            refused = unit
        elif refused is not None and unit.slots & bits("promotion", "notice"):
            return bool(unit.slots & bits("promotion"))
    return True


def _object_is_promotion(reading: Reading, hit: Hit) -> bool:
    """Whether what must end is advertising, and not texts as such."""
    around = reading.units[hit.first : hit.last + 3]
    promotion = next((index for index, unit in enumerate(around) if unit.slots & bits("promotion")), None)
    if promotion is None:
        return False
    others = [
        index
        for index, unit in enumerate(around)
        if unit.slots & bits("message", "me") and unit.text not in ("me", "us")
    ]
    return all(abs(index - promotion) <= 1 or _is_short(around[index].text) for index in others)


def _is_short(text: str) -> bool:
    """Whether a unit is one short word, as object pronouns are in all these languages."""
    return len(text) <= 3
