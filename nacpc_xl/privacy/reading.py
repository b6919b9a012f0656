"""A text as the detectors read it: what is invisible is gone, and each sign stands for all that look like it."""

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

_STRANGE = re.compile(r"[^\x00-\x7F]")
_STRANGE_OR_COVERED = re.compile(r"[^\x00-\x7F]|%(?:20|40)")  # as a blank and an "@" are in the address of a link
_NINE_DIGITS = re.compile(r"[0-9](?:[ ./()-]{0,3}[0-9]){8}")
_LOOK_ALIKES = {
    "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{PRIME}": "'",
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"', "\N{MINUS SIGN}": "-",
    "\N{FRACTION SLASH}": "/", "\N{DIVISION SLASH}": "/", "\N{POUND SIGN}": "$", "\N{EURO SIGN}": "$",
    "\N{BULLET}": "*", "\N{MIDDLE DOT}": "*", "\N{COMBINING GRAPHEME JOINER}": "", "%20": " ", "%40": "@",
}  # fmt: skip
_LIKE_THOSE_OF_ITS_CATEGORY = {"Zs": " ", "Zl": "\n", "Zp": "\n", "Pd": "-", "Cf": "", "Mn": ""}

_CAPITALS, _SMALL, _FIGURES = string.ascii_uppercase, string.ascii_lowercase, string.digits
_SHAPES = bytes.maketrans(f"{_CAPITALS}{_SMALL}{_FIGURES}".encode(), b"A" * 26 + b"a" * 26 + b"0" * 10)
_TOKENS = bytes(ord(chr(sign).lower()) if chr(sign).isascii() and chr(sign).isalnum() else 32 for sign in range(256))


class Span(NamedTuple):
    """Where something stands in a reading, and whether more than its shape tells what it is."""

    begin: int
    end: int
    is_certain: bool = False


class Reading(NamedTuple):
    """A text in ASCII signs, as far as it has them.

    The first three forms are equally long: `text` as it is, `words` with a blank for each "_", which stands for one
    in the names of files, and `low` in small letters. `origin` says where in the original each of their characters
    begins and ends; it is `None` where nothing has moved. The others are quick to look into: `shape` has "A" for each
    capital, "a" for each small letter and "0" for each figure, of which there are so many `figures`; `clues` are the
    words of the text that are a clue to anything. `has_nine_digits` tells whether so many stand near each other.
    """

    text: str
    words: str
    low: str
    origin: Sequence[tuple[int, int]] | None
    shape: str
    figures: int
    clues: Set[str]
    has_nine_digits: bool

    def in_original(self, span: Span) -> tuple[int, int]:
        """Where the span begins and ends in the original text."""
        if self.origin is None:
            return span.begin, span.end
        return self.origin[span.begin][0], self.origin[span.end - 1][1]


def read(text: str, clues: frozenset[str] = frozenset()) -> Reading:
    """The text as the detectors read it; of the words that are `clues` it is told which the text has."""
    origin: Sequence[tuple[int, int]] | None = None
    if "%" in text and ("%20" in text or "%40" in text):
        text, origin = _moved(text)
    elif not text.isascii():
        strange = set(_STRANGE.findall(text))
        if any(len(_plain(sign)) != 1 for sign in strange):
            text, origin = _moved(text)
        else:
            for sign in strange:
                text = text.replace(sign, _plain(sign))
    if "\t" in text:
        text = text.replace("\t", " ")
    words = text.replace("_", " ") if "_" in text else text
    low = words.lower()
    if len(low) != len(words):
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in words)
    signs = words.encode("ascii", "replace")
    shape = signs.translate(_SHAPES).decode()
    figures = shape.count("0")
    found = clues.intersection(signs.translate(_TOKENS).decode().split())
    has_nine_digits = figures >= 9 and _NINE_DIGITS.search(low) is not None
    return Reading(text, words, low, origin, shape, figures, found, has_nine_digits)


def _moved(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text with other signs in the place of the strange ones, and where each of them stood before."""
    shown: list[str] = []
    origin: list[tuple[int, int]] = []
    done = 0
    for strange in _STRANGE_OR_COVERED.finditer(text):
        sign = _plain(strange[0])
        shown += text[done : strange.start()], sign
        origin += chain(_places(done, strange.start()), (strange.span() for _ in sign))
        done = strange.end()
    return "".join((*shown, text[done:])), [*origin, *_places(done, len(text))]


def _places(begin: int, end: int) -> Iterator[tuple[int, int]]:
    return ((at, at + 1) for at in range(begin, end))


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """The signs to read in the place of one: a figure for each figure of any script, nothing for what has no width."""
    if (like := _LOOK_ALIKES.get(sign)) is not None:
        return like
    return "".join(_without_mark(part) for part in unicodedata.normalize("NFKD", sign))


def _without_mark(part: str) -> str:
    figure = unicodedata.decimal(part, None)
    if figure is not None:
        return str(figure)
    like = _LIKE_THOSE_OF_ITS_CATEGORY.get(unicodedata.category(part), part)
    return _LOOK_ALIKES.get(part, like)
