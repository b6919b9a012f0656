"""Phone numbers, but for those of offices and helplines.

They are understood by the library phonenumbers, which is imported only when there is something to understand.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import words

# Public helplines: emergency, police, NHS 24, Missing People, Childline's European number, Samaritans, Childline,
# Breathing Space, Parentline Scotland, NSPCC, Scotland's Domestic Abuse Helpline, Crimestoppers.
HELPLINES = (
    "999", "112", "101", "111", "116000", "116111", "116123", "08001111",
    "0800838587", "08000282233", "08088005000", "08000271234", "0800555111",
)  # fmt: skip

# Ranges that Ofcom keeps for drama are numbers that people write, though nobody has them.
_FOR_DRAMA = re.compile(r"1632960[0-9]{3}|7700900[0-9]{3}|3069990[0-9]{3}")
_UNITED_KINGDOM = 44
_LENGTHS = (10, 11)  # digits of a number at home, with its 0

CLUES = words("tel telephone phone mobile mob")

# What may be a number at home, with its 0, or abroad. The first group has three digits: "01 02 03" are not one.
_NUMBER = re.compile(
    r"(?<![0-9$])(?<![0-9][.,/-])(?:(?P<abroad>(?:\+|00)(?= ?\(?[0-9]{2}))(?! ?0)|\(?(?=0[1-9][0-9]))"
    r"[ (]{0,2}[0-9](?:[ .()-]{0,3}[0-9]){8,15}(?![0-9])"
)
_DATE = re.compile(
    r"[0-9]{1,2}[ ./-]{1,3}[0-9]{1,2}[ ./-]{1,3}(?:19|20)?[0-9]{2}(?![0-9])|20[0-9]{2}(?:[ -]|[01][0-9])"
)
_CALLED = re.compile(
    r"(?<![a-z])(?:tel|telephone|phone|mobile|mob)(?: ?(?:numbers?|nos?))?(?: is)?[ .:=(-]{0,4}"
    r"(?P<number>[0-9](?:[ -]?[0-9]){5,10})(?![0-9./])"
)
_EXTENSION = re.compile(r"[ ,(]{0,3}(?:extension|extn?|x|#)[ .:]{0,2}[0-9]{1,6}(?![0-9])\)?|/[0-9]{1,6}(?![0-9/])")
_GROUP = re.compile("[0-9]+")


def may_have_number(reading: Reading) -> bool:
    """Whether nine digits stand near each other, or a word for a phone in the text."""
    return reading.has_nine_digits or not reading.clues.isdisjoint(CLUES)


def phone_numbers(reading: Reading) -> Iterator[Span]:
    """Where a phone number stands, its extension included, whoever's it is."""
    return (span for _, span in _numbers(reading.low))


def office_numbers(reading: Reading, allowed: Collection[str]) -> Iterator[Span]:
    """Where a phone number stands that is one of the `allowed` ones or a helpline's."""
    if found := list(_numbers(reading.low)):
        nobodys = {_compared(number) for number in (*HELPLINES, *allowed)}
        yield from (span for number, span in found if _compared(number) in nobodys)


def _numbers(low: str) -> Iterator[tuple[str, Span]]:
    """Each phone number without its extension, and where it stands."""
    at = 0
    while found := _NUMBER.search(low, at):
        number = _longest_number(found)
        if number is not None:
            yield number, _with_extension(low, found.start(), number)
        at = found.start() + (len(number) if number else next(_GROUP.finditer(found[0])).end())
    for called in _CALLED.finditer(low):
        if not _DATE.match(called["number"]):
            yield called["number"], _with_extension(low, called.start("number"), called["number"])


def _with_extension(low: str, begin: int, number: str) -> Span:
    end = begin + len(number)
    extension = _EXTENSION.match(low, end)
    return Span(begin, extension.end() if extension else end)


def _longest_number(found: re.Match[str]) -> str | None:
    """The longest phone number that whole groups of what was found make up, from the first on, or `None`."""
    written = found[0]
    lengths = range(9, 16) if found["abroad"] else _LENGTHS
    if _DATE.match(written):
        return None
    for end in reversed([group.end() for group in _GROUP.finditer(written)]):
        if sum(map(str.isdigit, written[:end])) in lengths and _is_phone_number(written[:end]):
            return written[:end]
    return None


def _is_phone_number(written: str) -> bool:
    """Whether the library knows the number, or could; of those abroad only what it knows."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    national = phonenumbers.national_significant_number(number)
    return number.country_code == _UNITED_KINGDOM and (
        _FOR_DRAMA.fullmatch(national) is not None
        or (len(national) == 10 and national[0] in "1237" and phonenumbers.is_possible_number(number))
    )


@lru_cache(maxsize=1024)
def _compared(written: str) -> str:
    """The number in the international form, without an extension; as its digits where it has no such form."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return re.sub(r"[^0-9]", "", written)
    return f"+{number.country_code} {phonenumbers.national_significant_number(number).lstrip('0')}"
