"""Judges what became of a damaged tracker: is every answer there, or does a finding name each one that is not?

The truth is what a lead typed into a tracker. A difference from it that no finding names was lost or changed in
silence, which must never be.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from nacpc_xl.checks.run import check
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register, Scrap
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Outcome, Severity
from nacpc_xl.returns.read import NOTHING_RELEASED, read_return
from nacpc_xl.tracker.given import GivenText
from tests.cells import cells_of
from tests.quarters import assert_accounted_for

ACTIONS, MEASURES, NEW_ACTIONS, SIGN_OFF = (table.sheet.name for table in (Actions, Measures, NewActions, SignOff))

WHOLE_FILE = ("R02", "R03", "R18")
"""Codes by which a finding says that nothing of a file could be used."""

WHOLE_ROW = ("R08", "R09")
"""Codes by which a finding speaks of every cell in its row."""

NAMING = "RFCP"
"""Families whose findings say that an answer is not as it was; the others judge what an answer says."""

LONGEST_QUOTE = 60  # characters of an answer that a fault repeats


class Key(NamedTuple):
    """One answer: its sheet, its row's ref (a proposal's number; nothing on a form) and its heading."""

    sheet: str
    ref: str
    heading: str

    def __str__(self) -> str:
        return ", ".join(part for part in self if part)


BESIDE = Key("", "", "written beside the answers")


class Answer(NamedTuple):
    """What a register has for an answer, in words, and the cell it was read from."""

    text: str
    source: Source = Source()


NO_ANSWER = Answer("")


@dataclass
class Told:
    """What a lead tells with a tracker, damaged or not.

    `besides` are words written where no answer belongs. Answers that are `spoilt` need not come back, if a
    finding names them. `cells` are those that the lead typed into, by sheet and name.
    """

    answers: dict[Key, str]
    besides: list[str] = field(default_factory=list)
    spoilt: set[Key] = field(default_factory=set)
    cells: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Expected:
    """What a damage should lead to: findings with the codes that it `says`; "R07 or R08" where either will do.

    `keeps` when every answer that is not spoilt must be there. Codes that `may` come besides are no false alarm.
    """

    says: Sequence[str] = ()
    may: Sequence[str] = ()
    keeps: bool = True


@dataclass(frozen=True, eq=False)
class Tracker:
    """A group's tracker for a quarter, filled in: the bytes of the workbook, and what the office knows.

    `action`, `figure` and `per_cent` are refs of rows that are answered well, to be damaged: an action On track,
    a measure, and a measure in per cent.
    """

    name: str
    plan: Plan
    quarter: Quarter
    history: History
    code: str
    content: bytes
    action: str = ""
    figure: str = ""
    per_cent: str = ""

    @cached_property
    def given_text(self) -> GivenText:
        """What stands in every tracker of the plan."""
        return GivenText(self.plan)

    def read(self, path: Path) -> tuple[Register, tuple[Finding, ...]]:
        """The register of the file at `path` alone, and what the checks find in it."""
        one = read_return(path, self.given_text)
        register = merge(self.plan, self.quarter, [one], self.history, self.quarter.ends)
        return register, check(register, self.plan, self.quarter, self.history, self.quarter.ends).findings

    def findings_of(self, findings: Iterable[Finding], file: str) -> list[Finding]:
        """Those of the findings that are about the file or its group."""
        return [one for one in findings if one.file == file or (not one.file and one.subgroup == self.code)]


class Truth(NamedTuple):
    """What an undamaged tracker tells, how often each code is found in it, and the words in it that are not answers."""

    answers: Mapping[Key, str]
    codes: Counter[str]
    given: Counter[str]


def truth_of(tracker: Tracker, path: Path) -> Truth:
    """The truth of the tracker, whose undamaged file is written to `path`."""
    path.write_bytes(tracker.content)
    register, findings = tracker.read(path)
    answers = {key: answer.text for key, answer in answers_in(register, tracker.code).items()}
    codes = codes_of(tracker.findings_of(findings, path.name))
    given = (words_in(path) or Counter()) - Counter(spelt(text) for text in answers.values())
    return Truth(answers, codes, given)


def answers_in(register: Register, code: str) -> dict[Key, Answer]:
    """Every cell to fill in of the group's rows that came back, empty or not, and of the sign-off."""
    rows: list[tuple[str, str, type[Table], Table]] = [
        *((ACTIONS, one.ref, Actions, one) for one in register.actions if one.subgroup == code and one.is_answered),
        *((MEASURES, one.ref, Measures, one) for one in register.measures if one.subgroup == code and one.is_answered),
        *((NEW_ACTIONS, str(number), NewActions, one) for number, one in enumerate(register.new_actions, start=1)),
        *((SIGN_OFF, "", SignOff, one) for one in register.returns if one.outcome is Outcome.USED),
    ]
    return {
        Key(sheet, ref, column.heading): Answer(row.written(name), row.source(name))
        for sheet, ref, table, row in rows
        for name, column in table.to_fill_in().items()
    }


