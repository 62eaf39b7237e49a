"""A team's own words, checked against those that always stop."""

from functools import cache

from stopline.consent.lexicon import Lexicon
from stopline.consent.normalise import folded
from stopline.errors import SettingsError
from stopline.settings.capture import JoinSettings
from stopline.settings.section import Place, PlaceOf, Section


class WordsSettings(Section):
    """Words of a team beside those that ship with Stopline."""

    stop: tuple[str, ...] = ()
    """Words that stop, such as a name customers use for it."""
    join: tuple[JoinSettings, ...] = ()
    never: tuple[str, ...] = ()
    """Whole texts that are never taken for a stop, such as the name of a product."""


def check_words(words: WordsSettings, place_of: PlaceOf) -> None:
    """Refuse words that could never work, or would take the meaning of a word that always stops.

    Args:
        words: what the team wrote.
        place_of: says where in which file a word stands.

    Raises:
        SettingsError: one of them cannot be used; the message names its place.
    """
    joins: list[tuple[str, Place]] = [
        (join.keyword, ("words", "join", at, "keyword")) for at, join in enumerate(words.join)
    ]
    never: list[tuple[str, Place]] = [(word, ("words", "never")) for word in words.never]
    written = [*((word, ("words", "stop")) for word in words.stop), *never, *joins]
    if not written:
        return
    shipped = shipped_lexicon()
    for word, place in written:
        if not folded(word):
            raise SettingsError(
                f"{place_of(word, place)}: “{word}” has no letters or digits to recognise it by"
            )
    for word, place in [*never, *joins]:
        if shipped.always_stops(word):
            raise SettingsError(
                f"{place_of(word, place)}: “{word}” always means stop and cannot mean anything else"
            )


@cache
def shipped_lexicon() -> Lexicon:
    """Return the words that ship with Stopline; they are read once, for they are the same in every workspace."""
    # Reading the files of words takes longer than everything else a command like `check` does.
    from stopline.consent import shipped  # noqa: PLC0415

    return shipped.shipped_lexicon()
