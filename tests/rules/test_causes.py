"""Causes of a spike answer why: what everybody had in common is no answer, and who left after nothing is not forgotten."""

from stopline.analytics.baseline import Day, baseline_of
from stopline.analytics.causes import SAME_FOR_ALL, Cause, Seen, named, ranked, unattributed_words
from stopline.analytics.series import NONE, By

QUIET = [Day(1, 200)] * 28
BAD_DAY = Day(35, 210)


def causes(*seen: Seen) -> tuple[Cause, ...]:
    return ranked(BAD_DAY, baseline_of(QUIET), Day(28, 5_600), seen)


def seen(by: By, optouts: dict[str, int], reached: dict[str, int] | None = None) -> Seen:
    return Seen(by, optouts, reached or {}, {})


def of_a_bad_sale() -> tuple[Cause, ...]:
    return causes(
        seen(By.CHANNEL, {"sms": 35}, {"sms": 205, "email": 5}),
        seen(By.GATEWAY, {"simulator": 35}, {"simulator": 210}),
        seen(By.CAMPAIGN, {"Winter sale": 12, "(notice)": 6, "": 17}, {"Winter sale": 60, "(notice)": 150}),
        seen(By.SENT, {"3T09": 12, "3T10": 6}, {"3T09": 60, "3T10": 150}),
        seen(By.KEYWORD, {"STOP": 35}),
    )


def test_the_campaign_comes_before_what_reached_nearly_everybody() -> None:
    found = [(each.by, each.key) for each in named(of_a_bad_sale())]

    assert found[:2] == [(By.CAMPAIGN, "Winter sale"), (By.SENT, "3T09")]
    assert set(found[-3:]) == {(By.CHANNEL, "sms"), (By.GATEWAY, "simulator"), (By.KEYWORD, "STOP")}


def test_what_was_the_same_for_nearly_everybody_says_so_instead_of_a_chance() -> None:
    last = named(of_a_bad_sale())[-1]

    assert last.often == SAME_FOR_ALL
    assert last.words.endswith(", same for nearly all")
    assert last.as_json()["is_everybodys"] is True


def test_a_campaign_that_everybody_got_is_still_why_they_left() -> None:
    found = causes(
        seen(By.CAMPAIGN, {"Winter sale": 35}, {"Winter sale": 210}),
        seen(By.TEMPLATE, {NONE: 35}, {NONE: 210}),
        seen(By.AGENT, {"alice": 35}, {"alice": 210}),
    )

    assert [each.is_everybodys for each in found] == [False, True, True]
    assert found[0].by is By.CAMPAIGN


def test_who_left_after_no_message_of_ours_is_told() -> None:
    assert unattributed_words(of_a_bad_sale()) == "17 (49 %) left after no message of ours"
    assert unattributed_words(causes(seen(By.CAMPAIGN, {"Winter sale": 35}, {"Winter sale": 60}))) == ""


def test_a_cause_after_which_more_left_than_were_reached_does_not_say_of() -> None:
    found = causes(seen(By.CHANNEL, {"sms": 35, "email": 2}, {"sms": 21, "email": 100}))

    assert {each.key: each.words.partition(" (")[0] for each in found} == {
        "sms": "35 left, 21 reached",
        "email": "2 of the 100 reached",
    }