# Verdicts


@dataclass(frozen=True)
class Difference:
    """An answer that the register has otherwise than it was told, and the codes of the findings that name it."""

    key: Key
    told: str
    read: str
    named_by: tuple[str, ...] = ()
    is_spoilt: bool = False

    def __str__(self) -> str:
        how = f"became {short(self.read)}" if self.read else "is not where it belongs"
        return f"{self.key}: {short(self.told)} {how} ({', '.join(self.named_by) or 'UNNAMED'})"


@dataclass(frozen=True)
class Verdict:
    """What became of one damaged tracker.

    `lost` are words of the file that stand nowhere any more, `codes` those found oftener than before the damage,
    `unsaid` those that were due and did not come, `alarms` those that ask a lead about nothing.
    """

    differences: tuple[Difference, ...] = ()
    lost: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    unaccounted: str = ""
    crash: str = ""
    keeps: bool = True

    @property
    def unnamed(self) -> list[Difference]:
        """The differences that no finding names."""
        return [one for one in self.differences if not one.named_by]

    @property
    def silent_losses(self) -> list[str]:
        """Answers and words that are gone without anybody being told."""
        gone = [f"{short(text)} stands nowhere" for text in self.lost]
        return [str(one) for one in self.unnamed if not one.read] + gone

    @property
    def silent_changes(self) -> list[str]:
        """Answers that say something else without anybody being told."""
        return [str(one) for one in self.unnamed if one.read]

    @property
    def other_faults(self) -> list[str]:
        """Whatever else is not as it was promised."""
        faults = [f"{code} was not found" for code in self.unsaid]
        faults += [f"{code} asks about nothing" for code in self.alarms]
        if self.keeps:
            named = [one for one in self.differences if one.named_by and not one.is_spoilt]
            faults += [f"{one}, but should be as it was told" for one in named]
        return faults + ([self.unaccounted] if self.unaccounted else [])

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        crash = [f"it crashed: {self.crash}"] if self.crash else []
        return crash + self.silent_losses + self.silent_changes + self.other_faults


def judge(tracker: Tracker, truth: Truth, path: Path, told: Told, expected: Expected) -> Verdict:
    """The verdict on the tracker, whose damaged file lies at `path`."""
    try:
        register, findings = tracker.read(path)
        return verdict(register, tracker.findings_of(findings, path.name), path, tracker.code, told, expected, truth)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic in a library of another language is no Exception
        return Verdict(crash=f"{type(error).__name__}: {error}")


def verdict(
    register: Register,
    findings: Sequence[Finding],
    path: Path,
    code: str,
    told: Told,
    expected: Expected,
    truth: Truth,
) -> Verdict:
    """The verdict on the register of the damaged file at `path`, and on the findings about it."""
    unplaced = [scrap for scrap in register.unplaced if scrap.file == path.name]
    read = answers_in(register, code)
    more = +(codes_of(findings) - truth.codes)
    is_open = any(one.file == path.name and one.cells for one in register.returns)
    words = words_in(path)
    in_file = None if words is None else words - truth.given
    return Verdict(
        differences=tuple(differences(told, read, Naming(findings, unplaced, path.name))),
        lost=tuple(lost_words(told, read, unplaced, in_file)) if is_open else (),
        codes=tuple(sorted(more)),
        unsaid=tuple(one for one in expected.says if not _is_said(one, more, findings, told)),
        alarms=tuple(sorted(_alarms(findings, more, expected))) if expected.keeps else (),
        unaccounted=_unaccounted(register),
        keeps=expected.keeps,
    )


def _unaccounted(register: Register) -> str:
    """What the account of cells lacks; `""` when it is in order."""
    try:
        assert_accounted_for(register)
    except AssertionError as sentence:
        return f"cells are not accounted for: {str(sentence).splitlines()[0]}"
    return ""


