"""What may stand for a person, taken out of an opened workbook before it is known what its cells are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TypeGuard

from nacpc_xl.model.columns import ErrorValue, MacSerial, Percent, Raw, Untold, folded, plain_number
from nacpc_xl.model.register import Withheld
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Unread
from nacpc_xl.model.tracker import Measures
from nacpc_xl.model.words import Hiding
from nacpc_xl.preflight.survey import At, SheetSurvey
from nacpc_xl.privacy.gate import Gate, Spot, shown_sheet_name
from nacpc_xl.sheets.read import Grid, Opened
from nacpc_xl.tracker.given import GivenText

FEW = (1.0, 2.0, 3.0, 4.0)  # children who may be known by their number
LONG_ENOUGH, TOO_LONG = 100_000_000, 10**14  # between these the digits of a whole number may stand for a person


class Withholding:
    """Takes out of one file, called `file`, what may stand for a person, and remembers what that may be."""

    def __init__(self, file: str, fingerprint: str, gate: Gate, given_text: GivenText) -> None:
        self.file = file
        self.fingerprint = fingerprint
        self.gate = gate
        self.given_text = given_text
        self.issued = given_text.issued
        self.found: list[Withheld] = []
        self.sheets: dict[str, str] = {}
        self._harmless: set[str] = set()  # texts in which nothing may stand for a person
        self._held_back: set[str] = set()  # texts of cells in which something may
        self._holds_any = False  # whether anything in a cell or beside one may

    def of_workbook(self, opened: Opened) -> Opened:
        """The workbook without what was withheld; `sheets` has each sheet's name as it may be shown."""
        properties = "\n".join(opened.seen.properties.values())
        self._look_at(opened.grids, properties)
        self._text(properties, Spot(self.fingerprint, Hiding.PROPERTY))
        return replace(opened, grids=tuple(self._grid(grid) for grid in opened.grids))

    def _look_at(self, grids: Iterable[Grid], properties: str) -> None:
        """Looks at all texts of the workbook at once, which is quicker, for those that may stand for a person."""
        in_cells = {raw for grid in grids for raw in grid.cells.values() if isinstance(raw, str)}
        others = [raw for grid in grids for raw in grid.cells.values() if not isinstance(raw, str)]
        not_issued = [text for text in in_cells if text not in self.issued]
        beside = (text for grid in grids for text in _texts_beside(grid.seen))
        texts = {properties, *not_issued, *(text for text in beside if text not in self.given_text.harmless)}
        found = self.gate.held_back(texts)
        self._harmless = texts - found
        self._held_back = {text for text in found.intersection(not_issued) if not self.given_text.knows(folded(text))}
        self._holds_any = bool(found) or any(map(_may_stand_for_a_person, others))

    def _grid(self, grid: Grid) -> Grid:
        sheet = self._sheet_name(grid.sheet)
        if not self._holds_any:
            return grid if sheet == grid.sheet else replace(grid, sheet=sheet)
        cells: dict[At, Raw] = {}
        for at, raw in grid.cells.items():
            if isinstance(raw, str):
                if raw not in self._held_back:
                    continue
                shown = self._text(raw, Spot(self.fingerprint, Hiding.CELL, sheet, cell_name(*at)))
                cells[at] = type(raw)(shown) if isinstance(raw, ErrorValue | Untold) else shown
            elif _may_stand_for_a_person(raw):
                written = plain_number(raw)
                shown = self._text(written, Spot(self.fingerprint, Hiding.CELL, sheet, cell_name(*at)))
                if shown != written:
                    cells[at] = shown
        seen = self._beside(grid.seen, sheet)
        if not cells and seen is grid.seen and sheet == grid.sheet:
            return grid
        return Grid(sheet, {**grid.cells, **cells}, seen, grid.lost)

    def _sheet_name(self, name: str) -> str:
        spot = Spot(self.fingerprint, Hiding.SHEET_NAME, at=f"sheet {len(self.sheets) + 1}")
        screened, withheld = self.gate.screened(name, spot, self.file) if name not in self.issued else (name, ())
        shown = shown_sheet_name(name, screened, self.sheets.values())
        self.found += (one.but(sheet_name=shown) for one in withheld)
        self.sheets[name] = shown
        return shown

    def _beside(self, seen: SheetSurvey, sheet: str) -> SheetSurvey:
        """What was seen beside the cells, as it may be shown: the very same object where nothing was withheld."""
        if not (seen.comments or seen.links or seen.boxes or seen.margins):
            return seen
        comments = self._at_cells(seen.comments, Hiding.COMMENT, sheet)
        links = self._at_cells(seen.links, Hiding.LINK, sheet)
        boxes = self._on_sheet(seen.boxes, Hiding.BOX, sheet)
        margins = self._on_sheet(seen.margins, Hiding.MARGIN, sheet)
        if (comments, links, boxes, margins) == (seen.comments, seen.links, seen.boxes, seen.margins):
            return seen
        return replace(seen, comments=comments, links=links, boxes=boxes, margins=margins)

    def _at_cells(self, texts: Mapping[At, str], where: Hiding, sheet: str) -> dict[At, str]:
        return {
            at: self._text(text, Spot(self.fingerprint, where, sheet, cell_name(*at))) for at, text in texts.items()
        }

    def _on_sheet(self, texts: Iterable[str], where: Hiding, sheet: str) -> tuple[str, ...]:
        return tuple(self._text(text, Spot(self.fingerprint, where, sheet)) for text in texts)

    def _text(self, text: str, spot: Spot) -> str:
        if text in self._harmless or text in self.given_text.harmless:
            return text
        shown, withheld = self.gate.screened(text, spot, self.file)
        self.found += (one for one in withheld if one not in self.found)
        return shown

    def of_measure(self, row: Measures) -> Measures:
        """The row without its value where that counts a few children."""
        if row.value not in FEW:
            return row
        unit = self.given_text.unit_of(row.ref) or row.unit
        source = row.source("value")
        spot = Spot(self.fingerprint, Hiding.CELL, source.sheet, source.cell)
        counted = f"{plain_number(row.value or 0)} {unit}"
        shown, withheld = self.gate.screened(counted, spot, self.file)
        self.found += withheld
        if shown == counted:
            return row
        unread = Unread(shown.removesuffix(f" {unit}"), "a small number of children was withheld")
        values = {name: value for name, value in row.values.items() if name != "value"}
        return Measures(values, row.place, {**row.unread, "value": unread}, {**row.raw, "value": unread.written})


def _texts_beside(seen: SheetSurvey) -> Iterator[str]:
    """Everything that was seen on a sheet beside its cells, but for its name."""
    return chain(seen.comments.values(), seen.links.values(), seen.boxes, seen.margins)


def _may_stand_for_a_person(raw: Raw) -> TypeGuard[int | float]:
    """Whether a cell holds a number whose digits may be those of somebody's."""
    if not isinstance(raw, int | float) or not LONG_ENOUGH <= raw < TOO_LONG:
        return False
    return not isinstance(raw, bool | Percent | MacSerial) and float(raw).is_integer()
