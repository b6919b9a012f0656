"""A workbook's cells, and a quarter's figures, as anybody with openpyxl, or a zip program, would count them.

Nothing of nacpc_xl is used here.
"""

import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
    """What stands in the cell with this address, such as K5."""
    row, column = coordinate_to_tuple(address)
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


class Change(NamedTuple):
    """A new due date that was asked for in one quarter."""

    quarter: str
    ref: str
    new_due: dt.date
    days: int
    reason: str


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
        assert not table(self.coordinator["Decisions"], "Matter"), "no decision moves a date"

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
        """The label of the quarter to come."""
        return f"Q{int(self.label[1]) + 1}"

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
        return {row["Ref"]: row for row in table(self.plan["Actions"], "Ref")}

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
        return ", ".join(hand.status(ref) for hand in self.so_far)

    def due(self, ref: str) -> dt.date:
        """When an action is due: no new date was accepted, so that the plan's still stands."""
        due = day(self.actions[ref]["Due"])
        assert due is not None
        return due

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
        if self.due(ref) < self.ends:
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
        if last and last == row.get("Progress this quarter"):
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
        """The statuses of the quarter before, where one was given."""
        if self.before is None:
            return {}
        return {ref: self.before.status(ref) for ref in self.before.with_status(*STATUSES)}

    def moved(self, way: int) -> list[str]:
        """The refs whose status is better (1) or worse (-1) than in the quarter before."""
        known = [ref for ref in self.with_status(*STATUSES) if ref in self.previous]
        rank = {**RANK, "Not started": 2.5}  # to have begun, and to be on track, is a step forward
        return [ref for ref in known if (rank[self.status(ref)] - rank[self.previous[ref]]) * way > 0]

    @cached_property
    def off_track(self) -> list[str]:
        return self.with_status("Off track")

    @cached_property
    def overdue(self) -> list[str]:
        return [ref for ref in self.refs if self.status(ref) != "Complete" and self.due(ref) < self.ends]

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
        """Every new due date of the year so far."""
        return [change for hand in self.so_far for change in hand.own_changes()]

    def own_changes(self) -> Iterator[Change]:
        for ref in self.redated:
            new_due = day(self.answer(ref, "New due date"))
            assert new_due is not None
            days = (new_due - self.due(ref)).days
            yield Change(self.label, ref, new_due, days, self.answer(ref, "Reason for new date"))

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
    def still_open(self) -> list[Ask]:
        """What was asked before and not again, and has no recorded answer."""
        return [ask for ask in self.earlier_asks if not ask.is_asked_again and not ask.answer]

    @cached_property
    def answered_asks(self) -> list[Ask]:
        """What was asked before and has a recorded answer; all of it is news, since there are two quarters."""
        return [ask for ask in self.earlier_asks if ask.answer]

    @cached_property
    def proposals(self) -> list[tuple[str, Row]]:
        """The new actions that groups propose, each with the group's code."""
        return [(code, row) for code, book in self.books.items() for row in table(book["New actions"], "Priority")]

    def in_quarter(self, label: str, heading: str) -> list[tuple[str, dt.date]]:
        """The actions that are not Complete whose day under a heading of the plan lies in a quarter; by day and ref."""
        first, last = QUARTERS[label]
        days = [(day(row[heading]), ref) for ref, row in self.actions.items() if self.status(ref) != "Complete"]
        return [(ref, one) for one, ref in sorted((one, ref) for one, ref in days if one and first <= one <= last)]

    @cached_property
    def own_texts(self) -> list[str]:
        """What the plan, the groups and the coordinator wrote themselves, the longest first; single words left out."""
        books = [self.plan, self.coordinator, *(book for hand in self.so_far for book in hand.books.values())]
        found = {text for book in books for text in texts_in(book)}
        return sorted((text for text in found if len(text) > 20), key=len, reverse=True)
