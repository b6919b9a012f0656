"""What a group is asked to put right: one request for each finding that is addressed to it, with its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nacpc_xl.model.finding import Finding
from nacpc_xl.model.tracker import TRACKER, StartHere
from nacpc_xl.model.words import Severity
from nacpc_xl.outputs.report.sentences import is_ended

NOT_RETURNED = "R01"
"""The check that says that nothing has come back: a draft of its own asks for that."""

_PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}|row [1-9]\d{0,6}")
_RUN = rf"(?:{_PLACE.pattern})(?: to (?:{_PLACE.pattern}))?"
_LISTED = re.compile(rf"(?s)(.*?)(: |; likewise )({_RUN}(?:, {_RUN})*)(?: and (\d+) more)?")
_SHEETS = [table.sheet.name for table in TRACKER if table is not StartHere]
_NOT_FOR_READERS = {"Cc", "Cf", "Cs"}  # what steers a screen or a printer, and halves of characters


@dataclass(frozen=True)
class Request:
    """One thing to put right: what is wrong in these places of a sheet, and what to do about it.

    A place is a cell or a row by its name; none is given for what is lacking as a whole. `listed` has the places as
    they are listed, `more` is how many there are besides. `ref` is that of the action or measure, where it is about
    just one; `is_of_first` where the sentence is that of the first place, and the others are only like it. It `stops`
    where the answer cannot be used.
    """

    file: str
    sheet: str
    places: tuple[str, ...]
    listed: str
    more: int
    ref: str
    what: str
    fix: str
    is_of_first: bool
    stops: bool

    @property
    def count(self) -> int:
        """How many places it is about."""
        return len(self.places) + self.more

    @property
    def where(self) -> str:
        """Its places in words, with the ref: Cell P9 (P4.2-02)."""
        noun = "" if self.listed.startswith("row ") else "cells " if self.count > 1 else "cell "
        more = f" and {self.more} more" if self.more else ""
        ref = f" ({self.ref})" if self.ref else ""
        words = f"{noun}{self.listed}{more}{ref}" if self.listed else ""
        return _with_capital(words)

    def in_words(self, besides: str = "") -> str:
        """What is wrong, and `besides` at the end of that sentence, then what to do."""
        what = f"{_with_capital(self.what)}{besides}"
        return f"{what}{'' if is_ended(what.rstrip('”')) else '.'} {self.fix}"


def requests_to(code: str, findings: Iterable[Finding], used: str) -> tuple[Request, ...]:
    """What the group is asked to put right: sheet by sheet, and on each sheet the worst first. Notes are left out.

    `used` is the name of its return that counts; what is asked about others comes last.
    """
    addressed = [one for one in findings if one.subgroup == code and one.severity is not Severity.NOTE]
    requests = [_request(one) for one in addressed if one.code != NOT_RETURNED]
    order = [*_SHEETS, *(one.sheet for one in requests if one.sheet), ""]
    return tuple(sorted(requests, key=lambda one: (one.file not in (used, ""), one.file, order.index(one.sheet))))


def is_silent(code: str, findings: Iterable[Finding]) -> bool:
    """Whether nothing has come back from the group that counts."""
    return any(one.subgroup == code and one.code == NOT_RETURNED for one in findings)


def on_one_line(text: str) -> str:
    """The text without line breaks, and without what would steer a reader's screen instead of being shown on it."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join("".join(one for one in line if unicodedata.category(one) not in _NOT_FOR_READERS).split())


def _with_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _request(finding: Finding) -> Request:
    said = _apart(finding)
    ref, colon, rest = said.what.partition(": ")
    is_about_one = bool(colon) and ref == finding.ref
    return Request(
        file=finding.file,
        sheet=finding.sheet_name,
        places=tuple(dict.fromkeys(_each(said.listed))),
        listed=said.listed,
        more=said.more,
        ref=ref if is_about_one else "",
        what=on_one_line(rest if is_about_one else said.what),
        fix=on_one_line(finding.fix),
        is_of_first=said.is_of_first,
        stops=finding.severity is Severity.STOP,
    )


class _Said(NamedTuple):
    what: str
    listed: str
    more: int = 0
    is_of_first: bool = False


def _apart(finding: Finding) -> _Said:
    """What a finding says, and its places as they are listed.

    One that stands for several names their places at the end of its sentence: "Evidence is missing: N12, N15 to
    N19", or "L8 says only “Ongoing”; likewise L9".
    """
    if not _PLACE.fullmatch(finding.at):
        return _Said(finding.what, "")
    found = _LISTED.fullmatch(finding.what)
    if found is not None:
        what, tie, listed, more = found[1], found[2], found[3], int(found[4] or 0)
        if tie != ": ":
            return _Said(what, f"{finding.at}, {listed}", more, is_of_first=True)
        if finding.at in _each(listed):
            return _Said(what, listed, more)
    return _Said(finding.what, finding.at)


def _each(listed: str) -> Iterator[str]:
    """The places that are listed, those between the first and the last of a run too."""
    for run in filter(None, listed.split(", ")):
        first, _, last = run.partition(" to ")
        letters, row = _split(first)
        yield from (f"{letters}{number}" for number in range(row, _split(last or first)[1] + 1))


def _split(place: str) -> tuple[str, int]:
    letters = place.rstrip("0123456789")
    return letters, int(place[len(letters) :])
