"""A workbook's cells, and a quarter's figures, as anybody with openpyxl, or a zip program, would count them.

Nothing of nacpc_xl is used here. What the coordinators recorded is known by what they can read themselves: the quarter,
the ref and the two days of a new date, the group and the first line of a new action. The marks are not looked at.
"""

import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

Row = dict[str, Any]
Rows = list[list[Any]]


def sheets(path: Path) -> dict[str, Rows]:
    """The values of each sheet, row by row; per cents as 62.0 for 62%, formulas left out."""
    if path.suffix == ".ods":
        return ods_sheets(path)
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[xlsx_value(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book}


def xlsx_value(cell: Any) -> Any:
    if cell.data_type == "f":
        return None
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        return round(cell.value * 100, 6)
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    return cell.value.strip() if isinstance(cell.value, str) else cell.value


def ods_sheets(path: Path) -> dict[str, Rows]:
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("content.xml"))
    return {table.get(f"{TABLE}name", ""): ods_rows(table) for table in root.iter(f"{TABLE}table")}


def ods_rows(table: ElementTree.Element) -> Rows:
    rows: Rows = []
    for row in table.iter(f"{TABLE}table-row"):
        cells: list[Any] = []
        for cell in row:
            cells += [ods_value(cell)] * min(60, int(cell.get(f"{TABLE}number-columns-repeated", "1")))
        rows += [cells] * min(60, int(row.get(f"{TABLE}number-rows-repeated", "1")))
    return rows


def ods_value(cell: ElementTree.Element) -> Any:
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(f"{TABLE}formula") or kind is None:
        return None
    if kind == "date":
        return dt.date.fromisoformat(cell.get(f"{OFFICE}date-value", "")[:10])
    if kind == "string":
        return "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p")).strip()
    return round(float(cell.get(f"{OFFICE}value", "0")) * (100 if kind == "percentage" else 1), 6)


def cell_at(rows: Rows, address: str) -> Any:
    """What stands in the cell with this address, such as K5; there is no K0."""
    row, column = coordinate_to_tuple(address)
    if row < 1:
        raise LookupError(address)
    return rows[row - 1][column - 1]


def table(rows: Rows, first_heading: str) -> list[Row]:
    """The rows with something below the heading that comes first, by their headings."""
    at = next(number for number, row in enumerate(rows) if row and row[0] == first_heading)
    headings = [heading for heading in rows[at] if heading]
    found = [dict(zip(headings, row, strict=False)) for row in rows[at + 1 :]]
    return [row for row in found if row.get(first_heading)]


def form(rows: Rows) -> Row:
    """What stands beside each label."""
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}


def texts_in(book: dict[str, Rows]) -> set[str]:
    """Every text in the cells of a workbook."""
    return {value for rows in book.values() for row in rows for value in row if isinstance(value, str)}


def day(value: Any) -> dt.date | None:
    """The day that a cell names, as a date or in words."""
    if isinstance(value, dt.date):
        return value
    for form_of_it in ("%d %B %Y", "%d/%m/%Y"):
        if isinstance(value, str) and re.fullmatch(r"\d{1,2}[ /]\w+[ /]\d{4}", value):
            try:
                return dt.datetime.strptime(value, form_of_it).date()
            except ValueError:
                continue
    return None