def codes_of(findings: Iterable[Finding]) -> Counter[str]:
    """How often each code was found: a finding that lists several cells or rows counts for each of them."""
    codes: Counter[str] = Counter()
    for one in findings:
        codes[one.code] += max(1, len(cells_of(one)), len(one.refs))
    return codes


def _is_said(wanted: str, more: Mapping[str, int], findings: Iterable[Finding], told: Told) -> bool:
    """Whether one of the wanted codes came oftener than before; a finding about a field at a cell typed into."""
    for code in wanted.split(" or "):
        cells = {cell for one in findings if one.code == code for cell in cells_of(one)}
        is_there = code[0] != "F" or not told.cells or bool(cells & told.cells)
        if more.get(code, 0) and is_there:
            return True
    return False


def _alarms(findings: Iterable[Finding], more: Mapping[str, int], expected: Expected) -> set[str]:
    """New codes of the families R and F that nobody expects and a lead would have to answer."""
    due = {code for wanted in expected.says for code in wanted.split(" or ")}.union(expected.may)
    asked = {one.code for one in findings if one.severity is not Severity.NOTE and one.code[0] in "RF"}
    return {code for code in asked - due if code in more}


# Differences, and what names them


def differences(told: Told, read: Mapping[Key, Answer], naming: Naming) -> Iterator[Difference]:
    """Each answer that the register has otherwise than it was told, and words beside them that nothing names."""
    for key in dict.fromkeys((*told.answers, *read)):
        before, after = told.answers.get(key, ""), read.get(key, NO_ANSWER)
        if canonical(before) != canonical(after.text):
            is_spoilt = key in told.spoilt
            named_by = naming.of_answer(key, before, after.source, is_spoilt=is_spoilt)
            yield Difference(key, before, after.text, tuple(sorted(named_by)), is_spoilt)
    answers = {canonical(answer.text) for answer in read.values()}
    for text in told.besides:
        if canonical(text) not in answers and not naming.of_words(text):
            yield Difference(BESIDE, text, "")


class Naming:
    """Knows which findings name what is not as it was told."""

    def __init__(self, findings: Iterable[Finding], unplaced: Iterable[Scrap], file: str) -> None:
        self._findings = [one for one in findings if one.code[0] in NAMING]
        self._refusing = {one.code for one in self._findings if one.code in WHOLE_FILE and one.file == file}
        self._by_cell: dict[tuple[str, str], set[str]] = {}
        self._by_row: dict[tuple[str, str], set[str]] = {}
        for finding in self._findings:
            for sheet, cell in cells_of(finding):
                self._by_cell.setdefault((sheet, cell), set()).add(finding.code)
                self._by_row.setdefault((sheet, row_of(cell)), set()).add(finding.code)
        self._places: dict[str, list[tuple[str, str]]] = {}
        for scrap in unplaced:
            self._places.setdefault(spelt(scrap.text), []).append((scrap.sheet_name, scrap.at))

    def of_answer(self, key: Key, text: str, source: Source, *, is_spoilt: bool) -> set[str]:
        """The codes that name an answer told as `text`, `source` being the cell where it should stand."""
        codes = self._at(source.sheet, source.cell, WHOLE_ROW + (("R10",) if is_spoilt else ()))
        codes |= {one.code for one in self._findings if key.ref in one.refs and one.code in ("R06", "R09")}
        codes |= {one.code for one in self._findings if one.code == "R12" and _names_column(one, key)}
        codes |= {one.code for one in self._findings if one.code == "C01" and not one.at and _says(one, key.heading)}
        return self._refusing | codes | (self.of_words(text) if text else set())

    def of_words(self, text: str) -> set[str]:
        """The codes that name the cells in which these words stand in Unplaced."""
        places = self._places.get(spelt(text), ())
        return self._refusing.union(*(self._at(sheet, cell, WHOLE_ROW) for sheet, cell in places))

    def _at(self, sheet: str, cell: str, of_row: Iterable[str]) -> set[str]:
        """The codes at a cell, and those that speak of its row; a text box has no cell, only a sheet."""
        if not cell:
            return {one.code for one in self._findings if one.code == "R07" and sheet and one.sheet_name == sheet}
        at_row = self._by_row.get((sheet, row_of(cell)), set())
        return self._by_cell.get((sheet, cell), set()) | at_row.intersection(of_row)


