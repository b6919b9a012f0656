"""Numbers by which an office knows a person: CHI, NHS, National Insurance and pupil numbers, and long ones at large.

The check digits are python-stdnum's, which is imported only when there is a number to check.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nacpc_xl.privacy.reading import Reading, Span

_SIX_DIGITS = ("000000", "00 00 00", "00-00-00", "00.00.00", "00 0000", "0000 00")
_GROUPS = re.compile(r"[0-9]+(?:[ ./-]{1,3}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")

# How people divide the ten digits of a CHI number, and the nine that are left where a leading zero was lost.
_MOST_GROUPS = 5
_AS_A_DATE = (2, 2, 2, 4)
_USUAL_CHI = {
    (10,), (6, 4), _AS_A_DATE, (2, 2, 2, 3, 1), (3, 3, 4), (6, 3, 1), (6, 2, 2), (6, 2, 1, 1), (4, 2, 4),
    (2, 4, 4), (2, 2, 6), (5, 5),
    (9,), (5, 4), (1, 2, 2, 4), (5, 3, 1), (5, 2, 2),
}  # fmt: skip
_CUT_IN_TWO = {(4, 6), (3, 7), (7, 3), (8, 2), (2, 8)}  # by a slip of the hand
_RARE_CHI = {*_CUT_IN_TWO, (3, 3, 3), (2, 2, 2, 2, 2)}  # believed with a check digit
_IN_WORDS = {"at", "be", "he", "me", "we", "my", "as", "am", "an", "by"}  # what begins a number only in capitals
_CHI_BEFORE = re.compile(r"chi(?: ?(?:number|numbers|nos?|ref|id))?[^0-9a-z\n]{0,6}(?:is |was )?\Z")
_NHS = re.compile(r"(?<![a-z])nhs(?: ?(?:numbers?|nos?|id|ref)\b|[^a-z0-9\n]{1,3}[0-9(]|[^a-z0-9\n]{0,3}\Z)")
_DIVIDED = re.compile(r"[0-9](?<![0-9].)[0-9]{2} ?-? ?[0-9]{3} ?-? ?[0-9]{4}(?![0-9])")
_MONEY_BEFORE = re.compile(r"(?:(?<!~)[$]|gbp|eur) ?\Z")  # "~$" begins the name of a mark that a workbook is open
_YEAR_BEFORE_ALL = re.compile(r"(?:19|20)[0-9]{2}\Z")
_NO_COUNT_AFTER = re.compile(
    r"(?![ ][a-z])|[ ](?:a|and|are|as|at|but|by|did|does|for|from|had|has|have|in|is|not|of|on|or|so|still|that|the"
    r"|then|to|was|were|when|where|which|who|will|with)(?![a-z])"
)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_BOOK = re.compile(r"isbn(?:[ -]?1[03](?![0-9]))?[^0-9a-z\n]{0,4}([0-9](?:[ -]?[0-9]){8,12}(?:[ -]?x)?)")
_STANDARD_BOOK = re.compile(r"97[89](?:[ -]?[0-9]){10}(?![0-9])")
_HEXADECIMAL = re.compile(
    r"(?<![0-9a-z])(?:0x[0-9a-f]{8,}|(?=[0-9-]{0,40}[a-f])(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))"
    r"(?![0-9a-z])"
)
_LONG = re.compile(r"[0-9]{9,}|(?<![0-9])[0-9]{4}(?: [0-9]{4}){2,3}(?![ ]?[0-9])")  # or in fours, as on a card
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2} ?)+")
_MOMENTS = ("%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%d%m%Y%H%M", "%d%m%Y%H%M%S")

# https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110
_INSURANCE = re.compile(
    r"[0-9]{2}(?<=[a-z]..|[ .-]..)[ .-]?[0-9]{2}[ .-]?[0-9]{2}(?:[ .-]?[a-d](?![a-z0-9])|(?![ .-]?[a-z0-9]))"
)
_INSURANCE_PREFIX = re.compile(
    r"(?:(?<![a-z0-9])|(?<=nino))(?!bg|gb|nk|kn|tn|nt|zz)[abceghj-prstw-z][abceghj-nprstw-z][ .-]{0,2}\Z"
)
_INSURANCE_WORD = re.compile(r"(?:national insurance|\bn\.?i\.?|nino)(?: ?(?:number|no\.?))?[^a-z0-9]{0,4}\Z")
_PUPIL = re.compile(r"(?<![a-z0-9])[a-hj-npqrtu-z](?:[ -]?[0-9]){11}[ -]?[0-9a-hj-npqrtu-z](?![a-z0-9])")


class _Digits(NamedTuple):
    """Neighbouring groups of digits; `before` and `after` are the texts around them, `gaps` what parts them."""

    begin: int
    end: int
    lengths: tuple[int, ...]
    digits: str
    gaps: tuple[str, ...]
    before: str
    after: str


def has_six_digits(reading: Reading) -> bool:
    """Whether six digits stand together as in a National Insurance number."""
    return any(map(reading.shape.__contains__, _SIX_DIGITS))


def has_nine_digits(reading: Reading) -> bool:
    """Whether nine digits stand so near each other that they may be one number."""
    return reading.has_nine_digits


def chi_numbers(reading: Reading) -> Iterator[Span]:
    """Where ten digits stand that begin with a date as day, month and year, or nine where a leading zero was lost."""
    for one in _ten_or_nine_digits(reading.low, _has_possible_date):
        if _is_chi(one):
            yield Span(one.begin, one.end, _has_check_digit(one.digits.zfill(10)))


def _is_chi(one: _Digits) -> bool:
    if _MONEY_BEFORE.search(one.before) or re.match(r",[0-9]{3}", one.after):
        return False
    if _CHI_BEFORE.search(one.before):
        return True
    if re.search(r"\+[0-9 ]{1,4}\Z|[0-9]\.\Z" if one.gaps else r"\+\Z|(?<![0-9])0\.\Z", one.before):
        return False
    if len(set(one.gaps)) <= 1:
        return _is_divided(one) and not (one.gaps and re.search(r"[0-9][/.-]\Z", one.before))
    # A date and then figures, such as "12.06.19 1234 leaflets", looks the same but for what comes after.
    if one.lengths != _AS_A_DATE or one.gaps[0] != one.gaps[1] or re.search(r"[0-9][/.-]\Z", one.before):
        return False
    if one.gaps[2] != "":
        return True
    is_time = _TIME.fullmatch(one.digits[6:]) and not _has_check_digit(one.digits)
    return not is_time and _NO_COUNT_AFTER.match(one.after) is not None


def _is_divided(one: _Digits) -> bool:
    """Whether the digits are divided as people divide a CHI number: in a usual way, or by a slip."""
    if one.lengths in _USUAL_CHI:
        return True
    is_cut = one.lengths in _CUT_IN_TWO and one.gaps == ("",) and not _YEAR_BEFORE_ALL.match(one.digits[:4])
    return is_cut or (one.lengths in _RARE_CHI and _has_check_digit(one.digits.zfill(10)))


def _has_possible_date(digits: str) -> bool:
    """Whether ten digits, or nine without the leading zero, begin with a day that has been."""
    ten = digits.zfill(10)
    try:
        dt.date(2000 + int(ten[4:6]), int(ten[2:4]), int(ten[:2]))
    except ValueError:
        return False
    return True


def _has_check_digit(ten: str) -> bool:
    """Whether the last digit fits the others.

    The classic check digit of a CHI number is the NHS number's, modulus 11 with the weights 10 to 2. Where those
    of a day have run out, Luhn's modulus 10 is used: https://github.com/Public-Health-Scotland/phsmethods/pull/149
    """
    from stdnum import luhn
    from stdnum.gb import nhs

    return bool(nhs.is_valid(ten)) or bool(luhn.is_valid(ten))


def nhs_numbers(reading: Reading) -> Iterator[Span]:
    """Where ten digits stand with the check digit of an NHS number, divided as one or called one."""
    is_called = _NHS.search(reading.low) is not None
    if not is_called and not _DIVIDED.search(reading.low):
        return
    for one in _ten_or_nine_digits(reading.low, _are_ten):
        is_divided = one.lengths == (3, 3, 4) and len(set(one.gaps)) == 1
        if not is_divided and not (is_called and (_NHS.search(one.before) or _NHS.search(one.before + one.after))):
            continue
        if not _MONEY_BEFORE.search(one.before) and not one.before.endswith("+") and _is_nhs(one.digits):
            yield Span(one.begin, one.end, is_certain=True)


def _are_ten(digits: str) -> bool:
    return len(digits) == 10


def _is_nhs(digits: str) -> bool:
    from stdnum.gb import nhs

    return bool(nhs.is_valid(digits))


def pupil_numbers(reading: Reading) -> Iterator[Span]:
    """Where a Unique Pupil Number stands, with its check letter."""
    for found in _PUPIL.finditer(reading.low):
        from stdnum.gb import upn

        if upn.is_valid(re.sub("[ -]", "", found[0])):
            yield Span(*found.span(), is_certain=True)


def insurance_numbers(reading: Reading) -> Iterator[Span]:
    """Where a National Insurance number stands; without its last letter only where it is called one."""
    low = reading.low
    for found in _INSURANCE.finditer(low):
        prefix = _INSURANCE_PREFIX.search(low, max(0, found.start() - 8), found.start())
        if prefix is None or reading.words[prefix.start() : found.start()].strip(" .-") in _IN_WORDS:
            continue
        if not found[0][-1].isdigit() or _INSURANCE_WORD.search(_before(low, prefix.start())):
            yield Span(prefix.start(), found.end())


def long_numbers(reading: Reading) -> Iterator[Span]:
    """Where nine or more digits stand in a row that are not the moment of a file, money or an exact figure."""
    low = reading.low
    for found in _LONG.finditer(low):
        is_figure = re.match(r"(?:,[0-9]{3}|\.[0-9]{2}(?![0-9]))", low[found.end() : found.end() + 4])
        is_fraction = re.search(r"(?<![0-9.])[0-9]{1,3}[.,]\Z", low[max(0, found.start() - 5) : found.start()])
        is_money = _MONEY_BEFORE.search(_before(low, found.start()))
        is_of_days = _is_moment(found[0]) or _YEARS.fullmatch(found[0])
        if not (is_figure or is_fraction or is_money or is_of_days):
            yield Span(*found.span())


def _is_moment(digits: str) -> bool:
    """Whether the digits are a day of this century and a time, as programs write them into the names of files."""
    for form in _MOMENTS:
        try:
            moment = dt.datetime.strptime(digits[:14], form)
        except ValueError:
            continue
        if 2000 <= moment.year < 2100 and len(digits) in (len(moment.strftime(form)), 17):
            return True
    return False


def numbers_of_things(reading: Reading) -> Iterator[Span]:
    """Where a number stands that is a book's or a program's.

    An ISBN is called so, or has thirteen digits and their check digit. Programs mark files and labels in hexadecimal.
    """
    for found in _HEXADECIMAL.finditer(reading.low):
        yield Span(*found.span())
    for found in _BOOK.finditer(reading.low):
        yield Span(*found.span())
    for found in _STANDARD_BOOK.finditer(reading.low):
        from stdnum import isbn

        if isbn.is_valid(found[0]):
            yield Span(*found.span())


def _ten_or_nine_digits(low: str, are_wanted: Callable[[str], bool]) -> Iterator[_Digits]:
    """Each run of groups of digits that has ten digits in all, or nine where no ten begin at the same place."""
    for run in _GROUPS.finditer(low):
        groups = [group.span() for group in _GROUP.finditer(low, *run.span())]
        for first in range(len(groups)):
            last = _last_of_ten_or_nine(groups, first)
            if last is not None and are_wanted("".join(low[begin:end] for begin, end in groups[first : last + 1])):
                yield _digits(low, groups[first : last + 1])


def _last_of_ten_or_nine(groups: Sequence[tuple[int, int]], first: int) -> int | None:
    """The last group with which the digits from the first on are ten, or else nine; `None` where there is none."""
    count, nine = 0, None
    for last in range(first, min(first + _MOST_GROUPS, len(groups))):
        count += groups[last][1] - groups[last][0]
        if count == 10:
            return last
        if count > 10:
            break
        nine = last if count == 9 else nine
    return nine


def _digits(low: str, groups: Sequence[tuple[int, int]]) -> _Digits:
    begin, end = groups[0][0], groups[-1][1]
    return _Digits(
        begin=begin,
        end=end,
        lengths=tuple(end - begin for begin, end in groups),
        digits="".join(low[begin:end] for begin, end in groups),
        gaps=tuple(low[one[1] : other[0]].strip() for one, other in pairwise(groups)),
        before=_before(low, begin),
        after=low[end : end + 30],
    )


def _before(low: str, at: int) -> str:
    return low[max(0, at - 30) : at]
