"""The documented keywords, however they are typed, and the guards around them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.consent.events import Scope
from stopline.consent.lexicon import Keyword
from stopline.consent.recognise import (
    Certainty,
    Context,
    Lexicon,
    Meaning,
    Recogniser,
    Verdict,
    shipped_lexicon,
)

LEXICON = shipped_lexicon()
ANSWERABLE = Context(is_stopped=True)
KEYWORDS = sorted(LEXICON.keywords.values(), key=lambda keyword: keyword.written)
COURTESY = sorted(" ".join(phrase) for phrase in LEXICON.courtesy)


def verdict_on(text: str, context: Context | None = None, lexicon: Lexicon = LEXICON) -> Verdict:
    return Recogniser(lexicon).recognise(text, context or Context())


@pytest.mark.parametrize(
    "word",
    [
        *["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"],
        *["STOPALL", "OPTOUT", "OPT-OUT", "STOP ALL", "REMOVE", "TD", "UNSUB"],
        *["ARRET", "ARRETE", "ARRETT", "DESABONNER", "DETENER", "SALIR", "PARAR", "CANCELAR"],
    ],
)
def test_every_documented_stop_word_stops(word: str) -> None:
    verdict = verdict_on(word)

    assert (verdict.meaning, verdict.certainty, verdict.scope) == (Meaning.STOP, Certainty.CERTAIN, Scope.ALL)


@pytest.mark.parametrize(
    "word", ["START", "UNSTOP", "RESUME", "SUBSCRIBE", "VOLVER", "RECIBIR", "VOLTAR", "RECEBER", "DEBUT"]
)
def test_every_documented_start_word_starts(word: str) -> None:
    assert verdict_on(word).meaning is Meaning.START


@pytest.mark.parametrize("word", ["HELP", "INFO", "AIDE", "Ayuda", "ajuda?", "Hilfe!", "aiuto", "Hulp"])
def test_every_help_word_asks_for_help(word: str) -> None:
    assert verdict_on(word).meaning is Meaning.HELP


@pytest.mark.parametrize(
    "text",
    [
        *[
            "Stop.",
            "STOP!!!",
            "“Stop”",
            "'stop'",
            "Stop. Thank you",
            "STOP please!!",
            "please   stop",
            "Hi, stop. Thanks",
        ],
        *[
            "stop stop stop",
            "Stop 🙏",
            "🛑 STOP 🛑",
            "s t o p",
            "S.T.O.P.",
            "s-t-o-p",
            "pleeease stop",
            "\n\tSTOP\n",
        ],
        *[
            "ＳＴＯＰ",
            "𝗦𝗧𝗢𝗣",
            "🆂🆃🅾🅿",
            "🅢🅣🅞🅟",
            "🇸🇹🇴🇵",
            "ЅТОР",
            "ꜱᴛᴏᴘ",
            "S\u0336T\u0336O\u0336P",
            "st\u200bop",
            "\u202eSTOP\u202c",
        ],
        *[
            "st0p",
            "5TOP",
            "$top",
            "STOP\0",
            "\x1b[31mSTOP\x1b[0m",
            "\x1b]0;Hi\x07STOP",
            "\x9b1mstop\x9b0m",
            "\x1b[2J\x1b[HSTOP",
            "\x1b[200~STOP\x1b[201~",
            "\x1b[15~STOP",
            "\x1bSTOP",
            "\x1b[STOP",
            "\x1b]STOP",
            "arrêt",
            "Arrêtez s'il vous plaît",
            "Désabonner, merci",
            "Détener",
            "BASTA!!",
        ],
        *[
            "Stopp bitte",
            "¡Alto!",
            "Stop alstublieft",
            "Pare, por favor",
            "UNSUBSCR1BE",
            "cance1",
            "Afmelden aub",
            "op\u00adt out",
        ],
    ],
)
def test_a_stop_is_known_however_it_is_dressed(text: str) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.CERTAIN)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("STOP MARKETING", Scope.MARKETING),
        ("Unsubscribe marketing please", Scope.MARKETING),
        ("stop notification", Scope.NOTICE),
        ("SALIR NOTIFICACIÓN", Scope.NOTICE),
        ("parar notificações", Scope.NOTICE),
        ("STOP ALL", Scope.ALL),
    ],
)
def test_a_keyword_may_name_its_scope(text: str, scope: Scope) -> None:
    verdict = verdict_on(text)

    assert (verdict.meaning, verdict.scope) == (Meaning.STOP, scope)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Liked “Reply STOP to opt out”", "guard:tapback"),
        ('Loved "Sale today! Txt STOP to end"', "guard:tapback"),
        ("Reacted 👍 to “Reply STOP to unsubscribe”", "guard:tapback"),
        ("👎 to “Reply STOP to unsubscribe”", "guard:tapback"),
        ("Le gustó “Responda ALTO para salir”", "guard:tapback"),
        ("A aimé « Répondez STOP pour vous désabonner »", "guard:tapback"),
        ("Gostou de “Responda PARAR para sair”", "guard:tapback"),
        ("Gefiel „Antworten Sie STOPP“", "guard:tapback"),
        ("Hat „Antworten Sie STOPP“ mit einem „Gefällt mir“ markiert", "guard:tapback"),
        ("Ha messo un like a “Rispondi STOP”", "guard:tapback"),
        ("Vond “Antwoord STOP om af te melden” leuk", "guard:tapback"),
        ("STOP 12345", "guard:number"),
        ("Stop 4021 please", "guard:number"),
        ("12345", "guard:number"),
        ("Auto-reply: I am away. Reply STOP to end", "guard:auto-reply"),
        ("Respuesta automática: STOP", "guard:auto-reply"),
        ("> Reply STOP to opt out", "guard:quotation"),
        ("Fwd: STOP", "guard:quotation"),
        ("ok\nOn Mon, 3 Nov 2025 Ana wrote:\nSTOP", "guard:quotation"),
    ],
)
def test_stop_words_that_are_not_the_writers_own_do_not_stop(text: str, rule: str) -> None:
    verdict = verdict_on(text)

    assert verdict.meaning is Meaning.NONE
    assert verdict.matched is not None
    assert verdict.matched.rule == rule


def test_a_phone_number_beside_a_keyword_names_whom_to_stop() -> None:
    assert verdict_on("STOP 202-555-0133").meaning is Meaning.STOP


def test_a_stop_above_a_quotation_of_ours_still_stops() -> None:
    text = "STOP\n> Sale today! Reply STOP to opt out"

    verdict = verdict_on(text)

    assert verdict.meaning is Meaning.STOP
    assert verdict.matched is not None
    assert verdict.matched.span == (0, 4)


def test_an_echo_of_our_own_message_does_not_stop() -> None:
    context = Context(our_last_texts=("You are unsubscribed. Reply START to resume.",))

    assert verdict_on("You are unsubscribed. Reply START to resume.", context).meaning is Meaning.NONE
    assert verdict_on("you are unsubscribed, reply start", context).meaning is Meaning.NONE


def test_a_stop_after_an_echo_of_our_own_message_stops() -> None:
    context = Context(our_last_texts=("Sale today only at Luna. Reply STOP to opt out",))

    verdict = verdict_on("Sale today only at Luna. Reply STOP to opt out STOP", context)

    assert verdict.meaning is Meaning.STOP


def test_a_single_word_of_ours_is_no_echo() -> None:
    assert verdict_on("stop", Context(our_last_texts=("Reply STOP to opt out",))).meaning is Meaning.STOP


@pytest.mark.parametrize("text", ["YES", "oui", "Sí", "si", "Sim!", "ja", "Go"])
def test_an_everyday_yes_resumes_only_a_stopped_or_pending_address_without_an_open_question(
    text: str,
) -> None:
    assert verdict_on(text).meaning is Meaning.NONE
    assert verdict_on(text, Context(is_stopped=True)).meaning is Meaning.START
    assert verdict_on(text, Context(is_pending=True)).meaning is Meaning.START
    assert verdict_on(text, Context(is_stopped=True, has_open_question=True)).meaning is Meaning.NONE


def test_a_word_we_asked_for_answers_us_unless_it_can_only_mean_stop() -> None:
    asked = Context(asked_for=("CANCEL", "STOP"))

    assert verdict_on("cancel", asked).meaning is Meaning.NONE
    assert verdict_on("stop", asked).meaning is Meaning.STOP
    assert verdict_on("cancel").meaning is Meaning.STOP


def test_signs_alone_that_say_stop_are_likely_a_stop() -> None:
    for text in ("🛑", "✋", "🚫🚫", "✋🏽 👍"):
        verdict = verdict_on(text)
        assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.LIKELY)


@pytest.mark.parametrize(
    "text", ["", " ", "?!", "👍", "\0", "🙏🙏", "ok thanks", "see you at 5", "stopped by earlier"]
)
def test_a_text_without_a_wish_means_nothing(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.NONE


def test_a_teams_own_words_join_the_shipped_ones() -> None:
    ours = LEXICON.extended(starts=["JoinLuna"], stops=["No Luna"], never=["stop the press"])

    joined = verdict_on("joinluna!", lexicon=ours)

    assert joined.meaning is Meaning.START
    assert joined.matched is not None
    assert joined.matched.rule == "keyword:team:joinluna"
    assert verdict_on("no luna please", lexicon=ours).meaning is Meaning.STOP
    assert verdict_on("joinluna").meaning is Meaning.NONE


def test_a_team_cannot_take_away_a_word_that_always_stops() -> None:
    ours = LEXICON.extended(starts=["stop"], never=["STOP", "end"])

    assert verdict_on("stop", lexicon=ours).meaning is Meaning.STOP
    assert verdict_on("end", lexicon=ours).meaning is Meaning.NONE


@given(
    keyword=st.sampled_from(KEYWORDS),
    before=st.sampled_from(["", *COURTESY]),
    after=st.sampled_from(["", *COURTESY]),
)
def test_courtesy_never_changes_what_a_keyword_means(keyword: Keyword, before: str, after: str) -> None:
    plain = verdict_on(keyword.written, ANSWERABLE)
    courteous = verdict_on(f"{before}. {keyword.written}, {after}", ANSWERABLE)

    assert courteous.meaning is plain.meaning


@given(keyword=st.sampled_from(KEYWORDS), around=st.text(" .,!?*_~\"'()🙂", max_size=5))
def test_case_and_punctuation_never_change_a_verdict(keyword: Keyword, around: str) -> None:
    plain = verdict_on(keyword.written, ANSWERABLE)

    for written in (keyword.written.lower(), keyword.written.title(), keyword.written.swapcase()):
        dressed = verdict_on(f"{around} {written} {around}", ANSWERABLE)
        assert replace(dressed, matched=None) == replace(plain, matched=None)


@given(text=st.text(max_size=300))
def test_the_deciding_words_are_always_part_of_the_text(text: str) -> None:
    matched = verdict_on(text).matched

    if matched is not None:
        start, end = matched.span
        assert 0 <= start < end <= len(text)
        assert matched.words == text[start:end]