def _names_column(finding: Finding, key: Key) -> bool:
    """Whether the finding names the answer's column, or says that its whole sheet is lacking."""
    return _says(finding, key.heading) or (not finding.at and _says(finding, key.sheet))


def _says(finding: Finding, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", finding.what))


def row_of(cell: str) -> str:
    """The row of a cell, or of "row 7"."""
    return re.sub("^(row |[A-Z]+)", "", cell)


# Words, and whether they are still anywhere


_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_|[\x00-\x08\x0b-\x1f]")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?%?")
_DAYS = ((r"\d{1,2} [A-Z][a-z]+ \d{4}", "%d %B %Y"), (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"))
_SERIAL_ORIGIN = dt.datetime(1899, 12, 30)


def canonical(text: str) -> str:
    """The text for comparing: control characters, empty lines and the commas of thousands do not count."""
    text = text.replace("_x000D_", "\n").replace("\r", "\n")
    text = re.sub(r"[ \t\xa0]*\n\s*", "\n", _CONTROL.sub("", text)).strip()
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def spelt(text: str) -> str:
    """The text, or the number that a file holds for it: a day's serial, a per cent's fraction."""
    text = canonical(text)
    if re.fullmatch(r"[-+]?\d+(\.\d+)?(E[-+]?\d+)?%?", text):
        return f"{float(text.rstrip('%')) / (100 if text.endswith('%') else 1):.10g}"
    for pattern, form in _DAYS:
        if re.fullmatch(pattern, text):
            with contextlib.suppress(ValueError):  # there is no such day
                return str((dt.datetime.strptime(text, form) - _SERIAL_ORIGIN).days)
    return text


def lost_words(
    told: Told, read: Mapping[Key, Answer], unplaced: Iterable[Scrap], in_file: Mapping[str, int] | None
) -> Iterator[str]:
    """The words told that stand neither in the register nor in Unplaced, or not as often as they should.

    Answers can only be asked for where they are still `in_file`; `None` where nobody can tell. Spoilt ones that
    read the same need to stand there once.
    """
    there = Counter(spelt(answer.text) for answer in read.values())
    there.update(spelt(scrap.text) for scrap in unplaced)
    due = Counter(spelt(text) for key, text in told.answers.items() if text and key not in told.spoilt)
    due |= Counter({spelt(told.answers[key]): 1 for key in told.spoilt if told.answers.get(key)})
    if in_file is not None:
        due = Counter({text: min(count, in_file.get(text, 0)) for text, count in due.items()})
    due.update(spelt(text) for text in told.besides)
    return (text for text, count in due.items() if there[text] < count)


def words_in(path: Path) -> Counter[str] | None:
    """Every text and number that the cells of an .xlsx hold; `None` for a file of another kind."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = {name.replace("\\", "/"): package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, OSError):
        return None
    sheets = [
        content
        for name, content in parts.items()
        if posixpath.dirname(name) == "xl/worksheets" and not name.endswith(".bin")
    ]
    if not sheets:
        return None
    shared = [_said(text) for text in _elements(parts.get("xl/sharedStrings.xml", b"<sst/>"), "si")]
    return Counter(
        spelt(text) for sheet in sheets for text in map(NOTHING_RELEASED.shown, _cell_texts(sheet, shared)) if text
    )


def _cell_texts(sheet: bytes, shared: Sequence[str]) -> Iterator[str]:
    for cell in _elements(sheet, "c"):
        value = next(cell.iterchildren("{*}v"), None)
        if cell.get("t") == "inlineStr":
            yield _said(cell)
        elif value is not None and value.text:
            yield shared[int(value.text)] if cell.get("t") == "s" else value.text


def _elements(part: bytes, name: str) -> Iterator[etree._Element]:
    return etree.fromstring(part, etree.XMLParser(huge_tree=True)).iter(f"{{*}}{name}")


def _said(element: etree._Element) -> str:
    """The text in an element, without how it is pronounced."""
    texts = (text for text in element.iter("{*}t") if next(text.iterancestors("{*}rPh"), None) is None)
    return "".join(text.text or "" for text in texts)


def short(text: str) -> str:
    """The text between quotation marks, cut to a readable length."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_QUOTE else f'{text[: LONGEST_QUOTE - 3]}...'}”"
