"""References that lead to one case, or to one car."""

import re
from collections.abc import Iterator

from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import one_of, words

_LONGEST_CALL = 60  # characters before a reference in which it is said what it is

# From the first figure on; a year by itself is none.
_CODE = re.compile(
    r"(?:[03-9]|1(?!9[0-9]{2}(?![0-9a-z/-]))|2(?!0[0-9]{2}(?![0-9a-z/-])))(?<![0-9.].)"
    r"[0-9]*[a-z]{0,3}(?:[/.:-]?[a-z]{0,4}[0-9]+[a-z]{0,3}){0,6}(?![a-z0-9])"
)
_LETTERS_BEFORE = re.compile(r"(?<![A-Za-z0-9])(?:(?:[A-Z]{1,5}[/.-])?[A-Z]{1,5}[ /.-]?|[A-Za-z]{1,4}[/.-]?)\Z")
_REGISTER = one_of(
    """case | crime | referral | incident | client | file | ird | vpd | ivpd | svpd | scra | care ?first | swift
    | mosaic | swis | storm | eclipse | liquid ?logic | seemis | concern report | concern form | concern
    | child concern | court | reporter'?s? | police | hearing | complaint | service user | patient | pupil
    | social work | record | petition | warrant | procurator fiscal | pf | cf"""
)
_OF_WHAT = one_of("case|crime|incident|file|record|referral|report|concern|police|system|client|person|user|form")
_REF = r"(?:references?|refs?|numbers?|nos?|num|nbr|ids?|identifier|code|urn)\b\.?"
_CALLED = re.compile(
    rf"(?<![a-z]){_REGISTER}(?: {_OF_WHAT})?(?:'s)?[ .:-]{{0,2}}"
    rf"(?:(?P<ref>{_REF}(?:[ .]{{0,2}}{_REF})?|#)(?: is| was)?)?[ .:#=(-]{{0,4}}\Z"
)
_SEVERAL = re.compile("numbers|nos|codes")
_OWN = re.compile(r"p[0-9]+\.[0-9]+-[0-9]+(?:-m[0-9]+)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:s|[/-](?:20)?[0-9]{2})?")
_DATE = re.compile(
    r"[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"|20[0-9]{2}[01][0-9][0-3][0-9]"
)
_LOOKS_LIKE_ONE = re.compile(
    one_of(
        """[a-z]{0,5}[ /.-]?(?:[0-9]{5,} | (?:19 | 20)?[0-9]{2}[/-][0-9]{2,6} | [0-9]{2,6}[/-](?:19 | 20)?[0-9]{2}
        | [a-z0-9]{1,9}[/-][0-9]{4,})[a-z]{0,3} | [a-z]{1,5}[ /-]?[0-9/-]{4,}"""
    )
)
_IS_FIGURE = re.compile(r" ?%|,[0-9]{3}| ?per ?cent")

_PLATE_NOW = re.compile(r"[a-z]{2} ?[0-9]{2}[ /-]?[a-z]{3}")

# AB12 CDE, as issued since 2001; ABC 123D and A123 BCD, as issued before.
_PLATE = re.compile(r"(?<![A-Za-z0-9])[A-HJ-PR-Y]{2}[0-9]{2} ?(?P<end>[A-HJ-PR-Z]{3})(?![A-Za-z0-9])")
_ANY_PLATE = re.compile(
    r"(?<![a-z0-9])(?:[a-hj-pr-y]{2} ?[0-9]{2}[ /-]?[a-hj-pr-z]{3}|[a-hj-np-tv-y][0-9]{1,3} ?[a-hj-pr-z]{3}"
    r"|[a-hj-pr-z]{3} ?[0-9]{1,3}[a-hj-np-tv-y])(?![a-z0-9])"
)
_REGISTRATION = r"(?:reg(?:istration|istered)?s?|(?:number )?plates?|vrm|vrn)"
_CAR = (
    r"(?:cars?|vehicles?|vans?|motorbike|motorcycle|motor|scooter|moped|taxi|lorry|hatchback|saloon|estate|suv|minibus"
    rf"|bus|drivers?|{_REGISTRATION})"
)
_CAR_BEFORE = re.compile(rf"(?<![a-z]){_CAR}(?:[ .:(,=#-]{{1,3}}[a-z]{{1,12}}){{0,4}}[ .:(,=#-]{{1,4}}\Z")
_REGISTRATION_BEFORE = re.compile(rf"(?<![a-z]){_REGISTRATION}(?: (?:number|no|mark|plate|is|was))*[ .:(,=#-]{{1,4}}\Z")
_REGISTRATION_AFTER = re.compile(rf"[ ,(]{{1,3}}{_CAR}(?![a-z])")
_NOT_ITS_END = words(
    """
    JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC AND FOR THE WAS ALL NOW HAS NOT ARE BUT CAN HAD WHO YET SEE PER END
    NEW OLD SET OUR OUT OFF DUE MET CPC COG SCR
    """
)

