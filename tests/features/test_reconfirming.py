"""Old and vague consents are asked for again: who is asked, who is not and why, and what an answer does."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.inbox.reconfirmations import Preview, Selection
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA, JEAN, TOM, ANA = (PEOPLE[name] for name in ("maria", "jean", "tom", "ana"))
YEARS = timedelta(days=800)


def gave(
    luna: LunaShop, who: Address, ago: timedelta, evidence: Evidence, method: Method = Method.KEYWORD
) -> None:
    actor = CONTACT if method is Method.KEYWORD else "import of shop.csv"
    kind = EventKind.IMPORTED if method is Method.IMPORT else EventKind.GIVEN
    luna.workspace.ledger.record(
        ConsentEvent(who, Channel.SMS, kind, method, actor, luna.clock.now() - ago, Scope.ALL, evidence)
    )


@pytest.fixture
def shop(luna: LunaShop) -> LunaShop:
    """Maria joined by a word two years ago, Jean came from a file without wording, Tom joined lately, Ana stopped."""
    gave(luna, MARIA, YEARS, Evidence(words="JOIN", keyword="JOIN"))
    gave(luna, JEAN, YEARS, Evidence(words="yes", source="shopify"), Method.IMPORT)
    gave(luna, TOM, timedelta(days=20), Evidence(words="JOIN", keyword="JOIN"))
    gave(luna, ANA, YEARS, Evidence(words="yes", source="shopify"), Method.IMPORT)
    luna.writes(ANA, "STOP")
    return luna


def who(preview: Preview) -> dict[Address, str]:
    return {each.question.address: each.why for each in preview.chosen}


def not_asked(preview: Preview) -> dict[Address, str]:
    return {each.address: each.why for each in preview.left_out}


def test_without_a_choice_everybody_whose_consent_is_vague_is_asked(shop: LunaShop) -> None:
    preview = shop.workspace.reconfirmations.preview(Selection())

    assert who(preview) == {JEAN: "the file did not say what they agreed to"}
    assert not_asked(preview) == {ANA: "they said stop"}


def test_an_age_adds_who_agreed_before_it(shop: LunaShop) -> None:
    preview = shop.workspace.reconfirmations.preview(
        Selection(older_than=shop.clock.now() - timedelta(days=365))
    )

    assert who(preview) == {
        MARIA: "given on 8 Sep 2024",
        JEAN: "the file did not say what they agreed to",
    }


def test_a_source_or_a_tag_narrows_it_and_tells_who_is_left_out(shop: LunaShop) -> None:
    for person in ("maria", "tom"):
        shop.workspace.contacts.tag(shop.workspace.contacts.ensure(PEOPLE[person], "test"), "news")
    older = shop.clock.now() - timedelta(days=365)
    reconfirmations = shop.workspace.reconfirmations

    assert list(who(reconfirmations.preview(Selection(source="Shopify")))) == [JEAN]
    tagged = reconfirmations.preview(Selection(older_than=older, tag="news"))

    assert list(who(tagged)) == [MARIA]
    assert not_asked(tagged) == {TOM: "their consent is clear and not old"}


def test_a_preview_changes_nothing(shop: LunaShop) -> None:
    before = shop.workspace.ledger.verify().event_count

    shop.workspace.reconfirmations.preview(Selection(older_than=shop.clock.now()))

    assert shop.workspace.ledger.verify().event_count == before
    assert shop.workspace.outbox.counts().queued == 0


def test_a_vague_consent_waits_and_an_old_one_stands_until_it_is_answered(shop: LunaShop) -> None:
    older = shop.clock.now() - timedelta(days=365)
    reconfirmations = shop.workspace.reconfirmations

    assert reconfirmations.run(reconfirmations.preview(Selection(older_than=older)), "alice") == 2
    shop.tick.run()

    assert (shop.status("maria").state, shop.status("jean").state) == ("subscribed", "pending")
    assert shop.texts(MARIA) == [
        (
            "Luna Club: Do you still want our messages? Reply YES to keep them coming. Without an answer within 14 days "
            "you get none. Msg & data rates may apply. HELP for help (help@example.com), STOP to end."
        )
    ]
    again = reconfirmations.preview(Selection(older_than=older))
    assert who(again) == {}
    assert not_asked(again)[MARIA] == "they were asked and have not answered yet"


def test_a_yes_confirms_and_the_consent_is_neither_old_nor_vague_any_more(shop: LunaShop) -> None:
    older = shop.clock.now() - timedelta(days=365)
    reconfirmations = shop.workspace.reconfirmations
    reconfirmations.run(reconfirmations.preview(Selection(older_than=older)), "alice")
    shop.let_pass(hours=1)

    shop.writes(MARIA, "yes")
    shop.writes(JEAN, "Yes!")

    assert shop.kinds(MARIA)[-1] is shop.kinds(JEAN)[-1] is EventKind.CONFIRMED
    assert shop.status("jean").state == "subscribed"
    assert who(reconfirmations.preview(Selection(older_than=older))) == {}


def test_no_answer_within_the_time_lets_either_run_out(shop: LunaShop) -> None:
    older = shop.clock.now() - timedelta(days=365)
    reconfirmations = shop.workspace.reconfirmations
    reconfirmations.run(reconfirmations.preview(Selection(older_than=older)), "alice")

    shop.let_pass(days=15)

    assert shop.kinds(MARIA)[-1] is shop.kinds(JEAN)[-1] is EventKind.EXPIRED
    assert (shop.status("maria").state, shop.status("jean").state) == ("unknown", "unknown")
    assert len(shop.texts(MARIA)) == 1
    assert len(shop.texts(JEAN)) == 2


def test_a_stop_or_a_no_stops(shop: LunaShop) -> None:
    older = shop.clock.now() - timedelta(days=365)
    reconfirmations = shop.workspace.reconfirmations
    reconfirmations.run(reconfirmations.preview(Selection(older_than=older)), "alice")
    shop.let_pass(hours=1)

    shop.writes(MARIA, "no")
    shop.writes(JEAN, "stop")

    assert (shop.status("maria").state, shop.status("jean").state) == ("stopped", "stopped")


def test_where_a_question_is_itself_advertising_a_vague_consent_is_left_alone(luna: LunaShop) -> None:
    gave(luna, GRETA, YEARS, Evidence(words="yes", source="shopify"), Method.IMPORT)

    preview = luna.workspace.reconfirmations.preview(Selection())

    assert preview.chosen == ()
    assert "itself advertising" in not_asked(preview)[GRETA]


def test_named_people_are_asked_whatever_their_consent_is_like(shop: LunaShop) -> None:
    count = shop.workspace.reconfirmations.queue([(TOM, Channel.SMS), (ANA, Channel.SMS)], "alice")

    assert count == 1
    assert [question.address for question in shop.workspace.asks.waiting()] == [TOM]


def test_who_stops_between_preview_and_run_is_left_alone(shop: LunaShop) -> None:
    preview = shop.workspace.reconfirmations.preview(Selection())
    shop.writes(JEAN, "STOP")

    assert shop.workspace.reconfirmations.run(preview, "alice") == 0


def test_the_day_of_an_old_yes_is_the_teams(luna: LunaShop) -> None:
    late_at_night = YEARS - timedelta(hours=13)  # 03:00 UTC of the next day, and 23:00 in New York
    gave(luna, MARIA, late_at_night, Evidence(words="JOIN", keyword="JOIN"))

    preview = luna.workspace.reconfirmations.preview(
        Selection(older_than=luna.clock.now() - timedelta(days=365))
    )

    assert who(preview) == {MARIA: "given on 8 Sep 2024"}
