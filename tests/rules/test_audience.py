"""Who gets a campaign, and who does not and why."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address, is_email
from stopline.campaigns.audience import (
    EVERYBODY,
    NOT_CHOSEN,
    WORDS,
    Aim,
    Criteria,
    Excluded,
    Included,
    Person,
    Reach,
    choose,
)
from stopline.campaigns.listfile import read_list
from stopline.campaigns.slots import Slots
from stopline.consent.draft import Purpose
from stopline.consent.events import Basis, Channel
from stopline.consent.hours import SOMEWHERE, Place
from stopline.consent.places import shipped_atlas
from stopline.consent.policy import shipped_policy
from stopline.consent.status import NOTHING_KNOWN, Standing, State, Status
from support.times import START

MARIA = Address("+12025550123")
OTHER = Address("+12025550124")
MAIL = Address("maria@example.com")
NEW_YORK = shipped_atlas().place_of(MARIA, "US", ["America/New_York"])
LOS_ANGELES = shipped_atlas().place_of(Address("+12135550123"), "US", ["America/Los_Angeles"])


def status(state: State, basis: Basis | None = Basis.EXPRESS_WRITTEN) -> Status:
    agreed_at = START - timedelta(days=30) if state is State.SUBSCRIBED else None
    return Status(
        state, START - timedelta(days=30), 1, basis=basis if agreed_at else None, agreed_at=agreed_at
    )


def reach(
    address: Address = MARIA,
    state: State = State.SUBSCRIBED,
    place: Place = NEW_YORK,
    basis: Basis = Basis.EXPRESS_WRITTEN,
) -> Reach:
    return Reach(address, Standing(status(state, basis), None, None), place=place)


def aim(criteria: Criteria = EVERYBODY, at: datetime = START, channel: Channel = Channel.SMS) -> Aim:
    return Aim(channel, Purpose.MARKETING, criteria, at, shipped_policy())


def chosen(
    person: Person, wanted: Aim | None = None, slots: Slots | None = None
) -> list[Included | Excluded]:
    return list(choose(person, wanted or aim(), slots or Slots(0)))


def reasons(person: Person, criteria: Criteria = EVERYBODY) -> list[tuple[str, ...]]:
    return [each.reasons if isinstance(each, Excluded) else () for each in chosen(person, aim(criteria))]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(reach(), (), id="who agreed in writing"),
        pytest.param(reach(state=State.STOPPED), ("stopped",), id="who said stop"),
        pytest.param(reach(state=State.HELD), ("held",), id="whose words wait for a decision"),
        pytest.param(reach(state=State.UNKNOWN), ("no_consent",), id="who never agreed"),
        pytest.param(reach(state=State.PENDING), ("pending",), id="who has not answered"),
        pytest.param(
            reach(basis=Basis.EXPRESS), ("weak_consent",), id="who agreed on the phone in the United States"
        ),
        pytest.param(reach(place=SOMEWHERE), ("no_hours",), id="of whom nobody knows where they are"),
        pytest.param(reach(MAIL), ("other_channel",), id="who has an e-mail address only"),
    ],
)
def test_the_gate_says_who_may_get_a_campaign(known: Reach, expected: tuple[str, ...]) -> None:
    assert reasons(Person(1, "Maria", (known,))) == [expected]


DAYS = timedelta(days=1)
SPOKE = Reach(
    MARIA, Standing(status(State.SUBSCRIBED), None, None), START - 3 * DAYS, START - 10 * DAYS, NEW_YORK
)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        pytest.param(Criteria(tags=("news",)), (), id="has the tag"),
        pytest.param(Criteria(tags=("news", "vip")), ("other_tag",), id="lacks one of two tags"),
        pytest.param(Criteria(without_tags=("news",)), ("left_out_tag",), id="has a tag that is left out"),
        pytest.param(Criteria(attributes=(("City", "halifax"),)), (), id="has the attribute, however it is written"),
        pytest.param(Criteria(attributes=(("city", "Truro"),)), ("other_attribute",), id="has another value"),
        pytest.param(Criteria(attributes=(("size", "L"),)), ("other_attribute",), id="has no such attribute"),
        pytest.param(Criteria(consent=State.SUBSCRIBED), (), id="stands where asked"),
        pytest.param(Criteria(consent=State.PENDING), ("other_consent",), id="stands elsewhere"),
        pytest.param(Criteria(wrote_within=7 * DAYS), (), id="wrote lately"),
        pytest.param(Criteria(wrote_within=2 * DAYS), ("not_wrote_within",), id="wrote too long ago"),
        pytest.param(Criteria(not_wrote_within=7 * DAYS), ("wrote_within",), id="wrote too lately"),
        pytest.param(Criteria(written_within=7 * DAYS), ("not_written_within",), id="was written to too long ago"),
        pytest.param(Criteria(not_written_within=7 * DAYS), (), id="was not written to lately"),
        pytest.param(Criteria(not_written_within=30 * DAYS), ("written_within",), id="was written to lately"),
    ],
)  # fmt: skip
def test_a_campaign_chooses_by_what_is_known_of_people(criteria: Criteria, expected: tuple[str, ...]) -> None:
    person = Person(1, "Maria", (SPOKE,), frozenset({"news"}), (("city", "Halifax"),))

    assert reasons(person, criteria) == [expected]


def test_who_has_never_written_is_not_among_those_who_wrote_lately() -> None:
    assert reasons(Person(1, "", (reach(),)), Criteria(wrote_within=DAYS)) == [("not_wrote_within",)]
    assert reasons(Person(1, "", (reach(),)), Criteria(not_wrote_within=DAYS)) == [()]


def test_somebody_with_two_numbers_gets_one_message() -> None:
    assert reasons(Person(1, "Maria", (reach(MARIA), reach(OTHER)))) == [(), ("duplicate",)]


def test_somebody_whose_first_number_stopped_gets_it_at_the_second() -> None:
    stopped = reach(MARIA, State.STOPPED)

    assert reasons(Person(1, "Maria", (stopped, reach(OTHER)))) == [("stopped",), ()]


def test_an_email_address_beside_a_number_is_no_person_left_out() -> None:
    assert reasons(Person(1, "Maria", (reach(MAIL), reach(MARIA)))) == [()]


def test_where_only_the_hour_is_wrong_the_message_waits_for_the_morning_there() -> None:
    [found] = chosen(Person(1, "", (reach(place=LOS_ANGELES),)))

    assert isinstance(found, Included)
    # Nine in Los Angeles, three hours after nine in New York.
    assert found.leaves_at == START + timedelta(hours=3)
    assert found.permit.decided_at == found.leaves_at


def test_so_many_leave_in_a_minute_and_no_more() -> None:
    slots = Slots(2)
    leaving = [
        each.leaves_at - START
        for number in range(5)
        for each in chosen(Person(number, "", (reach(Address(f"+1202555010{number}")),)), slots=slots)
        if isinstance(each, Included)
    ]

    assert [each.total_seconds() for each in leaving] == [0, 30, 60, 90, 120]


def test_what_does_not_fit_into_an_evening_leaves_the_next_morning_at_the_same_rate() -> None:
    evening = START.replace(hour=0, minute=58) + timedelta(days=1)
    slots = Slots(1)
    leaving = [
        each.leaves_at
        for number in range(4)
        for each in chosen(Person(number, "", (reach(),)), aim(at=evening), slots)
        if isinstance(each, Included)
    ]

    # 19:58 and 19:59 in New York; the hours end at 20:00.
    morning = START + timedelta(days=1) - timedelta(hours=1)
    assert leaving[:2] == [evening, evening + timedelta(minutes=1)]
    assert leaving[2] >= morning
    assert leaving[3] - leaving[2] == timedelta(minutes=1)


def test_slots_go_on_where_an_interrupted_launch_ended() -> None:
    slots = Slots(2, {START: 2, START + timedelta(minutes=1): 1})

    assert slots.free_from(START) == START + timedelta(minutes=1, seconds=30)


ADDRESSES = st.sampled_from([MARIA, OTHER, MAIL, Address("+12025550125"), Address("SHORTCODE")])
STANDINGS = st.builds(
    Standing,
    st.builds(status, st.sampled_from(State), st.sampled_from([Basis.EXPRESS, Basis.EXPRESS_WRITTEN])) | st.just(NOTHING_KNOWN),
    st.none() | st.builds(status, st.sampled_from(State)),
    st.none(),
)  # fmt: skip
INSTANTS = st.none() | st.datetimes(datetime(2026, 10, 1), datetime(2026, 11, 17)).map(  # noqa: DTZ001 - given its zone in the next line
    lambda at: at.replace(tzinfo=START.tzinfo)
)
REACHES = st.builds(
    Reach, ADDRESSES, STANDINGS, INSTANTS, INSTANTS, st.sampled_from([NEW_YORK, LOS_ANGELES, SOMEWHERE])
)
PERSONS = st.builds(
    Person,
    st.integers(1, 5),
    st.just("Maria"),
    st.lists(REACHES, max_size=4, unique_by=lambda each: each.address).map(tuple),
    st.frozensets(st.sampled_from(["news", "vip"])),
)
LENGTHS = st.none() | st.sampled_from([DAYS, 30 * DAYS])
CRITERIA = st.builds(
    Criteria,
    st.lists(st.sampled_from(["news", "vip"]), max_size=2).map(tuple),
    st.lists(st.just("vip"), max_size=1).map(tuple),
    st.just(()),
    st.none() | st.sampled_from(State),
    LENGTHS,
    LENGTHS,
    LENGTHS,
    LENGTHS,
)
AIMS = st.builds(
    aim,
    CRITERIA,
    st.integers(0, 47).map(lambda hours: START + timedelta(hours=hours)),
    st.sampled_from([Channel.SMS, Channel.EMAIL, Channel.WHATSAPP]),
)


@given(PERSONS, AIMS, st.sampled_from([0, 1, 30]))
def test_nobody_stopped_or_held_is_ever_included(person: Person, wanted: Aim, per_minute: int) -> None:
    by_address = {each.address: each.standing for each in person.reaches}

    for found in chosen(person, wanted, Slots(per_minute)):
        if isinstance(found, Included):
            standing = by_address[found.address]
            states = {standing.everything.state} | (
                {standing.marketing.state} if standing.marketing else set()
            )
            assert State.SUBSCRIBED in states
            assert standing.everything.state not in (State.STOPPED, State.HELD)


@given(PERSONS, AIMS)
def test_everybody_is_either_included_or_left_out_with_a_reason_people_understand(
    person: Person, wanted: Aim
) -> None:
    found = chosen(person, wanted)
    leading = [
        each.address for each in person.reaches if is_email(each.address) is (wanted.channel is Channel.EMAIL)
    ]
    told = [
        each.address
        for each in found
        if not (isinstance(each, Excluded) and each.reasons == ("other_channel",))
    ]

    assert told == leading
    assert found
    assert sum(isinstance(each, Included) for each in found) <= 1
    assert all(
        each.reasons and set(each.reasons) <= WORDS.keys() for each in found if isinstance(each, Excluded)
    )


@given(st.lists(st.integers(0, 600), min_size=1, max_size=80), st.integers(1, 7))
def test_no_minute_holds_more_than_its_rate_and_nothing_leaves_early(
    offsets: list[int], per_minute: int
) -> None:
    slots, taken = Slots(per_minute), []
    for offset in offsets:
        earliest = START + timedelta(seconds=offset)
        instant = slots.free_from(earliest)
        slots.take(instant)
        taken.append(instant)
        assert instant >= earliest

    minutes = [each.replace(second=0, microsecond=0) for each in taken]
    assert max(minutes.count(each) for each in minutes) <= per_minute


@given(CRITERIA)
def test_an_audience_is_kept_as_it_was_written(criteria: Criteria) -> None:
    assert Criteria.from_json(criteria.to_json()) == criteria


def test_reasons_of_choice_have_words_too() -> None:
    assert WORDS.keys() >= NOT_CHOSEN


def test_a_list_file_gives_addresses_and_says_which_lines_give_nobody() -> None:
    text = '\ufeffPhone,Name\n+1 202 555 0123,Maria\n"202-555-0124";x\n\n# a note\n+12025550123\nnonsense\nmaria@example.com\n'

    found = read_list(text, Channel.SMS, "US")

    assert list(found.addresses) == [(MARIA, 2), (OTHER, 3)]
    assert list(found.faults) == [(6, "duplicate"), (7, "unreadable"), (8, "other_channel")]
