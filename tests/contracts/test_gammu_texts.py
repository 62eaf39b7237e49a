"""The gammu gateway's texts: long ones from their parts, once each, whatever arrives when."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.gateways.base import InboundText
from stopline.gateways.gammu import GammuGateway
from stopline.gateways.gammu_rows import NO_WORDS, Cursor, InboxRow, texts_of
from stopline.gateways.udh import PartHeader, write_header
from support.gammu_tables import GammuTables, encoded

MARIA = "+12025550101"
TOM = "+12025550103"
LIMIT = 100


def part(position: int, total: int, reference: int = 0xA7) -> str:
    return write_header(PartHeader(reference, total, position))


def texts_after(modem: GammuGateway, cursor: str | None = None) -> list[str]:
    return [item.text for item in modem.fetch(cursor, LIMIT).items if isinstance(item, InboundText)]


def test_the_parts_of_a_long_text_are_one_text_whatever_their_order(
    modem: GammuGateway, smsd: GammuTables
) -> None:
    for position, words in [(3, "three"), (1, "one "), (2, "two ")]:
        smsd.receive(MARIA, words, part(position, 3))

    assert texts_after(modem) == ["one two three"]


def test_an_emoji_divided_between_two_parts_is_whole_again(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.receive(MARIA, "see you \ud83d", part(1, 2))
    smsd.receive(MARIA, "\ude00 there", part(2, 2))

    assert texts_after(modem) == ["see you 😀 there"]


def test_other_texts_do_not_wait_for_a_missing_part(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.receive(MARIA, "one ", part(1, 2))
    smsd.receive(TOM, "STOP")
    first = modem.fetch(None, LIMIT)
    smsd.receive(MARIA, "two", part(2, 2))
    second = modem.fetch(first.cursor, LIMIT)

    assert [item.text for item in first.items if isinstance(item, InboundText)] == ["STOP"]
    assert [item.text for item in second.items if isinstance(item, InboundText)] == ["one two"]
    assert modem.fetch(second.cursor, LIMIT).items == ()


def test_a_text_whose_part_never_comes_is_handed_over_with_a_visible_gap(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    smsd.receive(MARIA, "I would like ", part(1, 3))
    smsd.receive(MARIA, " tomorrow", part(3, 3))
    waiting = modem.fetch(None, LIMIT)
    clock.advance(timedelta(seconds=61))
    smsd.beat()

    assert waiting.items == ()
    assert texts_after(modem, waiting.cursor) == ["I would like [part 2 of 3 is missing] tomorrow"]


def test_a_part_that_comes_too_late_is_not_lost(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    smsd.receive(MARIA, "one ", part(1, 2))
    clock.advance(timedelta(seconds=61))
    early = modem.fetch(None, LIMIT)
    smsd.receive(MARIA, "two", part(2, 2))
    clock.advance(timedelta(seconds=61))

    assert texts_after(modem, early.cursor) == ["[part 1 of 2 is missing]two"]


def test_a_backlog_is_read_to_its_end_before_a_text_is_given_up(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    smsd.receive(MARIA, "one ", part(1, 2))
    smsd.receive(TOM, "hello")
    smsd.receive(MARIA, "two", part(2, 2))
    clock.advance(timedelta(hours=9))

    first = modem.fetch(None, 1)
    second = modem.fetch(first.cursor, 1)

    assert first.items == ()
    assert first.has_more
    assert [item.text for item in second.items if isinstance(item, InboundText)] == ["hello"]
    assert texts_after(modem, second.cursor) == ["one two"]


def test_parts_a_killed_daemon_stores_twice_make_one_text(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.receive(MARIA, "one ", part(1, 2))
    smsd.receive(MARIA, "one ", part(1, 2))
    smsd.receive(MARIA, "two", part(2, 2))

    batch = modem.fetch(None, LIMIT)

    assert [item.text for item in batch.items if isinstance(item, InboundText)] == ["one two"]
    assert modem.fetch(batch.cursor, LIMIT).items == ()


def test_a_reference_used_again_does_not_mix_two_texts(modem: GammuGateway, smsd: GammuTables) -> None:
    smsd.receive(MARIA, "the old one ", part(1, 2))
    smsd.receive(MARIA, "the new one ", part(1, 2))
    smsd.receive(MARIA, "goes on", part(2, 2))

    assert texts_after(modem) == ["the old one [part 2 of 2 is missing]", "the new one goes on"]


def test_long_texts_of_two_people_with_the_same_reference_stay_apart(
    modem: GammuGateway, smsd: GammuTables
) -> None:
    for sender, words in [(MARIA, "m1 "), (TOM, "t1 ")]:
        smsd.receive(sender, words, part(1, 2))
    for sender, words in [(TOM, "t2"), (MARIA, "m2")]:
        smsd.receive(sender, words, part(2, 2))

    assert texts_after(modem) == ["t1 t2", "m1 m2"]


def test_a_picture_message_is_handed_over_as_one_without_words(
    modem: GammuGateway, smsd: GammuTables
) -> None:
    smsd.receive(MARIA, "\x01\x02", coding="8bit")

    assert texts_after(modem) == [NO_WORDS]


@settings(max_examples=60)
@given(data=st.data(), limit=st.integers(1, 4))
def test_every_part_is_told_once_whatever_the_order_and_wherever_reading_resumes(
    data: st.DataObject, limit: int
) -> None:
    whole = {reference: [f"{reference}.{position} " for position in (1, 2, 3)] for reference in (1, 2, 3)}
    arrivals = data.draw(st.permutations([(reference, n) for reference in whole for n in (1, 2, 3)]))
    inbox = [
        InboxRow(
            number, "", "1", MARIA, "", encoded(whole[reference][n - 1]), "", PartHeader(reference, 3, n)
        )
        for number, (reference, n) in enumerate(arrivals, start=1)
    ]
    cut: st.SearchStrategy[bool] = st.booleans()
    place = Cursor()
    told: list[str] = []
    while place.inbox < len(inbox):
        rows = [row for row in inbox if row.id in place.held or row.id > place.inbox]
        texts, after = texts_of(rows[: limit + len(place.held)], place, None, limit)
        is_cut_short = data.draw(cut)
        if texts and is_cut_short:
            texts, after = texts[:1], Cursor.from_text(texts[0].cursor)
        told += [text.text for text in texts]
        place = after

    assert sorted(told) == ["".join(parts) for parts in whole.values()]
    assert place.held == ()