_CASE_WORDS = words(
    """
    case crime referral incident client file ird vpd ivpd svpd scra carefirst swift mosaic swis storm eclipse
    liquidlogic logic seemis concern court reporter reporters police hearing complaint user patient pupil social record
    petition warrant fiscal pf cf
    """
)
_CAR_WORDS = words(
    """
    car cars reg regs registration registrations registered vehicle vehicles van vans plate plates motorbike motorcycle
    taxi lorry vrm vrn hatchback saloon estate suv minibus bus motor scooter moped driver drivers
    """
)
CLUES = _CASE_WORDS | _CAR_WORDS
_PLATE_SHAPES = ("AA00 AAA", "AA00AAA")


def has_word_for_case(reading: Reading) -> bool:
    """Whether a word for a case stands in the text."""
    return not reading.clues.isdisjoint(_CASE_WORDS) or "care first" in reading.low


def may_have_plate(reading: Reading) -> bool:
    """Whether what stands in the text may be today's number plate, or any beside a word for a car."""
    shape = reading.shape
    return any(map(shape.__contains__, _PLATE_SHAPES)) or not reading.clues.isdisjoint(_CAR_WORDS)


def case_references(reading: Reading) -> Iterator[Span]:
    """Where a case, crime or referral stands with its reference, and where the reference ends.

    Without "ref", "number" or the like the code must look like one by itself: 2019/77, NA12340619, 104233.
    """
    low = reading.low
    for code in _CODE.finditer(low):
        if sum(map(str.isdigit, code[0])) < 3 or _is_something_else(low, code):
            continue
        letters = _LETTERS_BEFORE.search(reading.words, max(0, code.start() - 8), code.start())
        for begin in (letters.start(), code.start()) if letters else (code.start(),):
            called = _CALLED.search(low, max(0, begin - _LONGEST_CALL), begin)
            if called and _names_one_case(called["ref"], low[begin : code.end()]):
                yield Span(called.start(), code.end())
                break


def _names_one_case(ref: str | None, code: str) -> bool:
    """Whether a code after the word for a reference, if there is one, is no mere figure."""
    is_called = ref is not None and not _SEVERAL.search(ref)
    return not _OWN.fullmatch(code) and (is_called or _LOOKS_LIKE_ONE.fullmatch(code) is not None)


def _is_something_else(low: str, code: re.Match[str]) -> bool:
    """Whether the code is a date, a year, two years that follow each other, or part of a figure."""
    if _IS_FIGURE.match(low, code.end()) or _DATE.fullmatch(code[0]):
        return True
    year = code[0]
    return _YEAR.fullmatch(year) is not None and (len(year) <= 5 or int(year[2:4]) + 1 == int(year[-2:]))


def cars(reading: Reading) -> Iterator[Span]:
    """Where a registration number stands: of today's shape in capitals, or of any shape where it is said to be one."""
    for plate in _PLATE.finditer(reading.words):
        if plate["end"] not in _NOT_ITS_END:
            yield Span(*plate.span())
    for plate in _ANY_PLATE.finditer(reading.low):
        begin, end = plate.span()
        around = max(0, begin - 50), begin
        is_called = _REGISTRATION_BEFORE.search(reading.low, *around) or _REGISTRATION_AFTER.match(reading.low, end)
        is_plate = reading.words[begin:end].isupper() or _PLATE_NOW.fullmatch(reading.low, begin, end)
        if is_called or (is_plate and _CAR_BEFORE.search(reading.low, *around)):
            yield Span(begin, end)
