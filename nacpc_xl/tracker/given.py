"""The text that stands on an issued tracker: by it a returned one is told from what was written into it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from nacpc_xl.model.columns import folded
from nacpc_xl.model.digests import any_of, numbered
from nacpc_xl.model.plan import LISTS_OF_A_PLAN, Plan, Subgroup
from nacpc_xl.model.tracker import TRACKER, StartHere
from nacpc_xl.model.words import Word
from nacpc_xl.privacy.detect import private_fragments
from nacpc_xl.sheets import lists as list_sheet
from nacpc_xl.sheets.layout import Sheet, for_margin, shape_line, texts_on
from nacpc_xl.tracker.contents import NONE_YET, start_here, start_notes, title_of

PAGE_OF = "Page  of"  # what is left of "Page 1 of 5" without its numbers

_LIVE_LINE = re.compile(
    r"still to do on this sheet: \d+(\. take out the long number in each marked text\.)?"
    r"|ready to return|\d+ cells? still to do"
    r"|when all is on track, \d+ cells must be filled in\. the rest is yours to use or to leave\."
)
_LISTS = folded(list_sheet.LISTS)
_LABELLED = re.compile(r"[A-Z]+\d+(\.\d+)* .+", re.DOTALL)


class _Titles:
    """The return details of every tracker of a plan, by its title."""

    def __init__(self, plan: Plan | None) -> None:
        self._groups = [(group.code, group.name) for group in plan.subgroups] if plan is not None else []
        self._quarters = (
            [start_here(plan, quarter, Subgroup()) for quarter in plan.quarters] if plan is not None else []
        )
        self._numbers = numbered({folded(title): number for number, title in enumerate(_titles_of(plan))})

    def details_of(self, title: str) -> StartHere | None:
        """The details of the tracker with this title; `None` where none has it."""
        number = self._numbers.get(folded(title))
        if number is None:
            return None
        quarter, group = divmod(number, len(self._groups))
        code, name = self._groups[group]
        return self._quarters[quarter].but(subgroup_code=code, subgroup=name)


def _titles_of(plan: Plan | None) -> Iterator[str]:
    """The titles of a plan's trackers, quarter by quarter."""
    if plan is not None:
        for quarter in plan.quarters:
            yield from (title_of(plan, quarter, subgroup) for subgroup in plan.subgroups)


def _margins(plan: Plan | None) -> Iterator[str]:
    """What stands at the head and foot of the pages of a plan's trackers, as far as it is known without a plan."""
    yield PAGE_OF
    yield from (for_margin(name) for name in (*(table.sheet.name for table in TRACKER), list_sheet.LISTS))
    if plan is not None:
        yield for_margin(plan.details.marking)
        yield from map(for_margin, _titles_of(plan))


def _furniture(sheets: Iterable[Sheet]) -> Iterator[str]:
    """What stands above and below tables and beside forms: titles, purposes, notes and hints, but no headings."""
    for sheet in sheets:
        yield from (sheet.table.sheet.title, sheet.table.sheet.purpose, shape_line(sheet))
        yield from (text for note in sheet.notes for text in note.texts)
        if sheet.table.is_form:
            yield from (column.message for column in sheet.table.columns().values())


def _texts_of(plan: Plan | None) -> Iterator[str]:
    """Every text in the tables of the plan, and what else of it a tracker says."""
    if plan is not None:
        details = [start_here(plan, quarter, Subgroup()) for quarter in plan.quarters]
        tables = (plan.themes, plan.priorities, plan.aims, plan.subgroups, plan.actions, plan.measures, details)
        for rows in tables:
            for row in rows:
                told = (name for name, value in row.values.items() if isinstance(value, str | Word | tuple))
                yield from map(row.in_words, told)


