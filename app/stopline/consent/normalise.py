"""Pure: fold a text into comparable words that remember where they stood in the original.

Case, accents, width, decoration and look-alike letters are folded away, so that a rule is written once, in plain letters.
Only the beginning and the end of a very long text are read: what a person wishes stands there.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

READ_FROM_START = 2_000
READ_FROM_END = 1_000

LOOK_ALIKES = {
    ord(pair[0]): pair[1]
    for pair in [
        "аa",
        "вb",
        "гr",
        "дd",
        "еe",
        "іi",
        "јj",
        "кk",
        "мm",
        "нh",
        "оo",
        "рp",
        "сc",
        "тt",
        "уy",
        "хx",
        "ѕs",
        "һh",
        "ԁd",
        "ԛq",
        "ԝw",
        "αa",
        "βb",
        "γy",
        "εe",
        "ηn",
        "ιi",
        "κk",
        "νv",
        "οo",
        "ρp",
        "τt",
        "υu",
        "χx",
        "ωw",
        "ıi",
        "łl",
        "øo",
        "đd",
        "æa",
        "œo",
        "ᴀa",
        "ʙb",
        "ᴄc",
        "ᴅd",
        "ᴇe",
        "ꜰf",
        "ɢg",
        "ʜh",
        "ɪi",
        "ᴊj",
        "ᴋk",
        "ʟl",
        "ᴍm",
        "ɴn",
        "ᴏo",
        "ᴘp",
        "ʀr",
        "ꜱs",
        "ᴛt",
        "ᴜu",
        "ᴠv",
        "ᴡw",
        "ʏy",
        "ᴢz",
    ]
}
"""Letters of other alphabets, and small capitals, by the plain letter they are mistaken for."""
DIGIT_LETTERS = str.maketrans("013457@$", "oleastas")
"""Digits and signs by the letter they stand for in "5T0P"."""

APOSTROPHES = "'’‘`´ʼ＇"
ELIDED = frozenset(
    (
        "l",
        "d",
        "m",
        "n",
        "s",
        "t",
        "j",
        "c",
        "qu",
        "jusqu",
        "lorsqu",
        "puisqu",
        "dell",
        "nell",
        "all",
        "un",
        "sull",
        "dall",
        "quest",
    )
)
"""What stands before an apostrophe as a word of its own in French and Italian."""

WORD = re.compile(
    r"[$@]?[^\W_](?:[^\W_]|[$@" + APOSTROPHES + r"](?=[^\W_]))*"
    r"|[\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"|(?<!\S)#(?![^\s.,!?)])"
)
NUMBER_SIGN = "#"
"""Standing alone it is read as the word: "take my # off"."""
CLAUSE_END = re.compile(r"[.!?;:\n\r…。！？|()\[\]\u2014\u2013]|\s-+\s|[¿¡]")


PLAINLY_BETWEEN = frozenset(("", " ", "  "))
"""What most words stand apart by, and what says nothing."""
_APOSTROPHES = frozenset(APOSTROPHES)
WORDS_APART = 3
"""So many words in a row with a full stop behind each are one sentence."""
LETTERS_APART = 4
"""So many letters in a row that stand alone are one word written apart."""


_TERMINAL_CODE = re.compile(
    r"(?:\x1b\[|\x9b)(?:[0-9;?]*m|[0-9;?]+[A-Za-z~])"  # colours, keys, and movements that say how far
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles and links, where they end
)
"""Sequences of ECMA-48 that a terminal obeys and nobody reads. A bare escape character is none: it may be what a modem could not decode."""


class Word(NamedTuple):
    """One folded word and its place in the original text."""

    text: str
    start: int
    end: int
    is_after_break: bool
    """A full stop, question mark, line end or the like stands before it."""
    is_after_comma: bool


def words_of(text: str) -> list[Word]:
    """The words of a text in order; of a very long one, those at its beginning and its end."""
    if len(text) <= READ_FROM_START + READ_FROM_END:
        return _joined_up(list(_spelled_out(_words_between(text, 0, len(text)), text)))
    head = _words_between(text, 0, READ_FROM_START)
    tail = _words_between(text, len(text) - READ_FROM_END, len(text))
    return _joined_up(list(_spelled_out([*head, *tail], text)))


def folded(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase, as rules compare them."""
    return tuple(word.text for word in words_of(phrase))


def is_symbol(word: str) -> bool:
    """Whether a word is an emoji or another sign."""
    return not word[-1].isalnum()


