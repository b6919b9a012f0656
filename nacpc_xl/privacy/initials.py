"""People who go by initials or a first name, where an age or a school beside it tells who they are."""

import re
from collections.abc import Collection, Iterator

from nacpc_xl.privacy.names import FIRST_NAMES, NOT_AGED, NOT_INITIALS, NOT_NAMES, NOT_SURNAMES
from nacpc_xl.privacy.reading import Reading, Span
from nacpc_xl.privacy.vocabulary import one_of, words

OLDEST_CHILD = 17  # years; a mere figure above it is no age
_LONGEST_NAME = 40  # characters
_LONGEST_STAY = 90  # characters from initials to the last word of a school's name

_AGE = "(?P<age>[0-9]{1,2})"
_AGE_OR_WORD = "(?P<age>" + one_of(
    """[0-9]{1,2} | one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | thirteen
    | fourteen | fifteen | sixteen | seventeen"""
)
_AGE_OR_WORD += ")"
_YEARS = "(?:years?|yrs?|months?|mths?|weeks?)"
_UNIT = r"(?P<unit> ?(?:years?|yrs?|yo|y/o|y|months?|mths?|mos?|weeks?|wks?)\.?(?: old)?)"
_SEX = "(?:m|f|male|female|boy|girl)"
_LINK = r"[ ,(-]{1,3}(?:(?:who )?(?:is|was) )?(?:now |just |only )?"
_NO_RANGE = (
    r"(?! ?(?:\+|[/-] ?[0-9]|(?:to|plus|upwards|and (?:over|under|above|below|up|upwards|older|younger)"
    r"|or (?:over|under|above|below|older|younger|less|more))(?![a-z])))"
)

# AB (7), AB (aged 7), AB (f, 7 yrs), AB (7, P3); AB, 7, was; AB aged 7; AB 7 years old, AB 7yrs; AB is 7; 7-year-old AB
_IN_BRACKETS = re.compile(
    rf"[(\[] ?(?:{_SEX}[ ,/]{{1,2}})?(?P<aged>aged? ?:? ?)?{_AGE}{_UNIT}?"
    rf"(?: ?[,/;] ?(?:{_SEX}|[ps][1-7]))?(?: ?[)\]]|(?=[,;]))"
)
_AFTER_COMMA = re.compile(
    rf", ?{_AGE}{_UNIT}?(?=[,;](?! ?[0-9])|\)|\.?\s{{0,9}}(?:\Z|\n)|\. [A-Za-z]| (?:was|is|has|who)\b)"
)
_AGED = re.compile(rf"{_LINK}aged?:? (?:just |only |about )?{_AGE_OR_WORD}(?![0-9a-z]){_UNIT}?+{_NO_RANGE}\)?")
_OLD = re.compile(rf"{_LINK}{_AGE_OR_WORD}(?:[ -]?{_YEARS}[ -]old(?![a-z])| ?(?:yo|y/o|yrs?)(?= ?[,.;:)]|\s{{0,9}}\Z))")
_IS = re.compile(
    rf",? (?:who )?(?:is|was) {_AGE}(?![0-9])(?= ?[,;:)]|\.?\s{{0,9}}(?:\Z|\n)|\. | and (?![0-9])| (?:now|has) )"
)
_YEAR_OLD = re.compile(
    rf"(?<![a-z0-9-]){_AGE_OR_WORD}(?:[ -]?{_YEARS}[ -]old| ?yo| ?y/o),? "
    r"(?:(?:boy|girl|pupil|sibling|twin|brother|sister|son|daughter|child|baby)[ ,]{1,2})?(?:called |named |\()?"
)

