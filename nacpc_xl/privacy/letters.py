"""People who go by a letter or a number: child A, Baby 2, parents B and C."""

import re
from collections.abc import Iterator

from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import one_of, words

_ONE = one_of(
    """child | baby | young person | yp | sibling | family | mother | father | mum | mam | dad | boy | girl | brother
    | sister | parent | carer | infant | toddler | teenager | pupil | twin | son | daughter | grandmother | grandfather
    | granny | gran | aunt | uncle | adult | partner | stepfather | stepmother | cousin | victim | perpetrator | patient
    | client | service user | person | learner | youth | kid | bairn"""
)
_SEVERAL = one_of(
    """children | babies | young people | yps | siblings | families | mothers | fathers | boys | girls | brothers
    | sisters | parents | carers | infants | toddlers | teenagers | pupils | twins | adults | kids"""
)
_WHO_BEFORE = re.compile(
    rf"(?<![a-z])(?P<who>{_ONE}|(?P<several>{_SEVERAL})|(?P<title>mr|mrs|ms|miss))(?P<gap> {{1,2}}['\"(]?|[.-]|)\Z"
)
_LONGEST = 22  # characters that a word for a person has, and what parts it from the letter
_LETTER = re.compile(r"[A-Z0-9](?:(?<=[A-Z])(?<![A-Z].)[0-9]?|(?<=[0-9])(?<![0-9].)[0-9]?[A-Z]?)(?![A-Za-z0-9])")
_SMALL_LETTER = re.compile(rf"(?<![a-z]){_ONE}[_.-][b-hj-z](?![a-z0-9])")
_MORE_LETTERS = re.compile(r"(?:(?!&E\b)(?:,? and | or |, ?| ?[&/] ?)[A-HJ-Z](?![A-Za-z0-9'&.]))+")
_MORE_NUMBERS = re.compile(r"(?:(?:,? and | or |, ?| ?[&/] ?)[0-9]{1,2}(?![A-Za-z0-9]))+")

_STAGE_OR_PAPER = re.compile("[APSQKM][0-9]")  # P7, S3, Q2, A4
_GOES_ON = re.compile(r"[&+]|['/-](?!s\b)[A-Za-z0-9]|\.[A-Z0-9]|%| to [A-Z]\b| levels?\b")
_SURNAME = re.compile(r"\.? [A-Z][a-z]")
_TITLE_CASE = re.compile(r" [A-Z][A-Za-z]{2}")
_TAKES_ARTICLE = re.compile(
    rf"(?<![a-z]){one_of('each | every | any | an? | one | our | your | this | no | per | gives? | giving | the')}"
    r" (?:[a-z]+ )?\Z"
)
_END_OF_NAME = re.compile(
    r"'s\b|[,;:)\"']|\.?(?:\Z|\s*\n|\.? +[A-Z])| and [A-Z]| (?:is|was|has|had|will|were|who|remains|and)\b"
)
_END_OF_I = re.compile(r"'s\b|[,;:)\"']|\.?\s*(?:\Z|\n)|\. | and (?:[cC]hild|[A-Z]\b)")
_COUNTED_BEFORE = re.compile(r"[0-9][ -]\Z|(?<![a-z])(?:one|per|each|every) \Z")
_MEASURE = re.compile(
    r" ?(?:%|\+|-|:[0-9]|/[0-9]|,[0-9]{3}|\.[0-9])| "
    + one_of(
        """years? | yrs? | months? | mths? | weeks? | wks? | days? | hours? | hrs? | to | of | in | per | or | adults?
        | child | children | famil(?:y | ies) | x"""
    )
    + r"\b"
)

_PERSON_WORDS = words(
    """
    child baby person yp sibling family mother father mum mam dad boy girl brother sister parent carer infant toddler
    teenager pupil twin son daughter grandmother grandfather granny gran aunt uncle adult partner stepfather stepmother
    cousin victim perpetrator patient client user learner youth kid bairn mr mrs ms miss
    """
)
_PEOPLE_WORDS = words(
    """
    children babies people yps siblings families mothers fathers boys girls brothers sisters parents carers infants
    toddlers teenagers pupils twins adults kids
    """
)
CLUES = _PERSON_WORDS | _PEOPLE_WORDS
_ENDS = tuple({word[-3:] for word in CLUES})
_BY_ITSELF = re.compile(r"[A0](?:(?<=[Aa][ .-].)|(?<=[Aa] ['\"( ].))(?!A|a)")
_CAPITAL_BY_ITSELF = re.compile(r"A(?:(?<=[Aa][ .-].)|(?<=[Aa] ['\"( ].))(?!A|a)")
_SEVERAL_NUMBERS = re.compile(r"[0-9](?<=[ns] .)[0-9]?(?:,| and | & ?|/)")
_GLUED = re.compile(rf"{_ONE}(?:[a-z]|[0-9]{{1,2}})(?![a-z0-9])")