def _words_between(text: str, start: int, end: int) -> list[Word]:
    plain, origins = _fold(_without_terminal_codes(text[start:end]))
    words: list[Word] = []
    last_end = 0
    for found in WORD.finditer(plain):
        between = plain[last_end : found.start()]
        is_apart = between not in PLAINLY_BETWEEN
        is_after_break = not words or (is_apart and CLAUSE_END.search(between) is not None)
        is_after_comma = is_apart and "," in between
        token = found.group()
        pieces = (
            [("number" if token == NUMBER_SIGN else token, found.start(), found.end())]
            if _APOSTROPHES.isdisjoint(token)
            else _pieces(token, found.start())
        )
        for piece, first, behind in pieces:
            place = start + origins[first], start + origins[behind - 1] + 1
            words.append(Word(piece, *place, is_after_break, is_after_comma))
            is_after_break = is_after_comma = False
        last_end = found.end()
    return words


def _without_terminal_codes(text: str) -> str:
    """Return a text with blanks in the place of what only tells a terminal how to show it."""
    if "\x1b" not in text and "\x9b" not in text:
        return text
    return _TERMINAL_CODE.sub(lambda found: " " * len(found.group()), text)


def _fold(text: str) -> tuple[str, list[int] | range]:
    """The comparable letters of a text, and for each the index of the character it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for letter in character.lower() if character.isascii() else _folded_character(character):
            letters.append(letter)
            origins.append(index)
    return "".join(letters), origins


def _folded_character(character: str) -> str:
    """The plain letters of one character; nothing for marks and invisible ones."""
    code = ord(character)
    if 0x1F1E6 <= code <= 0x1F1FF:  # flags' letters
        return chr(ord("a") + code - 0x1F1E6)
    if 0x1F150 <= code <= 0x1F189 and code not in (
        0x1F16A,
        0x1F16B,
    ):  # white letters on black discs and squares
        return chr(ord("a") + (code - 0x1F150) % 32)
    if 0x1F3FB <= code <= 0x1F3FF:  # skin tones
        return ""
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc") and character not in "\n\r\t":
        return ""
    apart = unicodedata.normalize("NFKD", character).casefold()
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return bare.translate(LOOK_ALIKES)


def _pieces(token: str, start: int) -> Iterable[tuple[str, int, int]]:
    """One token as words: "don't" is one, "l'abonnement" is two."""
    for index, letter in enumerate(token):
        if letter in APOSTROPHES:
            if token[:index] in ELIDED and index + 2 < len(token):
                yield token[:index], start, start + index
                yield from _pieces(token[index + 1 :], start + index + 1)
                return
            joined = "".join(letter for letter in token if letter not in APOSTROPHES)
            yield joined, start, start + len(token)
            return
    yield token, start, start + len(token)


def _spelled_out(words: list[Word], text: str) -> Iterable[Word]:
    """The words with letters of one case written apart ("S T O P", "s.t.o.p") drawn together."""
    if sum(len(word.text) == 1 for word in words) < LETTERS_APART:
        yield from words
        return
    index = 0
    while index < len(words):
        behind = index
        is_capital = text[words[index].start].isupper()
        while behind < len(words) and _stands_alone(words[behind], text, is_capital=is_capital):
            behind += 1
        if behind - index >= LETTERS_APART:
            letters = "".join(word.text for word in words[index:behind])
            yield words[index]._replace(text=letters, end=words[behind - 1].end)
        else:
            behind = max(behind, index + 1)
            yield from words[index:behind]
        index = behind


def _stands_alone(word: Word, text: str, *, is_capital: bool) -> bool:
    return len(word.text) == 1 and word.text.isalpha() and text[word.start].isupper() == is_capital


def _joined_up(words: list[Word]) -> list[Word]:
    """The words, where a full stop stands behind every single one ("take. me. off.") as one sentence."""
    if sum(word.is_after_break for word in words) < WORDS_APART:
        return words
    start = 0
    for index in range(len(words) + 1):
        if index < len(words) and _is_a_sentence(words, index):
            continue
        if index - start >= WORDS_APART:
            words[start:index] = [
                words[start],
                *(word._replace(is_after_break=False) for word in words[start + 1 : index]),
            ]
        start = index + 1
    return words


def _is_a_sentence(words: list[Word], index: int) -> bool:
    return words[index].is_after_break and (index + 1 == len(words) or words[index + 1].is_after_break)
