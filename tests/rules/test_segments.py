"""Texts are cut into parts exactly as networks count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.segments import PART_LIMIT, SINGLE_LIMIT, Encoding, Forcing, segments_of

GSM7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà"
ESCAPED = "\f^{}\\[~]|€"

any_text = st.one_of(
    st.text(alphabet=GSM7 + ESCAPED, max_size=700),
    st.text(alphabet=GSM7 + ESCAPED + "çЖ😀", max_size=400),
    st.text(max_size=300),
)


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "units", "left"),
    [
        pytest.param("", "gsm7", 0, 0, 160, id="nothing"),
        pytest.param("a", "gsm7", 1, 1, 159, id="one letter"),
        pytest.param("a" * 160, "gsm7", 1, 160, 0, id="a full single part"),
        pytest.param("a" * 161, "gsm7", 2, 161, 145, id="one letter too many"),
        pytest.param("a" * 306, "gsm7", 2, 306, 0, id="two full parts"),
        pytest.param("a" * 307, "gsm7", 3, 307, 152, id="a third part"),
        pytest.param("€" * 80, "gsm7", 1, 160, 0, id="eighty euro signs"),
        pytest.param("€" * 81, "gsm7", 2, 162, 143, id="eighty-one euro signs"),
        pytest.param(
            "€" * 153, "gsm7", 3, 306, 151, id="an escape pair is not split, so two parts do not do"
        ),
        pytest.param("a" * 152 + "€" + "a" * 20, "gsm7", 2, 174, 131, id="an escape pair moves on whole"),
        pytest.param(GSM7, "gsm7", 1, len(GSM7), 160 - len(GSM7), id="the basic alphabet"),
        pytest.param("[x]\f", "gsm7", 1, 7, 153, id="escaped letters count two"),
        pytest.param("`", "ucs2", 1, 1, 69, id="a backtick is no GSM letter"),
        pytest.param("ç", "ucs2", 1, 1, 69, id="only the capital cedilla is a GSM letter"),
        pytest.param("\t", "ucs2", 1, 1, 69, id="a tab is no GSM letter"),
        pytest.param("€" + "Ж" * 69, "ucs2", 1, 70, 0, id="escaped letters count one in UCS-2"),
        pytest.param("Ж" * 71, "ucs2", 2, 71, 63, id="two parts of Cyrillic"),
        pytest.param("😀" * 35, "ucs2", 1, 70, 0, id="thirty-five emoji"),
        pytest.param("😀" * 36, "ucs2", 2, 72, 61, id="thirty-six emoji: a surrogate pair is not split"),
        pytest.param(
            "👨\u200d👩\u200d👧", "ucs2", 1, 8, 62, id="a family is five characters, three of them wide"
        ),
        pytest.param("\ud83d", "ucs2", 1, 1, 69, id="half a surrogate pair"),
    ],
)
def test_a_text_counts_as_networks_count_it(
    text: str, encoding: str, parts: int, units: int, left: int
) -> None:
    segments = segments_of(text)

    assert (segments.encoding, len(segments.parts)) == (encoding, parts)
    assert (segments.units, segments.left_in_part) == (units, left)


def test_the_characters_that_force_ucs2_are_named_with_their_first_place() -> None:
    segments = segments_of("Ça va? “très bien” – merci ç")

    assert segments.forcing == (
        Forcing("“", 7),
        Forcing("”", 17),
        Forcing("–", 19),
        Forcing("ç", 27),
    )


@given(any_text)
def test_parts_join_to_the_text_and_each_keeps_within_its_limit(text: str) -> None:
    segments = segments_of(text)
    limits = SINGLE_LIMIT if len(segments.parts) < 2 else PART_LIMIT

    assert "".join(segments.parts) == text
    assert all(0 < _units(part, segments.encoding) <= limits[segments.encoding] for part in segments.parts)


@given(any_text)
def test_no_part_has_room_for_what_begins_the_next(text: str) -> None:
    segments = segments_of(text)
    limit = PART_LIMIT[segments.encoding]

    for part, following in zip(segments.parts, segments.parts[1:], strict=False):
        assert _units(part + following[0], segments.encoding) > limit


@given(any_text)
def test_a_text_is_ucs2_exactly_when_a_character_forces_it(text: str) -> None:
    segments = segments_of(text)
    foreign = {character for character in text if character not in _WHOLE_GSM7}

    assert (segments.encoding is Encoding.UCS2) == bool(foreign)
    assert {each.character for each in segments.forcing} == foreign
    assert all(text.index(each.character) == each.position for each in segments.forcing)


_WHOLE_GSM7 = GSM7 + ESCAPED + "DEFGHIJKLMNOPQRSTUVWdefghijklmnopqrstuvw"


def _units(text: str, encoding: Encoding) -> int:
    """Count as the standard says, the slow way."""
    if encoding is Encoding.UCS2:
        return sum(2 if ord(character) > 0xFFFF else 1 for character in text)
    return sum(2 if character in ESCAPED else 1 for character in text)
