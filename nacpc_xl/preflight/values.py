"""What the cells of an .xlsx or .xlsm hold: the texts that they share, and numbers as their styles show them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from nacpc_xl.model.columns import Raw
from nacpc_xl.preflight.formats import BUILT_IN, Shown, shown_by
from nacpc_xl.preflight.survey import refuse_too_many
from nacpc_xl.preflight.xml import Package, inner_text, local, parsed, remembered

_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f]|[Ff]{3}[EeFf])[0-9A-Fa-f]{4})_")  # half a character is none
_TRUTH = {"1": True, "true": True, "TRUE": True, "0": False, "false": False, "FALSE": False}
_ORIGIN = dt.datetime(1899, 12, 30)
_DAY_0 = _ORIGIN.toordinal()
_MARCH_1900 = 60  # Excel believes in a 29 February 1900, so that the days before it have numbers one too low
_DAYS_TO_1904 = 1_462
_MILLISECONDS = 86_400_000  # of a day; a spreadsheet tells nothing finer


@dataclass(frozen=True)
class Values:
    """What is known of a workbook's values beside its sheets.

    `texts` are those that cells share, and `styles` has what a number is shown as, by the name of the cell's style.
    """

    texts: Sequence[str] = ()
    styles: Mapping[str, Shown] = field(default_factory=dict)
    is_1904: bool = False

    def told(self, kind: str, written: str) -> Raw | None:
        """What is `written` in a cell of this kind, which is no number; `None` where that cannot be told."""
        match kind:
            case "s":
                return self._shared(written)
            case "str":
                return unescaped(written)
            case "b":
                return _TRUTH.get(written)
            case "d":
                return _iso(written)
        return None

    def _shared(self, number: str) -> str | None:
        if not (number.isascii() and number.isdecimal()):
            raise ValueError("a cell points to a text that cannot be there")
        return self.texts[int(number)] if int(number) < len(self.texts) else None

    def number(self, written: str, shown: Shown | None) -> Raw:
        """The number; a day or time where it is `shown` as one, and what is `written` where that is no number."""
        try:
            number = float(written)
        except ValueError:
            return written
        if shown is None or shown is Shown.PERCENT:
            return number if "_" not in written else written
        try:
            return _duration(number) if shown is Shown.DURATION else self._moment(number)
        except (OverflowError, ValueError):  # infinite, or of no year that there is
            return number

    def _moment(self, number: float) -> dt.datetime | dt.date | dt.time:
        """The day with this number, with the time where there is one, or only the time of day 0."""
        days = number + _DAYS_TO_1904 if self.is_1904 else number
        if number >= 1 and days > _MARCH_1900 and days.is_integer():
            return dt.date.fromordinal(_DAY_0 + int(days))
        moment = _ORIGIN + _duration(days + 1 if days < _MARCH_1900 else days)
        if number < 1:
            return moment.time()
        return moment if moment.time() != dt.time() else moment.date()


def values_of(package: Package, *, is_1904: bool) -> Values:
    """What the workbook's parts for texts and styles say."""
    return Values(_shared_texts(package), _styles(package), is_1904)


def _duration(days: float) -> dt.timedelta:
    return dt.timedelta(milliseconds=_rounded(days * _MILLISECONDS))


def _rounded(number: float) -> int:
    """The nearest whole number; of two that are equally near, the one further from 0."""
    return int(number + 0.5) if number >= 0 else -int(0.5 - number)


def _iso(written: str) -> Raw:
    """The day or time in the form of ISO 8601, or the text where it is none."""
    for kind in (dt.date, dt.datetime, dt.time):
        try:
            moment = kind.fromisoformat(written)
        except ValueError:
            continue
        return written if isinstance(moment, dt.datetime | dt.time) and moment.tzinfo else moment
    return written


def _styles(package: Package) -> Mapping[str, Shown]:
    """What a number is shown as by each style of cells that shows it as more than that."""
    return _styles_in(package.content("xl/styles.xml")) if package.has("xl/styles.xml") else {}


@remembered
def _styles_in(content: bytes) -> Mapping[str, Shown]:
    root = parsed(content)
    formats: dict[int, Shown | None] = dict(BUILT_IN)
    for form in root.iter("{*}numFmt"):
        formats[int(form.get("numFmtId", "0"))] = shown_by(form.get("formatCode", ""))
    used = next(root.iterchildren("{*}cellXfs"), ())
    styles = ((str(index), formats.get(int(style.get("numFmtId", "0")))) for index, style in enumerate(used))
    return {name: shown for name, shown in styles if shown is not None}


def _shared_texts(package: Package) -> list[str]:
    """The texts that cells point to by their numbers."""
    if not package.has("xl/sharedStrings.xml"):
        return []
    texts: list[str] = []
    for item in package.children("xl/sharedStrings.xml", "si"):
        texts.append(text_of(item))
        refuse_too_many(cells=len(texts))
    return texts


def text_of(item: etree._Element) -> str:
    """A text that may be in pieces of several looks, without what only tells how to pronounce it."""
    if len(item) == 1 and not len(whole := item[0]):
        text = whole.text or ""
        return unescaped(text) if "_x" in text else text
    return unescaped("".join(_piece(part) for part in item))


def _piece(part: etree._Element) -> str:
    match local(part):
        case "t":
            return inner_text(part)
        case "r":
            return "".join(map(inner_text, part.iter("{*}t")))
    return ""


def unescaped(text: str) -> str:
    """The text with the characters that are written as _x000D_ and the like, each by its number."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
