"""Pure: from what was found in a text to the verdict on it.

A rule that speaks plainly, nothing in its clause against it, and a model that does not doubt it: certain. So is a short text
the model is very sure of, where no rule speaks against it.
Anything less that still looks like a wish to stop is held for a person, as likely or unsure.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from stopline.consent.events import Channel, Scope
from stopline.consent.extent import channel_of, names_every_channel, scope_of
from stopline.consent.grammar import Unit, bits
from stopline.consent.grounds import standing_of
from stopline.consent.keywords import KeywordFound
from stopline.consent.lexicon import ExtentWords
from stopline.consent.normalise import Word, is_symbol
from stopline.consent.openings import is_shouted
from stopline.consent.patterns import Effect, Hit
from stopline.consent.sentences import Reading
from stopline.consent.strangers import wrong_number_in
from stopline.consent.verdict import Certainty, Context, Match, Meaning, Verdict, nothing

STOP_SIGNS = frozenset("🛑✋🚫⛔🙅")

SURE_OF_OPENING = 0.7
"""Where a keyword stands apart from a story, this sure; less where it stands in capitals before small letters."""
SURE_OF_SHOUTED_OPENING = 0.05
LIKELY = 0.6
BY_MODEL = "model:"
"""How the name of what told a verdict begins, where no rule did."""
WRONG_NUMBER_RULE = "wrong-number"

OTHER_WISHES = (
    (Effect.START, Meaning.START),
    (Effect.WRONG_NUMBER, Meaning.WRONG_NUMBER),
    (Effect.HELP, Meaning.HELP),
)


def of_keyword(found: KeywordFound, text: str, context: Context) -> Verdict:
    """The verdict on a text that is a keyword."""
    keyword = found.keyword
    if found.has_number:
        return nothing(match_of("guard:number", found.words, text))
    if keyword.may_answer and keyword.written in {asked.strip().upper() for asked in context.asked_for}:
        return nothing(match_of("guard:asked-for", found.words, text))
    may_resume = (context.is_stopped or context.is_pending) and not context.has_open_question
    if keyword.only_when_stopped and not may_resume:
        return nothing()
    certainty = Certainty.CERTAIN
    if found.is_mistyped and keyword.meaning is not Meaning.STOP:
        certainty = Certainty.LIKELY
    matched = match_of(keyword.rule, found.words, text)
    return Verdict(keyword.meaning, certainty, keyword.scope, None, matched, keyword=keyword.written)


def of_opening(found: KeywordFound, text: str, probability: float) -> Verdict:
    """The verdict on a text that says a keyword and goes on about something else."""
    keyword = found.keyword
    rule = f"apart:{keyword.language}:{keyword.written.lower()}"
    matched = match_of(rule, found.words, text, round(probability, 3))
    enough = SURE_OF_SHOUTED_OPENING if is_shouted(found, text) else SURE_OF_OPENING
    certainty = Certainty.CERTAIN if probability >= enough else Certainty.LIKELY
    return Verdict(Meaning.STOP, certainty, keyword.scope, None, matched, keyword=keyword.written)


def of_signs(words: Sequence[Word], text: str) -> Verdict | None:
    """The verdict on a text of signs alone: held if one of them says stop, and nothing otherwise."""
    if not all(is_symbol(word.text) for word in words):
        return None
    signs = [word for word in words if word.text in STOP_SIGNS]
    if not signs:
        return nothing()
    matched = match_of("sign", signs[:1], text)
    return Verdict(Meaning.STOP, Certainty.LIKELY, Scope.ALL, None, matched, keyword=matched.words)


def of_sentence(reading: Reading, text: str, extent: ExtentWords, asides: Collection[str]) -> Verdict | None:
    """The verdict on a sentence, or None when it wishes nothing about consent."""
    if (question := _question(reading)) is not None:
        return _verdict(Meaning.HELP, Certainty.LIKELY, question, reading, text, is_question=True)
    stop = _stop(reading, text, extent)
    is_guessed = stop is not None and stop.certainty is not Certainty.CERTAIN and _is_by_model(stop)
    wish = stop or _other_wish(reading, text)
    if wish is not None and not is_guessed:
        return wish
    return _wrong_number(reading, text, asides, is_guessed_stop=is_guessed) or wish


def ending_elsewhere(verdict: Verdict, reading: Reading) -> Verdict:
    """The verdict with the other channel that is to end, where the words name one: "no more e-mails"."""
    for hit in reading.with_effect(Effect.CHANNEL):
        if verdict.channel is None and not verdict.is_question:
            span = reading.units[hit.first].start, reading.units[hit.last].end
            return replace(verdict, elsewhere=Channel.EMAIL, elsewhere_span=span)
    return verdict


def ending_everywhere(verdict: Verdict, words: Sequence[Word], extent: ExtentWords) -> Verdict:
    """The verdict with every channel ended, where it is a stop of everything and the words name all of them."""
    is_whole = verdict.meaning is Meaning.STOP and verdict.scope is Scope.ALL
    if is_whole and not verdict.is_question and names_every_channel(words, extent):
        return replace(verdict, channel=None, is_everywhere=True)
    return verdict


def is_denied(reading: Reading) -> bool:
    """Whether a rule says that what sounds like a wish to stop certainly is none."""
    return bool(reading.denials())


def _stop(reading: Reading, text: str, extent: ExtentWords) -> Verdict | None:
    standing = standing_of(reading)
    if standing is None:
        return None
    if standing.is_enough_to_stop(reading):
        return _stopping(Certainty.CERTAIN, standing.hit, reading, text, extent)
    if standing.is_enough_to_hold(reading):
        certainty = Certainty.LIKELY if reading.probability >= LIKELY else Certainty.UNSURE
        return _stopping(certainty, standing.hit, reading, text, extent)
    return None


def _wrong_number(
    reading: Reading, text: str, asides: Collection[str], *, is_guessed_stop: bool
) -> Verdict | None:
    plainly = wrong_number_in(reading, asides, is_guessed_stop=is_guessed_stop)
    if plainly is None:
        return None
    rule = f"sentence:{reading.language}:{WRONG_NUMBER_RULE}"
    matched = match_of(rule, [plainly], text, round(reading.probability, 3))
    return Verdict(Meaning.WRONG_NUMBER, Certainty.LIKELY, Scope.ALL, None, matched)


def _is_by_model(verdict: Verdict) -> bool:
    return verdict.matched is not None and verdict.matched.rule.startswith(BY_MODEL)


def _question(reading: Reading) -> Hit | None:
    """The question how to stop, unless a plain wish to stop stands outside of it."""
    for hit in reading.with_effect(Effect.QUESTION):
        first, behind = reading.clause_of(hit)
        wishes = [stop for stop in reading.with_effect(Effect.STOP) if stop.rule.is_certain]
        if all(first <= stop.first < behind for stop in wishes):
            return hit
    return None


def _other_wish(reading: Reading, text: str) -> Verdict | None:
    for effect, meaning in OTHER_WISHES:
        for hit in reading.with_effect(effect):
            if not _is_denied(reading, hit) and not _names_mail(reading, hit):
                certainty = Certainty.CERTAIN if hit.rule.is_certain else Certainty.LIKELY
                return _verdict(meaning, certainty, hit, reading, text)
    return None


def _is_denied(reading: Reading, hit: Hit) -> bool:
    """Whether a "not" stands right before the words of a hit, or among them."""
    around = reading.units[max(hit.first - 2, 0) : hit.last + 1]
    return any(unit.slots & bits("not") for unit in around)


def _names_mail(reading: Reading, hit: Hit) -> bool:
    return any(unit.slots & bits("mail") for unit in reading.units[hit.first : hit.last + 1])


def match_of(rule: str, words: Sequence[Word] | Sequence[Unit], text: str, score: float = 1.0) -> Match:
    """The match that says where in the text a rule found its words."""
    start, end = words[0].start, words[-1].end
    return Match(rule, (start, end), score, text[start:end])


def _stopping(
    certainty: Certainty, hit: Hit | None, reading: Reading, text: str, extent: ExtentWords
) -> Verdict:
    """The verdict on a wish to stop, with how far it reaches."""
    verdict = _verdict(Meaning.STOP, certainty, hit, reading, text)
    return replace(verdict, scope=scope_of(reading, hit, extent), channel=channel_of(reading, extent))


def _verdict(
    meaning: Meaning,
    certainty: Certainty,
    hit: Hit | None,
    reading: Reading,
    text: str,
    *,
    is_question: bool = False,
) -> Verdict:
    units = reading.units[hit.first : hit.last + 1] if hit else reading.units[slice(*reading.telling)]
    rule = f"sentence:{reading.language}:{hit.rule.name}" if hit else f"{BY_MODEL}{reading.language}"
    matched = match_of(rule, units, text, round(reading.probability, 3))
    return Verdict(meaning, certainty, Scope.ALL, None, matched, is_question)
