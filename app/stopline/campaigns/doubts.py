"""What a person should look at before a launch: tags and attributes nobody has, and texts that do not tell how to stop."""

from collections.abc import Iterator, Sequence

from stopline.campaigns.campaign import Campaign
from stopline.campaigns.texts import says_how_to_stop
from stopline.consent.draft import Purpose
from stopline.consent.lexicon import Lexicon
from stopline.inert import one_line
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

MOST_NAMED = 12
"""Tags or values named in a doubt."""
LONGEST_NAMED = 40


class Doubts:
    """What speaks against the campaigns of one workspace; none of it keeps a campaign from being written."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        self._engine = engine
        self._lexicon = lexicon
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def of(self, campaign: Campaign) -> tuple[str, ...]:
        """Return what a person should look at, a sentence each."""
        criteria = campaign.criteria
        return (
            *self._unknown_tags((*criteria.tags, *criteria.without_tags)),
            *(words for name, value in criteria.attributes for words in self._unknown_attribute(name, value)),
            *self._silent_texts(campaign),
        )

    def _unknown_tags(self, tags: Sequence[str]) -> Iterator[str]:
        known = [row.text("tag") for row in self._engine.all(self._sql["tags_in_use"])] if tags else []
        for tag in tags:
            if tag not in known:
                yield f"Nobody has the tag {_short(tag)}; {_listed('tags', known)}."

    def _unknown_attribute(self, name: str, value: str) -> Iterator[str]:
        names = [row.text("name") for row in self._engine.all(self._sql["attributes_in_use"])]
        meant = [each for each in names if each.casefold() == name.casefold()]
        values = [
            row.text("value") for each in meant for row in self._engine.all(self._sql["values_in_use"], name=each)
        ]  # fmt: skip
        if not meant:
            yield f"Nobody has the attribute {_short(name)}; {_listed('attributes', names)}."
        elif value.casefold() not in (each.casefold() for each in values):
            yield f"Nobody has {_short(name)} = {_short(value)}; {_listed('values', values)}."

    def _silent_texts(self, campaign: Campaign) -> Iterator[str]:
        if campaign.purpose is not Purpose.MARKETING:
            return
        silent = [each.label for each in campaign.variants if not says_how_to_stop(each.text, self._lexicon)]
        if silent:
            which = f"Text {silent[0]} does" if len(silent) == 1 else f"Texts {', '.join(silent)} do"
            yield f"{which} not tell how to stop; write it, such as “STOP to end”, or put {{preferences}} into it."


def _listed(what: str, known: Sequence[str]) -> str:
    if not known:
        return f"there are no {what} yet"
    more = " and others" if len(known) > MOST_NAMED else ""
    return f"{what} are {', '.join(map(_short, known[:MOST_NAMED]))}{more}"


def _short(name: str) -> str:
    return one_line(name, LONGEST_NAMED)