def figure(value: Any) -> float | None:
    """The number in a cell; `None` for words."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = re.fullmatch(r"£?([\d,]+(?:\.\d+)?)\s*%?", value) if isinstance(value, str) else None
    return float(found[1].replace(",", "")) if found else None


def day_in_words(one: dt.date) -> str:
    """The day as it is read aloud: 30 June 2019."""
    return f"{one.day} {one:%B %Y}"


def in_words(value: Any) -> str:
    """A day in words; anything else as it was written, and `""` for nothing."""
    named = day(value)
    return day_in_words(named) if named else str(value or "")


def are_alike(text: str, other: str) -> bool:
    """Whether four fifths of the words of two texts are the same, in the same order."""
    return SequenceMatcher(None, text.split(), other.split(), autojunk=False).ratio() > 0.8


def signed(number: int | None) -> str:
    """The number with a minus sign, not a hyphen, where it is below zero."""
    return str(number).replace("-", "−")


def working_day(after: dt.date, count: int) -> dt.date:
    """The day that is `count` days from Monday to Friday later; the plan knows no holidays."""
    later = (after + dt.timedelta(days=number) for number in range(1, 7 * count))
    return [one for one in later if one.isoweekday() <= 5][count - 1]


STATUSES = ("Complete", "On track", "At risk", "Off track", "Not started")
COLUMNS = (*STATUSES, "Not stated", "No return")
COLOURS = {"Green": "On track", "Amber": "At risk", "Red": "Off track", "Blue": "Complete"}
RANK = {"Complete": 4, "On track": 3, "Not started": 3, "At risk": 2, "Off track": 1}
BAD = ("At risk", "Off track")
QUARTERS = {
    "Q1": (dt.date(2019, 4, 1), dt.date(2019, 6, 30)),
    "Q2": (dt.date(2019, 7, 1), dt.date(2019, 9, 30)),
    "Q3": (dt.date(2019, 10, 1), dt.date(2019, 12, 31)),
    "Q4": (dt.date(2020, 1, 1), dt.date(2020, 3, 31)),
}


def status_in(written: Any) -> str:
    """The status that a cell names, by its word or its colour."""
    named = COLOURS.get(str(written), str(written))
    return named if named in STATUSES else "Not stated"


@dataclass(frozen=True)
class Measure:
    """A measure of the plan, and the row that came back of it; an empty row where nothing did."""

    planned: Row
    returned: Row

    @property
    def ref(self) -> str:
        return str(self.planned["Ref"])

    @property
    def of(self) -> str:
        """The ref of its action."""
        return str(self.planned["Action ref"])

    @property
    def name(self) -> str:
        return str(self.planned["Measure"])

    @property
    def is_outcome(self) -> bool:
        return bool(self.planned["Type"] == "Outcome")

    @property
    def value(self) -> float | None:
        return figure(self.returned.get("Value this quarter"))

    @property
    def unit(self) -> str:
        """What stands behind its value: nothing behind a per cent sign."""
        return "" if self.planned["Unit"] == "%" else f" {self.planned['Unit']}"

    def given(self, name: str) -> float:
        """Its baseline or its target."""
        number = figure(self.planned[name])
        assert number is not None
        return number

    def shown(self, name: str) -> str:
        """A figure of it, with its thousands set off; what is no figure as it was written, and `""` for nothing."""
        written = self.planned.get(name, self.returned.get(name))
        number = figure(written)
        sign = "%" if self.planned["Unit"] == "%" else ""
        return str(written or "") if number is None else f"{number:,.10g}{sign}"

    def gain(self, since: float | None) -> float | None:
        """How far the value lies beyond another on the good side, less than 0 on the bad side."""
        if self.value is None or since is None:
            return None
        return (self.value - since) * (1 if self.planned["Better when"] == "Higher" else -1)

    @property
    def is_better(self) -> bool:
        """Whether it stands better than at the outset."""
        return (self.gain(self.given("Baseline")) or 0) > 0

    @property
    def fell(self) -> bool:
        """Whether it stands worse than the last value; the baseline where there is no last value."""
        last = figure(self.returned.get("Last value"))
        return (self.gain(self.given("Baseline") if last is None else last) or 0) < 0

    @property
    def way(self) -> int | None:
        """The share of the way from the baseline to the target, in whole per cents."""
        first, target = (Fraction(str(self.given(name))) for name in ("Baseline", "Target"))
        if self.value is None or first == target:
            return None
        return floor(100 * (Fraction(str(self.value)) - first) / (target - first) + Fraction(1, 2))

    @property
    def since_the_outset(self) -> tuple[str, str]:
        """Better, worse or the same than at the outset, and the share of the way; "Cannot be told" without a value."""
        gain = self.gain(self.given("Baseline"))
        if gain is None:
            return "Cannot be told", ""
        return (
            ("better", f"{self.way}%") if gain > 0 else ("worse", f"{signed(self.way)}%") if gain < 0 else ("same", "")
        )


class Judgement(NamedTuple):
    """What the facts say of an action, and the days, refs and figures of the reason."""

    status: str
    figures: tuple[str, ...] = ()


class Ask(NamedTuple):
    """What was asked of chief officers in one quarter."""

    quarter: str
    ref: str
    text: str
    wanted_by: dt.date | None
    is_asked_again: bool
    answer: str


class Decided(NamedTuple):
    """What a coordinator recorded of one matter: Accept, Reject or nothing, why, who decided, and the ref given."""

    decision: str = ""
    why: str = ""
    by: str = ""
    ref: str = ""


Matter = tuple[str, ...]
"""What a decision is about: the quarter in which it was asked, and what else tells it from all others."""


class Change(NamedTuple):
    """A new due date that was asked for in one quarter, with the date before it and what became of it.

    `has_lapsed` says whether it was overtaken before anybody decided on it.
    """

    quarter: str
    ref: str
    due: dt.date
    new_due: dt.date
    reason: str
    decided: Decided
    has_lapsed: bool = False

    @property
    def days(self) -> int:
        """From the date before to the new one."""
        return (self.new_due - self.due).days

    @property
    def became(self) -> str:
        """What became of it: Accept, Reject, Lapsed or Awaited."""
        return self.decided.decision or ("Lapsed" if self.has_lapsed else "Awaited")


class Proposal(NamedTuple):
    """A new action that a group proposed in one quarter, and what was decided on it."""

    quarter: str
    group: str
    row: Row
    decided: Decided

    @property
    def priority(self) -> str:
        """The code of the priority that was chosen."""
        return str(self.row["Priority"]).split()[0]

    @property
    def became(self) -> str:
        """What became of it: Accept, Reject or Awaited."""
        return self.decided.decision or "Awaited"


def matter_in(row: Row) -> Matter:
    """What a row of the sheet Decisions is about, by what can be read in it."""
    about, asked_in = str(row["What it is about"]), str(row["Asked in"])
    if row["Matter"] == "New action":
        return asked_in, str(row["Subgroup"]), about.splitlines()[0]
    found = re.match(r"(\S+): from (\d+ \w+ \d{4}) to (\d+ \w+ \d{4})\. ", about)
    assert found, about
    return asked_in, *found.groups()


@dataclass
class Hand:
    """A quarter counted by hand: the plan's rows, and the rows that came back, by ref.

    `year` is the folder of the year; `before` is the quarter before, where there was one.
    """

    year: Path
    label: str
    before: "Hand | None" = None
    rows: dict[str, Row] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    books: dict[str, dict[str, Rows]] = field(default_factory=dict)
    _judged: dict[str, Judgement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.year / self.label / "returned").iterdir():
            book = sheets(path)
            head = form(book["Start here"])
            assert head["Quarter"].startswith(self.label)
            self.files[head["Subgroup code"]] = path
            self.books[head["Subgroup code"]] = book
            self.rows |= {row["Ref"]: row for row in table(book["Actions"], "Ref")}

    @cached_property
    def plan(self) -> dict[str, Rows]:
        return sheets(self.year / "plan.xlsx")

    @cached_property
    def details(self) -> Row:
        return form(self.plan["Plan"])

    @cached_property
    def coordinator(self) -> dict[str, Rows]:
        return sheets(self.year / self.label / "coordinator.xlsx")

    @property
    def so_far(self) -> "list[Hand]":
        """The quarters of the year up to this one."""
        return [*(self.before.so_far if self.before else []), self]

    @property
    def starts(self) -> dt.date:
        return QUARTERS[self.label][0]

    @property
    def ends(self) -> dt.date:
        return QUARTERS[self.label][1]

    @property
    def following(self) -> str:
        """The label of the quarter to come; `""` in the last one."""
        label = f"Q{int(self.label[1]) + 1}"
        return label if label in QUARTERS else ""

    def return_by(self, label: str) -> dt.date:
        """The day on which the trackers of a quarter are due back."""
        return working_day(QUARTERS[label][1], int(self.details["Working days to return"]))

    @cached_property
    def meeting(self) -> dt.date:
        held_on = day(form(self.coordinator["Meeting"])["Meeting on"])
        assert held_on is not None
        return held_on

    @cached_property
    def actions(self) -> dict[str, Row]:
        """The actions of the plan, and behind those of their priority the ones adopted in the quarters before."""
        rows = table(self.plan["Actions"], "Ref")
        for one in self.before.proposals if self.before else ():
            if one.decided.decision == "Accept":
                last = max(at for at, row in enumerate(rows) if row["Priority"] == one.priority)
                said = {"Ref": one.decided.ref, "Subgroup": one.group, "Priority": one.priority, "Aims": None}
                rows.insert(last + 1, {**one.row, **said})
        return {row["Ref"]: row for row in rows}

    @cached_property
    def adopted(self) -> list[str]:
        """The refs of the actions that the plan of the quarter before did not have."""
        return [ref for ref in self.refs if ref not in self.before.actions] if self.before else []

    @cached_property
    def decided(self) -> dict[Matter, Decided]:
        """What was decided until now, by what it is about; of two rows on one matter the later counts."""
        known = dict(self.before.decided) if self.before else {}
        for row in table(self.coordinator["Decisions"], "Matter"):
            if row["Decision"]:
                said = (row["Decision"], row["Why"], row["Decided by (role)"], row["Given ref"])
                known[matter_in(row)] = Decided(*(str(one or "") for one in said))
        return known

    @cached_property
    def refs(self) -> list[str]:
        return list(self.actions)

    @cached_property
    def groups(self) -> dict[str, str]:
        """The names of the groups, by their codes."""
        return {row["Code"]: row["Name"] for row in table(self.plan["Subgroups"], "Code")}

    @cached_property
    def silent(self) -> list[str]:
        return [code for code in self.groups if code not in self.books]

    def group_of(self, ref: str) -> str:
        return self.groups[self.actions[ref]["Subgroup"]]

    def signed(self, code: str) -> Row:
        """The sign-off of a group; empty where it did not return its tracker."""
        return form(self.books[code]["Sign-off"]) if code in self.books else {}

    @cached_property
    def late(self) -> list[str]:
        """The groups that signed their tracker after the day on which it was due."""
        days = {code: day(self.signed(code)["Date"]) for code in self.books}
        return [code for code in self.groups if (signed := days.get(code)) and signed > self.return_by(self.label)]

    @cached_property
    def themes(self) -> dict[str, str]:
        return {row["Code"]: row["Title"] for row in table(self.plan["Themes"], "Code")}

    @cached_property
    def standing(self) -> list[str]:
        return [row["Code"] for row in table(self.plan["Themes"], "Code") if row["Standing"] == "Yes"]

    def priorities(self, theme: str) -> dict[str, str]:
        return {row["Code"]: row["Title"] for row in table(self.plan["Priorities"], "Code") if row["Theme"] == theme}

    def of_priority(self, code: str) -> list[str]:
        return [ref for ref, row in self.actions.items() if row["Priority"] == code]

    def of_theme(self, code: str) -> list[str]:
        return [ref for priority in self.priorities(code) for ref in self.of_priority(priority)]

    def of_group(self, code: str) -> list[str]:
        return [ref for ref, row in self.actions.items() if row["Subgroup"] == code]

    @cached_property
    def aims(self) -> dict[str, str]:
        return {row["Code"]: row["Title"] for row in table(self.plan["Aims"], "Code")}

    def serving(self, aim: str) -> list[str]:
        return [ref for ref, row in self.actions.items() if aim in re.split(r",\s*", row["Aims"] or "")]

    def answer(self, ref: str, name: str) -> Any:
        """What a lead wrote under a heading; `None` where nothing was written, or nothing came back."""
        return self.rows.get(ref, {}).get(name)

    def told(self, refs: Iterable[str], *names: str) -> list[str]:
        """Those of the actions of which there is an answer under each of these headings."""
        return [ref for ref in refs if all(self.answer(ref, name) for name in names)]

    def status(self, ref: str) -> str:
        return status_in(self.rows[ref]["Status"]) if ref in self.rows else "No return"

    def with_status(self, *statuses: str) -> list[str]:
        return [ref for ref in self.refs if self.status(ref) in statuses]

    def counts(self, refs: Iterable[str]) -> Counter[str]:
        return Counter(map(self.status, refs))

    def statuses_so_far(self, ref: str) -> str:
        return ", ".join(hand.status(ref) for hand in self.so_far if ref in hand.actions)

    def first_due(self, ref: str) -> dt.date:
        """When an action was first to be done."""
        due = day(self.actions[ref]["Due"])
        assert due is not None
        return due

    def moves(self, ref: str) -> list[dt.date]:
        """The new dates of an action that were accepted in the quarters before, the oldest first."""
        changes = self.before.changes if self.before else []
        return [one.new_due for one in changes if one.ref == ref and one.became == "Accept"]

    def due(self, ref: str) -> dt.date:
        """When an action is due: on the last date that was accepted in a quarter before, or else on the first."""
        return [self.first_due(ref), *self.moves(ref)][-1]

    def slipped(self, ref: str) -> int:
        """The days from the first date to the one that stands."""
        return (self.due(ref) - self.first_due(ref)).days

    def due_in_words(self, ref: str) -> str:
        """When an action is due, and when it first was if that was another day."""
        first, due = day_in_words(self.first_due(ref)), day_in_words(self.due(ref))
        return due if first == due else f"{due} (first due {first})"

    def is_known_complete(self, ref: str) -> bool:
        """Whether nothing came back of an action that was Complete when something last did."""
        return self.status(ref) == "No return" and self.previous.get(ref) == "Complete"

    def judged(self, ref: str) -> Judgement:
        """What the facts say of an action: the first of the README's rules that holds."""
        if ref not in self._judged:
            self._judged[ref] = next(self._judgements(ref))
        return self._judged[ref]

    def _judgements(self, ref: str) -> Iterator[Judgement]:
        row = self.rows.get(ref, {})
        names = ("Completed on", "Start", "New due date", "Milestone due")
        done, start, new_due, milestone = (day(row.get(name)) for name in names)
        if self.status(ref) == "Complete" and done and done <= self.ends and row["Evidence"]:
            yield Judgement("Complete", (day_in_words(done),))
        if self.due(ref) < self.ends and not self.is_known_complete(ref):
            yield Judgement("Off track", (day_in_words(self.due(ref)),))
        if not row:
            yield Judgement("No return")
        if start and start > self.ends:
            yield Judgement("Not started", (day_in_words(start),))
        if new_due:
            yield Judgement("At risk", (day_in_words(new_due),))
        if milestone and milestone < self.ends:
            yield Judgement("At risk", (day_in_words(milestone),))
        yield from self._put_off(ref, row, milestone)
        for one in self.measures_of([ref]):
            if one.fell:
                before = one.shown("Last value") or one.shown("Baseline")
                yield Judgement("At risk", (one.ref, before, one.shown("Value this quarter")))
        if row.get("Barrier") and not row["Next milestone"] and not row["Help wanted from COG"]:
            yield Judgement("At risk")
        last = self.before.answer(ref, "Progress this quarter") if self.before else None
        if last and are_alike(last, row.get("Progress this quarter") or ""):
            yield Judgement("At risk")
        yield Judgement("On track")

    def _put_off(self, ref: str, row: Row, milestone: dt.date | None) -> Iterator[Judgement]:
        """That last quarter's milestone comes again, for a later day."""
        last = self.before.rows.get(ref, {}) if self.before else {}
        was = day(last.get("Milestone due"))
        if was and milestone and was < milestone and row["Next milestone"] == last["Next milestone"]:
            yield Judgement("At risk", (day_in_words(was), day_in_words(milestone)))

    @cached_property
    def measures(self) -> list[Measure]:
        came = {row["Ref"]: row for book in self.books.values() for row in table(book["Measures"], "Ref")}
        return [Measure(row, came.get(row["Ref"], {})) for row in table(self.plan["Measures"], "Ref")]

    @cached_property
    def _by_action(self) -> dict[str, list[Measure]]:
        return {ref: [one for one in self.measures if one.of == ref] for ref in self.refs}

    def measures_of(self, refs: Iterable[str]) -> list[Measure]:
        """The measures of these actions, in the order of the actions."""
        return [one for ref in refs for one in self._by_action[ref]]

    def outcomes(self, refs: Iterable[str]) -> list[Measure]:
        return [one for one in self.measures_of(refs) if one.is_outcome]

    def shown_better(self, refs: Iterable[str]) -> list[Measure]:
        """The outcome measures that are better, of actions with words on the difference made and evidence for it."""
        return [one for one in self.outcomes(self.told(refs, "Difference made", "Evidence")) if one.is_better]

    def verdict(self, aim: str) -> str:
        refs = self.serving(aim)
        if 2 * len(self.shown_better(refs)) > len(self.outcomes(refs)):
            return "evidenced"
        return "output only" if self.told(refs, "Progress this quarter") else "nothing yet"

    @cached_property
    def measured_on(self) -> list[dt.date]:
        return sorted(filter(None, (day(one.returned.get("As at")) for one in self.measures)))

    @cached_property
    def previous(self) -> dict[str, str]:
        """The statuses that were given last, in whichever quarter before."""
        if self.before is None:
            return {}
        return {**self.before.previous, **{ref: self.before.status(ref) for ref in self.before.with_status(*STATUSES)}}

    def moved(self, way: int) -> list[str]:
        """The refs whose status is better (1) or worse (-1) than the one given last."""
        known = [ref for ref in self.with_status(*STATUSES) if ref in self.previous]
        rank = {**RANK, "Not started": 2.5}  # to have begun, and to be on track, is a step forward
        return [ref for ref in known if (rank[self.status(ref)] - rank[self.previous[ref]]) * way > 0]

    @cached_property
    def off_track(self) -> list[str]:
        return self.with_status("Off track")

    @cached_property
    def overdue(self) -> list[str]:
        """Those whose date has passed and that are not Complete, as far as is known."""
        late = [ref for ref in self.refs if self.due(ref) < self.ends]
        return [ref for ref in late if self.status(ref) != "Complete" and not self.is_known_complete(ref)]

    @cached_property
    def quietly_overdue(self) -> list[str]:
        """Those that are overdue and were not declared Off track."""
        return [ref for ref in self.overdue if ref not in self.off_track]

    @cached_property
    def declared_better(self) -> list[str]:
        known = [ref for ref in self.with_status(*STATUSES) if self.judged(ref).status in RANK]
        return [ref for ref in known if RANK[self.status(ref)] > RANK[self.judged(ref).status]]

    @cached_property
    def declared_otherwise(self) -> list[str]:
        """Those whose declared status differs from the facts, and is not better."""
        differ = [ref for ref in self.with_status(*STATUSES) if self.status(ref) != self.judged(ref).status]
        return [ref for ref in differ if ref not in self.declared_better]

    @cached_property
    def lasting(self) -> list[str]:
        return [ref for ref in self.with_status(*BAD) if self.previous.get(ref) in BAD]

    @cached_property
    def redated(self) -> list[str]:
        return [ref for ref in self.refs if day(self.answer(ref, "New due date"))]

    @cached_property
    def changes(self) -> list[Change]:
        """Every new due date of the year so far, with what became of it until now."""
        asked = [change for hand in self.so_far for change in hand.own_changes(self.decided)]
        return [
            change._replace(has_lapsed=self.was_overtaken(change, asked[at:])) for at, change in enumerate(asked, 1)
        ]

    def was_overtaken(self, change: Change, later: list[Change]) -> bool:
        """Whether, in a quarter since, another date was asked for or the action was told to be Complete."""
        is_done = self.status(change.ref) == "Complete"
        return change.quarter != self.label and (is_done or change.ref in [one.ref for one in later])

    def own_changes(self, decided: dict[Matter, Decided]) -> Iterator[Change]:
        """The new due dates asked for in this quarter alone."""
        for ref in self.redated:
            due, new_due = self.due(ref), day(self.answer(ref, "New due date"))
            assert new_due is not None
            matter = (self.label, ref, day_in_words(due), day_in_words(new_due))
            reason = self.answer(ref, "Reason for new date")
            yield Change(self.label, ref, due, new_due, reason, decided.get(matter, Decided()))

    @cached_property
    def asked(self) -> list[str]:
        """The refs of which something is asked of chief officers this quarter."""
        return self.told(self.refs, "Help wanted from COG")

    @cached_property
    def asks(self) -> list[Ask]:
        """What was asked of chief officers, this quarter and in those before."""
        answers = {key: said for hand in self.so_far for key, said in hand.recorded.items()}
        return [ask for hand in self.so_far for ask in hand.own_asks(self.asked if hand is not self else [], answers)]

    @cached_property
    def recorded(self) -> dict[tuple[str, str], str]:
        """What the coordinator recorded this quarter of requests that are closed, by the quarter and the ref."""
        rows = table(self.coordinator["COG asks"], "Asked in")
        return {(row["Asked in"], row["Ref"]): row["What was decided"] for row in rows if row["State"] == "Closed"}

    def own_asks(self, asked_later: list[str], answers: dict[tuple[str, str], str]) -> Iterator[Ask]:
        for ref in self.asked:
            text, wanted_by = self.answer(ref, "Help wanted from COG"), day(self.answer(ref, "Wanted by"))
            yield Ask(self.label, ref, text, wanted_by, ref in asked_later, answers.get((self.label, ref), ""))

    @cached_property
    def new_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.quarter == self.label]

    @cached_property
    def earlier_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.quarter != self.label]

    @cached_property
    def wanted(self) -> list[Ask]:
        """What is asked this quarter, and has no answer in this quarter's own workbook."""
        return [ask for ask in self.new_asks if not ask.answer]

    @cached_property
    def decided_since(self) -> list[Ask]:
        """What is asked this quarter, and was answered in this quarter's own workbook."""
        return [ask for ask in self.new_asks if ask.answer]

    @cached_property
    def told_before(self) -> list[Ask]:
        """What was asked before, with an answer that is no news any more."""
        return [ask for ask in self.earlier_asks if ask.answer and ask not in self.newly_answered]

    @cached_property
    def still_open(self) -> list[Ask]:
        """What was asked before and not again, and has no recorded answer."""
        return [ask for ask in self.earlier_asks if not ask.is_asked_again and not ask.answer]

    @cached_property
    def newly_answered(self) -> list[Ask]:
        """What was asked before and has a recorded answer that the last report did not have for an earlier request.

        What the last report asked itself was answered after it, whatever was recorded when.
        """
        last = self.before
        told = {ask[:2] for ask in last.earlier_asks if ask.answer} if last else set()
        return [ask for ask in self.earlier_asks if ask.answer and ask[:2] not in told]

    @cached_property
    def proposals(self) -> list[Proposal]:
        """Every new action that was proposed this year so far, by quarter and group."""
        return [one for hand in self.so_far for one in hand.own_proposals(self.decided)]

    def own_proposals(self, decided: dict[Matter, Decided]) -> Iterator[Proposal]:
        """The new actions proposed in this quarter alone."""
        for code in self.groups:
            for row in table(self.books[code]["New actions"], "Priority") if code in self.books else ():
                matter = (self.label, code, f"{row['Priority'].split()[0]}: {row['Action']}")
                yield Proposal(self.label, code, row, decided.get(matter, Decided()))

    @cached_property
    def new_proposals(self) -> list[Proposal]:
        return [one for one in self.proposals if one.quarter == self.label]

    @cached_property
    def waiting_proposals(self) -> list[Proposal]:
        """Those of quarters before that nobody has decided on yet."""
        return [one for one in self.proposals if one.quarter != self.label and one.became == "Awaited"]

    @cached_property
    def going_on(self) -> list[str]:
        """The actions that are not Complete, as far as is known."""
        return [ref for ref in self.refs if self.status(ref) != "Complete" and not self.is_known_complete(ref)]

    def due_from_now(self, ref: str) -> dt.date:
        """When an action is due on the dates that are accepted by now, those of this quarter too."""
        accepted = [one.new_due for one in self.changes if one.ref == ref and one.became == "Accept"]
        return [self.first_due(ref), *accepted][-1]

    def due_in(self, label: str) -> list[tuple[str, dt.date]]:
        """The actions that are not Complete and are due in a quarter; by day and ref."""
        return self._between(label, {ref: self.due_from_now(ref) for ref in self.refs})

    @cached_property
    def milestones(self) -> list[tuple[str, dt.date]]:
        """The actions that are not Complete and whose next milestone has a day; by day and ref."""
        days = {ref: day(self.answer(ref, "Milestone due")) for ref in self.going_on}
        found = sorted((one, ref) for ref, one in days.items() if one)
        return [(ref, one) for one, ref in found]

    def to_begin_in(self, label: str) -> list[tuple[str, dt.date]]:
        """The actions that are to begin in a quarter; by day and ref."""
        days = {ref: day(row["Start"]) for ref, row in self.actions.items()}
        return self._between(label, {ref: one for ref, one in days.items() if one})

    def _between(self, label: str, days: dict[str, dt.date]) -> list[tuple[str, dt.date]]:
        first, last = QUARTERS[label]
        found = sorted((one, ref) for ref, one in days.items() if first <= one <= last)
        return [(ref, one) for one, ref in found if ref in self.going_on]

    @cached_property
    def own_texts(self) -> list[str]:
        """What the plan, the groups and the coordinator wrote themselves, the longest first; single words left out."""
        written = [hand.coordinator for hand in self.so_far]
        books = [self.plan, *written, *(book for hand in self.so_far for book in hand.books.values())]
        found = {text for book in books for text in texts_in(book)}
        return sorted((text for text in found if len(text) > 20), key=len, reverse=True)
