"""Dates of birth: a day, and a word that says somebody was born on it."""

import re
from collections.abc import Iterator

from nacpc_xl.model.dates import MONTHS
from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import words

_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in map(str.lower, MONTHS))}|sept)\.?"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:(?:19|20)[0-9]{2}|'?[0-9]{2})(?![0-9])"
_IN_FIGURES = (
    rf"{_DAY} ?[/.-] ?(?:0?[1-9]|1[0-2]) ?[/.-] ?{_YEAR}"
    r"|(?:19|20)[0-9]{2} ?[/.-] ?(?:0?[1-9]|1[0-2]) ?[/.-] ?[0-9]{1,2}(?![0-9])"
)
_IN_WORDS = (
    rf"{_DAY}(?:st|nd|rd|th)?(?: of)?[ ./-]{{0,2}}{_MONTH}(?![a-z])(?:,?[ ./-]{{0,2}}{_YEAR})?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?![0-9a-z])(?:,? {_YEAR})?"
)
_DATE = rf"(?:{_IN_FIGURES}|{_IN_WORDS})"
_ANY_DATE = (
    rf"(?:{_DATE}|{_MONTH} {_YEAR}|{_DAY}[ /]{{1,2}}(?:0?[1-9]|1[0-2])(?:[ /]{{1,2}}{_YEAR})?"
    rf"|{_DAY}(?:0[1-9]|1[0-2])(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9]))"
)
_BORN = r"(?:d\.? ?o\.? ?b\.?(?:'?s)?|dates? (?:of )?births?|birth ?dates?)"
_FILLER = r"(?:[ :;=(),\n*~-]|is|was|are|of|on|the|his|her|child|baby|boy|girl|given|recorded|as){0,8}"

CLUES = words("birth births birthdate birthday born dob dobs b aged age")

_HAS_BORN = re.compile(r"d\.? ?o\.? ?b|birth ?da|dates? (?:of )?birth")  # what each of these forms has
_WITH_BORN = (
    re.compile(rf"(?<![a-z]){_BORN}{_FILLER}(?<![0-9]){_ANY_DATE}(?:(?:,| and| &|;| /)+ {_DATE})*"),
    re.compile(rf"(?<![a-z])birthday(?: is| was| on|:|,|=| \(|-){{0,3}} ?(?:the )?{_ANY_DATE}"),
    re.compile(rf"{_DATE}[ ,]{{1,2}}\(?{_BORN}(?! ?[a-z0-9:])\)?"),
    re.compile(rf"{_DATE} (?:is|was|being) (?:the |his |her |their |[a-z]+'s )?(?:{_BORN}|birthday)"),
)
_WITH_BORN_ON = re.compile(
    r"born(?<![a-z-]born)(?: [a-z]+ly)?(?:(?: [a-z]+)? (?:in|at)(?: [a-z]+){1,4})?"
    rf"[ :(,]{{1,3}}(?:on )?(?:the )?{_DATE}"
)
_WITH_B = re.compile(rf"b(?:(?<=\(b)\.? ?|(?<=[a-z,);] b)\. ?){_DATE}")
_WITH_AGE = re.compile(
    r"age(?<![a-z]age)d? ?:? ?[0-9]{1,2}(?: ?(?:years?|yrs?|y|months?|mths?))?(?: old)?[ ,;-]{0,2}"
    rf"\(?(?P<day>{_IN_FIGURES}|{_IN_WORDS})"
)


def has_word_of_birth(reading: Reading) -> bool:
    """Whether a word of birth stands in the text."""
    return not reading.clues.isdisjoint(CLUES) or "dob" in reading.low


_OF_A_THING = re.compile(
    r"(?:celebrat\w+|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9](?:st|nd|rd|th)) \Z"
)
_A_PERSON = re.compile(r"(?<![a-z])(?:his|her|their|child|girl|boy|baby|son|daughter|pupil)(?![a-z])")


def _is_of_a_thing(low: str, found: re.Match[str]) -> bool:
    """Whether a numbered birthday is that of a service: no person is spoken of before it."""
    before = low[max(0, found.start() - 60) : found.start()]
    return found[0].startswith("birthday") and bool(_OF_A_THING.search(before)) and not _A_PERSON.search(before)


def births(reading: Reading) -> Iterator[Span]:
    """Where a day stands with a word of birth, or right after an age; with the word, but without the age."""
    low = reading.low
    forms = [*_WITH_BORN] if _HAS_BORN.search(low) else []
    forms += [form for word, form in (("born", _WITH_BORN_ON), ("b", _WITH_B)) if word in reading.clues]
    for form in forms:
        for found in form.finditer(low):
            if not _is_of_a_thing(low, found):
                yield Span(*found.span())
    for found in _WITH_AGE.finditer(low):
        yield Span(*found.span("day"))