class GivenText:
    """Knows the text that stands on each sheet of an issued tracker, outside its tables and forms.

    Without a plan, what the plan's lists say is known by its form only. `furniture` is what stands around tables
    and forms, folded for comparing; `issued` are the texts of the plan and the tracker, just as they are written, and
    `harmless` what is printed at the head and foot of pages, as far as nothing in it may stand for a person.
    """

    def __init__(self, plan: Plan | None) -> None:
        sheets = [Sheet(table, (), notes=start_notes() if table is StartHere else ()) for table in TRACKER]
        lists = list_sheet.lists_of(sheets, plan.lists if plan is not None else {})
        self._lists_are_known = plan is not None
        self._details = _Titles(plan)
        texts = {folded(sheet.name): [*texts_on(sheet)] for sheet in sheets}
        self._titles = {folded(sheet.table.sheet.title): folded(sheet.name) for sheet in sheets}
        texts[_LISTS] = [
            list_sheet.LISTS,
            list_sheet.PURPOSE,
            list_sheet.LINE,
            *lists,
            *(text for one in lists.values() for text in one),
        ]
        if plan is None:
            texts[_LISTS] += list(LISTS_OF_A_PLAN)
        self._texts = {name: Counter(map(folded, on_sheet)) for name, on_sheet in texts.items()}
        margins = frozenset(_margins(plan))
        self._margins = any_of(set(map(folded, margins)))
        self.harmless = any_of({text for text in margins if not private_fragments(text)})
        self.furniture = frozenset(map(folded, _furniture(sheets)))
        issued = {
            *(sheet.name for sheet in sheets),
            *(text for one in texts.values() for text in one),
            *_furniture(sheets),
            *_texts_of(plan),
            NONE_YET,
        }
        self.issued = any_of(issued)
        self._known = any_of(set(map(folded, issued)))
        measures = plan.measures if plan is not None else ()
        self._units = list(dict.fromkeys(measure.unit for measure in measures))
        number_of = {unit: number for number, unit in enumerate(self._units)}
        self._unit_numbers = numbered({measure.ref: number_of[measure.unit] for measure in measures})

    def knows(self, text: str) -> bool:
        """Whether a folded text is the plan's, or the tracker's, own."""
        return text in self._known

    def unit_of(self, ref: str) -> str:
        """The unit that the plan gives the measure with this ref; `""` where it knows none."""
        number = self._unit_numbers.get(ref)
        return self._units[number] if number is not None else ""

    def is_margin(self, words: str, on_sheets: int) -> bool:
        """Whether words at the head or foot of a page were issued.

        Without a plan, those are taken to be issued that several sheets have.
        """
        is_issued = words in self.harmless or folded(words) in self._margins
        return is_issued or (not self._lists_are_known and on_sheets > 1)

    def details_of(self, title: str) -> StartHere | None:
        """The return details of the tracker that has this title in its properties; `None` where none has."""
        return self._details.details_of(title)

    def tellers(self, sheets: Mapping[str, Collection[str]]) -> dict[str, Callable[[str], bool]]:
        """For each of these sheets a function that tells whether a folded text on it is given, each as often as issued.

        The sheets are by name, with the folded texts on them. One of another name is taken for a copy of the
        sheet whose title it has; what was issued on sheets that are lacking may stand on any.
        """
        names = {sheet: folded(sheet) for sheet in sheets}
        lacking: Counter[str] = Counter()
        for name in self._texts.keys() - names.values():
            lacking += self._texts[name]
        tellers = {}
        for sheet, name in names.items():
            issued = name if name in self._texts else self._copied(sheets[sheet])
            tellers[sheet] = self._teller(issued or name, self._texts.get(issued, {}), lacking)
        return tellers

    def _copied(self, texts: Collection[str]) -> str:
        """The sheet that one with these folded texts is a copy of; `""` where it is none."""
        return next((own for title, own in self._titles.items() if title in texts), "")

    def _teller(self, name: str, texts: Mapping[str, int], lacking: Mapping[str, int]) -> Callable[[str], bool]:
        left = dict(texts)
        for text, count in lacking.items():
            left[text] = left.get(text, 0) + count

        def is_given(text: str) -> bool:
            more = left.get(text, 0)
            if more:
                left[text] = more - 1
                return True
            if _LIVE_LINE.fullmatch(text):
                return True
            return name == _LISTS and not self._lists_are_known and bool(_LABELLED.fullmatch(text.upper()))

        return is_given
