"""English wishes to stop in slang, dialects and as statements of fact meet a rule; the same words about other things do not."""

import pytest

from stopline.consent.grounds import Ground, standing_of
from stopline.consent.model import untrained
from stopline.consent.normalise import words_of
from stopline.consent.recognise import Recogniser
from stopline.consent.shipped import shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon(untrained()))


def ground_of(text: str) -> Ground | None:
    standing = standing_of(RECOGNISER.reading_of(words_of(text)))
    return None if standing is None else standing.ground


@pytest.mark.parametrize(
    "text",
    [
        "quit pinging my phone",
        "gonnae no text me again",
        "dinnae send me ony mair texts",
        "this line is out of bounds",
        "texting me ends today",
        "your texts are not welcome",
        "permission to text withdrawn",
        "chuck my number in the bin",
        "deregister this mobile",
        "let me out of your text club",
        "may i be left off the list",
        "i am through with your messages",
        "none of your promos on my phone",
        "i hereby object to direct marketing",
        "i request the erasure of my details",
        "if you text me again i am calling the police",
        "anything but texts",
        "dontmsgme",
        "take my # off",
        "lose this #, please",
    ],
)
def test_an_english_wish_in_other_words_is_plain(text: str) -> None:
    assert ground_of(text) is Ground.PLAIN_RULE


@pytest.mark.parametrize(
    "text",
    [
        "why have the texts stopped",
        "stop it, we won",
        "no sales tax this weekend right",
        "did you forget my number",
        "count me out for bowling tonight",
        "consider me gone next week, back on the 9th",
        "let me be the one to tell her",
        "thanks, it was no bother at all",
        "take the office phone off and use my mobile for these",
    ],
)
def test_the_same_words_about_other_things_are_not_plain(text: str) -> None:
    assert ground_of(text) not in (Ground.PLAIN_RULE, Ground.RULE)