def has_person_and_letter(reading: Reading) -> bool:
    """Whether a word for a person stands in the text and a letter or number by itself, or at the end of a word."""
    shape = reading.shape
    if not reading.clues.isdisjoint(_PERSON_WORDS) and ("_" in reading.text or _BY_ITSELF.search(shape)):
        return True
    if not reading.clues.isdisjoint(_PEOPLE_WORDS) and (
        _CAPITAL_BY_ITSELF.search(shape) or _SEVERAL_NUMBERS.search(reading.low)
    ):
        return True
    return ("aA" in shape or "a0" in shape or "AA0" in shape) and _GLUED.search(reading.low) is not None


def letters(reading: Reading) -> Iterator[Span]:
    """Where a word for a person stands with a letter or number that is used as a name.

    A small letter is one only where a "_", a hyphen or a dot joins it to the word, as in the name of a file.
    """
    for letter in _LETTER.finditer(reading.words):
        at = letter.start()
        if not reading.low[max(0, at - 8) : at].rstrip(" .-'\"(").endswith(_ENDS):
            continue
        before = _WHO_BEFORE.search(reading.low, max(0, at - _LONGEST), at)
        if before is not None:
            end = (_end_of_number if letter[0][0].isdigit() else _end_of_letter)(reading, before, letter)
            if end is not None:
                yield Span(before.start(), end)
    if "_" in reading.text:
        for small in _SMALL_LETTER.finditer(reading.text.lower()):
            yield Span(*small.span())


def _end_of_letter(reading: Reading, before: re.Match[str], letter: re.Match[str]) -> int | None:
    """Where the letters end that name somebody, or `None` where they are something else."""
    text = reading.words
    more = _MORE_LETTERS.match(text, letter.end())
    end = more.end() if more else letter.end()
    who = text[before.start("who") : before.end("who")]
    is_joined = before["gap"] in ("-", ".") and before["gap"] == text[end : end + 1]  # Child-B-plan
    is_else = (
        _STAGE_OR_PAPER.fullmatch(letter[0])
        or (not before["gap"] and who.isupper())
        or (before["several"] and not more)
        or (not is_joined and _GOES_ON.match(text, end))
        or (more and text[end - 2] == "&" and text[end - 1] <= letter[0])  # Q&A, R&D
        or (before["title"] and (not who.istitle() or _SURNAME.match(text, end)))
        or (letter[0] == "I" and not more and not _END_OF_I.match(text, end))
        or (letter[0] == "A" and _TITLE_CASE.match(text, end) and _takes_article(reading, before, who))
    )
    if is_else:
        return None
    is_closed = before["gap"][-1:] in ("'", '"', "(") and text[end : end + 1] in ("'", '"', ")")
    return end + is_closed


def _takes_article(reading: Reading, before: re.Match[str], who: str) -> bool:
    """Whether the "A" after the word may be an article, in a title or among capitals: Every Child A Chance."""
    return who.isupper() or bool(_TAKES_ARTICLE.search(reading.low, max(0, before.start() - 20), before.start()))


def _end_of_number(reading: Reading, before: re.Match[str], number: re.Match[str]) -> int | None:
    """Where the numbers end that name somebody, or `None` where they count or measure."""
    text = reading.words
    more = _MORE_NUMBERS.match(text, number.end())
    end = more.end() if more else number.end()
    if before["title"] or before["gap"].endswith("(") or (before["several"] and not more):
        return None
    if _COUNTED_BEFORE.search(reading.low, max(0, before.start() - 7), before.start()) or _MEASURE.match(text, end):
        return None
    is_name = text[before.start()].isupper() or not before["gap"] or _END_OF_NAME.match(text, end)
    return end if is_name else None