_INITIALS = r"(?:[A-Z]{2,3}|(?:[A-Z]\. ?){1,2}[A-Z]\.?|[A-Z]\.? ?(?:Mc|Mac|O')[A-Z]\.?|[A-Z]{1,2}[ -][A-Z]{1,2})"
_FIRST = r"[A-Z](?:[a-z]+(?:[-'][A-Z]?[a-z]+)?|[A-Z]{2,})"
_LAST = r"[A-Z](?:[A-Za-z'-]+|\.)?"
_WORDS = re.compile("[A-Za-z0-9]+")
_ALL_INITIALS = re.compile(_INITIALS)
_INITIALS_BEFORE = re.compile(rf"(?<![A-Za-z0-9.&/'-])(?P<who>{_INITIALS}|[B-HJ-Z]\.?)\Z")
_INITIALS_AFTER = re.compile(rf"{_INITIALS}(?![A-Za-z0-9&/'-])")
_NAME_BEFORE = re.compile(rf"(?<![A-Za-z0-9-])(?P<first>{_FIRST})(?: (?P<last>{_LAST}))?\Z")
_NAME_AFTER = re.compile(rf"{_FIRST}(?![A-Za-z0-9])")
_ENDS_AS_NO_NAME = ("ing", "tion", "sion", "ment", "ness", "ance", "ence", "ent", "s")

_SCHOOL = re.compile(
    r"(?:Primary|Academy|High|Nursery|School|College|Campus|Early Years|Grammar|PS|EYC)"
    r"(?: (?:School|Class|Centre|Campus))?(?![A-Za-z])"
)
_ANY_SCHOOL = re.compile(
    r"(?:at|attends?) (?:the |her |his |their )?(?:local )?(?:(?:primary|secondary|high|nursery) )?(?:school|nursery)"
    r"(?![a-z])"
)
_AT = "(?:at|of|from|in|attends|attended|attending|joined|left)"
_SOMEBODY = rf"(?<![A-Za-z0-9.&/'-])(?P<who>{_INITIALS}|{_FIRST}(?: {_LAST})?)"
_AT_SCHOOL = re.compile(
    rf"{_SOMEBODY}(?:,? (?:in )?\(?[PS][1-7]\)?(?:,? {_AT}|,)? |,? \(|, | - "
    rf"|,? (?:(?:who|is|was|now|currently|a|pupil|student|enrolled|still) ){{0,3}}{_AT} )"
    r"(?:the )?(?:(?:[A-Z][A-Za-z'.-]*|of|the|and) ){1,4}\Z"
)
_BEFORE_SCHOOL = re.compile(rf"{_SOMEBODY}(?:,? (?:who|is|was|now|currently))?[ ,]{{1,2}}\Z")

_AGED_WORDS = words("aged age")
_OLD_WORDS = words("old yo yr yrs y") | {f"{age}{unit}" for age in range(30) for unit in ("yr", "yrs", "yo", "y")}
_SCHOOL_WORDS = words("primary academy high nursery school college campus years grammar ps eyc")
CLUES = _AGED_WORDS | _OLD_WORDS | _SCHOOL_WORDS
_IS_A_FIGURE = re.compile(r"[0-9](?<=(?: is|was) .)")
_BEFORE_AGE = re.compile(r"[(\[,](?: ?0|(?<=\()[aA] )")  # in the shape of a text


def has_age_or_school(reading: Reading) -> bool:
    """Whether an age or a school may stand in the text."""
    if not reading.clues.isdisjoint(CLUES):
        return True
    if not reading.figures:
        return False
    if _BEFORE_AGE.search(reading.shape):
        return True
    return _is_a_figure(reading.low)


def _is_a_figure(low: str) -> bool:
    """Whether something is, or was, a figure."""
    return (" is " in low or "was " in low) and _IS_A_FIGURE.search(low) is not None


def initials(reading: Reading) -> Iterator[Span]:
    """Where initials or a first name stand with an age or a school, and where the age or the school ends."""
    low, clues = reading.low, reading.clues
    forms = (
        ("(" in low or "[" in low, _IN_BRACKETS),
        (", 0" in reading.shape or ",0" in reading.shape, _AFTER_COMMA),
        (_is_a_figure(low), _IS),
    )
    for may_stand_there, form in forms if reading.figures else ():
        if may_stand_there:
            for age in form.finditer(low):
                yield from _somebody_aged(reading, age)
    if not clues.isdisjoint(_AGED_WORDS):
        for age in _AGED.finditer(low):
            yield from _somebody_aged(reading, age, is_told=True, takes_any=True)
    if not clues.isdisjoint(_OLD_WORDS):
        for age in _OLD.finditer(low):
            yield from _somebody_aged(reading, age, is_told=True)
        for age in _YEAR_OLD.finditer(low):
            if end := _end_of_somebody(reading.words, age.end()):
                yield Span(age.start(), end)
    if not clues.isdisjoint(_SCHOOL_WORDS):
        for school in _SCHOOL.finditer(reading.words):
            yield from _somebody_at(reading.words, school, _AT_SCHOOL)
        for school in _ANY_SCHOOL.finditer(low):
            yield from _somebody_at(reading.words, school, _BEFORE_SCHOOL)


