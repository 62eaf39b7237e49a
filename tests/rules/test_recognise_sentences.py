"""Free sentences: what asks for an end of texts, what only sounds like it, and how far a wish reaches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.consent.events import Channel, Scope
from stopline.consent.normalise import READ_FROM_END, READ_FROM_START, words_of
from stopline.consent.recognise import Certainty, Context, Meaning, Recogniser, Verdict, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


def verdict_on(text: str, context: Context | None = None) -> Verdict:
    return RECOGNISER.recognise(text, context or Context())


@pytest.mark.parametrize(
    "text",
    [
        "Please stop sending messages to my phone",
        "do not ever text this number again",
        "take my number off of your list please",
        "I no longer wish to receive these alerts",
        "plz stop txting me",
        "STOPPP texting me!!!",
        "st0p texting me",
        "unsubscribe me from all of this",
        "I revoke my consent to be contacted",
        "leave me alone",
        "No me manden más mensajes, por favor",
        "Quítenme de la lista",
        "Ne m'envoyez plus de messages",
        "Veuillez me retirer de votre liste",
        "Não quero mais receber mensagens",
        "Me tirem dessa lista",
        "Bitte schicken Sie mir keine SMS mehr",
        "Nehmt mich aus dem Verteiler",
        "Non mandatemi più messaggi",
        "Toglietemi dalla lista",
        "Stuur mij geen berichten meer",
        "Haal me van de lijst",
    ],
)
def test_a_plain_wish_to_stop_is_certain(text: str) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.CERTAIN)


@pytest.mark.parametrize(
    "text",
    [
        "we sold the boat, no point in sending me the marina news",
        "another one of these and you will hear from my attorney",
        "I have told you people three times now to take me off",
        "would you be so good as to drop my number",
        "my mother passed on, kindly end these",
        "who even gave you this number? get rid of it",
        "lovely, text number nine today. please make it stop",
    ],
)
def test_a_roundabout_wish_to_stop_is_at_least_held(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "Which bus stop is nearest to you?",
        "I'll stop by around four",
        "please cancel my haircut appointment",
        "don't call me, text me instead",
        "please don't text before 8 in the morning",
        "my brother quit smoking last week",
        "take the mushrooms off my pizza please",
        "when does the sale end",
        "don't stop texting me, I like these",
        "¿En qué parada me bajo?",
        "Quiero cancelar mi cita de mañana",
        "Le bus s'arrête où ?",
        "Quero cancelar o meu pedido",
        "Am Ende der Woche passt es",
        "Devo annullare la prenotazione",
        "Ik moet mijn afspraak afzeggen",
        "ok see you tomorrow then",
        "thanks, got the package",
    ],
)
def test_stop_words_in_another_meaning_do_not_stop(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("no more promos please", Scope.MARKETING),
        ("stop sending me coupons", Scope.MARKETING),
        ("keep the order updates, no more offers", Scope.MARKETING),
        ("stop sending me texts", Scope.ALL),
        ("take me off everything, offers and all", Scope.ALL),
    ],
)
def test_a_partial_wish_covers_only_what_it_names(text: str, scope: Scope) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.scope) == (Meaning.STOP, scope)


@pytest.mark.parametrize(
    "text",
    ["email is fine but no texts", "please call instead of texting me", "E-Mail ja, bitte keine SMS mehr"],
)
def test_a_wish_for_another_channel_stops_texts_only(text: str) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.channel) == (Meaning.STOP, Channel.SMS)


@pytest.mark.parametrize(
    "text",
    [
        "how do I unsubscribe?",
        "How can I stop these messages",
        "¿cómo me doy de baja?",
        "comment se désabonner ?",
        "wie kann ich mich abmelden?",
    ],
)
def test_a_question_how_to_stop_gets_help_and_holds_nothing(text: str) -> None:
    verdict = verdict_on(text)

    assert verdict.is_question
    assert verdict.meaning is Meaning.HELP


@pytest.mark.parametrize("text", ["can you take me off the list?", "could you please stop texting me?"])
def test_a_question_that_is_a_request_stops(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "please sign me up for the alerts",
        "you can text me",
        "quiero recibir sus promociones",
        "inscrivez-moi",
    ],
)
def test_a_wish_for_texts_starts(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.START


@pytest.mark.parametrize("text", ["I do not want to subscribe", "you can't text me"])
def test_a_denied_wish_for_texts_does_not_start(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.START


@pytest.mark.parametrize(
    "text",
    ["who is this?", "what are these messages about", "¿quién es?", "wer ist das?", "chi è?", "wie is dit"],
)
def test_asking_who_writes_gets_help(text: str) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.is_question) == (Meaning.HELP, False)


@pytest.mark.parametrize(
    "text",
    [
        "wrong number",
        "Sorry, you have the wrong number",
        "número equivocado",
        "falsche Nummer",
        "verkeerd nummer",
    ],
)
def test_a_wrong_number_is_told_apart(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.WRONG_NUMBER


def test_a_wrong_number_with_a_request_stops() -> None:
    assert verdict_on("wrong number, take it off your list and stop texting").meaning is Meaning.STOP


@pytest.mark.parametrize(
    "typed",
    [
        "unsubcribe",
        "unsubscirbe",
        "stpo",
        "stpp",
        "STPP",
        "ustop",
        "arrret",
        "sotp",
        "cancle",
        "s top",
        "uunsubscribe",
        "abmleden",
        "desabonnner",
    ],
)
def test_a_mistyped_keyword_is_understood(typed: str) -> None:
    assert verdict_on(typed).meaning is Meaning.STOP


@pytest.mark.parametrize("word", ["shop", "step", "quiet", "top", "cancer", "spot", "send", "quite"])
def test_a_real_word_is_not_taken_for_a_mistyped_keyword(word: str) -> None:
    assert verdict_on(word).meaning is Meaning.NONE


def test_the_verdict_points_at_the_deciding_words() -> None:
    text = "Hi there! Thanks for all the help, but please stop texting me. Bye"

    matched = verdict_on(text).matched

    assert matched is not None
    assert matched.rule.startswith("sentence:en:")
    assert "stop texting" in matched.words
    assert matched.words == text[matched.span[0] : matched.span[1]]


def test_where_no_rule_matched_the_verdict_points_at_the_telling_clause() -> None:
    text = "We had a lovely time at the lake. I never want to hear from your marina by text on this cell phone again thanks. Say hello to Bob."

    matched = verdict_on(text).matched

    assert matched is not None
    assert "lake" not in matched.words
    assert "Bob" not in matched.words


def test_a_wish_below_a_quotation_counts_and_the_quotation_does_not() -> None:
    quoted = "> Big sale today! Reply STOP to unsubscribe from all texts\n"

    assert verdict_on(quoted + "sounds great, see you there").meaning is Meaning.NONE
    assert verdict_on(quoted + "stop sending me these texts").meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "stop\u202e texting me",
        "\u200f\u0627\u0647\u0644\u0627 STOP texting me",
        "please ѕtор tехting me",
        "stop texting me \0\0",
        "𝐬𝐭𝐨𝐩 𝐭𝐞𝐱𝐭𝐢𝐧𝐠 𝐦𝐞",
        "s\u0301top te\u0300xting me",
    ],
)
def test_unicode_tricks_do_not_hide_a_wish(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "filler",
    [
        "a",
        "stop ",
        "stop texting ",
        "not ",
        "> ",
        "'",
        "\0",
        "🛑",
        "no want text me ",
        "s t o p ",
        "\n",
        "“",
        "-",
    ],
)
def test_a_megabyte_of_anything_is_read_in_bounded_pieces(filler: str) -> None:
    text = filler * (1_000_000 // len(filler))

    verdict = verdict_on(text)

    assert isinstance(verdict, Verdict)
    assert len(words_of(text)) <= READ_FROM_START + READ_FROM_END


def test_a_wish_at_the_end_of_a_very_long_text_is_read() -> None:
    text = "we had such a lovely day at the lake. " * 2_000 + "Anyway, please stop texting me."

    verdict = verdict_on(text)

    assert verdict.meaning is Meaning.STOP
    assert verdict.matched is not None
    assert verdict.matched.span[0] > len(text) - 100


@given(text=st.text(max_size=400))
def test_any_text_gets_a_verdict_whose_words_stand_in_it(text: str) -> None:
    matched = verdict_on(text).matched

    if matched is not None:
        start, end = matched.span
        assert 0 <= start < end <= len(text)
        assert matched.words == text[start:end]


WORDS = st.sampled_from(
    [
        "stop",
        "texting",
        "me",
        "please",
        "no",
        "not",
        "send",
        "message",
        "off",
        "list",
        "take",
        "my",
        "number",
        "unsubscribe",
        "wrong",
        ",",
        ".",
        "?",
        "don't",
        "I",
        "you",
    ]
)


@given(words=st.lists(WORDS, max_size=30))
def test_the_same_text_always_gets_the_same_verdict_in_any_case(words: list[str]) -> None:
    text = " ".join(words)

    assert verdict_on(text) == verdict_on(text)
    assert verdict_on(text.upper()).meaning is verdict_on(text).meaning