def are_allowed(reading: Reading, span: Span, allowed: Collection[str]) -> bool:
    """Whether what was taken for initials is one of the abbreviations that stand for nobody."""
    return bool(allowed) and not set(_WORDS.findall(reading.words[span.begin : span.end])).isdisjoint(allowed)


def _somebody_aged(
    reading: Reading, age: re.Match[str], *, is_told: bool = False, takes_any: bool = False
) -> Iterator[Span]:
    """The initials or the name right before an age, to its end.

    `is_told` says that the figure is called an age, and `takes_any` that a name may be one that is not known.
    """
    takes_any = takes_any or age[0].lstrip("([ ").startswith("age")
    is_told = is_told or takes_any or age.groupdict().get("unit") is not None
    if not is_told and int(age["age"]) > OLDEST_CHILD:
        return
    text, at = reading.words, age.start()
    while text[at - 1 : at] == " ":
        at -= 1
    from_here = max(0, at - _LONGEST_NAME)
    before = _INITIALS_BEFORE.search(text, from_here, at)
    if before and _are_initials(before["who"], is_told_age=is_told):
        yield Span(before.start(), age.end())
        return
    before = _NAME_BEFORE.search(text, from_here, at)
    begin = _begin_of_name(before, takes_any=takes_any) if before else None
    if begin is not None:
        yield Span(begin, age.end())


def _are_initials(who: str, *, is_told_age: bool = False) -> bool:
    """Whether these are somebody's. Where a figure is called an age, fewer abbreviations can be meant."""
    bare = re.sub(r"[. ]", "", who)
    if "." in who and len(bare) > 1:
        return True
    if is_told_age and len(bare) <= 2:
        return bare not in NOT_AGED
    return len(bare) > 1 and bare not in NOT_INITIALS


def _begin_of_name(found: re.Match[str], *, takes_any: bool) -> int | None:
    """Where the first name begins, or `None` where there is none."""
    if found["last"] in NOT_SURNAMES:
        return None
    for part in ("first", "last"):
        if found[part] and _is_first_name(found[part]):
            return found.start(part)
    nearest = "last" if found["last"] else "first"
    return found.start(nearest) if takes_any and _may_be_name(found[nearest]) else None


def _is_first_name(word: str) -> bool:
    return word.lower().split("-")[0] in FIRST_NAMES


def _may_be_name(word: str) -> bool:
    return word.istitle() and word.lower() not in NOT_NAMES and not word.endswith(_ENDS_AS_NO_NAME)


def _end_of_somebody(text: str, at: int) -> int | None:
    """Where the initials or the name end that stand at this place, or `None`."""
    if (after := _INITIALS_AFTER.match(text, at)) and _are_initials(after[0]):
        return after.end()
    after = _NAME_AFTER.match(text, at)
    return after.end() if after and (_is_first_name(after[0]) or _may_be_name(after[0])) else None


def _somebody_at(text: str, school: re.Match[str], form: re.Pattern[str]) -> Iterator[Span]:
    """The initials or the known first name of somebody at a school, to the end of its name."""
    found = form.search(text, max(0, school.start() - _LONGEST_STAY), school.start())
    if found is None:
        return
    who = found["who"]
    if not _ALL_INITIALS.fullmatch(who):
        first, _, last = who.partition(" ")
        who = who if _is_first_name(first) else last
    if _are_initials(who) if _ALL_INITIALS.fullmatch(who) else _is_first_name(who.partition(" ")[0]):
        yield Span(found.end("who") - len(who), school.end())
